import OrderBook
import Testing

@Suite struct MarketDataTests {
    @Test(
        "a snapshot and the events after it make the book, orders and levels alike",
        arguments: 0..<40 as Range<UInt64>)
    func replicas(seed: UInt64) throws {
        var flow = RandomFlow(seed: seed)
        var engine = try BookEngine(flow.rules)
        for account in 0..<2 as Range<AccountIndex> {
            try engine.setPosition(account == 0 ? 40 : -40, of: account)
        }
        for _ in 0..<200 { engine.apply(flow.next()) }
        engine.clearEvents()
        var orders = BookReplica(engine.snapshot)
        var depth = DepthReplica(
            sequence: engine.snapshot.sequence, bids: engine.depth(.buy),
            asks: engine.depth(.sell))
        for step in 0..<400 {
            switch step % 25 {
            case 0: engine.applyAuction(flow.batch(), reference: 100)
            case 1: engine.applyBlock(flow.batch(), policy: .cancelsFirst)
            default: engine.apply(flow.next())
            }
            for event in engine.events {
                for update in try orders.apply(event) { try depth.apply(update) }
            }
            engine.clearEvents()
            #expect(orders.snapshot == engine.snapshot)
            for side in Side.allCases { #expect(depth.depth(side) == engine.depth(side)) }
        }
    }

    @Test("a missing event is told, and changes nothing")
    func gap() throws {
        var book = try TestBook()
        var replica = BookReplica(book.engine.snapshot)
        _ = book.limit(1, 0, .buy, 1, at: 5)
        let before = replica
        let event = book.engine.events[1]
        let gap = #expect(throws: SequenceGap.self) { try replica.apply(event) }
        #expect(gap?.expected == 1 && gap?.got == 2)
        #expect(replica == before)
    }

    @Test("the best, the last and the depth are those of the levels")
    func views() throws {
        var book = try TestBook()
        let empty = book.engine.top
        #expect(empty.bid == nil && empty.ask == nil && empty.last == nil)
        for (id, price) in [(1, 10), (2, 9), (3, 10)] as [(OrderID, Int64)] {
            _ = book.limit(id, 0, .buy, 4, at: price)
        }
        _ = book.limit(4, 1, .sell, 1, at: 10)
        let best = DepthLevel(price: 10, quantity: 7, orderCount: 2)
        let top = book.engine.top
        #expect(top.bid == best && top.ask == nil && top.last == 10)
        #expect(book.engine.depth(.buy, levels: 1) == [best])
        #expect(book.engine.levelCount(.buy) == 2)
    }

    @Test(
        "levels outside of the window, numbers out of order and a moving market change nothing",
        arguments: 0..<6 as Range<UInt64>)
    func window(seed: UInt64) throws {
        var books: [BookEngine] = []
        for levels in [64, 4_096] {
            var rules = BookConfiguration()
            rules.windowLevels = levels
            books.append(try BookEngine(rules))
        }
        var flow = RandomFlow(seed: seed)
        var middle: Int64 = 1_000_000
        for step in 0..<4_000 as Range<OrderID> {
            middle += Int64(flow.below(400)) - 200
            let side: Side = flow.below(2) == 0 ? .buy : .sell
            let width: UInt64 = flow.below(3) == 0 ? 5_000 : 50
            let offset = Int64(flow.below(width)) - 10
            // Numbers far apart, some of them near to zero.
            let id = flow.below(2) == 0 ? step : (step &+ 1) &* 0x9e37_79b9_7f4a_7c15
            let message: BookMessage =
                flow.below(3) == 0
                ? .cancel(
                    id: flow.below(2) == 0 ? step - min(step, flow.below(200)) : id, account: nil)
                : .new(
                    NewOrder(
                        id: id, account: AccountIndex(flow.below(4)), side: side,
                        quantity: 1 + Int64(flow.below(9)),
                        price: side == .buy ? middle - offset : middle + offset,
                        selfTradePrevention: SelfTradePrevention.none))
            for index in books.indices { books[index].apply(message) }
        }
        #expect(books[0].events == books[1].events)
        #expect(books[0].snapshot == books[1].snapshot)
        #expect(books[0].levelCount(.buy) + books[0].levelCount(.sell) > 500)
    }
}
