import OrderBook
import Testing

@Suite struct BlockTests {
    /// What a sniper, a maker and a patient buyer send in this order.
    private var messages: [BookMessage] {
        [
            .new(
                NewOrder(
                    id: 3, account: 2, side: .buy, quantity: 5, price: 105,
                    timeInForce: .immediateOrCancel)),
            .setMark(7),
            .cancel(id: 2, account: nil),
            .new(
                NewOrder(
                    id: 4, account: 1, side: .sell, quantity: 5, price: 104, isPostOnly: true)),
            .replace(ReplaceRequest(id: 1, price: 99)),
        ]
    }

    @Test(
        "each policy has its order of classes, with the block's order inside",
        arguments: [
            (.fifo, ["accept 3", "mark 7", "reject 2", "accept 4", "replaced 1"]),
            (.cancelsFirst, ["cancel 2", "accept 3", "mark 7", "accept 4", "replaced 1"]),
            (
                .nonTakingCancelsTaking,
                ["mark 7", "accept 4", "replaced 1", "cancel 2", "accept 3"]
            ),
            (
                .cancelsPostOnlyTaking,
                ["cancel 2", "accept 4", "replaced 1", "accept 3", "mark 7"]
            ),
        ] as [(BlockPolicy, [String])])
    func policies(policy: BlockPolicy, expected: [String]) throws {
        var book = try TestBook()
        _ = book.limit(1, 1, .buy, 5, at: 100) { $0.isPostOnly = true }
        _ = book.limit(2, 1, .sell, 5, at: 102)
        let events = book.block(messages, policy)
        let heads = events.map { $0.split(separator: " ").prefix(2).joined(separator: " ") }
        let firsts = heads.filter {
            !$0.hasPrefix("rest") && !$0.hasPrefix("trade") && $0 != "cancel 3"
        }
        #expect(firsts == expected)
    }

    @Test("a change is classed by the order that it makes, even one of the same block")
    func modify() throws {
        var book = try TestBook()
        let new = NewOrder(id: 1, account: 0, side: .buy, quantity: 5, price: 90, isPostOnly: true)
        let sell = NewOrder(id: 2, account: 1, side: .sell, quantity: 5, price: 91)
        #expect(
            book.block(
                [.new(sell), .new(new), .replace(ReplaceRequest(id: 1, price: 91))],
                .nonTakingCancelsTaking) == [
                    "accept 1", "rest 1 5@90", "replaced 1 5@91 lost", "rest 1 5@91", "accept 2",
                    "trade 2 1 5@91",
                ])
    }

    @Test("orders fire between the messages of a block")
    func triggers() throws {
        var book = try TestBook()
        _ = book.stop(1, 0, .buy, 1, trigger: 50) { $0.source = .mark }
        #expect(
            book.block([.setMark(50), .setMark(60)], .fifo)
                == ["mark 50", "trigger 1", "cancel 1 1 ioc_remainder", "mark 60"])
    }
}
