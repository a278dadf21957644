import WideIntegers

/// A trade on a constant-product curve, exact: `X Y` stays what it is, and nothing is rounded.
///
/// A buy of base `b` pays `X b / (Y - b)`; its slippage against the spot price before is `b / (Y - b)`,
/// which is the quote paid over `X`. A sale receives `X b / (Y + b)`.
/// - Source: docs/slippage.md.
public struct CurveTrade: Equatable, Sendable {
    /// The curve's reserves; with a peg, quote counts times it.
    public struct Reserves: Equatable, Sendable {
        /// Quote, `X`.
        public let quote: Fraction
        /// Base, `Y`.
        public let base: Fraction

        /// Reserves above zero.
        /// - Throws: `.isNotPositive(.reserve)`.
        public init(quote: Fraction, base: Fraction) throws(VenueFormulaError) {
            guard quote.signum > 0, base.signum > 0 else { throw .isNotPositive(.reserve) }
            self.quote = quote
            self.base = base
        }

        /// The marginal price, quote per base.
        public func spot() throws(VenueFormulaError) -> Fraction { try quote / base }
    }

    /// Which way.
    public let side: TakerSide
    /// Base bought or sold.
    public let base: Fraction
    /// Quote paid or received, without the fee.
    public let quote: Fraction
    /// The reserves before and after.
    public let before: Reserves, after: Reserves
    /// The fee in parts per million of the quote.
    public let feePpm: Int64

    /// Trades an exact amount; one of quote is without the fee.
    /// - Throws: `.isNotPositive(.tradeSize)`; `.exceedsReserve` for what the curve does not hold;
    ///   `.overflow`.
    public init(
        _ side: TakerSide, _ amount: BookSweep.Amount, on reserves: Reserves, feePpm: Int64 = 0
    ) throws(VenueFormulaError) {
        let (x, y) = (reserves.quote, reserves.base)
        switch amount {
        case .base(let base):
            guard base.signum > 0 else { throw .isNotPositive(.tradeSize) }
            if side == .buy && base >= y { throw .exceedsReserve }
            self.base = base
            quote = try x * base / (side == .buy ? try y - base : try y + base)
        case .quote(let quote):
            guard quote.signum > 0 else { throw .isNotPositive(.tradeSize) }
            if side == .sell && quote >= x { throw .exceedsReserve }
            self.quote = quote
            base = try y * quote / (side == .buy ? try x + quote : try x - quote)
        }
        self.side = side
        self.feePpm = feePpm
        before = reserves
        after =
            side == .buy
            ? try Reserves(quote: (x + quote).reduced, base: (y - base).reduced)
            : try Reserves(quote: (x - quote).reduced, base: (y + base).reduced)
    }

    /// The average price.
    public func executionPrice() throws(VenueFormulaError) -> Fraction { try quote / base }

    /// The fee, quote.
    public func fee() throws(VenueFormulaError) -> Fraction { try quote.fee(ppm: feePpm) }

    /// The average price against the spot before, basis points.
    public func slippageBps() throws(VenueFormulaError) -> Fraction {
        try side.slippageBps(of: executionPrice().reduced, against: before.spot().reduced)
    }

    /// How far the spot price has moved, basis points of the one before.
    public func priceImpactBps() throws(VenueFormulaError) -> Fraction {
        try side.slippageBps(of: after.spot().reduced, against: before.spot().reduced)
    }

    /// Slippage and fee against the spot before, basis points.
    public func allInBps() throws(VenueFormulaError) -> Fraction {
        let paper = try base * before.spot()
        return try (side.cost(quote - paper) + fee()).bps(of: paper)
    }

    /// Opening and closing with nobody in between: both fees and nothing else, since the curve gives the
    /// slippage back.
    /// - Returns: quote of entry and exit, what prices cost, fees, and all of it in basis points of the
    ///   base at the spot price.
    public static func roundTrip(
        ofBase base: Fraction, on reserves: Reserves, feePpm: Int64
    ) throws(VenueFormulaError) -> (
        entryQuote: Fraction, exitQuote: Fraction, priceCost: Fraction, fees: Fraction,
        totalBps: Fraction
    ) {
        let entry = try CurveTrade(.buy, .base(base), on: reserves, feePpm: feePpm)
        let exit = try CurveTrade(.sell, .base(base), on: entry.after, feePpm: feePpm)
        let priceCost = try entry.quote - exit.quote
        let fees = try entry.fee() + exit.fee()
        return (
            entry.quote, exit.quote, priceCost, fees,
            try (priceCost + fees).bps(of: base * reserves.spot())
        )
    }
}
