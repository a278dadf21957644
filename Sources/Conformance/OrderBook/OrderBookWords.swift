import OrderBook

/// The words of order-book vectors.
enum OrderBookWords {
    static let sides: [(word: String, value: Side)] = [("buy", .buy), ("sell", .sell)]

    static let types: [(word: String, value: OrderType)] = [
        ("limit", .limit), ("market", .market), ("stop_market", .stopMarket),
        ("stop_limit", .stopLimit), ("take_profit_market", .takeProfitMarket),
        ("take_profit_limit", .takeProfitLimit),
    ]

    static let sources: [(word: String, value: TriggerSource)] = [("last", .last), ("mark", .mark)]

    static let timesInForce: [(word: String, value: TimeInForce)] = [
        ("gtc", .goodTilCancelled), ("gtt", .goodTilTime), ("ioc", .immediateOrCancel),
        ("fok", .fillOrKill),
    ]

    static let modes: [(word: String, value: SelfTradePrevention)] = [
        ("none", .none), ("cancel_newest", .cancelNewest), ("cancel_oldest", .cancelOldest),
        ("cancel_both", .cancelBoth), ("decrement", .decrement),
    ]

    static let policies: [(word: String, value: BlockPolicy)] = [
        ("fifo", .fifo), ("cancels_first", .cancelsFirst),
        ("non_taking_cancels_taking", .nonTakingCancelsTaking),
        ("cancels_post_only_taking", .cancelsPostOnlyTaking),
    ]

    /// An order's number, which is signed in the files.
    static func number(_ id: OrderID) -> JSONValue { .integer(Int64(bitPattern: id)) }

    /// An event as the files write it; nil for one that they leave out.
    static func event(_ event: BookEvent) -> JSONValue? {
        switch event.content {
        case .accept(let id): written("accept", ["id": number(id)])
        case .rest(let order):
            written(
                "rest",
                [
                    "id": number(order.id), "price": .integer(order.price),
                    "qty": .integer(order.quantity),
                ])
        case .carry: nil
        case .trade(let trade):
            written(
                "trade",
                [
                    "taker": number(trade.taker), "maker": number(trade.maker),
                    "price": .integer(trade.price), "qty": .integer(trade.quantity),
                    "taker_side": .string(trade.takerSide == .buy ? "buy" : "sell"),
                ])
        case .auctionTrade(let trade):
            written(
                "trade",
                [
                    "buy": number(trade.buy), "sell": number(trade.sell),
                    "price": .integer(trade.price), "qty": .integer(trade.quantity),
                ])
        case .cancel(let id, let quantity, let reason):
            written(
                "cancel",
                [
                    "id": number(id), "qty": .integer(quantity), "reason": .string(reason.rawValue),
                ])
        case .reduce(let id, let quantity, let reason):
            written(
                "reduce",
                [
                    "id": number(id), "qty": .integer(quantity), "reason": .string(reason.rawValue),
                ])
        case .reject(let id, let reason):
            written("reject", ["id": number(id), "reason": .string(reason.rawValue)])
        case .replaced(let id, let price, let quantity, let keepsPriority):
            written(
                "replaced",
                [
                    "id": number(id), "price": .integer(price), "qty": .integer(quantity),
                    "priority": .string(keepsPriority ? "kept" : "lost"),
                ])
        case .slide(let id, let price):
            written("slide", ["id": number(id), "price": .integer(price)])
        case .trigger(let id): written("trigger", ["id": number(id)])
        case .mark(let price): written("mark", ["price": .integer(price)])
        case .halt: written("halt", [:])
        case .resume: written("resume", [:])
        case .clear(let clearing):
            written(
                "clear",
                [
                    "price": clearing.price.map { .integer($0) } ?? .null,
                    "qty": .integer(clearing.quantity), "demand": .integer(clearing.demand),
                    "supply": .integer(clearing.supply),
                ])
        }
    }

    private static func written(_ name: String, _ members: [String: JSONValue]) -> JSONValue {
        .object(members.merging(["e": .string(name)]) { own, _ in own })
    }
}

extension JSONValue {
    /// A number as files write it, whatever its size.
    static func wide(_ number: Int128) -> JSONValue {
        Int64(exactly: number).map { .integer($0) } ?? .number("\(number)")
    }
}

extension PlacedJSON {
    /// A whole number of 64 signed bits.
    func int64() throws(VectorFileError) -> Int64 {
        guard case .integer(let number) = value else {
            throw refusal("a number from \(Int64.min) to \(Int64.max)")
        }
        return number
    }

    /// An order's number; one below zero is that of no order.
    func orderID() throws(VectorFileError) -> OrderID { OrderID(bitPattern: try int64()) }

    /// The member `op`, which decides what else there may be.
    func operation() throws(VectorFileError) -> String {
        guard case .object(let members) = value, let operation = members["op"] else {
            throw refusal("an object with \"op\"")
        }
        return try PlacedJSON(place: "\(place).op", value: operation).text()
    }
}

extension PlacedJSON.Members {
    /// The account that a message may name.
    func account(_ accounts: inout OrderBookAccounts) throws(VectorFileError) -> AccountIndex? {
        guard let name = try optional("acct")?.text() else { return nil }
        return accounts.index(of: name)
    }
}
