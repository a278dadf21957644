import WideIntegers

/// What rests in a book as market data show it, and what trades against it would come to.
///
/// Prices are quote per base and sizes base, both in wad; nothing is assumed beyond the last level.
public struct BookLadder: Hashable, Sendable {
    /// A price with all that rests there.
    public struct Level: Hashable, Sendable {
        /// Quote per base, wad.
        public var priceWad: UInt256
        /// Base, wad.
        public var sizeWad: UInt256

        /// A level.
        public init(priceWad: UInt256, sizeWad: UInt256) {
            self.priceWad = priceWad
            self.sizeWad = sizeWad
        }
    }

    /// Bids, the highest first.
    public var bids: [Level]
    /// Asks, the lowest first.
    public var asks: [Level]
    /// The least step of prices, wad.
    public var tickWad: UInt256
    /// The least step of sizes, wad.
    public var lotWad: UInt256

    /// A ladder from its parts.
    public init(
        bids: [Level] = [], asks: [Level] = [], tickWad: UInt256 = .one, lotWad: UInt256 = .one
    ) {
        self.bids = bids
        self.asks = asks
        self.tickWad = tickWad
        self.lotWad = lotWad
    }

    /// Half way between the best prices, wad; nil where a side is empty.
    public var middleWad: UInt256? {
        guard let bid = bids.first, let ask = asks.first else { return nil }
        return (bid.priceWad &+ ask.priceWad) >> 1
    }

    /// What a trade meets: the asks for who buys, the bids for who sells.
    public func levels(for side: PositionSide) -> [Level] { side == .long ? asks : bids }

    /// Whether there is nothing to trade with.
    public func isEmpty(for side: PositionSide) -> Bool { levels(for: side).isEmpty }

    // MARK: - Walking

    /// Base that an amount of quote buys, or that must be sold for it, wad; nil where the book holds
    /// less.
    public func baseWad(forQuote quoteWad: UInt256, _ side: PositionSide) -> UInt256? {
        var (rest, base) = (quoteWad, UInt256.zero)
        for level in levels(for: side) {
            let worth = level.worthWad
            if worth >= rest {
                let part = try? rest.mulDivDown(.wad, level.priceWad)
                return part.map { base &+ min($0, level.sizeWad) }
            }
            rest = rest &- worth
            base = base &+ level.sizeWad
        }
        return nil
    }

    /// Quote that buying a size costs, or selling it brings, wad; nil where the book holds less.
    public func quoteWad(forBase baseWad: UInt256, _ side: PositionSide) -> UInt256? {
        var (rest, quote) = (baseWad, UInt256.zero)
        for level in levels(for: side) {
            let part = min(rest, level.sizeWad)
            quote = quote &+ Level(priceWad: level.priceWad, sizeWad: part).worthWad
            rest = rest &- part
            if rest.isZero { return quote }
        }
        return nil
    }

    /// The ladder after a trade of a size, or of all that it met.
    public func taking(baseWad: UInt256, _ side: PositionSide) -> BookLadder {
        var rest = baseWad
        var left: [Level] = []
        for var level in levels(for: side) {
            let part = min(rest, level.sizeWad)
            rest = rest &- part
            level.sizeWad = level.sizeWad &- part
            if !level.sizeWad.isZero { left.append(level) }
        }
        var after = self
        if side == .long { after.asks = left } else { after.bids = left }
        return after
    }

    /// The trade that takes all that stands better than a price, or at it; nil where nothing does.
    public func trade(
        toPriceWad targetWad: UInt256
    ) -> (side: PositionSide, notionalWad: UInt256)? {
        for side in PositionSide.allCases {
            let met = levels(for: side).prefix {
                side == .long ? $0.priceWad <= targetWad : $0.priceWad >= targetWad
            }
            if met.isEmpty { continue }
            return (side, met.reduce(.zero) { $0 &+ $1.worthWad })
        }
        return nil
    }
}

extension BookLadder.Level {
    /// Price times size, wad, rounded down.
    var worthWad: UInt256 { (try? sizeWad.mulDivDown(priceWad, .wad)) ?? .max }
}
