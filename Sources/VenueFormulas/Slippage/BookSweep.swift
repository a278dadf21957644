import WideIntegers

/// What a taker does to a book that stands still: the sizes and prices of its fills, and what they cost
/// against the middle and the touch.
///
/// Nothing is taken beyond the last level: what a book cannot fill stays unfilled, and prices are
/// averages over the filled part alone. Figures in basis points are above zero where they cost the
/// taker.
public struct BookSweep: Equatable, Sendable {
    /// What a taker asks for.
    public enum Amount: Equatable, Sendable {
        /// Base to buy or sell.
        case base(Fraction)
        /// Quote to spend or to receive, without fees.
        case quote(Fraction)
    }

    /// Base filled.
    public let filled: Fraction
    /// What is left of the amount, in its own asset.
    public let unfilled: Fraction
    /// Quote paid or received, without fees.
    public let cost: Fraction
    /// The average price; nil where nothing was filled.
    public let vwap: Fraction?
    /// The price of the last fill; nil where nothing was filled.
    public let worstPrice: Fraction?
    /// Levels that were filled from, at least in part.
    public let levelsTouched: Int
    /// The middle before; nil where a side was empty.
    public let midBefore: Fraction?
    /// The middle after; nil where a side is empty then.
    public let midAfter: Fraction?
    /// The best price before on the side that was met; nil where it was empty.
    public let touch: Fraction?
    /// The fee, quote; below zero for a rebate.
    public let fee: Fraction

    private let side: TakerSide
    private let halfSpread: Fraction?

    /// Sweeps a book.
    /// - Parameter takerPpm: The fee in parts per million of the notional.
    /// - Throws: `.isNegative(.tradeSize)`; `.overflow`.
    public init(
        _ side: TakerSide, _ amount: Amount, of book: BookLadder, takerPpm: Int64 = 0
    ) throws(VenueFormulaError) {
        self.side = side
        var left: Fraction
        switch amount {
        case .base(let base): left = base
        case .quote(let quote): left = quote
        }
        if left.signum < 0 { throw .isNegative(.tradeSize) }
        var (base, quote) = (Fraction.zero, Fraction.zero)
        var touched = 0
        var worst: Fraction?
        var remaining = book.levels(against: side)[...]
        while left.signum > 0, let level = remaining.first {
            var size = level.size
            let value = try level.size * level.price
            let isWhole: Bool
            switch amount {
            case .base:
                isWhole = left >= level.size
                if !isWhole { size = left }
                left = try left - size
            case .quote:
                isWhole = left >= value
                if !isWhole { size = try left / level.price }
                left = isWhole ? try left - value : .zero
            }
            base = try (base + size).reduced
            quote = try (quote + size * level.price).reduced
            if size.signum > 0 {
                touched += 1
                worst = level.price
            }
            if isWhole { remaining.removeFirst() } else { break }
        }
        filled = base
        unfilled = left
        cost = quote
        levelsTouched = touched
        worstPrice = worst
        vwap = base.signum == 0 ? nil : try quote / base
        fee = try quote.fee(ppm: takerPpm)
        touch = book.levels(against: side).first?.price
        let mid = try book.mid()
        midBefore = mid
        if let bid = book.bids.first, let ask = book.asks.first {
            halfSpread = try (ask.price - bid.price) / Fraction(2)
        } else {
            halfSpread = nil
        }
        let ours = remaining.first { $0.size.signum > 0 }?.price
        let theirs = (side == .buy ? book.bids : book.asks).first?.price
        if let ours, let theirs {
            midAfter = try (ours + theirs) / Fraction(2)
        } else {
            midAfter = nil
        }
    }

    // MARK: - Costs

    /// The average price against the middle before, basis points.
    public func slippageVsMidBps() throws(VenueFormulaError) -> Fraction? {
        guard let vwap, let midBefore else { return nil }
        return try side.slippageBps(of: vwap, against: midBefore)
    }

    /// The average price against the best price before, basis points.
    public func slippageVsTouchBps() throws(VenueFormulaError) -> Fraction? {
        guard let vwap, let touch else { return nil }
        return try side.slippageBps(of: vwap, against: touch)
    }

    /// Half of the quoted spread, basis points of the middle.
    public func halfSpreadBps() throws(VenueFormulaError) -> Fraction? {
        guard let halfSpread, let midBefore else { return nil }
        return try halfSpread.bps(of: midBefore)
    }

    /// Twice the slippage against the middle, basis points.
    public func effectiveSpreadBps() throws(VenueFormulaError) -> Fraction? {
        guard let slippage = try slippageVsMidBps() else { return nil }
        return try slippage * Fraction(2)
    }

    /// How far the middle has moved, basis points of the one before.
    public func instantImpactBps() throws(VenueFormulaError) -> Fraction? {
        guard let midBefore, let midAfter else { return nil }
        return try side.slippageBps(of: midAfter, against: midBefore)
    }

    /// Slippage and fee against the middle before, basis points.
    public func allInBps() throws(VenueFormulaError) -> Fraction? {
        guard let midBefore, filled.signum > 0 else { return nil }
        let paper = try filled * midBefore
        return try (side.cost(cost - paper) + fee).bps(of: paper)
    }
}
