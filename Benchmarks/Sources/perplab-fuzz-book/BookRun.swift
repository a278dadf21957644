import OrderBook

/// A book under all checks.
struct BookRun {
    private(set) var book: BookEngine
    private var shadow: BookShadow
    private var orders: BookReplica
    private var depth: DepthReplica
    private let flow: BookFlow

    init(_ flow: BookFlow) throws(BookViolation) {
        self.flow = flow
        do throws(BookConfigurationError) {
            book = try BookEngine(flow.rules, ordersExpected: 256)
            for (account, position) in flow.positions.enumerated() {
                try book.setPosition(position, of: AccountIndex(account))
            }
            if flow.hasGroup {
                for account in 0..<2 as Range<AccountIndex> {
                    try book.setSelfTradeGroup(1, of: account)
                }
            }
        } catch {
            throw BookViolation(property: "rules", detail: "\(error)")
        }
        shadow = BookShadow(flow.rules, hasGroup: flow.hasGroup)
        orders = BookReplica(book.snapshot)
        depth = DepthReplica(sequence: 0, bids: [], asks: [])
    }

    mutating func perform(
        _ action: BookAction, isWalked: Bool, _ tally: inout BookTally
    ) throws(BookViolation) {
        switch action {
        case .message(let message):
            if case .replace(let request) = message {
                try compareReplacing(request, &tally)
            }
            try perform(message, &tally)
        case .block(let messages, let policy): book.applyBlock(messages, policy: policy)
        case .auction(let messages, let reference):
            book.applyAuction(messages, reference: reference)
        }
        try take(action)
        tally.messages += action.messageCount
        tally.liveMax = max(tally.liveMax, book.liveOrderCount)
        if isWalked { try walk() }
    }

    /// A message; one that must fill whole fills whole, or leaves everything as it was.
    private mutating func perform(
        _ message: BookMessage, _ tally: inout BookTally
    ) throws(BookViolation) {
        guard case .new(let order) = message, order.timeInForce == .fillOrKill,
            !order.type.isConditional
        else { return book.apply(message) }
        let before = book.stateHash
        book.apply(message)
        tally.fillOrKills += 1
        guard case .accept? = book.events.first?.content else {
            tally.killed += 1
            if book.events.count != 1 || book.stateHash != before {
                throw BookViolation(property: "all or nothing", detail: "\(book.events)")
            }
            return
        }
        var filled: Int64 = 0
        for event in book.events {
            if case .trade(let trade) = event.content, trade.taker == order.id {
                filled += trade.quantity
            }
        }
        if filled != order.quantity {
            throw BookViolation(
                property: "all or nothing", detail: "\(order) filled \(filled)")
        }
    }

    private mutating func take(_ action: BookAction) throws(BookViolation) {
        try shadow.apply(book.events, of: action.orders)
        for event in book.events {
            do throws(SequenceGap) {
                for update in try orders.apply(event) { try depth.apply(update) }
            } catch {
                throw BookViolation(property: "sequence", detail: "\(error)")
            }
        }
        book.clearEvents()
        let top = book.top
        if let bid = top.bid, let ask = top.ask, bid.price >= ask.price {
            throw BookViolation(property: "never crossed", detail: "\(top)")
        }
    }

    // MARK: - Walks

    /// Checks what costs a walk over the book.
    func walk() throws(BookViolation) {
        let snapshot = book.snapshot
        try hold("snapshot and deltas", orders.snapshot == snapshot)
        for side in Side.allCases {
            try hold("levels and deltas", depth.depth(side) == book.depth(side))
            try hold("levels", Self.levels(of: book.restingOrders(side)) == book.depth(side))
        }
        let resting = snapshot.bids + snapshot.asks
        let dormant = book.dormantOrders
        try hold("order count", book.liveOrderCount == resting.count + dormant.count)
        try hold("open quantity", shadow.open.count == book.liveOrderCount)
        for order in resting { try hold("open quantity", shadow.open[order.id] == order.quantity) }
        for id in dormant { try hold("open quantity", shadow.open[id] != nil) }
        try walkAccounts(resting)
    }

