import OrderBook
import Testing

@Suite struct EntryTests {
    @Test(
        "the band includes its edges on both sides, and each limit is held to both",
        arguments: [
            (Side.buy, 1_050, true), (.buy, 1_051, false), (.buy, 950, true), (.buy, 949, false),
            (.sell, 1_050, true), (.sell, 1_051, false), (.sell, 950, true), (.sell, 949, false),
        ])
    func band(side: Side, price: Int64, isTaken: Bool) throws {
        var book = try TestBook {
            $0.bandBps = 500
            $0.mark = 1_000
        }
        let events = book.limit(1, 0, side, 1, at: price)
        #expect(events.first == (isTaken ? "accept 1" : "reject 1 price_band"))
    }

    @Test("a market order stops at the edge, rounded inwards, and says so if there is more")
    func marketBand() throws {
        // 5 % of 999 is 49.95: bids reach 1048, asks 950.
        for (side, inside, outside, mark) in [
            (Side.buy, 1_048, 1_049, 1_000), (.sell, 950, 949, 998),
        ] as [(Side, Int64, Int64, Int64)] {
            var book = try TestBook {
                $0.bandBps = 500
                $0.mark = mark
            }
            for (id, price) in [(1, inside), (2, outside)] as [(OrderID, Int64)] {
                _ = book.limit(id, 1, side.opposite, 2, at: price)
            }
            _ = book.apply(.setMark(999))
            #expect(
                book.market(3, 0, side, 9) == [
                    "accept 3", "trade 3 1 2@\(inside)", "cancel 3 7 price_band",
                ])
            _ = book.apply(.cancelAll(account: 1, side: nil))
            #expect(book.market(4, 0, side, 9).last == "cancel 4 9 ioc_remainder")
        }
    }

    @Test("a liquidation is not held by the band")
    func liquidation() throws {
        var book = try TestBook {
            $0.bandBps = 100
            $0.mark = 1_000
        }
        _ = book.limit(1, 1, .sell, 2, at: 1_010)
        _ = book.apply(.setMark(500))
        #expect(
            book.limit(2, 0, .buy, 2, at: 2_000) {
                $0.isLiquidation = true
                $0.timeInForce = .immediateOrCancel
            }.last == "trade 2 1 2@1010")
    }

    @Test(
        "the first reason of the order of checks is told",
        arguments: [
            (NewOrder(id: 1, account: 0, side: .buy, quantity: 0, price: 0), "bad_qty"),
            (NewOrder(id: 1, account: 0, side: .buy, quantity: 3, price: 0), "bad_lot"),
            (NewOrder(id: 1, account: 0, side: .buy, quantity: 2, price: 0), "min_qty"),
            (NewOrder(id: 1, account: 0, side: .buy, quantity: 4, price: 0), "bad_price"),
            (
                NewOrder(
                    id: 1, account: 0, side: .buy, type: .stopLimit, quantity: 4, price: 7,
                    trigger: 0), "bad_tick"
            ),
            (
                NewOrder(
                    id: 1, account: 0, side: .buy, type: .stopLimit, quantity: 4, price: 10,
                    trigger: 0), "bad_trigger"
            ),
            (
                NewOrder(
                    id: 1, account: 0, side: .buy, type: .stopMarket, quantity: 4, trigger: 7,
                    isPostOnly: true), "bad_tick"
            ),
            (
                NewOrder(
                    id: 1, account: 0, side: .buy, quantity: 4, price: 10,
                    timeInForce: .fillOrKill, isPostOnly: true), "bad_combination"
            ),
            (
                NewOrder(
                    id: 1, account: 0, side: .buy, quantity: 4, price: 10,
                    timeInForce: .goodTilTime, expiry: 0), "expired"
            ),
            (NewOrder(id: 1, account: 0, side: .buy, quantity: 4, price: 10), "min_notional"),
            (
                NewOrder(
                    id: 1, account: 0, side: .buy, quantity: 4, price: 10, isReduceOnly: true),
                "price_band"
            ),
            (
                NewOrder(
                    id: 1, account: 0, side: .buy, quantity: 4, price: 100, isReduceOnly: true),
                "reduce_only_would_increase"
            ),
        ])
    func order(order: NewOrder, reason: String) throws {
        var book = try TestBook {
            ($0.tick, $0.lot, $0.quantityMin, $0.notionalMin) = (5, 2, 4, 41)
            ($0.bandBps, $0.mark) = (1_000, 100)
        }
        #expect(book.apply(.new(order)) == ["reject 1 \(reason)"])
        // A refused number is not used.
        #expect(book.limit(1, 0, .buy, 4, at: 100).first == "accept 1")
        #expect(book.limit(1, 0, .buy, 0, at: 0) == ["reject 1 duplicate_id"])
        _ = book.apply(.halt)
        #expect(book.limit(1, 0, .buy, 0, at: 0) == ["reject 1 halted"])
        #expect(book.replace(1, quantity: 4) == ["reject 1 halted"])
        #expect(book.apply(.cancel(id: 1, account: 0)) == ["cancel 1 4 user"])
    }

    @Test("sizes that sums could not hold are refused, and no number traps")
    func hostile() throws {
        var book = try TestBook(positions: [5, -5]) { ($0.bandBps, $0.mark) = (1_000_000, 1 << 62) }
        let edges: [Int64] = [.min, -1, 0, 1, 1 << 31, 1 << 40, 1 << 40 + 1, 1 << 62, .max]
        var id: OrderID = .max
        for type in OrderType.allCases {
            for (quantity, price) in edges.flatMap({ one in edges.map { (one, $0) } }) {
                for trigger in edges {
                    let order = NewOrder(
                        id: id, account: AccountIndex(id % 3), side: id % 2 == 0 ? .buy : .sell,
                        type: type, quantity: quantity, price: price, trigger: trigger,
                        timeInForce: TimeInForce.allCases[Int(id % 4)], expiry: trigger,
                        isReduceOnly: id % 5 == 0)
                    _ = book.apply(.new(order))
                    id -= 1
                }
                _ = book.replace(id + 1, price: price, quantity: quantity)
                _ = book.apply(.setMark(price))
            }
        }
        #expect(book.limit(1, .max, .buy, 1, at: 1).last == "reject 1 beyond_limits")
        #expect(book.limit(2, 0, .buy, 1 << 40, at: 1 << 23).last == "reject 2 beyond_limits")
        #expect(book.limit(2, 0, .buy, 1 << 40 + 1, at: 1).last == "reject 2 beyond_limits")
        for time in edges { _ = book.apply(.setTime(time)) }
        _ = book.apply(.cancelAll(account: .max, side: nil))
        _ = book.auction([], reference: .min)
    }

    @Test("rules that no book can have are refused by name")
    func rules() {
        func refused(_ change: (inout BookConfiguration) -> Void) -> String? {
            let error = #expect(throws: BookConfigurationError.self) { try TestBook(change) }
            return error?.field
        }
        #expect(refused { $0.tick = 0 } == "tick")
        #expect(refused { $0.lot = -1 } == "lot")
        #expect(refused { $0.takerFeePpm = 1_000_001 } == "taker_ppm")
        #expect(refused { $0.mark = 0 } == "mark")
        #expect(refused { $0.windowLevels = 100 } == "windowLevels")
        #expect(throws: BookConfigurationError.self) {
            try TestBook(positions: [.min])
        }
    }

    @Test(
        "fees round up and rebates down, to the last of 64 bits",
        arguments: [
            (1, 1, 1), (1, -1, 0), (1_000_000, 1, 1), (1_000_001, -999_999, -999_999),
            (1_000_001, 999_999, 1_000_000), (1 << 62, 1_000_000, 1 << 62),
            (1 << 62, -1, -(1 << 62) / 1_000_000),
        ] as [(Int64, Int64, Int128)])
    func fees(price: Int64, ppm: Int64, expected: Int128) throws {
        var book = try TestBook { $0.takerFeePpm = ppm }
        _ = book.limit(1, 1, .sell, 1, at: price)
        _ = book.limit(2, 0, .buy, 1, at: price)
        #expect(book.engine.account(0).fees == expected)
        #expect(book.engine.account(0).cash == -Int128(price) - expected)
    }
}
