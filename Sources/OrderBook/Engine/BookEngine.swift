/// A matching engine that lets everything through, compiled as such for callers of other modules.
///
/// A generic engine is only fast inside the module that knows its policy; a venue with a policy of its
/// own wraps `MatchingEngine` in the same way.
public struct BookEngine: Sendable {
    private var core: MatchingEngine<OpenPolicy>

    /// An empty book.
    /// - Parameter ordersExpected: live orders for which there is memory from the start.
    /// - Throws: `BookConfigurationError` for rules that no book can have.
    public init(
        _ configuration: BookConfiguration = BookConfiguration(), ordersExpected: Int = 1_024
    ) throws(BookConfigurationError) {
        core = try MatchingEngine(
            configuration, policy: OpenPolicy(), ordersExpected: ordersExpected)
    }

    // MARK: - Messages

    /// Carries out a message, and fires the orders whose condition it brought about.
    public mutating func apply(_ message: BookMessage) { core.apply(message) }

    /// Carries out the messages of a block in the order of a policy.
    public mutating func applyBlock(_ messages: [BookMessage], policy: BlockPolicy) {
        core.applyBlock(messages, policy: policy)
    }

    /// Holds a call auction over the book and the messages of a batch.
    public mutating func applyAuction(_ messages: [BookMessage], reference: Int64?) {
        core.applyAuction(messages, reference: reference)
    }

    /// What happened since the events were cleared.
    ///
    /// The array shares its memory with the engine's: whoever keeps it across the next message pays for
    /// a copy.
    public var events: [BookEvent] { core.events }

    /// Forgets the events that the caller has read; their memory stays.
    public mutating func clearEvents() { core.clearEvents() }

    // MARK: - Accounts

    /// Gives an account a position from before the first message, in lots.
    /// - Throws: `BookConfigurationError` for an account or a position beyond `BookLimits`.
    public mutating func setPosition(
        _ position: Int64, of account: AccountIndex
    ) throws(BookConfigurationError) {
        try core.setPosition(position, of: account)
    }

    /// Puts an account in a group, whose members do not trade with each other under the modes that
    /// prevent it; zero for none.
    /// - Throws: `BookConfigurationError` for an account beyond `BookLimits`.
    public mutating func setSelfTradeGroup(
        _ group: UInt32, of account: AccountIndex
    ) throws(BookConfigurationError) {
        try core.setSelfTradeGroup(group, of: account)
    }

    /// What an account has; nothing for one that was never used.
    public func account(_ account: AccountIndex) -> AccountState { core.account(account) }

    /// Accounts that were used, as a count from zero.
    public var accountCount: Int { core.accountCount }

    // MARK: - Market data

    /// The best of both sides.
    public var top: TopOfBook { core.top }

    /// The levels of a side, best first, no more than a number of them.
    public func depth(_ side: Side, levels countMax: Int = .max) -> [DepthLevel] {
        core.depth(side, levels: countMax)
    }

    /// The number of levels of a side.
    public func levelCount(_ side: Side) -> Int { core.levelCount(side) }

    /// Every resting order.
    public var snapshot: BookSnapshot { core.snapshot }

    /// Every resting order of a side, best price first, oldest first at a price.
    public func restingOrders(_ side: Side) -> [RestingOrder] { core.restingOrders(side) }

    /// Orders that wait for their trigger, in ascending order of their numbers.
    public var dormantOrders: [OrderID] { core.dormantOrders }

    /// Live orders, resting and dormant.
    public var liveOrderCount: Int { core.liveOrderCount }

    /// The price of the last trade; nil before the first.
    public var last: Int64? { core.last }

    /// The mark price; nil until it is set.
    public var mark: Int64? { core.mark }

    /// What was traded.
    public var totals: BookTotals { core.totals }

    /// The hash of every resting order.
    public var bookHash: UInt64 { core.bookHash }

    /// The hash of all that decides what later messages do, but for used numbers, and of the accounts.
    public var stateHash: UInt64 { core.stateHash }
}
