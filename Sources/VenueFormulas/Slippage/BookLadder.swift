import WideIntegers

/// The resting orders of a book by price, as a taker finds them.
public struct BookLadder: Equatable, Sendable {
    /// All that rests at a price.
    public struct Level: Equatable, Sendable {
        /// Quote per base.
        public let price: Fraction
        /// Base that rests there.
        public let size: Fraction

        /// A level; sizes of zero do no harm.
        public init(price: Fraction, size: Fraction) {
            self.price = price
            self.size = size
        }
    }

    /// Bids from the highest price down.
    public let bids: [Level]
    /// Asks from the lowest price up.
    public let asks: [Level]

    /// A book from both sides, each with its best price first.
    /// - Throws: `.isNegative(.bookSize)`; `.unordered` where a price is not behind the one before it,
    ///   or bids reach the asks.
    public init(bids: [Level], asks: [Level]) throws(VenueFormulaError) {
        for level in bids + asks where level.size.signum < 0 { throw .isNegative(.bookSize) }
        let isOrdered =
            zip(bids, bids.dropFirst()).allSatisfy { $0.price > $1.price }
            && zip(asks, asks.dropFirst()).allSatisfy { $0.price < $1.price }
        guard isOrdered else { throw .unordered }
        if let bid = bids.first, let ask = asks.first, bid.price >= ask.price { throw .unordered }
        self.bids = bids
        self.asks = asks
    }

    /// The middle of the best prices; nil where a side is empty.
    public func mid() throws(VenueFormulaError) -> Fraction? {
        guard let bid = bids.first, let ask = asks.first else { return nil }
        return try (bid.price + ask.price) / Fraction(2)
    }

    /// The levels that a taker of a side meets.
    public func levels(against side: TakerSide) -> [Level] { side == .buy ? asks : bids }

    /// What rests within a distance of the middle.
    public struct Depth: Equatable, Sendable {
        /// Base within the distance, on either side.
        public let bidBase: Fraction, askBase: Fraction
        /// What it is worth at its own prices.
        public let bidQuote: Fraction, askQuote: Fraction
        /// Bid base less ask base as a share of both, from -1 to 1; nil where there is none.
        public let imbalance: Fraction?
    }

    /// What rests within so many basis points of the middle, the boundary included; nil where a side is
    /// empty.
    /// - Throws: `.isNegative(.distance)`; `.overflow`.
    public func depth(withinBps bps: Fraction) throws(VenueFormulaError) -> Depth? {
        if bps.signum < 0 { throw .isNegative(.distance) }
        guard let mid = try mid() else { return nil }
        let reach = try mid * bps / .basisPoints
        let (low, high) = (try mid - reach, try mid + reach)
        let (bidBase, bidQuote) = try Self.sums(of: bids) { $0 >= low }
        let (askBase, askQuote) = try Self.sums(of: asks) { $0 <= high }
        let both = try bidBase + askBase
        return Depth(
            bidBase: bidBase, askBase: askBase, bidQuote: bidQuote, askQuote: askQuote,
            imbalance: both.signum == 0 ? nil : try (bidBase - askBase) / both)
    }

    private static func sums(
        of levels: [Level], where isWithin: (Fraction) -> Bool
    ) throws(VenueFormulaError) -> (base: Fraction, quote: Fraction) {
        var (base, quote) = (Fraction.zero, Fraction.zero)
        for level in levels where isWithin(level.price) {
            base = try base + level.size
            quote = try quote + level.size * level.price
        }
        return (base.reduced, quote.reduced)
    }
}
