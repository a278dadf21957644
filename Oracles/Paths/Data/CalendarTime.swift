import SimulationKernel

extension SimulatedTime {
    /// Reads `2023-01-01 00:00:08` as UTC; nil for anything else, for days that no calendar has, and
    /// for years before 1970.
    init?(calendarText text: ArraySlice<UInt8>) {
        let bytes = Array(text)
        guard bytes.count == 19 else { return nil }
        for (place, mark) in [(4, "-"), (7, "-"), (10, " "), (13, ":"), (16, ":")] {
            guard bytes[place] == mark.utf8.first else { return nil }
        }
        func number(_ places: Range<Int>) -> UInt64? {
            var value: UInt64 = 0
            for byte in bytes[places] {
                guard byte >= 0x30, byte <= 0x39 else { return nil }
                value = 10 * value + UInt64(byte - 0x30)
            }
            return value
        }
        guard let year = number(0..<4), let month = number(5..<7), let day = number(8..<10),
            let hour = number(11..<13), let minute = number(14..<16), let second = number(17..<19),
            year >= 1970, (1...12).contains(month), hour < 24, minute < 60, second < 60
        else { return nil }
        let isLeap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0)
        let lengths: [UInt64] = [31, isLeap ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]
        guard (1...lengths[Int(month) - 1]).contains(day) else { return nil }
        // Leap days of the years before this one, less those before 1970.
        let past = year - 1
        let leapDays = past / 4 - past / 100 + past / 400 - 477
        let days = 365 * (year - 1970) + leapDays + lengths.prefix(Int(month) - 1).reduce(0, +)
        self.init(seconds: ((days + day - 1) * 24 + hour) * 3600 + minute * 60 + second)
    }
}
