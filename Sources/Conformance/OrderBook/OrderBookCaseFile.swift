import OrderBook

/// A file of `perplab-orderbook-matching`: messages to a book, and every event that must come of them.
struct OrderBookCaseFile: VectorDocument {
    private let cases: [JSONValue]

    private enum CodingKeys: String, CodingKey { case version }

    init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        let version = try container.decodeIfPresent(Int.self, forKey: .version) ?? 1
        guard version == 1 else {
            throw VectorFileError(place: "version", reason: "\(version) stands where 1 may")
        }
        let list = try CaseList<JSONValue>(from: decoder)
        try list.checkCount()
        cases = list.cases
    }

    /// The cases; one that cannot be read, or has the id of another, fails, and the others run.
    var entries: [VectorEntry] {
        var ids: Set<String> = []
        return cases.enumerated().map { index, value in
            let json = PlacedJSON(place: "cases[\(index)]", value: value)
            let id = json.id ?? json.place
            let isFirst = ids.insert(id).inserted
            return VectorEntry(id: id, operation: Self.kind(of: value)) { _ in
                var check = CaseCheck()
                if !isFirst { check.fail("id", expected: "one case of this id", got: "another") }
                do throws(VectorFileError) {
                    try OrderBookCase(json).run(&check)
                } catch {
                    check.fail(error.place, expected: "a readable case", got: error.reason)
                }
                return [check.result(id: id)]
            }
        }
    }

    private static func kind(of value: JSONValue) -> String? {
        guard case .object(let members) = value, case .string(let kind)? = members["kind"] else {
            return nil
        }
        return kind
    }
}

/// One case: a book's rules, messages, and what they must come to.
struct OrderBookCase {
    private var book: BookEngine
    private var accounts: OrderBookAccounts
    private let steps: [OrderBookStep]
    private let expected: PlacedJSON.Members

    /// Reads a case, which must have all that is known of its kind and nothing else.
    init(_ json: PlacedJSON) throws(VectorFileError) {
        let members = try json.object(
            ["id", "kind", "config", "positions_before", "messages", "expect"],
            optional: ["tags", "source", "note"])
        _ = try members["kind"].word([("matching", ())])
        var accounts = OrderBookAccounts()
        book = try Self.book(members["config"])
        for (name, json) in try members["positions_before"].named() {
            let position = try json.int64()
            do throws(BookConfigurationError) {
                try book.setPosition(position, of: accounts.index(of: name))
            } catch {
                throw VectorFileError(place: json.place, reason: "\(error)")
            }
        }
        steps = try members["messages"].list().map { message throws(VectorFileError) in
            try OrderBookStep(message, &accounts)
        }
        self.accounts = accounts
        expected = try members["expect"].object(
            ["events", "book", "l2", "last_price", "positions", "totals"],
            optional: ["fees", "dormant"])
    }

    private static func book(_ json: PlacedJSON) throws(VectorFileError) -> BookEngine {
        let configuration = try BookConfiguration(json)
        do throws(BookConfigurationError) {
            return try BookEngine(configuration)
        } catch {
            throw VectorFileError(place: "\(json.place).\(error.field)", reason: "\(error)")
        }
    }

    /// Carries out the messages and compares the events of each, then what is left at the end.
    func run(_ check: inout CaseCheck) throws(VectorFileError) {
        var book = book
        let lists = try expected["events"].list()
        check.equal("events", expected: lists.count, got: steps.count)
        for (index, step) in steps.enumerated() {
            book.clearEvents()
            step.apply(to: &book)
            guard index < lists.count else { break }
            check.same(
                "events[\(index)]", expected: lists[index].value,
                got: .array(book.events.compactMap(OrderBookWords.event)))
        }
        let outcome = OrderBookOutcome(book: book, accounts: accounts)
        check.same("book", expected: expected["book"].value, got: outcome.orders)
        check.same("l2", expected: expected["l2"].value, got: outcome.depth)
        check.same("last_price", expected: expected["last_price"].value, got: outcome.last)
        check.same("totals", expected: expected["totals"].value, got: outcome.totals)
        try outcome.compare("positions", expected["positions"], &check) { Int128($0.position) }
        if let fees = expected.optional("fees") {
            try outcome.compare("fees", fees, &check) { $0.fees }
        }
        check.same(
            "dormant", expected: expected.optional("dormant")?.value ?? .array([]),
            got: .array(book.dormantOrders.map(OrderBookWords.number)))
    }
}

/// What a case's book holds at its end, as the files write it.
struct OrderBookOutcome {
    let book: BookEngine
    let accounts: OrderBookAccounts

    var orders: JSONValue { sides(orders) }

    var depth: JSONValue {
        sides { side in
            book.depth(side).map { level in
                .array([
                    .integer(level.price), .integer(level.quantity),
                    .integer(Int64(level.orderCount)),
                ])
            }
        }
    }

    var last: JSONValue { book.last.map { .integer($0) } ?? .null }

    var totals: JSONValue {
        .object([
            "trades": .wide(Int128(book.totals.trades)), "volume": .wide(book.totals.volume),
            "notional": .wide(book.totals.notional),
        ])
    }

    /// Compares a figure of each account that is named; the others must have none.
    func compare(
        _ what: String, _ expected: PlacedJSON, _ check: inout CaseCheck,
        _ figure: (AccountState) -> Int128
    ) throws(VectorFileError) {
        let named = try expected.named()
        for (index, name) in accounts.names.enumerated() {
            let got = JSONValue.wide(figure(book.account(AccountIndex(index))))
            let json = named.first { $0.name == name }?.json.value ?? .integer(0)
            check.same("\(what).\(name)", expected: json, got: got)
        }
        for (name, json) in named where !accounts.names.contains(name) {
            check.same("\(what).\(name)", expected: json.value, got: .integer(0))
        }
    }

    private func sides(_ list: (Side) -> [JSONValue]) -> JSONValue {
        .object(["bids": .array(list(.buy)), "asks": .array(list(.sell))])
    }

    private func orders(_ side: Side) -> [JSONValue] {
        var levels: [(price: Int64, orders: [JSONValue])] = []
        for order in book.restingOrders(side) {
            if levels.last?.price != order.price { levels.append((order.price, [])) }
            levels[levels.count - 1].orders.append(
                .array([OrderBookWords.number(order.id), .integer(order.quantity)]))
        }
        return levels.map { .array([.integer($0.price), .array($0.orders)]) }
    }
}
