import VenueFormulas

/// A venue of the laboratory: it meets the index at the start of a block, trades, and ends the block.
///
/// Venues are values: a trial is a copy that is thrown away.
protocol LabVenue: Sendable {
    /// The venue's own mid.
    var mid: Int64 { get }
    /// Who has gained what so far.
    var ledger: LabLedger { get }
    /// What a try costs the trader apart from fees, quote millionths.
    var gasQuote: Int64 { get }

    /// The start of a block: arbitrageurs and makers answer to the index as it has reached them.
    mutating func open(_ block: Int, _ window: MarketWindow)
    /// An order of somebody.
    /// - Parameter limits: whether the market's own limits hold for it.
    mutating func take(_ order: LabOrder, limits: Bool) -> LabFill
    /// An order of others, which the study draws or has recorded.
    mutating func pass(_ order: LabOrder)
    /// The end of a block.
    mutating func close(_ block: Int, _ window: MarketWindow)
    /// Quote within a distance of the mid on one side, millionths.
    func depth(_ side: TakerSide, within microBps: Int64) -> Int64
    /// The most that an order can fill at once; nil for no bound.
    func fillable(_ side: TakerSide, limits: Bool) -> Int64?
}

/// What an order got.
struct LabFill: Hashable, Sendable {
    /// Quote spent or received before fees, millionths; zero where it was refused.
    var quote: Int64 = 0
    /// Base got or given.
    var base: Int64 = 0
    /// Fee, quote millionths.
    var fee: Int64 = 0
    /// The mid before it.
    var mid: Int64 = 0
    /// The best price of the side that it met; the mid on a curve.
    var touch: Int64 = 0
    /// Average price against the mid, millionths of a basis point; exact but for that rounding.
    var slippage: Int64 = 0
}

extension LabVenue {
    /// It trades as any.
    @inline(__always)
    mutating func pass(_ order: LabOrder) { _ = take(order, limits: true) }

    /// What an order would get.
    func trial(_ order: LabOrder, limits: Bool) -> LabFill {
        var copy = self
        return copy.take(order, limits: limits)
    }
}
