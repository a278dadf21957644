/// A bound of a range as it is written: digits, a point, a unit.
struct AttackBound {
    /// The number, the point left out.
    let digits: Int64
    /// How many of its digits stand behind the point; nil where there is none.
    let places: Int?
    /// What stands behind the number: a unit of time, a percent sign, or nothing.
    let suffix: String

    /// Reads an optional minus, at most 18 digits with underscores and one point, and a suffix.
    init?(_ text: Substring) {
        let number = text.prefix { "-._0123456789".contains($0) }
        let unsigned = number.hasPrefix("-") ? number.dropFirst() : number
        let parts = unsigned.split(separator: ".", omittingEmptySubsequences: false)
            .map { $0.filter { $0 != "_" } }
        guard parts.count <= 2, !parts.contains(""), parts.joined().count <= 18,
            let value = Int64(parts.joined())
        else { return nil }
        digits = number.hasPrefix("-") ? -value : value
        places = parts.count == 2 ? parts[1].count : nil
        suffix = String(text.dropFirst(number.count))
    }

    /// The value in units of 10^-places; nil where it passes 63 bits.
    func scaled(toPlaces target: Int) -> Int64? {
        (0..<target - (places ?? 0)).reduce(Optional(digits)) { value, _ in
            value?.checkedProduct(10)
        }
    }

    /// Whole microseconds; nil where the suffix is no unit of time, or they pass 63 bits.
    var micros: Int64? {
        if suffix.isEmpty, digits == 0 { return 0 }
        guard var value = AttackStep.timeUnits[suffix].flatMap(digits.checkedProduct) else {
            return nil
        }
        for _ in 0..<(places ?? 0) {
            guard value.isMultiple(of: 10) else { return nil }
            value /= 10
        }
        return value
    }
}

/// The smallest step between two values of a key, and how its multiples are written.
enum AttackStep: Hashable, Sendable {
    /// 10^-places, with a suffix behind the number.
    case number(places: Int, suffix: String)
    /// So many microseconds.
    case duration(micros: Int64)

    /// Microseconds of each unit of time.
    static let timeUnits: [String: Int64] = [
        "us": 1, "ms": 1000, "s": 1_000_000, "m": 60_000_000, "h": 3_600_000_000,
        "d": 86_400_000_000,
    ]

    /// Steps that a range has at least, where its bounds do not ask for whole numbers.
    private static let rangeStepsMin: Int64 = 10_000

    /// The step for a range, and its bounds in steps.
    ///
    /// Numbers with a point or a percent sign get as many places as give the range 10,000 steps, and
    /// a thousand of them to a positive lower bound.
    static func fitting(
        _ low: AttackBound, _ high: AttackBound
    ) -> (step: AttackStep, low: Int64, high: Int64)? {
        if timeUnits[low.suffix] != nil || timeUnits[high.suffix] != nil {
            guard let low = low.micros, let high = high.micros else { return nil }
            let units: [Int64] = [1_000_000, 1000]
            let micros = units.first { unit in
                low.isMultiple(of: unit) && high.isMultiple(of: unit)
                    && (high - low) / unit >= rangeStepsMin
            }
            return (.duration(micros: micros ?? 1), low / (micros ?? 1), high / (micros ?? 1))
        }
        guard low.suffix == high.suffix, ["", "%"].contains(low.suffix) else { return nil }
        let isWhole = low.places == nil && high.places == nil && low.suffix.isEmpty
        var places = max(low.places ?? 0, high.places ?? 0)
        while let scaledLow = low.scaled(toPlaces: places),
            let scaledHigh = high.scaled(toPlaces: places)
        {
            let isFine =
                scaledHigh - scaledLow >= rangeStepsMin
                && (scaledLow <= 0 || scaledLow >= rangeStepsMin / 10)
            if isWhole || isFine || scaledLow >= scaledHigh || places == 18 {
                return (.number(places: places, suffix: low.suffix), scaledLow, scaledHigh)
            }
            places += 1
        }
        return nil
    }

    /// Steps in a whole unit, which is a second for durations.
    var perUnit: Double {
        switch self {
        case .number(let places, _): (0..<places).reduce(1) { value, _ in value * 10 }
        case .duration(let micros): 1_000_000 / Double(micros)
        }
    }

    /// So many steps as a scenario file writes them.
    func text(of ticks: Int64) -> String {
        switch self {
        case .number(let places, let suffix):
            let digits = String(ticks.magnitude)
            let padded = String(repeating: "0", count: max(0, places + 1 - digits.count)) + digits
            let sign = ticks < 0 ? "-" : ""
            var fraction = padded.suffix(places)
            while fraction.last == "0" { fraction.removeLast() }
            let point = fraction.isEmpty ? "" : "."
            return sign + padded.dropLast(places) + point + fraction + suffix
        case .duration(let step):
            let micros = ticks * step
            if micros.isMultiple(of: 1_000_000) { return "\(micros / 1_000_000)s" }
            return micros.isMultiple(of: 1000) ? "\(micros / 1000)ms" : "\(micros)us"
        }
    }
}

extension Int64 {
    /// The product; nil where it passes 10^18, so that differences stay within 63 bits.
    fileprivate func checkedProduct(_ factor: Int64) -> Int64? {
        let (product, overflow) = multipliedReportingOverflow(by: factor)
        return overflow || product.magnitude > 1_000_000_000_000_000_000 ? nil : product
    }
}
