import SimulationKernel

/// Moments of the calendar as files write them, by whole numbers alone.
enum CalendarText {
    /// The moment of a text as `2021-04-18T03:00:00Z`; a fraction of the second has up to six digits.
    /// - Throws: `SettingRefusal` for all else, and for days that there are not.
    static func parse(_ text: String) throws(SettingRefusal) -> SimulatedTime {
        let bytes = Array(text.utf8)
        func number(_ places: Range<Int>) throws(SettingRefusal) -> UInt64 {
            var value: UInt64 = 0
            for byte in bytes[places] {
                guard (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) else { throw refusal }
                value = value * 10 + UInt64(byte - UInt8(ascii: "0"))
            }
            return value
        }
        let marks: [(Int, Character)] = [(4, "-"), (7, "-"), (10, "T"), (13, ":"), (16, ":")]
        guard bytes.count >= 20, bytes.last == UInt8(ascii: "Z"),
            marks.allSatisfy({ bytes[$0.0] == $0.1.asciiValue })
        else { throw refusal }
        let (year, month, day) = (try number(0..<4), try number(5..<7), try number(8..<10))
        let (hour, minute, second) = (try number(11..<13), try number(14..<16), try number(17..<19))
        guard year >= 1970, (1...12).contains(month), day >= 1, day <= days(of: month, in: year),
            hour < 24, minute < 60, second < 60
        else { throw SettingRefusal("is no moment of the calendar from 1970 on") }
        var micros: UInt64 = 0
        if bytes.count > 20 {
            let places = 20..<bytes.count - 1
            guard bytes[19] == UInt8(ascii: "."), (1...6).contains(places.count) else {
                throw refusal
            }
            micros = try number(places)
            for _ in places.count..<6 { micros *= 10 }
        }
        let ofDay = (hour * 60 + minute) * 60 + second
        let seconds = daysSince1970(year: year, month: month, day: day) * 86_400 + ofDay
        return SimulatedTime(micros: seconds * 1_000_000 + micros)
    }

    /// The text of a moment, with a fraction only where there is one.
    static func text(_ time: SimulatedTime) -> String {
        var (year, month, day) = (UInt64(1970), UInt64(1), time.seconds / 86_400)
        // A few hundred steps at most for any moment that a scenario may name.
        while day >= days(ofYear: year) {
            day -= days(ofYear: year)
            year += 1
        }
        while day >= days(of: month, in: year) {
            day -= days(of: month, in: year)
            month += 1
        }
        let second = time.seconds % 86_400
        let date = "\(padded(year, 4))-\(padded(month, 2))-\(padded(day + 1, 2))"
        let clock = [second / 3_600, second / 60 % 60, second % 60].map { padded($0, 2) }
        var fraction = ""
        if time.micros % 1_000_000 > 0 {
            fraction = "." + padded(time.micros % 1_000_000, 6)
            while fraction.hasSuffix("0") { fraction.removeLast() }
        }
        return "\(date)T\(clock.joined(separator: ":"))\(fraction)Z"
    }

    private static let refusal = SettingRefusal("is not a moment")

    private static func padded(_ value: UInt64, _ width: Int) -> String {
        let digits = String(value)
        return String(repeating: "0", count: max(0, width - digits.count)) + digits
    }

    private static func isLeap(_ year: UInt64) -> Bool {
        year.isMultiple(of: 4) && (!year.isMultiple(of: 100) || year.isMultiple(of: 400))
    }

    private static func days(ofYear year: UInt64) -> UInt64 { isLeap(year) ? 366 : 365 }

    private static func days(of month: UInt64, in year: UInt64) -> UInt64 {
        switch month {
        case 2: isLeap(year) ? 29 : 28
        case 4, 6, 9, 11: 30
        default: 31
        }
    }

    private static func daysSince1970(year: UInt64, month: UInt64, day: UInt64) -> UInt64 {
        let years = (1970..<year).reduce(0) { $0 + days(ofYear: $1) }
        let months = (1..<month).reduce(0) { $0 + days(of: $1, in: year) }
        return years + months + day - 1
    }
}
