import WideIntegers

/// Which way a taker trades: up by buying, down by selling.
public enum TakerSide: String, Hashable, Sendable, CaseIterable {
    /// Buys base, at asks.
    case buy
    /// Sells base, at bids.
    case sell

    /// A difference with the sign of a cost: as it is for a buy, the other way for a sale.
    func cost(_ difference: Fraction) throws(VenueFormulaError) -> Fraction {
        self == .buy ? difference : try -difference
    }

    /// How far a price is from another, in basis points of the other; above zero where that costs the
    /// taker.
    /// - Throws: `.isZero(.divisor)` for a reference of zero; `.overflow`.
    public func slippageBps(
        of price: Fraction, against reference: Fraction
    ) throws(VenueFormulaError) -> Fraction {
        try cost(price - reference).bps(of: reference)
    }
}

extension Fraction {
    /// Ten thousand: basis points of one.
    static let basisPoints = Fraction(10_000)

    /// A share of another number, in basis points.
    /// - Throws: `.isZero(.divisor)`; `.overflow`.
    public func bps(of whole: Fraction) throws(VenueFormulaError) -> Fraction {
        try self * .basisPoints / whole
    }

    /// A fee in parts per million of a notional.
    func fee(ppm: Int64) throws(VenueFormulaError) -> Fraction {
        try self * Fraction(ppm: Int256(ppm))
    }
}
