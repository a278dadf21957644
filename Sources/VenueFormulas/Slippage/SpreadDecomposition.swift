import WideIntegers

/// What of a trade's spread its counterparty keeps, and what the market moves by: all in basis points
/// of the middle at the trade, doubled as spreads are.
public struct SpreadDecomposition: Equatable, Sendable {
    /// Twice the distance of the price from the middle.
    public let effectiveSpreadBps: Fraction
    /// Twice the distance of the price from the later middle: what its maker earns.
    public let realisedSpreadBps: Fraction
    /// Twice the distance of the later middle from the first: effective less realised.
    public let priceImpactBps: Fraction

    /// Decomposes one trade.
    /// - Parameter laterMid: The middle some time after the trade.
    /// - Throws: `.isZero(.divisor)` for a middle of zero; `.overflow`.
    public init(
        _ side: TakerSide, price: Fraction, mid: Fraction, laterMid: Fraction
    ) throws(VenueFormulaError) {
        let double = Fraction(2)
        effectiveSpreadBps = try side.cost(price - mid).bps(of: mid) * double
        realisedSpreadBps = try side.cost(price - laterMid).bps(of: mid) * double
        priceImpactBps = try side.cost(laterMid - mid).bps(of: mid) * double
    }
}
