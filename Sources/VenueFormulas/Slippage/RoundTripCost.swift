import WideIntegers

/// What opening and closing a long at an unchanged middle costs, part by part, quote.
public struct RoundTripCost: Equatable, Sendable {
    /// Entry less exit price, on the size.
    public let priceCost: Fraction
    /// Fees of both trades.
    public let fees: Fraction
    /// Funding on the notional at the middle; above zero where the long pays.
    public let funding: Fraction
    /// Gas of both transactions.
    public let gas: Fraction
    /// All of them.
    public let total: Fraction
    /// All of them in basis points of the notional at the middle.
    public let totalBps: Fraction

    /// Adds up a round trip.
    /// - Throws: `.isZero(.divisor)` for a notional of zero; `.overflow`.
    public init(
        size: Fraction, entryPrice: Fraction, exitPrice: Fraction, mid: Fraction,
        entryFeePpm: Int64, exitFeePpm: Int64, fundingRates: [Fraction], gas: Fraction
    ) throws(VenueFormulaError) {
        let notional = try size * mid
        priceCost = try (entryPrice - exitPrice) * size
        fees =
            try (entryPrice * size).fee(ppm: entryFeePpm) + (exitPrice * size).fee(ppm: exitFeePpm)
        var funding = Fraction.zero
        for rate in fundingRates { funding = try funding + rate * notional }
        self.funding = funding
        self.gas = gas
        total = try priceCost + fees + funding + gas
        totalBps = try total.bps(of: notional)
    }
}
