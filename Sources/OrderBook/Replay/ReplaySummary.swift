/// What a replay came to, counted from its events.
public struct ReplaySummary: Hashable, Sendable {
    /// Trades.
    public private(set) var trades = 0
    /// Lots traded.
    public private(set) var volume: Int128 = 0
    /// Price times quantity of all trades.
    public private(set) var notional: Int128 = 0
    /// Refused messages by reason.
    public private(set) var rejects: [RejectReason: Int] = [:]
    /// Orders and rests that left without a trade, by reason.
    public private(set) var cancels: [CancelReason: Int] = [:]
    /// Changes that kept the order's place.
    public private(set) var replacesKept = 0
    /// Changes that lost it.
    public private(set) var replacesLost = 0
    private var hash = BookHash()

    /// The hash of taker, maker, price and quantity of each trade in order.
    public var tradeHash: UInt64 { hash.value }

    /// Nothing yet.
    public init() {}

    /// Counts an event.
    public mutating func add(_ event: BookEvent) {
        switch event.content {
        case .trade(let trade):
            trades += 1
            volume += Int128(trade.quantity)
            notional += Int128(trade.price) * Int128(trade.quantity)
            hash.add(trade.taker)
            hash.add(trade.maker)
            hash.add(trade.price)
            hash.add(trade.quantity)
        case .reject(_, let reason): rejects[reason, default: 0] += 1
        case .cancel(_, _, let reason): cancels[reason, default: 0] += 1
        case .replaced(_, _, _, let keepsPriority):
            if keepsPriority { replacesKept += 1 } else { replacesLost += 1 }
        default: break
        }
    }
}
