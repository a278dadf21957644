import OrderBook

/// A file of `perplab-orderbook-replay`: generated flows by seed, and what a book must come to.
struct OrderBookReplayFile: VectorDocument {
    private let expect: [JSONValue]
    private let generator: JSONValue

    private enum CodingKeys: String, CodingKey { case version, expect }

    init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        let version = try container.decodeIfPresent(Int.self, forKey: .version) ?? 1
        guard version == 1 else {
            throw VectorFileError(place: "version", reason: "\(version) stands where 1 may")
        }
        expect = try container.decode([JSONValue].self, forKey: .expect)
        generator = try JSONValue(from: decoder)
    }

    /// The replays by their place; the first also holds the generator against what the file says of it.
    var entries: [VectorEntry] {
        expect.enumerated().map { index, value in
            let json = PlacedJSON(place: "expect[\(index)]", value: value)
            return VectorEntry(id: json.place, operation: "replay") { _ in
                var check = CaseCheck()
                do throws(VectorFileError) {
                    if index == 0 {
                        try OrderBookGeneratorCheck(generator).run(&check)
                    }
                    try OrderBookReplay(json).run(&check)
                } catch {
                    check.fail(error.place, expected: "a readable replay", got: error.reason)
                }
                return [check.result(id: json.place)]
            }
        }
    }
}

/// One replay: seed, length and kind of the flow, and what must come of it.
struct OrderBookReplay {
    /// The most messages of one replay.
    static let messagesMax: Int64 = 1_000_000_000

    private let seed: UInt64
    private let count: Int64
    private let profile: ReplayMessages.Profile
    private let mode: SelfTradePrevention
    private let expected: [(name: String, json: PlacedJSON)]

    init(_ json: PlacedJSON) throws(VectorFileError) {
        let figures = [
            "trades", "traded_volume", "traded_notional", "best_bid", "best_ask", "last_price",
            "resting_orders", "resting_bid_qty", "resting_ask_qty", "bid_levels", "ask_levels",
            "rejects", "cancels", "replaces", "trade_hash", "book_hash",
        ]
        let members = try json.object(
            ["seed", "messages", "profile", "trade_hash", "book_hash"],
            optional: ["stp"] + figures.filter { !$0.hasSuffix("hash") })
        seed = try members["seed"].seed()
        count = try members["messages"].int64()
        guard (0...Self.messagesMax).contains(count) else {
            throw members["messages"].refusal("a number from 0 to \(Self.messagesMax)")
        }
        profile = try members["profile"].member()
        mode =
            try members.optional("stp")?.word(OrderBookWords.modes) ?? profile.selfTradePrevention
        expected = figures.compactMap { name in
            members.optional(name).map { (name, $0) }
        }
    }

    /// Runs the flow and compares each figure.
    func run(_ check: inout CaseCheck) throws(VectorFileError) {
        var configuration = BookConfiguration()
        configuration.selfTradePrevention = mode
        guard var book = check.value("book", { try BookEngine(configuration) }) else { return }
        var messages = ReplayMessages(seed: seed, profile: profile)
        var summary = ReplaySummary()
        for _ in 0..<count {
            book.apply(messages.next().message)
            for event in book.events { summary.add(event) }
            book.clearEvents()
        }
        let got = Self.figures(book, summary)
        for (name, json) in expected {
            check.same(name, expected: json.value, got: got[name] ?? .null)
        }
    }

