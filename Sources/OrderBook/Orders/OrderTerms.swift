/// An order's number, chosen by the caller; unique for ever among accepted orders.
public typealias OrderID = UInt64

/// An account's place in the engine's tables; dense, so that the caller counts from zero.
public typealias AccountIndex = UInt32

/// Which way an order trades.
public enum Side: UInt8, Hashable, Sendable, CaseIterable {
    /// Takes asks, rests among the bids.
    case buy
    /// Takes bids, rests among the asks.
    case sell

    /// The side that it trades with.
    public var opposite: Side { self == .buy ? .sell : .buy }
}

/// What an order does on arrival.
public enum OrderType: UInt8, Hashable, Sendable, CaseIterable {
    /// Trades to its limit and rests.
    case limit
    /// Trades at any price inside the band; nothing of it rests.
    case market
    /// A market order once the reference is at the trigger or beyond it, against its owner's interest.
    case stopMarket
    /// A limit order under the same condition.
    case stopLimit
    /// A market order once the reference is at the trigger or beyond it, in its owner's interest.
    case takeProfitMarket
    /// A limit order under the same condition.
    case takeProfitLimit

    /// Whether it waits for a trigger.
    public var isConditional: Bool { self != .limit && self != .market }

    /// Whether it has no limit price.
    public var isMarket: Bool {
        self == .market || self == .stopMarket || self == .takeProfitMarket
    }

    /// Whether it waits for a price that is worse for its owner.
    public var isStop: Bool { self == .stopMarket || self == .stopLimit }
}

/// How long an order stays.
public enum TimeInForce: UInt8, Hashable, Sendable, CaseIterable {
    /// Until it is cancelled.
    case goodTilCancelled
    /// Until the clock reaches its end.
    case goodTilTime
    /// What does not trade at once is cancelled.
    case immediateOrCancel
    /// Trades whole at once, or is refused.
    case fillOrKill

    /// Whether a rest may stay in the book.
    public var mayRest: Bool { self == .goodTilCancelled || self == .goodTilTime }
}

/// What happens when an incoming order meets one of its own account; the incoming order's mode holds.
public enum SelfTradePrevention: UInt8, Hashable, Sendable, CaseIterable {
    /// They trade.
    case none
    /// The rest of the incoming order is cancelled.
    case cancelNewest
    /// The resting order is cancelled, and the incoming one goes on.
    case cancelOldest
    /// Both are cancelled.
    case cancelBoth
    /// Both lose the smaller one's size without a trade; what reaches zero is cancelled.
    case decrement
}

/// The price that a conditional order watches.
public enum TriggerSource: UInt8, Hashable, Sendable, CaseIterable {
    /// The last trade of this book.
    case last
    /// The mark price that the caller sets.
    case mark
}
