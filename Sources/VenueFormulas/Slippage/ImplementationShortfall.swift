import WideIntegers

/// What an order has cost against a portfolio on paper that traded all of it at the price of the
/// decision.
/// - Source: Perold, "The implementation shortfall: paper versus reality", 1988.
public struct ImplementationShortfall: Equatable, Sendable {
    /// What the price moved from decision to arrival, on what was filled, quote.
    public let delayCost: Fraction
    /// What the fills cost against the price at arrival, quote.
    public let impactCost: Fraction
    /// What the price moved from decision to end, on what was not filled, quote.
    public let opportunityCost: Fraction
    /// Fees, quote.
    public let fees: Fraction
    /// All of them, quote.
    public let total: Fraction
    /// All of them in basis points of the order at the price of the decision.
    public let totalBps: Fraction

    /// Splits the cost of an order.
    /// - Parameters:
    ///   - fills: Prices and sizes.
    ///   - size: What was wanted, base.
    ///   - takerPpm: The fee in parts per million of the notional.
    /// - Throws: `.isZero(.divisor)` for an order or a price of nothing; `.overflow`.
    public init(
        _ side: TakerSide, size: Fraction, fills: [BookLadder.Level], decisionMid: Fraction,
        arrivalMid: Fraction, endMid: Fraction, takerPpm: Int64
    ) throws(VenueFormulaError) {
        var (filled, paid) = (Fraction.zero, Fraction.zero)
        for fill in fills {
            filled = try filled + fill.size
            paid = try paid + fill.size * fill.price
        }
        delayCost = try side.cost(filled * (arrivalMid - decisionMid))
        impactCost = try side.cost(paid - filled * arrivalMid)
        opportunityCost = try side.cost((size - filled) * (endMid - decisionMid))
        fees = try paid.fee(ppm: takerPpm)
        total = try delayCost + impactCost + opportunityCost + fees
        totalBps = try total.bps(of: size * decisionMid)
    }
}
