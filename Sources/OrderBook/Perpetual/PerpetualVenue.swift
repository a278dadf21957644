/// A centralised venue: one linear perpetual in a book, with margin in one shared vault.
///
/// It wraps a `MatchingEngine` with margin rules, keeps accounts' money, makes the mark from an index
/// that the caller tells, pays funding, and closes positions by force. It is a pure value: the same
/// calls give the same events. Money is price times quantity; no call can make it trap.
///
/// What is paid out comes from the vault that all share, so that profit on a false price leaves with
/// the money of others, until the vault is empty. It is deliberately what such venues are.
public struct PerpetualVenue: Sendable {
    /// The rules.
    public let terms: PerpetualTerms
    var core: MatchingEngine<MarginPolicy>

    /// What happened since the events were cleared, in order.
    public internal(set) var events: [PerpetualEvent] = []

    // MARK: - Prices and time

    /// The index price; nil before the first.
    public internal(set) var index: Int64?
    /// The index price before it.
    var previousIndex: Int64?
    /// The clock.
    public internal(set) var now: Int64 = 0
    var isClockSet = false
    var basis = BasisAverage()
    var premium = PremiumSum()
    var nextSample: Int64 = 0
    var nextFunding: Int64 = 0
    /// The rate that was set last, in ppb; above zero, longs pay.
    public internal(set) var fundingRatePpb: Int64 = 0

    // MARK: - Money

    /// What is there, whoever may claim it.
    public internal(set) var vault: Int64 = 0
    var fundBalance: Int128 = 0
    /// What was booked, by account of cause.
    public internal(set) var totals = PerpetualTotals()

    /// Whether the venue has stopped.
    public internal(set) var isHalted = false
    /// Whether the stop holds cancels too.
    public internal(set) var trapsCancels = false
    /// Numbers the venue's own orders.
    var ownOrderCount: UInt64 = 0
    /// Counts deleveragings, so that each draws another start.
    var deleveragingCount: UInt64 = 0

    /// A venue without accounts.
    /// - Throws: `PerpetualTermsError` for rules that no venue can have.
    public init(_ terms: PerpetualTerms) throws(PerpetualTermsError) {
        try terms.validate()
        self.terms = terms
        do {
            core = try MatchingEngine(terms.book, policy: MarginPolicy(terms))
        } catch {
            throw PerpetualTermsError(
                field: "book.\(error.field)", value: error.value, allowed: error.allowed)
        }
        index = terms.book.mark
        previousIndex = index
        core.policy.mark = index ?? 0
        events.reserveCapacity(1_024)
    }

    /// Forgets the events that the caller has read; their memory stays.
    public mutating func clearEvents() { events.removeAll(keepingCapacity: true) }

    // MARK: - Messages

    /// Carries out a trader's message, and fires the orders whose condition it brought about.
    ///
    /// The mark, the clock and stops are the venue's, and are refused here; so are numbers from
    /// `PerpetualLimits.reservedOrderID` on, and orders that say that they are liquidations.
    public mutating func apply(_ message: BookMessage) {
        if let refusal = refusal(of: message) { return events.append(.refused(refusal)) }
        if terms.depthCap != nil { core.policy.openInterestBound = openInterestBound(message) }
        send(message)
    }

    private func refusal(of message: BookMessage) -> MessageRefusal? {
        switch message {
        case .new(let order):
            order.id >= PerpetualLimits.reservedOrderID || order.isLiquidation
                ? .reservedOrder(order.id) : nil
        case .cancel, .cancelAll, .replace: isHalted && trapsCancels ? .trapped : nil
        case .setMark, .setTime, .halt, .resume: .notATradersMessage
        }
    }

    /// Hands a message to the book and tells what came of it.
    mutating func send(_ message: BookMessage) {
        core.apply(message)
        absorb()
    }

    /// Takes over the book's events, each trade followed by its two fills.
    mutating func absorb() {
        var next = 0
        for event in core.events {
            events.append(.book(event))
            guard case .trade(let trade) = event.content else { continue }
            let pair = core.policy.settled[next]
            next += 1
            let isBuy = trade.takerSide == .buy
            let taker = isBuy ? pair.buyer : pair.seller
            let maker = isBuy ? pair.seller : pair.buyer
            appendFill(taker, trade.takerSide, trade, against: maker.account)
            appendFill(maker, trade.takerSide.opposite, trade, against: taker.account)
        }
        core.clearEvents()
        core.policy.settled.removeAll(keepingCapacity: true)
    }

    private mutating func appendFill(
        _ side: SettledSide, _ direction: Side, _ trade: Trade, against other: AccountIndex
    ) {
        events.append(
            .fill(
                PerpetualEvent.Fill(
                    account: side.account, side: direction, lots: trade.quantity,
                    price: trade.price, fee: side.fee, realised: side.realised,
                    sizeAfter: side.lots,
                    isLiquidation: trade.taker >= PerpetualLimits.reservedOrderID,
                    counterparty: other)))
    }

    // MARK: - Stops

    /// Stops the venue: no orders, no liquidations, no withdrawals; deposits still come in.
    ///
    /// The index and the mark go on. Funding that falls due is owed, and paid when the venue works
    /// again; no premium is sampled, so that a whole interval of a stop has interest alone.
    /// - Parameter trapsCancels: whether cancels are refused too.
    public mutating func halt(trapsCancels: Bool = false) {
        self.trapsCancels = trapsCancels
        if isHalted { return }
        isHalted = true
        events.append(.halted(trapsCancels: trapsCancels))
        send(.halt)
    }

    /// Lets the venue work again, and pays the funding of the stop.
    ///
    /// Conditional orders fire at once; positions are looked at when the clock next advances.
    public mutating func resume() {
        guard isHalted else { return }
        isHalted = false
        trapsCancels = false
        events.append(.resumed)
        payOwedFunding()
        send(.resume)
    }
}
