import SimulationKernel

/// A book whose depth grows with a power of the distance from the middle, `D(x) = D1 (x / x1)^beta`.
public struct PowerLawBook: Equatable, Sendable {
    /// Depth within the reference distance, base.
    public let depth: Double
    /// The reference distance, basis points.
    public let distanceBps: Double
    /// The exponent, above zero.
    public let exponent: Double

    /// A book from its parts.
    public init(depth: Double, distanceBps: Double, exponent: Double) {
        self.depth = depth
        self.distanceBps = distanceBps
        self.exponent = exponent
    }

    /// How far a size reaches, basis points.
    public func marginalBps(of size: Double) -> Double {
        guard size > 0 else { return 0 }
        return distanceBps * ExactMath.exp(ExactMath.log(size / depth) / exponent)
    }

    /// What a size costs on average, basis points.
    public func slippageBps(of size: Double) -> Double {
        exponent / (1 + exponent) * marginalBps(of: size)
    }
}
