import SimulationKernel

/// How makers draw back under strain: they show `m` of their size and quote `1 / sqrt(m)` times as far
/// from the middle, with
///
///     m = max(m_min, exp(-a (sigma / sigma_ref - 1)+ - b |inventory| / limit - c drawdown / stop)).
///
/// A curve has nothing like it: its depth stays whatever happens.
public struct StressWithdrawal: Hashable, Sendable {
    /// `a`: what volatility above its reference counts.
    public let volatilityWeight: Double
    /// `b`: what inventory counts.
    public let inventoryWeight: Double
    /// `c`: what a loss counts.
    public let drawdownWeight: Double
    /// `m_min`: the share of its size that a maker shows at any rate.
    public let shareMin: Double

    /// What a maker is under, each number without a unit.
    public struct Strain: Hashable, Sendable {
        /// `sigma / sigma_ref`: volatility of the last minute over its reference.
        public var volatilityRatio: Double
        /// `inventory / limit`, of either sign.
        public var inventoryShare: Double
        /// `drawdown / stop`; gains count as zero.
        public var drawdownShare: Double

        /// A strain; none by default.
        public init(
            volatilityRatio: Double = 1, inventoryShare: Double = 0, drawdownShare: Double = 0
        ) {
            self.volatilityRatio = volatilityRatio
            self.inventoryShare = inventoryShare
            self.drawdownShare = drawdownShare
        }
    }

    /// A way of drawing back.
    /// - Throws: for a weight outside of 0 to 1000, or a least share outside of 1e-6 to 1.
    public init(
        volatilityWeight: Double, inventoryWeight: Double, drawdownWeight: Double, shareMin: Double
    ) throws(LiquidityModelError) {
        for (name, weight) in [
            ("volatilityWeight", volatilityWeight), ("inventoryWeight", inventoryWeight),
            ("drawdownWeight", drawdownWeight),
        ] {
            try LiquidityModelError.require(name, weight, in: 0...1_000)
        }
        try LiquidityModelError.require("shareMin", shareMin, in: 1e-6...1)
        self.init(volatilityWeight, inventoryWeight, drawdownWeight, shareMin)
    }

    private init(_ a: Double, _ b: Double, _ c: Double, _ shareMin: Double) {
        volatilityWeight = a
        inventoryWeight = b
        drawdownWeight = c
        self.shareMin = shareMin
    }

    // MARK: - Presets

    /// Makers who stay whatever happens: `m` is one.
    public static let calm = StressWithdrawal(0, 0, 0, 1)
    /// Makers who go down to 0.3 of their size.
    public static let stressed = StressWithdrawal(1, 0.5, 1, 0.3)
    /// Makers who leave next to nothing: 0.02 of their size, as on 10 October 2025, when depth fell by
    /// up to 98 per cent; 0.1 is the other end of what was told of that day.
    public static let crash = StressWithdrawal(2, 1, 2, 0.02)

    // MARK: - Outcome

    /// The sum in the exponent of `m`, at or above zero; not a number for a strain that is none.
    public func exponent(_ strain: Strain) -> Double {
        volatilityWeight * max(strain.volatilityRatio - 1, 0)
            + inventoryWeight * strain.inventoryShare.magnitude
            + drawdownWeight * max(strain.drawdownShare, 0)
    }

    /// `m` for an exponent; the least share where the exponent is not a number, since a maker who does
    /// not know its strain draws back.
    public func share(exponent: Double) -> Double {
        exponent.isNaN ? shareMin : max(shareMin, ExactMath.exp(-max(exponent, 0)))
    }

    /// `m`: the share of its size that a maker shows.
    public func share(_ strain: Strain) -> Double { share(exponent: exponent(strain)) }

    /// How many times its half-spread a maker quotes that shows so much of its size.
    public static func halfSpreadMultiplier(share: Double) -> Double { 1 / share.squareRoot() }

    /// `m` of makers who look at each other.
    ///
    /// Each takes `common` parts of its exponent from the average of all and the rest from its own: at
    /// zero they are strangers, at one they leave together.
    /// - Parameter common: `rho_m`, from 0 to 1.
    public func shares(_ strains: [Strain], common: Double) throws(LiquidityModelError) -> [Double]
    {
        try LiquidityModelError.require("common", common, in: 0...1)
        let exponents = strains.map(exponent)
        let average = exponents.reduce(0, +) / Double(max(exponents.count, 1))
        return exponents.map { share(exponent: common * average + (1 - common) * $0) }
    }
}
