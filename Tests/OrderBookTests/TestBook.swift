import OrderBook

/// A book for tests, which tells its events in few letters.
struct TestBook {
    var engine: BookEngine

    init(
        positions: [Int64] = [], _ change: (inout BookConfiguration) -> Void = { _ in }
    ) throws {
        var rules = BookConfiguration()
        change(&rules)
        engine = try BookEngine(rules)
        for (account, position) in positions.enumerated() {
            try engine.setPosition(position, of: AccountIndex(account))
        }
    }

    /// Sends a limit order with changes.
    mutating func limit(
        _ id: OrderID, _ account: AccountIndex, _ side: Side, _ quantity: Int64, at price: Int64,
        _ change: (inout NewOrder) -> Void = { _ in }
    ) -> [String] {
        var order = NewOrder(
            id: id, account: account, side: side, quantity: quantity, price: price)
        change(&order)
        return apply(.new(order))
    }

    /// Sends a market order with changes.
    mutating func market(
        _ id: OrderID, _ account: AccountIndex, _ side: Side, _ quantity: Int64,
        _ change: (inout NewOrder) -> Void = { _ in }
    ) -> [String] {
        limit(id, account, side, quantity, at: 0) {
            $0.type = .market
            change(&$0)
        }
    }

    /// Sends a conditional order without a limit.
    mutating func stop(
        _ id: OrderID, _ account: AccountIndex, _ side: Side, _ quantity: Int64,
        trigger: Int64, _ change: (inout NewOrder) -> Void = { _ in }
    ) -> [String] {
        limit(id, account, side, quantity, at: 0) {
            $0.type = .stopMarket
            $0.trigger = trigger
            change(&$0)
        }
    }

    mutating func replace(_ id: OrderID, price: Int64? = nil, quantity: Int64? = nil) -> [String] {
        apply(.replace(ReplaceRequest(id: id, price: price, quantity: quantity)))
    }

    mutating func apply(_ message: BookMessage) -> [String] {
        engine.clearEvents()
        engine.apply(message)
        return events
    }

    mutating func auction(_ messages: [BookMessage], reference: Int64?) -> [String] {
        engine.clearEvents()
        engine.applyAuction(messages, reference: reference)
        return events
    }

    mutating func block(_ messages: [BookMessage], _ policy: BlockPolicy) -> [String] {
        engine.clearEvents()
        engine.applyBlock(messages, policy: policy)
        return events
    }

    /// Numbers and open quantities of the resting orders of a side, best first.
    func resting(_ side: Side) -> [[UInt64]] {
        engine.restingOrders(side).map { [$0.id, UInt64($0.price), UInt64($0.quantity)] }
    }

    var events: [String] { engine.events.map { Self.text($0.content) } }

    static func text(_ content: BookEvent.Content) -> String {
        switch content {
        case .accept(let id): "accept \(id)"
        case .rest(let order): "rest \(order.id) \(order.quantity)@\(order.price)"
        case .carry(let order): "carry \(order.id) \(order.quantity)@\(order.price)"
        case .trade(let trade):
            "trade \(trade.taker) \(trade.maker) \(trade.quantity)@\(trade.price)"
        case .auctionTrade(let trade):
            "match \(trade.buy) \(trade.sell) \(trade.quantity)@\(trade.price)"
        case .cancel(let id, let quantity, let reason):
            "cancel \(id) \(quantity) \(reason.rawValue)"
        case .reduce(let id, let quantity, let reason):
            "reduce \(id) \(quantity) \(reason.rawValue)"
        case .reject(let id, let reason): "reject \(id) \(reason.rawValue)"
        case .replaced(let id, let price, let quantity, let keeps):
            "replaced \(id) \(quantity)@\(price) \(keeps ? "kept" : "lost")"
        case .slide(let id, let price): "slide \(id) \(price)"
        case .trigger(let id): "trigger \(id)"
        case .mark(let price): "mark \(price)"
        case .halt: "halt"
        case .resume: "resume"
        case .clear(let clearing):
            "clear \(clearing.price.map(String.init) ?? "none") \(clearing.quantity) "
                + "\(clearing.demand) \(clearing.supply)"
        }
    }
}
