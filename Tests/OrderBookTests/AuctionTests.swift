import OrderBook
import Testing

@Suite struct AuctionTests {
    private func limit(
        _ id: OrderID, _ side: Side, _ quantity: Int64, at price: Int64,
        _ change: (inout NewOrder) -> Void = { _ in }
    ) -> BookMessage {
        var order = NewOrder(
            id: id, account: AccountIndex(id), side: side, quantity: quantity, price: price)
        change(&order)
        return .new(order)
    }

    private func clear(_ messages: [BookMessage], reference: Int64?) throws -> String? {
        var book = try TestBook()
        return book.auction(messages, reference: reference).first { $0.hasPrefix("clear") }
    }

    @Test("most volume, then least imbalance, then nearest to the reference, then lowest")
    func ties() throws {
        // 98 trades 5, 100 trades 8.
        let volume = [
            limit(1, .buy, 8, at: 100), limit(2, .sell, 5, at: 98), limit(3, .sell, 5, at: 100),
        ]
        #expect(try clear(volume, reference: 98) == "clear 100 8 8 10")
        // All of 98 to 102 trade 5; at 102 demand is nearer to supply.
        let imbalance = [
            limit(1, .buy, 5, at: 102), limit(2, .buy, 3, at: 99), limit(3, .sell, 5, at: 98),
        ]
        #expect(try clear(imbalance, reference: 98) == "clear 102 5 5 5")
        let near = [limit(1, .buy, 5, at: 104), limit(2, .sell, 5, at: 100)]
        #expect(try clear(near, reference: 103) == "clear 104 5 5 5")
        #expect(try clear(near, reference: 101) == "clear 100 5 5 5")
        #expect(try clear(near, reference: 102) == "clear 100 5 5 5")
        #expect(try clear(near, reference: nil) == "clear 100 5 5 5")
        #expect(try clear([], reference: nil) == "clear none 0 0 0")
    }

    @Test("trades go by price, then by time, carried-over orders first")
    func priority() throws {
        var book = try TestBook()
        _ = book.limit(9, 9, .buy, 3, at: 100)
        let events = book.auction(
            [
                limit(1, .buy, 3, at: 100), limit(2, .buy, 2, at: 101),
                .new(NewOrder(id: 3, account: 3, side: .buy, type: .market, quantity: 1)),
                limit(4, .sell, 8, at: 99),
            ], reference: 100)
        #expect(
            events.dropFirst(4) == [
                "clear 100 8 9 8", "match 3 4 1@100", "match 2 4 2@100", "match 9 4 3@100",
                "match 1 4 2@100", "carry 1 1@100",
            ])
        #expect(book.engine.last == 100)
    }

    @Test("self-trades, post-only and reduce-only caps do not matter; what may not rest leaves")
    func exceptions() throws {
        var book = try TestBook(positions: [2, -2])
        let events = book.auction(
            [
                .new(
                    NewOrder(
                        id: 1, account: 0, side: .sell, quantity: 5, price: 100,
                        isReduceOnly: true)),
                .new(
                    NewOrder(
                        id: 2, account: 0, side: .buy, quantity: 6, price: 100,
                        timeInForce: .immediateOrCancel)),
                .new(
                    NewOrder(
                        id: 3, account: 1, side: .buy, quantity: 1, price: 90,
                        isPostOnly: true)),
                .new(
                    NewOrder(
                        id: 4, account: 1, side: .buy, quantity: 1, price: 90,
                        timeInForce: .fillOrKill)),
            ], reference: nil)
        #expect(
            events == [
                "accept 1", "accept 2", "accept 3", "reject 4 bad_combination",
                "clear 100 5 6 5", "match 2 1 5@100", "cancel 2 1 ioc_remainder", "carry 3 1@90",
            ])
    }

    @Test("cancels and changes are made first or in their turn, stops fire after the clearing")
    func messages() throws {
        var book = try TestBook { $0.takerFeePpm = 10_000 }
        _ = book.limit(1, 0, .sell, 5, at: 100)
        _ = book.limit(2, 1, .sell, 5, at: 101)
        _ = book.stop(8, 2, .buy, 1, trigger: 99)
        let events = book.auction(
            [
                limit(3, .buy, 9, at: 100), .cancel(id: 1, account: nil),
                .replace(ReplaceRequest(id: 2, price: 99)),
            ], reference: 99)
        #expect(
            events == [
                "cancel 1 5 user", "accept 3", "replaced 2 5@99 lost", "clear 99 5 9 5",
                "match 3 2 5@99", "carry 3 4@100", "trigger 8", "cancel 8 1 ioc_remainder",
            ])
        // Both pay the taker's fee: 1 % of 495.
        #expect(book.engine.account(3).fees == 5 && book.engine.account(1).fees == 5)
    }

    @Test("a price whose notional does not fit is none")
    func unrepresentable() throws {
        let market = (2...3).map { id in
            BookMessage.new(
                NewOrder(
                    id: OrderID(id), account: 0, side: .buy, type: .market, quantity: 1 << 40))
        }
        let messages =
            market + [
                limit(4, .sell, 1 << 40, at: 1), limit(5, .sell, 1 << 40, at: 2),
                limit(6, .buy, 1, at: 1 << 60),
            ]
        #expect(try clear(messages, reference: 1 << 60)?.hasPrefix("clear 2 ") == true)
    }
}
