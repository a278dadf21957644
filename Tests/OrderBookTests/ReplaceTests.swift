import OrderBook
import Testing

@Suite struct ReplaceTests {
    private func book() throws -> TestBook {
        var book = try TestBook()
        _ = book.limit(1, 0, .buy, 10, at: 100)
        _ = book.limit(2, 1, .buy, 10, at: 100)
        _ = book.limit(3, 2, .sell, 4, at: 105)
        return book
    }

    @Test(
        "priority is kept where the price stays and the open size does not grow",
        arguments: [
            (nil, 9, true), (100, 10, true), (nil, nil, true), (nil, 11, false), (99, nil, false),
            (101, 1, false),
        ] as [(Int64?, Int64?, Bool)])
    func priority(price: Int64?, quantity: Int64?, isKept: Bool) throws {
        var book = try book()
        let events = book.replace(1, price: price, quantity: quantity)
        let form = "\(quantity ?? 10)@\(price ?? 100)"
        #expect(
            events
                == (isKept
                    ? ["replaced 1 \(form) kept"] : ["replaced 1 \(form) lost", "rest 1 \(form)"]))
        #expect((book.resting(.buy).first?[0] == 1) == (isKept || price == 101))
    }

    @Test("the quantity is the open one, after fills")
    func afterFill() throws {
        var book = try book()
        _ = book.market(4, 3, .sell, 6)
        #expect(book.replace(1, quantity: 5) == ["replaced 1 5@100 lost", "rest 1 5@100"])
        #expect(book.resting(.buy) == [[2, 100, 10], [1, 100, 5]])
    }

    @Test("it enters as a taker, with the flags it had")
    func taker() throws {
        var book = try book()
        #expect(
            book.replace(1, price: 105, quantity: 6) == [
                "replaced 1 6@105 lost", "trade 1 3 4@105", "rest 1 2@105",
            ])
        _ = book.limit(5, 0, .buy, 1, at: 90) { $0.isPostOnly = true }
        _ = book.limit(6, 4, .sell, 1, at: 106)
        #expect(book.replace(5, price: 106) == ["reject 5 post_only_would_cross"])
        #expect(book.resting(.buy).last == [5, 90, 1])
    }

    @Test("an end is inherited, and counts once")
    func expiry() throws {
        var book = try book()
        _ = book.limit(7, 0, .buy, 5, at: 90) {
            $0.timeInForce = .goodTilTime
            $0.expiry = 9
        }
        for price: Int64 in 80..<90 { _ = book.replace(7, price: price) }
        #expect(book.apply(.setTime(9)) == ["cancel 7 5 expired"])
        #expect(book.apply(.setTime(10)) == [])
    }

    @Test("refusals change nothing and tell why")
    func refusals() throws {
        var book = try book()
        let before = book.engine.stateHash
        #expect(book.replace(9, price: 1) == ["reject 9 unknown_order"])
        let foreign = ReplaceRequest(id: 1, account: 1, price: 90)
        #expect(book.apply(.replace(foreign)) == ["reject 1 not_owner"])
        #expect(book.replace(1, quantity: -1) == ["reject 1 bad_qty"])
        #expect(book.replace(1, price: 0) == ["reject 1 bad_price"])
        #expect(book.apply(.cancel(id: 1, account: 1)) == ["reject 1 not_owner"])
        #expect(book.engine.stateHash == before)
        #expect(book.replace(1, quantity: 0) == ["cancel 1 10 user"])
    }

    @Test("cancel and new equal a change that loses its place, but for the number")
    func equivalence() throws {
        for price: Int64 in [95, 100, 104, 105, 106] {
            var (one, other) = (try book(), try book())
            let changed = one.replace(1, price: price, quantity: 12).dropFirst()
            _ = other.apply(.cancel(id: 1, account: nil))
            let fresh = other.limit(8, 0, .buy, 12, at: price).dropFirst()
            #expect(
                changed.map { $0.replacing(" 1 ", with: " 8 ") } == Array(fresh), "\(price)")
        }
    }
}