    private func walkAccounts(_ resting: [RestingOrder]) throws(BookViolation) {
        var (position, cash, fees): (Int128, Int128, Int128) = (0, 0, 0)
        var count = 0
        for account in 0..<AccountIndex(book.accountCount) {
            let state = book.account(account)
            position += Int128(state.position)
            cash += state.cash
            fees += state.fees
            count += state.restingOrders
            let own = resting.filter { $0.account == account }
            func total(_ side: Side) -> Int64 {
                own.reduce(0) { $0 + ($1.side == side ? $1.quantity : 0) }
            }
            try hold(
                "account",
                own.count == state.restingOrders && total(.buy) == state.openBids
                    && total(.sell) == state.openAsks)
        }
        try hold("positions", position == 0)
        try hold("money", cash + fees == 0 && fees == book.totals.fees)
        try hold("order count", count == resting.count)
        try hold("volume", shadow.traded == book.totals.volume)
    }

    private static func levels(of orders: [RestingOrder]) -> [DepthLevel] {
        var levels: [DepthLevel] = []
        for order in orders {
            if let last = levels.last, last.price == order.price {
                levels[levels.count - 1] = DepthLevel(
                    price: last.price, quantity: last.quantity + order.quantity,
                    orderCount: last.orderCount + 1)
            } else {
                levels.append(
                    DepthLevel(price: order.price, quantity: order.quantity, orderCount: 1))
            }
        }
        return levels
    }

    private func hold(_ property: String, _ condition: Bool) throws(BookViolation) {
        if !condition { throw BookViolation(property: property, detail: "after the last action") }
    }

    // MARK: - Cancel and new

    /// A change that loses its place equals cancel and new, but for the number.
    private func compareReplacing(
        _ request: ReplaceRequest, _ tally: inout BookTally
    ) throws(BookViolation) {
        guard flow.rules.ordersPerAccountMax == 0, let sent = shadow.sent[request.id] else {
            return
        }
        var changed = book
        changed.apply(.replace(request))
        guard case .replaced(_, let price, let quantity, false)? = changed.events.first?.content
        else { return }
        var fresh = book
        fresh.apply(.cancel(id: request.id, account: nil))
        let id: OrderID = 1 << 50
        fresh.apply(
            .new(
                NewOrder(
                    id: id, account: sent.account, side: sent.side, quantity: quantity,
                    price: price, timeInForce: sent.timeInForce, expiry: sent.expiry,
                    isPostOnly: sent.isPostOnly, isReduceOnly: sent.isReduceOnly,
                    selfTradePrevention: shadow.mode(of: request.id))))
        tally.pairs += 1
        let one = changed.events.dropFirst().map { $0.content.renamed(request.id, id) }
        let other = fresh.events.dropFirst(2).map(\.content)
        let areEqual =
            one == other && changed.totals == fresh.totals
            && Side.allCases.allSatisfy { changed.depth($0) == fresh.depth($0) }
        if !areEqual {
            throw BookViolation(
                property: "cancel and new", detail: "\(request)\n\(one)\n\(other)")
        }
    }
}

extension BookAction {
    /// The orders that it sends, in the order in which they are looked at.
    var orders: [NewOrder] {
        let messages =
            switch self {
            case .message(let message): [message]
            case .block(let messages, _), .auction(let messages, _): messages
            }
        return messages.compactMap {
            if case .new(let order) = $0 { return order }
            return nil
        }
    }
}

extension BookEvent.Content {
    /// The same of an order with another number.
    func renamed(_ old: OrderID, _ new: OrderID) -> BookEvent.Content {
        func name(_ id: OrderID) -> OrderID { id == old ? new : id }
        switch self {
        case .rest(let order):
            return .rest(
                RestingOrder(
                    id: name(order.id), account: order.account, side: order.side,
                    price: order.price, quantity: order.quantity))
        case .trade(let trade):
            return .trade(
                Trade(
                    taker: name(trade.taker), maker: name(trade.maker),
                    takerAccount: trade.takerAccount, makerAccount: trade.makerAccount,
                    price: trade.price, quantity: trade.quantity, takerSide: trade.takerSide))
        case .cancel(let id, let quantity, let reason):
            return .cancel(name(id), quantity: quantity, reason)
        case .reduce(let id, let quantity, let reason):
            return .reduce(name(id), quantity: quantity, reason)
        case .slide(let id, let price): return .slide(name(id), price: price)
        default: return self
        }
    }
}
