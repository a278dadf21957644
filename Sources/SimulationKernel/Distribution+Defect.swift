extension Distribution {
    /// What is wrong with the parameters, as a sentence that names the first bad one, its value and what
    /// is allowed; nil when all is well.
    public var defect: String? {
        switch self {
        case .constant(let value):
            return Self.defect("constant", value)
        case .uniform(let low, let high):
            return Self.defect("low", low) ?? Self.defect("high", high)
                ?? (low <= high ? nil : "high is \(high); it must be at least low, which is \(low)")
                ?? ((high - low).isFinite
                    ? nil : "high is \(high); its distance from low, \(low), must be finite")
        case .exponential(let mean):
            return Self.defect("mean", mean, atLeast: 0)
        case .normal(let mean, let deviation):
            return Self.defect("mean", mean) ?? Self.defect("deviation", deviation, atLeast: 0)
        case .logNormal(let shift, let median, let sigma):
            return Self.defect("shift", shift) ?? Self.defect("median", median, above: 0)
                ?? Self.defect("sigma", sigma, atLeast: 0)
        case .poisson(let mean):
            return mean >= 0 && mean <= Self.poissonMeanMax
                ? nil : "mean is \(mean); it must be from 0 to \(Self.poissonMeanMax)"
        case .pareto(let scale, let shape):
            return Self.defect("scale", scale, above: 0) ?? Self.defect("shape", shape, above: 0)
        case .logUniform(let low, let high):
            return Self.defect("low", low, above: 0) ?? Self.defect("high", high, above: 0)
                ?? (low <= high ? nil : "high is \(high); it must be at least low, which is \(low)")
                ?? ((high / low).isFinite
                    ? nil : "high is \(high); its ratio to low, \(low), must be finite")
        }
    }

    private static func defect(_ name: String, _ value: Double) -> String? {
        value.isFinite ? nil : "\(name) is \(value); it must be finite"
    }

    private static func defect(_ name: String, _ value: Double, atLeast low: Double) -> String? {
        value.isFinite && value >= low
            ? nil : "\(name) is \(value); it must be finite and at least \(low)"
    }

    private static func defect(_ name: String, _ value: Double, above low: Double) -> String? {
        value.isFinite && value > low
            ? nil : "\(name) is \(value); it must be finite and above \(low)"
    }
}
