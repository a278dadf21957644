import OrderBook

/// Names of accounts in the order in which a case tells them; their places are the engine's numbers.
struct OrderBookAccounts {
    private(set) var names: [String] = []
    private var indices: [String: AccountIndex] = [:]

    /// The number of a name, a new one where it is new.
    mutating func index(of name: String) -> AccountIndex {
        if let index = indices[name] { return index }
        let index = AccountIndex(names.count)
        names.append(name)
        indices[name] = index
        return index
    }
}

/// One message of a case, or a block or an auction of several.
struct OrderBookStep {
    private enum Content {
        case message(BookMessage)
        case block([BookMessage], BlockPolicy)
        case auction([BookMessage], reference: Int64?)
    }

    private let content: Content

    /// Reads a message, which must have all that is known of its kind and nothing else.
    init(_ json: PlacedJSON, _ accounts: inout OrderBookAccounts) throws(VectorFileError) {
        switch try json.operation() {
        case "block":
            let members = try json.object(["op", "policy", "msgs"])
            content = .block(
                try Self.messages(members["msgs"], &accounts),
                try members["policy"].word(OrderBookWords.policies))
        case "auction":
            let members = try json.object(["op", "msgs"], optional: ["reference"])
            let reference = members.optional("reference").flatMap {
                $0.value == .null ? nil : $0
            }
            content = .auction(
                try Self.messages(members["msgs"], &accounts),
                reference: try reference?.int64())
        default:
            content = .message(try BookMessage(json, &accounts))
        }
    }

    private static func messages(
        _ json: PlacedJSON, _ accounts: inout OrderBookAccounts
    ) throws(VectorFileError) -> [BookMessage] {
        var messages: [BookMessage] = []
        for message in try json.list() { messages.append(try BookMessage(message, &accounts)) }
        return messages
    }

    /// Carries it out.
    func apply(to book: inout BookEngine) {
        switch content {
        case .message(let message): book.apply(message)
        case .block(let messages, let policy): book.applyBlock(messages, policy: policy)
        case .auction(let messages, let reference):
            book.applyAuction(messages, reference: reference)
        }
    }
}

extension BookMessage {
    /// Reads a message that is no block and no auction.
    init(_ json: PlacedJSON, _ accounts: inout OrderBookAccounts) throws(VectorFileError) {
        switch try json.operation() {
        case "new": self = .new(try NewOrder(json, &accounts))
        case "cancel":
            let members = try json.object(["op", "id"], optional: ["acct"])
            self = .cancel(
                id: try members["id"].orderID(), account: try members.account(&accounts))
        case "cancel_all":
            let members = try json.object(["op", "acct"], optional: ["side"])
            self = .cancelAll(
                account: accounts.index(of: try members["acct"].text()),
                side: try members.optional("side")?.word(OrderBookWords.sides))
        case "replace":
            let members = try json.object(["op", "id"], optional: ["price", "qty", "acct"])
            self = .replace(
                ReplaceRequest(
                    id: try members["id"].orderID(), account: try members.account(&accounts),
                    price: try members.optional("price")?.int64(),
                    quantity: try members.optional("qty")?.int64()))
        case "set_mark":
            self = .setMark(try json.object(["op", "price"])["price"].int64())
        case "time":
            self = .setTime(try json.object(["op", "now"])["now"].int64())
        case "halt":
            _ = try json.object(["op"])
            self = .halt
        case "resume":
            _ = try json.object(["op"])
            self = .resume
        case let other:
            throw VectorFileError(
                place: "\(json.place).op", reason: "not implemented here: \(other)")
        }
    }
}

extension NewOrder {
    fileprivate init(
        _ json: PlacedJSON, _ accounts: inout OrderBookAccounts
    ) throws(VectorFileError) {
        let members = try json.object(
            ["op", "id", "acct", "side", "type", "qty"],
            optional: [
                "price", "trigger", "source", "tif", "expire", "post_only", "reduce_only", "stp",
            ])
        self.init(
            id: try members["id"].orderID(),
            account: accounts.index(of: try members["acct"].text()),
            side: try members["side"].word(OrderBookWords.sides),
            type: try members["type"].word(OrderBookWords.types),
            quantity: try members["qty"].int64(),
            price: try members.optional("price")?.int64() ?? 0,
            trigger: try members.optional("trigger")?.int64() ?? 0,
            source: try members.optional("source")?.word(OrderBookWords.sources) ?? .last,
            timeInForce: try members.optional("tif")?.word(OrderBookWords.timesInForce)
                ?? .goodTilCancelled,
            expiry: try members.optional("expire")?.int64(),
            isPostOnly: try members.optional("post_only")?.flag() ?? false,
            isReduceOnly: try members.optional("reduce_only")?.flag() ?? false,
            selfTradePrevention: try members.optional("stp")?.word(OrderBookWords.modes))
    }
}

extension BookConfiguration {
    /// Reads a book's rules; those that are not there are off.
    init(_ json: PlacedJSON) throws(VectorFileError) {
        self.init()
        let members = try json.object(
            [],
            optional: [
                "tick", "lot", "min_qty", "min_notional", "stp", "post_only_mode", "band_bps",
                "mark", "initial_last", "maker_ppm", "taker_ppm", "trigger_immediate",
                "max_orders_per_account",
            ])
        func number(_ key: String) throws(VectorFileError) -> Int64? {
            guard let json = members.optional(key), json.value != .null else { return nil }
            return try json.int64()
        }
        tick = try number("tick") ?? tick
        lot = try number("lot") ?? lot
        quantityMin = try number("min_qty") ?? quantityMin
        notionalMin = try number("min_notional") ?? notionalMin
        selfTradePrevention =
            try members.optional("stp")?.word(OrderBookWords.modes) ?? selfTradePrevention
        slidesPostOnly =
            try members.optional("post_only_mode")?.word([("reject", false), ("slide", true)])
            ?? slidesPostOnly
        bandBps = try number("band_bps") ?? bandBps
        mark = try number("mark")
        initialLast = try number("initial_last")
        makerFeePpm = try number("maker_ppm") ?? makerFeePpm
        takerFeePpm = try number("taker_ppm") ?? takerFeePpm
        refusesImmediateTriggers =
            try members.optional("trigger_immediate")?.word([("fire", false), ("reject", true)])
            ?? refusesImmediateTriggers
        ordersPerAccountMax = Int(try number("max_orders_per_account") ?? 0)
    }
}
