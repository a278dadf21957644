/// Simulated time as people write it: UTC, by whole days since 1970.
struct UTCTime {
    /// Microseconds since 1970.
    let micros: Int64

    init(_ micros: Int64) { self.micros = micros }

    private static let months = [
        "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
    ]

    /// Year, month and day of the Gregorian calendar.
    ///
    /// Source: Howard Hinnant, "chrono-Compatible Low-Level Date Algorithms", civil_from_days.
    var date: (year: Int64, month: Int, day: Int) {
        let shifted = days + 719_468
        let era = (shifted >= 0 ? shifted : shifted - 146_096) / 146_097
        let dayOfEra = shifted - era * 146_097
        let yearOfEra =
            (dayOfEra - dayOfEra / 1_460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let shiftedMonth = (5 * dayOfYear + 2) / 153
        let day = Int(dayOfYear - (153 * shiftedMonth + 2) / 5) + 1
        let month = Int(shiftedMonth < 10 ? shiftedMonth + 3 : shiftedMonth - 9)
        return (yearOfEra + era * 400 + (month <= 2 ? 1 : 0), month, day)
    }

    /// 2021-04-18 03:00:05.
    var text: String { "\(dayText) \(clock)" }

    /// 2021-04-18.
    var dayText: String { "\(date.year)-\(two(date.month))-\(two(date.day))" }

    /// 03:00:05.
    var clock: String { "\(clockShort):\(two(Int(secondOfDay % 60)))" }

    /// 03:00.
    var clockShort: String {
        "\(two(Int(secondOfDay / 3_600))):\(two(Int(secondOfDay / 60 % 60)))"
    }

    /// 18 Apr.
    var dayShort: String { "\(date.day) \(Self.months[date.month - 1])" }

    /// Whether it is the first second of a day.
    var isMidnight: Bool { secondOfDay == 0 }

    /// A span of time in two units: 2 h 5 min, 40 s, 3.5 s.
    static func span(micros: Int64) -> String {
        if micros < 10_000_000 {
            return ReportNumber.fixed(
                Double(micros) / 1e6, places: micros % 1_000_000 == 0 ? 0 : 1) + " s"
        }
        let seconds = micros / 1_000_000
        let parts = [
            (seconds / 86_400, "d"), (seconds / 3_600 % 24, "h"), (seconds / 60 % 60, "min"),
            (seconds % 60, "s"),
        ]
        guard let first = parts.firstIndex(where: { $0.0 > 0 }) else { return "0 s" }
        return parts[first..<min(first + 2, parts.count)].filter { $0.0 > 0 }
            .map { "\($0.0) \($0.1)" }.joined(separator: " ")
    }

    private var seconds: Int64 {
        micros >= 0 ? micros / 1_000_000 : (micros - 999_999) / 1_000_000
    }
    private var days: Int64 { seconds >= 0 ? seconds / 86_400 : (seconds - 86_399) / 86_400 }
    private var secondOfDay: Int64 { seconds - days * 86_400 }

    private func two(_ number: Int) -> String { number < 10 ? "0\(number)" : "\(number)" }
}
