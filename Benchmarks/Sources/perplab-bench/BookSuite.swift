import OrderBook

/// How many messages one run of each contender carries out.
private let count = 200_000

extension Suite {
    /// Messages to the order book, beside a book of sorted arrays and a dictionary.
    static func book() throws -> Suite {
        let mixed = messages(of: .mixed)
        let plain = messages(of: .plain)
        let mix = messages(of: BookMix(seed: 1, depth: 50, age: 1_000))
        let deep = messages(of: BookMix(seed: 1, depth: 3_000, age: 50_000))
        return Suite(
            name: "book",
            operations: [
                operation("limits and cancels", mix, .cancelNewest),
                operation("the same, a deep book", deep, .cancelNewest),
                operation("replay A", mixed, .cancelNewest),
                operation("replay B", plain, .none),
            ],
            latencies: [
                LatencyProfile(name: "book/limits and cancels") { try latencies(mix) },
                LatencyProfile(name: "book/replay A") { try latencies(mixed) },
            ])
    }

    private static func messages(of profile: ReplayMessages.Profile) -> [BookMessage] {
        var flow = ReplayMessages(seed: 1, profile: profile)
        return (0..<count).map { _ in flow.next().message }
    }

    private static func messages(of mix: BookMix) -> [BookMessage] {
        var flow = mix
        return (0..<count).map { _ in flow.next() }
    }

    private static func engine(_ mode: SelfTradePrevention) throws -> BookEngine {
        var rules = BookConfiguration()
        rules.selfTradePrevention = mode
        return try BookEngine(rules, ordersExpected: 1 << 16)
    }

    private static func operation(
        _ name: String, _ messages: [BookMessage], _ mode: SelfTradePrevention
    ) -> Operation {
        Operation(
            name: name, count: messages.count,
            subject: Contender("perplab") {
                var book = try engine(mode)
                var trades: UInt64 = 0
                for message in messages {
                    book.apply(message)
                    for event in book.events {
                        if case .trade(let trade) = event.content {
                            PlainBook.add(
                                trade.taker, trade.maker, trade.price, trade.quantity, to: &trades)
                        }
                    }
                    book.clearEvents()
                }
                return trades
            },
            references: [
                Contender("sorted arrays") {
                    var book = PlainBook(preventsSelfTrades: mode == .cancelNewest)
                    for message in messages { book.apply(message) }
                    return book.trades
                }
            ])
    }

    /// The time of each message after the first tenth, with its events read.
    private static func latencies(_ messages: [BookMessage]) throws -> [Duration] {
        var book = try engine(.cancelNewest)
        var samples: [Duration] = []
        samples.reserveCapacity(messages.count)
        for (place, message) in messages.enumerated() {
            let start = ContinuousClock.now
            book.apply(message)
            book.clearEvents()
            let elapsed = ContinuousClock.now - start
            if place >= messages.count / 10 { samples.append(elapsed) }
        }
        return samples
    }
}
