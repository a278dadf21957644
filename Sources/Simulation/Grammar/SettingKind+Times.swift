import SimulationKernel
import WideIntegers

/// Durations as files write them: a number and a unit, or a plain zero.
public enum DurationText {
    /// Units with their microseconds, largest first.
    private static let units: [(name: String, micros: UInt64)] = [
        ("d", 86_400_000_000), ("h", 3_600_000_000), ("m", 60_000_000), ("s", 1_000_000),
        ("ms", 1_000), ("us", 1),
    ]

    /// Ten years; longer ones are mistakes.
    static let microsMax: UInt64 = 3_650 * 86_400_000_000

    /// Whole microseconds of a text such as `1.5s`; nil for what is no duration.
    public static func micros(_ text: String) -> UInt64? { try? parse(text) }

    /// Whole microseconds of a text.
    static func parse(_ text: some StringProtocol) throws(SettingRefusal) -> UInt64 {
        if text == "0" { return 0 }
        let (number, unit) = try split(text)
        // Six places are exact for every unit: the smaller ones refuse what is left over.
        let (isNegative, scaled) = try DecimalText.parse(number, places: 6)
        guard !isNegative, let (micros, carry) = scaled.multiplied(by: unit), !carry else {
            throw .outOfRange
        }
        let (whole, rest) = micros.quotientAndRemainder(dividingBy: UInt256(1_000_000))
        guard rest.isZero else { throw SettingRefusal("has a fraction of a microsecond") }
        guard let value = UInt64(exactly: whole) else { throw .outOfRange }
        return value
    }

    /// The number before the unit and the unit's microseconds.
    static func split(
        _ text: some StringProtocol
    ) throws(SettingRefusal) -> (number: String, unitMicros: UInt64) {
        let letters = text.reversed().prefix { $0.isLetter }
        let name = String(letters.reversed())
        guard let unit = units.first(where: { $0.name == name }) else {
            throw SettingRefusal(name.isEmpty ? "has no unit" : "has no known unit")
        }
        var number = text.dropLast(name.count)
        if number.last == " " { number.removeLast() }
        return (String(number), unit.micros)
    }

    /// The name of the unit of so many microseconds.
    static func name(of unitMicros: UInt64) -> String {
        units.first { $0.micros == unitMicros }?.name ?? "us"
    }

    /// The text with the largest unit that leaves a whole number.
    static func text(_ micros: UInt64) -> String {
        if micros == 0 { return "0s" }
        guard let unit = units.first(where: { micros.isMultiple(of: $0.micros) }) else {
            return "\(micros)us"
        }
        return "\(micros / unit.micros)\(unit.name)"
    }
}

extension UInt256 {
    fileprivate func multiplied(by factor: UInt64) -> (UInt256, Bool)? {
        multipliedReportingOverflow(by: UInt256(factor))
    }
}

extension SettingKind where Value == UInt64 {
    /// A duration in microseconds.
    package static func duration(
        _ range: ClosedRange<UInt64> = 0...DurationText.microsMax
    ) -> Self {
        time(unit: 1, range)
    }

    /// A duration in whole seconds.
    package static func seconds(
        _ range: ClosedRange<UInt64> = 0...DurationText.microsMax / 1_000_000
    ) -> Self {
        time(unit: 1_000_000, range)
    }

    /// A moment of the run, in microseconds after the start: a duration, or a moment of the calendar.
    package static var offset: Self {
        .timed(
            ScalarShape(
                "moment of the run",
                "a duration from the start on, or a moment in UTC not before it",
                as: "90s, 2h or 2021-04-18T03:00:00Z"),
            parse: { text, reader throws(SettingRefusal) in
                let micros: UInt64
                if text.utf8.last == UInt8(ascii: "Z") {
                    let time = try CalendarText.parse(text)
                    guard time >= reader.start else {
                        throw SettingRefusal(
                            "is before the start, \(CalendarText.text(reader.start))")
                    }
                    micros = time.micros(since: reader.start)
                } else {
                    micros = try DurationText.parse(
                        text.first == "+" ? text.dropFirst() : text[...])
                }
                guard micros <= DurationText.microsMax else { throw .outOfRange }
                return micros
            }, text: { DurationText.text($0) })
    }

    private static func time(unit: UInt64, _ range: ClosedRange<UInt64>) -> Self {
        let (low, high) = (range.lowerBound * unit, range.upperBound * unit)
        return .scalar(
            ScalarShape(
                "duration",
                "a duration from \(DurationText.text(low)) to \(DurationText.text(high))"
                    + (unit > 1 ? " in whole seconds" : ""),
                as: (unit > 1 ? "" : "250ms, ") + "12s, 5m, 1h or 7d"),
            parse: { text throws(SettingRefusal) in
                let micros = try DurationText.parse(text)
                guard (low...high).contains(micros) else { throw .outOfRange }
                guard micros.isMultiple(of: unit) else {
                    throw SettingRefusal("has a fraction of a second")
                }
                return micros / unit
            }, text: { DurationText.text($0 * unit) })
    }
}

extension SettingKind where Value == SimulatedTime {
    /// A moment: of the calendar, or after the start.
    package static var moment: Self {
        .timed(
            ScalarShape(
                "moment", "a moment in UTC, or a time after the start",
                as: "2021-04-18T03:00:00Z or +90s"),
            parse: { text, reader throws(SettingRefusal) in
                guard text.first == "+" else { return try CalendarText.parse(text) }
                return reader.start + (try DurationText.parse(text.dropFirst()))
            }, text: { CalendarText.text($0) })
    }

    /// The start itself, which all moments that are read later can count from.
    package static var start: Self {
        var kind = timed(
            ScalarShape("moment", "a moment in UTC", as: "2021-04-18T03:00:00Z"),
            parse: { text, reader throws(SettingRefusal) in
                reader.start = try CalendarText.parse(text)
                return reader.start
            }, text: { CalendarText.text($0) })
        kind.noteDefault = { $1.start = $0 }
        return kind
    }
}
