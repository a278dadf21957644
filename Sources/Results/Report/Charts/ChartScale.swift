import Foundation

/// The way from values to a picture's coordinates, and the marks along it.
struct ChartScale: Sendable {
    /// Ends of what is shown, `low < high`.
    let low: Double
    let high: Double
    /// Whether equal distances are equal factors; both ends are then above zero.
    let isLogarithmic: Bool

    /// A scale over values, with some air and, for a linear one, ends on round numbers.
    init(
        _ values: some Sequence<Double>, includesZero: Bool = false, isLogarithmic: Bool = false
    ) {
        var low = Double.infinity
        var high = -Double.infinity
        for value in values where value.isFinite && (!isLogarithmic || value > 0) {
            low = min(low, value)
            high = max(high, value)
        }
        if !low.isFinite { (low, high) = isLogarithmic ? (1, 10) : (0, 1) }
        if includesZero && !isLogarithmic { (low, high) = (min(low, 0), max(high, 0)) }
        self.isLogarithmic = isLogarithmic
        if isLogarithmic {
            let air = low == high ? 2 : pow(high / low, 0.04)
            self.low = low / air
            self.high = high * air
            return
        }
        if low == high {
            let air = low == 0 ? 1 : abs(low) * 0.05
            // A flat line at zero lies on the ground, any other one in the middle.
            self.low = low == 0 ? 0 : low - air
            self.high = high + air
            return
        }
        let air = (high - low) * 0.06
        self.low = includesZero && low == 0 ? 0 : low - air
        self.high = includesZero && high == 0 ? 0 : high + air
    }

    /// A linear scale between two ends.
    init(from low: Double, to high: Double) {
        self.low = low
        self.high = high > low ? high : low + 1
        isLogarithmic = false
    }

    /// Where a value lies, 0 at the low end and 1 at the high one.
    func place(_ value: Double) -> Double {
        isLogarithmic
            ? log(max(value, low / 1e6) / low) / log(high / low) : (value - low) / (high - low)
    }

    /// Round values inside the scale, some `count` of them.
    func ticks(_ count: Int) -> [Double] {
        if isLogarithmic { return logarithmicTicks(count) }
        let step = Self.niceStep((high - low) / Double(max(1, count)))
        let first = Int((low / step - 1e-9).rounded(.up))
        let last = Int((high / step + 1e-9).rounded(.down))
        guard last >= first, last - first < 100 else { return [] }
        return (first...last).map { Double($0) * step }
    }

    /// The least of 1, 2, 2.5 or 5 times a power of ten that is not below a step.
    static func niceStep(_ rough: Double) -> Double {
        let power = pow(10, log10(rough).rounded(.down))
        let factor = rough / power
        return power
            * (factor <= 1 ? 1 : factor <= 2 ? 2 : factor <= 2.5 ? 2.5 : factor <= 5 ? 5 : 10)
    }

    /// The texts of ticks: one suffix and one number of places for all of them.
    static func labels(_ ticks: [Double], percent: Bool = false) -> [String] {
        if percent {
            let hundredths = labels(ticks.map { $0 * 100 })
            return hundredths.map { $0 + "%" }
        }
        let greatest = ticks.map(abs).max() ?? 0
        let (divisor, suffix): (Double, String) =
            greatest >= 1e9
            ? (1e9, "B")
            : greatest >= 1e6
                ? (1e6, "M")
                : greatest >= 1e4 ? (1e3, "k") : (1, "")
        let step = zip(ticks.dropFirst(), ticks).map { abs($0 - $1) }.min() ?? greatest
        var places = 0
        while places < 9 {
            let scaled = step / divisor * pow(10, Double(places))
            if abs(scaled - scaled.rounded()) < 1e-6 && scaled >= 0.5 || scaled == 0 { break }
            places += 1
        }
        return ticks.map {
            $0 == 0 ? "0" : ReportNumber.fixed($0 / divisor, places: places) + suffix
        }
    }

    private func logarithmicTicks(_ count: Int) -> [Double] {
        let decades = log10(high / low)
        if decades < 0.7 { return ChartScale(from: low, to: high).ticks(count) }
        let factors: [Double] = decades < 1.5 ? [1, 2, 3, 5] : decades < 3 ? [1, 3] : [1]
        let stride = max(1, Int((decades / Double(count)).rounded(.up)))
        var ticks: [Double] = []
        var exponent = Int(log10(low).rounded(.down))
        while pow(10, Double(exponent)) <= high {
            for factor in factors where exponent % stride == 0 {
                let tick = factor * pow(10, Double(exponent))
                if tick >= low && tick <= high { ticks.append(tick) }
            }
            exponent += 1
        }
        return ticks
    }
}
