import WideIntegers

/// dYdX v4's funding of one market: a rate for eight hours in parts per million, paid hourly.
public struct DYdXFunding: Hashable, Sendable {
    /// The greatest size of the rate, in ppm.
    public let capPpm: Int64
    /// The rate, in ppm; above zero, longs pay shorts.
    public let ratePpm: Int64

    /// Premium and default funding, within a multiple of the tier's margin distance.
    ///
    /// `|rate| <= factor * (initial - maintenance)`, where maintenance is its share of the initial
    /// margin; that share and the cap are whole ppm, rounded down.
    /// - Parameters:
    ///   - premiumPpm: The premium of the funding tick, of either sign.
    ///   - defaultFundingPpm: The market's default rate for eight hours, 100 in most.
    ///   - initialMarginPpm: The liquidity tier's initial margin, at most 1,000,000.
    ///   - maintenanceFractionPpm: The maintenance share of it, at most 1,000,000.
    ///   - clampFactorPpm: The multiple; 6,000,000 there.
    /// - Throws: `.isAboveMillion` for a margin or share above the whole; `.overflow`.
    /// - Source: dydxprotocol/v4-chain, `LiquidityTier.GetMaxAbsFundingClampPpm` and
    ///   `MaybeProcessNewFundingTickEpoch` of x/perpetuals.
    public init(
        premiumPpm: Int64, defaultFundingPpm: Int64, initialMarginPpm: UInt32,
        maintenanceFractionPpm: UInt32, clampFactorPpm: UInt32
    ) throws(VenueFormulaError) {
        let million: Int64 = 1_000_000
        let initial = Int64(initialMarginPpm)
        let fraction = Int64(maintenanceFractionPpm)
        if initial > million { throw .isAboveMillion(.initialMargin) }
        if fraction > million { throw .isAboveMillion(.maintenanceFraction) }
        // Products of two such numbers stay below 2^53.
        let maintenance = initial * fraction / million
        capPpm = Int64(clampFactorPpm) * (initial - maintenance) / million
        let (sum, overflow) = premiumPpm.addingReportingOverflow(defaultFundingPpm)
        if overflow { throw .overflow }
        ratePpm = min(max(sum, -capPpm), capPpm)
    }
}
