import VenueFormulas

/// The levels of a real book at one moment, in the laboratory's units, best first.
struct RecordedLevels: Hashable, Sendable {
    /// A price with the base that stands there.
    struct Level: Hashable, Sendable {
        var price: Int64
        var base: Int64
    }

    var bids: [Level]
    var asks: [Level]

    @inline(__always)
    func against(_ side: TakerSide) -> [Level] { side == .buy ? asks : bids }

    /// The middle of the best prices; nil where a side is empty.
    var mid: Int64? {
        guard let bid = bids.first, let ask = asks.first else { return nil }
        return (bid.price + ask.price) / 2
    }
}

/// A real book as it was recorded, whose history nobody changes: each order walks the levels of its
/// block, and the next one finds the record again.
///
/// What an order would have moved beyond the levels that it takes is not in a record.
struct RecordedBook: LabVenue {
    let books: [RecordedLevels]
    let takerFee: Int64, makerFee: Int64
    let gasQuote: Int64
    private(set) var ledger = LabLedger()
    private var place = 0

    /// A record at its first block.
    /// - Precondition: at least one book, each with both sides.
    init(_ books: [RecordedLevels], takerFee: Int64, makerFee: Int64, gasQuote: Int64) {
        self.books = books
        self.takerFee = takerFee
        self.makerFee = makerFee
        self.gasQuote = gasQuote
    }

    /// The record at its first block, with an operator who takes nothing.
    var withoutFees: RecordedBook {
        RecordedBook(books, takerFee: 0, makerFee: 0, gasQuote: gasQuote)
    }

    var mid: Int64 { books[place].mid ?? LabUnits.price }

    mutating func open(_ block: Int, _ window: MarketWindow) { show(block) }

    /// Goes to a moment of the record; its last one stays.
    mutating func show(_ block: Int) { place = min(max(block, 0), books.count - 1) }

    mutating func take(_ order: LabOrder, limits: Bool) -> LabFill {
        var walk = LevelWalk(order, worst: order.limit, mid: mid)
        for level in books[place].against(order.side) {
            if walk.ends(at: level.price) { break }
            _ = walk.take(level.base, at: level.price)
        }
        return walk.finish(fee: takerFee)
    }

    /// Recorded trades are in the record already; here they only tell who has gained.
    mutating func pass(_ order: LabOrder) {
        guard let price = order.printed else { return }
        var fill = LabFill(mid: mid, touch: price)
        fill.base = LabUnits.base(forQuote: order.quote, at: price)
        fill.quote = order.quote
        fill.fee = LabUnits.part(takerFee, of: order.quote)
        ledger.book(fill, order.side, \.traders, makerFee: makerFee)
    }

    mutating func close(_ block: Int, _ window: MarketWindow) {}

    func depth(_ side: TakerSide, within microBps: Int64) -> Int64 {
        let edge = LabUnits.price(mid, movedBy: side == .buy ? microBps : -microBps)
        return books[place].against(side).reduce(0) { sum, level in
            let isWithin = side == .buy ? level.price <= edge : level.price >= edge
            return isWithin ? sum + LabUnits.value(ofBase: level.base, at: level.price) : sum
        }
    }

    func fillable(_ side: TakerSide, limits: Bool) -> Int64? {
        books[place].against(side).reduce(0) {
            $0 + LabUnits.value(ofBase: $1.base, at: $1.price)
        }
    }
}