    private static func figures(
        _ book: BookEngine, _ summary: ReplaySummary
    ) -> [String: JSONValue] {
        let (bids, asks) = (book.depth(.buy), book.depth(.sell))
        func total(_ levels: [DepthLevel]) -> JSONValue {
            .wide(levels.reduce(0) { $0 + Int128($1.quantity) })
        }
        func count<Reason: RawRepresentable<String>>(_ counts: [Reason: Int]) -> JSONValue {
            .object(
                Dictionary(
                    uniqueKeysWithValues: counts.map {
                        ($0.key.rawValue, .integer(Int64($0.value)))
                    }))
        }
        return [
            "trades": .integer(Int64(summary.trades)), "traded_volume": .wide(summary.volume),
            "traded_notional": .wide(summary.notional),
            "best_bid": bids.first.map { .integer($0.price) } ?? .null,
            "best_ask": asks.first.map { .integer($0.price) } ?? .null,
            "last_price": book.last.map { .integer($0) } ?? .null,
            "resting_orders": .integer(
                Int64((bids + asks).reduce(0) { $0 + $1.orderCount })),
            "resting_bid_qty": total(bids), "resting_ask_qty": total(asks),
            "bid_levels": .integer(Int64(bids.count)), "ask_levels": .integer(Int64(asks.count)),
            "rejects": count(summary.rejects), "cancels": count(summary.cancels),
            "replaces": .object([
                "priority_kept": .integer(Int64(summary.replacesKept)),
                "priority_lost": .integer(Int64(summary.replacesLost)),
            ]),
            "trade_hash": .string(hexadecimal(summary.tradeHash)),
            "book_hash": .string(hexadecimal(book.bookHash)),
        ]
    }

    private static func hexadecimal(_ hash: UInt64) -> String {
        let digits = String(hash, radix: 16)
        return String(repeating: "0", count: 16 - digits.count) + digits
    }
}

/// What a file says of the generator: its first draws, and its first messages for the same seed.
struct OrderBookGeneratorCheck {
    private let seed: PlacedJSON?
    private let draws: [PlacedJSON]
    private let messages: [PlacedJSON]

    init(_ file: JSONValue) throws(VectorFileError) {
        guard case .object(let members) = file else { throw VectorFileError(reason: "no object") }
        func list(_ key: String) throws(VectorFileError) -> [PlacedJSON] {
            guard let value = members[key] else { return [] }
            return try PlacedJSON(place: key, value: value).list()
        }
        seed = members["lcg_seed"].map { PlacedJSON(place: "lcg_seed", value: $0) }
        draws = try list("lcg_first_outputs")
        messages = try list("first_messages")
    }

    func run(_ check: inout CaseCheck) throws(VectorFileError) {
        guard let seed = try seed?.seed() else { return }
        var numbers = ReplayMessages(seed: seed, profile: .mixed)
        for draw in draws {
            check.same(draw.place, expected: draw.value, got: .integer(numbers.draw()))
        }
        var flow = ReplayMessages(seed: seed, profile: .mixed)
        for message in messages {
            check.same(message.place, expected: message.value, got: Self.written(flow.next()))
        }
    }

    private static func written(_ message: ReplayMessages.Message) -> JSONValue {
        var members: [String: JSONValue] = ["id": .integer(message.number)]
        switch message.message {
        case .new(let order):
            members["op"] = .string("new")
            members["acct"] = .integer(Int64(order.account))
            members["side"] = .string(order.side == .buy ? "buy" : "sell")
            members["type"] = .string(order.type == .market ? "market" : "limit")
            members["qty"] = .integer(order.quantity)
            guard order.type == .limit else { break }
            members["price"] = .integer(order.price)
            let word = OrderBookWords.timesInForce.first { $0.value == order.timeInForce }?.word
            members["tif"] = word.map { .string($0) }
            if order.isPostOnly { members["post_only"] = .bool(true) }
        case .cancel: members["op"] = .string("cancel")
        case .replace(let request):
            members["op"] = .string("replace")
            members["price"] = request.price.map { .integer($0) }
            members["qty"] = request.quantity.map { .integer($0) }
        default: break
        }
        return .object(members)
    }
}

extension PlacedJSON {
    /// A number of 64 unsigned bits.
    fileprivate func seed() throws(VectorFileError) -> UInt64 {
        switch value {
        case .integer(let number):
            if let seed = UInt64(exactly: number) { return seed }
        case .number(let digits):
            if let seed = UInt64(digits) { return seed }
        default: break
        }
        throw refusal("a number from 0 to \(UInt64.max)")
    }
}
