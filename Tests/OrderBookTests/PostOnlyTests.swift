import OrderBook
import Testing

@Suite struct PostOnlyTests {
    @Test("it slides to one tick behind the best, on both sides and on the grid, own orders or not")
    func slides() throws {
        var book = try TestBook {
            $0.slidesPostOnly = true
            $0.tick = 5
        }
        _ = book.limit(1, 0, .sell, 2, at: 100)
        #expect(
            book.limit(2, 0, .buy, 1, at: 120) { $0.isPostOnly = true }
                == ["accept 2", "slide 2 95", "rest 2 1@95"])
        #expect(
            book.limit(3, 1, .sell, 1, at: 95) { $0.isPostOnly = true }
                == ["accept 3", "slide 3 100", "rest 3 1@100"])
        #expect(
            book.replace(2, price: 100) == ["replaced 2 1@100 lost", "slide 2 95", "rest 2 1@95"])
    }

    @Test("where there is no price behind the best it is refused")
    func noRoom() throws {
        var book = try TestBook { $0.slidesPostOnly = true }
        _ = book.limit(1, 0, .sell, 2, at: 1)
        #expect(
            book.limit(2, 1, .buy, 1, at: 5) { $0.isPostOnly = true }
                == ["reject 2 post_only_would_cross"])
    }

    @Test(
        "it goes with no flag that takes",
        arguments: [
            (OrderType.limit, TimeInForce.immediateOrCancel), (.limit, .fillOrKill),
            (.market, .goodTilCancelled), (.stopMarket, .goodTilCancelled),
        ])
    func combinations(type: OrderType, timeInForce: TimeInForce) throws {
        var book = try TestBook()
        let order = NewOrder(
            id: 1, account: 0, side: .buy, type: type, quantity: 1, price: 5, trigger: 5,
            timeInForce: timeInForce, isPostOnly: true)
        #expect(book.apply(.new(order)) == ["reject 1 bad_combination"])
    }
}
