import OrderBook
import Testing

@Suite struct SelfTradeTests {
    /// Own 5 before a stranger's 5 at 100, own 5 at 101.
    private func book(_ mode: SelfTradePrevention) throws -> TestBook {
        var book = try TestBook { $0.selfTradePrevention = mode }
        _ = book.limit(1, 0, .sell, 5, at: 100)
        _ = book.limit(2, 1, .sell, 5, at: 100)
        _ = book.limit(3, 0, .sell, 5, at: 101)
        return book
    }

    @Test(
        "each mode ends as it says when an own order comes after a trade",
        arguments: [
            (.none, ["trade 9 2 5@100", "trade 9 3 3@101"]),
            (.cancelNewest, ["trade 9 2 5@100", "cancel 9 3 self_trade"]),
            (
                .cancelOldest,
                ["trade 9 2 5@100", "cancel 3 5 self_trade", "rest 9 3@101"]
            ),
            (
                .cancelBoth,
                ["trade 9 2 5@100", "cancel 3 5 self_trade", "cancel 9 3 self_trade"]
            ),
            (
                .decrement,
                ["trade 9 2 5@100", "reduce 3 3 self_trade", "cancel 9 3 self_trade"]
            ),
        ] as [(SelfTradePrevention, [String])])
    func modes(mode: SelfTradePrevention, expected: [String]) throws {
        var book = try book(.cancelOldest)
        _ = book.apply(.cancel(id: 1, account: nil))
        let events = book.limit(9, 0, .buy, 8, at: 101) { $0.selfTradePrevention = mode }
        #expect(events == ["accept 9"] + expected)
    }

    @Test("a larger taker is reduced by each own order, and goes on")
    func decrement() throws {
        var book = try book(.decrement)
        #expect(
            book.limit(9, 0, .buy, 12, at: 101) == [
                "accept 9", "cancel 1 5 self_trade", "reduce 9 5 self_trade", "trade 9 2 5@100",
                "reduce 3 2 self_trade", "cancel 9 2 self_trade",
            ])
        #expect(book.resting(.sell) == [[3, 101, 3]])
    }

    @Test("the incoming order's mode decides, not the resting one's")
    func incoming() throws {
        var book = try TestBook()
        _ = book.limit(1, 0, .sell, 5, at: 100) { $0.selfTradePrevention = .cancelBoth }
        #expect(
            book.limit(2, 0, .buy, 5, at: 100) { $0.selfTradePrevention = SelfTradePrevention.none }
                == ["accept 2", "trade 2 1 5@100"])
        #expect(book.engine.account(0).position == 0)
    }

    @Test("accounts of one group are one; those of group zero are not")
    func groups() throws {
        var book = try TestBook()
        try book.engine.setSelfTradeGroup(4, of: 0)
        try book.engine.setSelfTradeGroup(4, of: 1)
        _ = book.limit(1, 1, .sell, 5, at: 100)
        #expect(book.limit(2, 0, .buy, 5, at: 100).last == "cancel 2 5 self_trade")
        #expect(book.limit(3, 2, .buy, 2, at: 100).last == "trade 3 1 2@100")
        _ = book.limit(4, 3, .sell, 5, at: 99)
        #expect(book.limit(5, 2, .buy, 5, at: 99).last == "trade 5 4 5@99")
    }

    @Test("a liquidation never trades with itself: its own resting order gives way")
    func liquidation() throws {
        var book = try book(.none)
        #expect(
            book.limit(9, 0, .buy, 8, at: 100) {
                $0.isLiquidation = true
                $0.timeInForce = .immediateOrCancel
            } == [
                "accept 9", "cancel 1 5 self_trade", "trade 9 2 5@100", "cancel 9 3 ioc_remainder",
            ])
    }
}
