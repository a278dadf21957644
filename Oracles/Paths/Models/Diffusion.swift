import WideIntegers

/// The law of a price that wanders and jumps.
///
/// `d log p = (driftPerYear - volatilityPerSqrtYear^2 / 2) dt + volatilityPerSqrtYear dW + jumps`, with
/// years of 365 days. Without jumps it is geometric Brownian motion, with Poisson arrivals Merton's
/// model, with Hawkes arrivals one of clustered jumps. The drift is that of the mean price without
/// jumps: jumps are not compensated.
public struct Diffusion: Hashable, Sendable {
    /// The first price, wad.
    public var startPriceWad: UInt256
    /// Growth of the mean price per year, as an exponent.
    public var driftPerYear: Double
    /// Standard deviation of the logarithm after a year.
    public var volatilityPerSqrtYear: Double
    /// Jumps beside the wandering; nil for none.
    public var jumps: JumpProcess?

    /// A law from its parts.
    public init(
        startPriceWad: UInt256, driftPerYear: Double = 0, volatilityPerSqrtYear: Double,
        jumps: JumpProcess? = nil
    ) {
        self.startPriceWad = startPriceWad
        self.driftPerYear = driftPerYear
        self.volatilityPerSqrtYear = volatilityPerSqrtYear
        self.jumps = jumps
    }

    /// Refuses what has no law.
    func validate(stepSeconds: Double) throws(PathError) {
        try PriceQuantization.require("start_price", startPriceWad)
        try PathError.require("drift_per_year", driftPerYear, in: -1e6...1e6)
        try PathError.require("volatility_per_sqrt_year", volatilityPerSqrtYear, in: 0...1e4)
        try jumps?.validate(stepSeconds: stepSeconds)
    }
}
