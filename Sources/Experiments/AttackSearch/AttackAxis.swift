import SimulationKernel

/// Why a text names no range of a key.
public struct AttackAxisError: Error, Hashable, Sendable, CustomStringConvertible {
    /// The text.
    public let text: String
    /// What is wrong with it.
    public let reason: String

    /// The reason in words.
    public var description: String {
        "--over '\(text)': \(reason); it is KEY=LOW..HIGH, with :linear or :log behind it if wished"
    }
}

/// A key of the scenario that an attacker is free to choose within a range, as `--over KEY=LOW..HIGH`
/// gives it.
///
/// Values are whole numbers of a smallest step, so that each has one exact text. Bounds written
/// without a point or a percent sign allow whole numbers alone; bounds with a unit of time are
/// durations. A range of positive bounds that are a hundredfold apart is searched on a logarithmic
/// scale, all others on a linear one, unless the text says otherwise.
public struct AttackAxis: Hashable, Sendable {
    /// How positions from 0 to 1 are spread over the range.
    public enum Scale: String, Hashable, Sendable, Codable {
        /// Equal differences.
        case linear
        /// Equal ratios.
        case logarithmic = "log"
    }

    /// The key's path in the scenario.
    public let key: String
    /// How the range is searched.
    public let scale: Scale
    /// The least value, in steps.
    public let low: Int64
    /// The greatest value, in steps.
    public let high: Int64
    /// What a step is.
    let step: AttackStep

    /// Reads `key=low..high`, `key=low..high:log` or `key=low..high:linear`.
    public init(_ text: String) throws(AttackAxisError) {
        guard let equals = text.firstIndex(of: "="), equals > text.startIndex else {
            throw AttackAxisError(text: text, reason: "has no KEY= before the range")
        }
        key = String(text[..<equals])
        var range = text[text.index(after: equals)...]
        var named: Scale?
        if let colon = range.lastIndex(of: ":") {
            named = Scale(rawValue: String(range[range.index(after: colon)...]))
            if named == nil {
                throw AttackAxisError(text: text, reason: "has a scale that is not known")
            }
            range = range[..<colon]
        }
        guard let dots = range.firstRange(of: ".."),
            let lowBound = AttackBound(range[..<dots.lowerBound]),
            let highBound = AttackBound(range[dots.upperBound...])
        else { throw AttackAxisError(text: text, reason: "has no two numbers with .. between") }
        guard let (step, low, high) = AttackStep.fitting(lowBound, highBound) else {
            throw AttackAxisError(
                text: text, reason: "has bounds of different units, or beyond 18 digits")
        }
        guard low < high else {
            throw AttackAxisError(
                text: text, reason: "has a lower bound that is not below the upper")
        }
        if named == .logarithmic, low <= 0 {
            throw AttackAxisError(
                text: text, reason: "has no logarithmic scale, which needs LOW > 0")
        }
        self.step = step
        self.low = low
        self.high = high
        scale = named ?? (low > 0 && high / low >= 100 ? .logarithmic : .linear)
    }

    // MARK: - Positions

    /// The value nearest to a position from 0 to 1, in steps.
    ///
    /// On a logarithmic scale to five significant digits, which are enough and are read with ease.
    func ticks(at position: Double) -> Int64 {
        if position <= 0 { return low }
        if position >= 1 { return high }
        switch scale {
        case .linear:
            let distance = Double(high) - Double(low)
            return min(high, max(low, low + Int64(position * distance + 0.5)))
        case .logarithmic:
            let exponent =
                ExactMath.log(Double(low)) * (1 - position)
                + ExactMath.log(Double(high)) * position
            let exact = Int64(ExactMath.exp(exponent) + 0.5)
            var digit: Int64 = 1
            while exact / digit >= 100_000 { digit *= 10 }
            return min(high, max(low, (exact + digit / 2) / digit * digit))
        }
    }

    /// Where a value lies in the range, from 0 to 1.
    func position(of ticks: Int64) -> Double {
        let (value, low, high) = (Double(ticks), Double(low), Double(high))
        switch scale {
        case .linear: return (value - low) / (high - low)
        case .logarithmic:
            return ExactMath.log(value / low) / ExactMath.log(high / low)
        }
    }

    /// The value at a position, in whole units (seconds for durations), not rounded to steps.
    func value(at position: Double) -> Double {
        let (low, high) = (value(of: low), value(of: high))
        switch scale {
        case .linear: return low + (high - low) * position
        case .logarithmic: return low * ExactMath.exp(ExactMath.log(high / low) * position)
        }
    }

    /// A value in whole units; seconds for durations.
    func value(of ticks: Int64) -> Double { Double(ticks) / step.perUnit }

    /// A value as a scenario file writes it.
    func text(of ticks: Int64) -> String { step.text(of: ticks) }

    /// The least value as a scenario file writes it.
    public var lowText: String { text(of: low) }

    /// The greatest value as a scenario file writes it.
    public var highText: String { text(of: high) }

    /// Up to so many values, evenly spread over the range with both ends, rising.
    func lattice(_ count: Int) -> [Int64] {
        var values: [Int64] = []
        for place in 0..<count {
            let value = ticks(at: Double(place) / Double(max(1, count - 1)))
            if values.last != value { values.append(value) }
        }
        return values
    }
}
