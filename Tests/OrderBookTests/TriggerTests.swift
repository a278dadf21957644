import OrderBook
import Testing

@Suite struct TriggerTests {
    @Test(
        "buy stops and sell take-profits wait for a rise, the others for a fall",
        arguments: [
            (OrderType.stopMarket, Side.buy, 101, true), (.stopMarket, .buy, 100, false),
            (.stopMarket, .sell, 99, true), (.stopMarket, .sell, 100, false),
            (.takeProfitMarket, .buy, 99, true), (.takeProfitMarket, .buy, 100, false),
            (.takeProfitMarket, .sell, 101, true), (.takeProfitMarket, .sell, 100, false),
        ])
    func directions(type: OrderType, side: Side, mark: Int64, fires: Bool) throws {
        var book = try TestBook { $0.mark = 100 }
        let waitsForRise = (type == .stopMarket) == (side == .buy)
        let trigger: Int64 = waitsForRise ? 101 : 99
        _ = book.stop(1, 0, side, 1, trigger: trigger) {
            $0.type = type
            $0.source = .mark
        }
        let events = book.apply(.setMark(mark))
        #expect(events.contains("trigger 1") == fires, "\(events)")
    }

    @Test("a cascade goes by acceptance, looking anew after each")
    func cascade() throws {
        var book = try TestBook { $0.initialLast = 100 }
        for (id, price) in [(1, 95), (2, 90), (3, 85)] as [(OrderID, Int64)] {
            _ = book.limit(id, 9, .buy, 2, at: price)
        }
        _ = book.stop(30, 1, .sell, 2, trigger: 90)
        _ = book.stop(20, 2, .sell, 1, trigger: 95)
        _ = book.stop(10, 3, .sell, 1, trigger: 96)
        #expect(
            book.market(40, 4, .sell, 1) == [
                "accept 40", "trade 40 1 1@95", "trigger 20", "trade 20 1 1@95", "trigger 10",
                "trade 10 2 1@90", "trigger 30", "trade 30 2 1@90", "trade 30 3 1@85",
            ])
    }

    @Test("one that is due on arrival fires after its acceptance, or is refused")
    func immediate() throws {
        for refuses in [false, true] {
            var book = try TestBook {
                $0.initialLast = 100
                $0.refusesImmediateTriggers = refuses
            }
            #expect(
                book.stop(1, 0, .buy, 2, trigger: 100)
                    == (refuses
                        ? ["reject 1 would_trigger_immediately"]
                        : ["accept 1", "trigger 1", "cancel 1 2 ioc_remainder"]))
        }
    }

    @Test("nothing fires while the book is halted; what is due then fires on resuming")
    func halted() throws {
        var book = try TestBook { $0.mark = 100 }
        _ = book.stop(1, 0, .buy, 2, trigger: 110) { $0.source = .mark }
        _ = book.apply(.halt)
        #expect(book.apply(.setMark(110)) == ["mark 110"])
        #expect(book.apply(.resume) == ["resume", "trigger 1", "cancel 1 2 ioc_remainder"])
    }

    @Test("dormant orders expire, are cancelled, and do not count as resting")
    func dormant() throws {
        var book = try TestBook { $0.ordersPerAccountMax = 1 }
        _ = book.stop(1, 0, .buy, 2, trigger: 110) {
            $0.timeInForce = .goodTilTime
            $0.expiry = 5
        }
        _ = book.stop(2, 0, .buy, 2, trigger: 110)
        #expect(book.limit(3, 0, .buy, 1, at: 90).last == "rest 3 1@90")
        #expect(book.engine.dormantOrders == [1, 2])
        #expect(book.apply(.setTime(5)) == ["cancel 1 2 expired"])
        #expect(
            book.apply(.cancelAll(account: 0, side: nil)) == ["cancel 2 2 user", "cancel 3 1 user"])
        #expect(book.replace(2, quantity: 1) == ["reject 2 unknown_order"])
    }

    @Test("what cannot enter when it fires is cancelled with the reason")
    func refusedOnFiring() throws {
        var book = try TestBook { $0.mark = 100 }
        _ = book.limit(1, 1, .sell, 2, at: 105)
        func limit(_ id: OrderID, _ change: (inout NewOrder) -> Void) -> [String] {
            book.limit(id, 0, .buy, 5, at: 105) {
                $0.type = .stopLimit
                $0.source = .mark
                $0.trigger = 110
                change(&$0)
            }
        }
        _ = limit(2) { $0.isPostOnly = true }
        _ = limit(3) { $0.timeInForce = .fillOrKill }
        #expect(
            book.apply(.setMark(111)) == [
                "mark 111", "trigger 2", "cancel 2 5 post_only_would_cross", "trigger 3",
                "cancel 3 5 fok_unfillable",
            ])
    }

    @Test("orders that rest after firing queue behind those of the same price")
    func time() throws {
        var book = try TestBook { $0.mark = 100 }
        _ = book.limit(1, 0, .buy, 5, at: 90) {
            $0.type = .stopLimit
            $0.source = .mark
            $0.trigger = 110
        }
        _ = book.limit(2, 1, .buy, 5, at: 90)
        _ = book.apply(.setMark(110))
        #expect(book.resting(.buy).map(\.first) == [2, 1])
    }
}
