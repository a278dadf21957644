import OrderBook
import Testing

@Suite struct ReduceOnlyTests {
    @Test(
        "entry needs a position on the other side",
        arguments: [
            (0, Side.sell, false), (5, .sell, true), (5, .buy, false), (-5, .buy, true),
            (-5, .sell, false),
        ])
    func entry(position: Int64, side: Side, isTaken: Bool) throws {
        var book = try TestBook(positions: [position])
        let events = book.limit(1, 0, side, 9, at: 100) { $0.isReduceOnly = true }
        #expect(events.first == (isTaken ? "accept 1" : "reject 1 reduce_only_would_increase"))
    }

    @Test("a resting order larger than the position trades up to it, and its rest leaves")
    func maker() throws {
        var book = try TestBook(positions: [4, -4])
        _ = book.limit(1, 0, .sell, 9, at: 100) { $0.isReduceOnly = true }
        #expect(
            book.limit(2, 2, .buy, 9, at: 100) == [
                "accept 2", "trade 2 1 4@100", "cancel 1 5 reduce_only_no_position",
                "rest 2 5@100",
            ])
    }

    @Test("the maker's orders leave first, then the taker's by number, and the taker's rest last")
    func cascade() throws {
        var book = try TestBook(positions: [-6, 6])
        for id: OrderID in [8, 5] {
            _ = book.limit(id, 0, .buy, 2, at: 90) { $0.isReduceOnly = true }
        }
        _ = book.stop(7, 0, .buy, 2, trigger: 200) { $0.isReduceOnly = true }
        _ = book.limit(6, 1, .sell, 2, at: 110) { $0.isReduceOnly = true }
        _ = book.limit(4, 1, .sell, 6, at: 100)
        _ = book.limit(3, 2, .sell, 6, at: 101)
        #expect(
            book.limit(9, 0, .buy, 10, at: 101) { $0.isReduceOnly = true } == [
                "accept 9", "trade 9 4 6@100", "cancel 6 2 reduce_only_no_position",
                "cancel 5 2 reduce_only_no_position", "cancel 7 2 reduce_only_no_position",
                "cancel 8 2 reduce_only_no_position", "cancel 9 4 reduce_only_no_position",
            ])
    }

    @Test("a change of sides cancels what would increase the new position, and nothing else")
    func flip() throws {
        var book = try TestBook(positions: [-6, 6])
        _ = book.limit(1, 0, .buy, 2, at: 90) { $0.isReduceOnly = true }
        _ = book.limit(2, 0, .buy, 2, at: 91)
        _ = book.limit(3, 1, .sell, 10, at: 100)
        #expect(
            book.limit(4, 0, .buy, 10, at: 100) == [
                "accept 4", "trade 4 3 10@100", "cancel 1 2 reduce_only_no_position",
            ])
        #expect(book.engine.account(0).position == 4)
    }

    @Test("a trade of an account with itself is not capped, since it leaves the position")
    func withItself() throws {
        var book = try TestBook(positions: [5, -5]) { $0.selfTradePrevention = .none }
        _ = book.limit(1, 0, .buy, 1 << 40, at: 100)
        #expect(
            book.limit(2, 0, .sell, 1 << 39, at: 100) { $0.isReduceOnly = true }
                == ["accept 2", "trade 2 1 \(1 << 39)@100"])
        #expect(book.engine.account(0).position == 5)
    }

    @Test("an order that a call auction left without its position leaves when it is met")
    func stale() throws {
        var book = try TestBook(positions: [5, -5])
        _ = book.limit(1, 0, .sell, 5, at: 110) { $0.isReduceOnly = true }
        let sell = NewOrder(id: 2, account: 0, side: .sell, quantity: 5, price: 100)
        let buy = NewOrder(id: 3, account: 2, side: .buy, quantity: 5, price: 100)
        _ = book.auction([.new(sell), .new(buy)], reference: 100)
        #expect(book.engine.account(0).position == 0)
        #expect(book.resting(.sell) == [[1, 110, 5]])
        #expect(
            book.market(4, 2, .buy, 5) == [
                "accept 4", "cancel 1 5 reduce_only_no_position", "cancel 4 5 ioc_remainder",
            ])
    }

    @Test("a dormant order whose position went in an auction leaves when it fires")
    func staleTrigger() throws {
        var book = try TestBook(positions: [5, -5])
        _ = book.stop(1, 0, .sell, 5, trigger: 50) { $0.isReduceOnly = true }
        let sell = NewOrder(id: 2, account: 0, side: .sell, quantity: 5, price: 40)
        let buy = NewOrder(id: 3, account: 2, side: .buy, quantity: 5, price: 40)
        #expect(
            book.auction([.new(sell), .new(buy)], reference: 40).suffix(2)
                == ["trigger 1", "cancel 1 5 reduce_only_would_increase"])
    }
}
