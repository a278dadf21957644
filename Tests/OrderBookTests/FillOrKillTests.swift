import OrderBook
import Testing

@Suite struct FillOrKillTests {
    private func fillOrKill(
        _ book: inout TestBook, _ quantity: Int64, at price: Int64,
        _ mode: SelfTradePrevention = .cancelNewest
    ) -> [String] {
        book.limit(99, 0, .buy, quantity, at: price) {
            $0.timeInForce = .fillOrKill
            $0.selfTradePrevention = mode
        }
    }

    @Test("fills exactly what is there, and leaves everything when one lot is missing")
    func exact() throws {
        var book = try TestBook()
        _ = book.limit(1, 1, .sell, 5, at: 100)
        _ = book.limit(2, 1, .sell, 5, at: 101)
        _ = book.limit(3, 1, .sell, 5, at: 102)
        let before = book.engine.stateHash
        #expect(fillOrKill(&book, 11, at: 101) == ["reject 99 fok_unfillable"])
        #expect(book.engine.stateHash == before)
        #expect(
            fillOrKill(&book, 10, at: 101) == ["accept 99", "trade 99 1 5@100", "trade 99 2 5@101"])
    }

    @Test(
        "own orders are passed over, count or end the count, as the mode has them",
        arguments: [
            (SelfTradePrevention.cancelOldest, 5, true), (.cancelOldest, 6, false),
            (.none, 10, true), (.none, 11, false), (.cancelNewest, 3, true),
            (.cancelNewest, 4, false), (.cancelBoth, 4, false), (.decrement, 4, false),
        ])
    func own(mode: SelfTradePrevention, quantity: Int64, fills: Bool) throws {
        var book = try TestBook()
        _ = book.limit(1, 1, .sell, 3, at: 100)
        _ = book.limit(2, 0, .sell, 5, at: 100)
        _ = book.limit(3, 1, .sell, 2, at: 101)
        let events = fillOrKill(&book, quantity, at: 101, mode)
        #expect((events == ["reject 99 fok_unfillable"]) == !fills, "\(events)")
        #expect(book.engine.totals.volume == (fills ? Int128(quantity) : 0))
    }

    @Test("reduce-only orders count up to the position that their owner has by then")
    func reduceOnly() throws {
        var book = try TestBook(positions: [0, 10, -10])
        _ = book.limit(1, 1, .sell, 6, at: 100)
        _ = book.limit(2, 1, .sell, 9, at: 101) { $0.isReduceOnly = true }
        _ = book.limit(3, 1, .sell, 9, at: 102) { $0.isReduceOnly = true }
        #expect(fillOrKill(&book, 11, at: 102) == ["reject 99 fok_unfillable"])
        #expect(
            fillOrKill(&book, 10, at: 102) == [
                "accept 99", "trade 99 1 6@100", "trade 99 2 4@101",
                "cancel 2 5 reduce_only_no_position", "cancel 3 9 reduce_only_no_position",
            ])
    }

    @Test("a reduce-only order larger than the position is killed")
    func larger() throws {
        var book = try TestBook(positions: [-4, 4])
        _ = book.limit(1, 1, .sell, 9, at: 100)
        #expect(
            book.limit(2, 0, .buy, 5, at: 100) {
                $0.timeInForce = .fillOrKill
                $0.isReduceOnly = true
            } == ["reject 2 fok_unfillable"])
    }

    @Test("a market order counts inside the band alone")
    func banded() throws {
        var book = try TestBook {
            $0.bandBps = 100
            $0.mark = 1_000
        }
        _ = book.limit(1, 1, .sell, 5, at: 1_010)
        _ = book.apply(.setMark(990))
        #expect(
            book.market(2, 0, .buy, 5) { $0.timeInForce = .fillOrKill }
                == ["reject 2 fok_unfillable"])
        _ = book.apply(.setMark(1_000))
        #expect(
            book.market(2, 0, .buy, 5) { $0.timeInForce = .fillOrKill }.last == "trade 2 1 5@1010")
    }
}
