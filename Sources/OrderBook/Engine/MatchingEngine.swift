/// A central limit order book with price-time priority.
///
/// The engine takes messages and appends what happens to `events`, which the caller reads and clears.
/// It is deterministic: no clock, no chance, no order taken from a hash. Its numbers are integers, and
/// no message can make it trap. It keeps positions, since reduce-only orders need them, and each
/// account's cash and fees.
///
/// The engine imports nothing. It knows of no perpetual: a venue sets the mark, asks for margin by a
/// `MatchPolicy`, and reads the trades. `BookEngine` is the engine for callers of other modules that
/// have no policy.
public struct MatchingEngine<Policy: MatchPolicy>: Sendable {
    /// The rules, as they were given.
    public let configuration: BookConfiguration
    /// What the venue has to say.
    public var policy: Policy

    /// What happened since the caller cleared it.
    public internal(set) var events: [BookEvent] = []
    /// The number of the newest event; zero before the first.
    public internal(set) var sequence: UInt64 = 0

    // MARK: - The book

    var orders: OrderPool
    var ids: OrderIDTable
    var bids: BookSide
    var asks: BookSide
    var accounts = AccountTable()
    var triggers = TriggerQueue()
    var expiries = ExpiryHeap()
    /// Live orders that have an end.
    var expiringCount = 0
    /// Numbers entries and acceptances, so that time is a number.
    var entryCount: UInt64 = 0
    /// Places of orders to be cancelled; kept for its memory.
    var scratch: [Slot] = []
    /// How often a fill-or-kill order was counted.
    var countRound: UInt64 = 0

    // MARK: - What is known of the market

    /// The price of the last trade; nil before the first.
    public internal(set) var last: Int64?
    /// The mark price; nil until it is set.
    public internal(set) var mark: Int64?
    /// The clock, in the caller's unit.
    public internal(set) var now: Int64 = 0
    /// Whether new orders are refused.
    public internal(set) var isHalted = false
    /// What was traded.
    public internal(set) var totals = BookTotals()

    /// An empty book.
    /// - Parameters:
    ///   - ordersExpected: live orders for which there is memory from the start.
    /// - Throws: `BookConfigurationError` for rules that no book can have.
    public init(
        _ configuration: BookConfiguration = BookConfiguration(), policy: Policy,
        ordersExpected: Int = 1_024
    ) throws(BookConfigurationError) {
        try configuration.validate()
        self.configuration = configuration
        self.policy = policy
        let capacity = min(max(ordersExpected, 0), BookLimits.ordersMax)
        orders = OrderPool(capacity: capacity)
        ids = OrderIDTable(capacity: 4 * capacity)
        let (tick, window) = (configuration.tick, configuration.windowLevels)
        bids = BookSide(isBid: true, tick: tick, windowLevels: window)
        asks = BookSide(isBid: false, tick: tick, windowLevels: window)
        last = configuration.initialLast
        mark = configuration.mark
        events.reserveCapacity(1_024)
        scratch.reserveCapacity(256)
    }

    // MARK: - Messages

    /// Carries out a message, and fires the orders whose condition it brought about.
    public mutating func apply(_ message: BookMessage) {
        carryOut(message)
        fireTriggers()
    }

    /// Carries out a message alone.
    mutating func carryOut(_ message: BookMessage) {
        switch message {
        case .new(let order): enter(order)
        case .cancel(let id, let account): cancel(id, account)
        case .cancelAll(let account, let side): cancelAll(account, side)
        case .replace(let request): replace(request)
        case .setMark(let price): set(mark: price)
        case .setTime(let time): set(now: time)
        case .halt:
            isHalted = true
            emit(.halt)
        case .resume:
            isHalted = false
            emit(.resume)
        }
    }

    private mutating func set(mark price: Int64) {
        guard price > 0, price <= BookLimits.priceMax else { return emit(.reject(0, .badPrice)) }
        mark = price
        emit(.mark(price))
    }

    /// Forgets the events that the caller has read; their memory stays.
    public mutating func clearEvents() { events.removeAll(keepingCapacity: true) }

    mutating func emit(_ content: BookEvent.Content) {
        sequence += 1
        events.append(BookEvent(sequence: sequence, content: content))
    }

    // MARK: - Accounts

    /// Gives an account a position from before the first message, in lots.
    /// - Throws: `BookConfigurationError` for an account or a position beyond `BookLimits`.
    public mutating func setPosition(
        _ position: Int64, of account: AccountIndex
    ) throws(BookConfigurationError) {
        try check(account)
        guard position.magnitude <= BookLimits.positionMax else {
            throw BookConfigurationError(
                field: "position", value: position,
                allowed: "from -\(BookLimits.positionMax) to \(BookLimits.positionMax)")
        }
        accounts.use(account)
        accounts[account].position = position
    }

    /// Puts an account in a group, whose members do not trade with each other under the modes that
    /// prevent it; zero for none.
    /// - Throws: `BookConfigurationError` for an account beyond `BookLimits`.
    public mutating func setSelfTradeGroup(
        _ group: UInt32, of account: AccountIndex
    ) throws(BookConfigurationError) {
        try check(account)
        accounts.use(account)
        accounts[account].group = group
    }

    private func check(_ account: AccountIndex) throws(BookConfigurationError) {
        guard account < BookLimits.accountsMax else {
            throw BookConfigurationError(
                field: "account", value: Int64(account),
                allowed: "from 0 to \(BookLimits.accountsMax - 1)")
        }
    }
}

/// What a book has traded since it was made.
public struct BookTotals: Hashable, Sendable {
    /// Trades.
    public var trades: UInt64 = 0
    /// Lots, each trade counted once.
    public var volume: Int128 = 0
    /// Price times quantity, each trade counted once.
    public var notional: Int128 = 0
    /// Fees of all accounts less rebates.
    public var fees: Int128 = 0
}
