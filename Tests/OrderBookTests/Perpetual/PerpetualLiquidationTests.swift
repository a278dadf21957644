import OrderBook
import Testing

/// A long of 100 lots at 100 with 1,000 of cash, whose bankruptcy price is 90, and a short.
@Suite struct PerpetualLiquidationTests {
    private func opened(
        _ change: (inout PerpetualTerms) -> Void = { _ in }
    ) throws -> TestVenue {
        var test = try TestVenue(cash: [1_000, 5_000, 100_000, 100_000], change)
        test.trade(0, from: 1, 100, at: 100)
        return test
    }

    @Test("the book closes at the bankruptcy price or better, and what is healthy again stays")
    func book() throws {
        var test = try opened { $0.liquidation.feePpm = 10_000 }
        test.limit(2, .buy, 60, at: 92)
        test.limit(2, .buy, 100, at: 89)
        test.limit(0, .sell, 100, at: 120)
        test.venue.advance(to: 1, index: 95)
        #expect(test.lots(0) == 100)
        test.venue.clearEvents()
        // Equity 400 is below 470. After 60 lots at 92 and 1 % of 5,520, 224 are above 188.
        test.venue.advance(to: 2, index: 94)
        let forced = test.venue.events.compactMap {
            if case .fill(let fill) = $0, fill.isLiquidation { fill } else { nil }
        }
        #expect(forced.map(\.account) == [0, 2] && forced.map(\.realised) == [-480, 0])
        #expect(
            test.happened() == [
                .liquidation(
                    .init(account: 0, lots: 60, price: 92, fee: 56, remainder: 40))
            ])
        #expect(test.lots(0) == 40 && test.equity(0) == 224 && test.venue.fund == 56)
        #expect(test.venue.restingOrders(.sell).isEmpty)
        try test.venue.checkInvariants()
    }

    @Test("who is closed by force pays no trading fee, long or short; who trades with him does")
    func waiver() throws {
        func opened() throws -> TestVenue {
            var test = try TestVenue(cash: [1_010, 5_005, 100_000]) {
                ($0.book.takerFeePpm, $0.book.makerFeePpm) = (1_000, 500)
                $0.liquidation.feePpm = 0
            }
            test.trade(0, from: 1, 100, at: 100)
            return test
        }
        // The long took at 100 and paid 10, the short rested and paid 5.
        var long = try opened()
        #expect(long.cash(0) == 1_000 && long.cash(1) == 5_000)
        long.limit(2, .buy, 100, at: 92)
        long.venue.advance(to: 1, index: 94)
        #expect(long.lots(0) == 0 && long.cash(0) == 200)
        #expect(long.cash(2) == 100_000 - 5)
        var short = try opened()
        short.limit(2, .sell, 100, at: 147)
        short.venue.advance(to: 1, index: 146)
        #expect(short.lots(1) == 0 && short.cash(1) == 300)
        #expect(short.cash(2) == 100_000 - 8)
        try short.venue.checkInvariants()
    }

    @Test("a large position goes in parts with pauses")
    func partial() throws {
        var test = try opened { $0.liquidation.partialAboveNotional = 5_000 }
        test.limit(2, .buy, 100, at: 92)
        test.venue.advance(to: 1_000_000, index: 94)
        #expect(test.lots(0) == 80 && test.equity(0) == 360)
        #expect(test.venue.standing(of: 0).isLiquidatable)
        test.venue.advance(to: 30_999_999, index: 94)
        #expect(test.lots(0) == 80)
        test.venue.advance(to: 31_000_000, index: 94)
        #expect(test.lots(0) == 64 && !test.venue.standing(of: 0).isLiquidatable)
        // A pause does not hold when the equity is gone: the book at 91 or better, the rest the short.
        test.venue.apply(.cancelAll(account: 2, side: nil))
        test.venue.advance(to: 31_000_001, index: 92)
        test.venue.advance(to: 31_000_002, index: 80)
        #expect(test.lots(0) == 0 && test.cash(0) == 0)
        try test.venue.checkInvariants()
    }

    @Test("below its share of the maintenance margin the backstop takes position and margin")
    func takeover() throws {
        var test = try opened {
            $0.backstop.account = 3
            $0.backstop.takesOverBelowPpm = 666_667
        }
        test.venue.clearEvents()
        // Between the two the book is asked, and nobody else.
        test.venue.advance(to: 1, index: 94)
        #expect(test.happened() == [])
        test.limit(2, .buy, 100, at: 93)
        test.venue.clearEvents()
        // 200 is below two thirds of 460; the bid at 93 is not asked.
        test.venue.advance(to: 2, index: 92)
        #expect(test.happened() == [.takeover(from: 0, to: 3, lots: 100, price: 90)])
        #expect(test.lots(0) == 0 && test.cash(0) == 0)
        #expect(test.lots(3) == 100 && test.equity(3) == 100_200)
        #expect(test.venue.totals.badDebt == 0)
        try test.venue.checkInvariants()
    }

    @Test("the backstop's inventory has a bound, and the rest is deleveraged")
    func inventory() throws {
        var test = try opened {
            $0.backstop.account = 3
            $0.backstop.inventoryMaxNotional = 4_650
        }
        test.venue.clearEvents()
        // Four thousand and six hundred fifty hold 50 lots at 91.
        test.venue.advance(to: 1, index: 91)
        #expect(
            test.happened() == [
                .takeover(from: 0, to: 3, lots: 51, price: 90),
                .deleveraged(account: 1, lots: 49, price: 90, against: 0),
            ])
        #expect(test.lots(1) == -51 && test.cash(1) == 5_490)
    }

    @Test(
        "the backstop takes nothing that its equity does not carry, and is closed when it is gone")
    func brokenBackstop() throws {
        var test = try TestVenue(cash: [1_000, 5_000, 0, 300]) { $0.backstop.account = 3 }
        test.trade(0, from: 1, 100, at: 100)
        test.venue.advance(to: 1, index: 86)
        #expect(test.lots(3) == 0 && test.lots(0) == 0 && test.lots(1) == 0)
        var strong = try TestVenue(cash: [1_000, 5_000, 0, 300]) { $0.backstop.account = 3 }
        strong.trade(0, from: 1, 100, at: 100)
        strong.venue.advance(to: 1, index: 88)
        #expect(strong.lots(3) == 100 && strong.equity(3) == 100)
        #expect(strong.venue.totals.borneByBackstop == 200)
        strong.venue.advance(to: 2, index: 87)
        #expect(strong.lots(3) == 100 && strong.equity(3) == 0)
        strong.venue.advance(to: 3, index: 86)
        #expect(strong.lots(3) == 0 && strong.lots(1) == 0)
        try strong.venue.checkInvariants()
    }

    @Test("the fund pays for a price beyond bankruptcy as far as its money goes")
    func fund() throws {
        for (fund, closed) in [(300, 100), (150, 0)] as [(Int64, Int64)] {
            var test = try opened { $0.waterfall = [.fund] }
            test.venue.donate(fund)
            test.limit(2, .buy, 100, at: 88)
            test.venue.clearEvents()
            test.venue.advance(to: 1, index: 89)
            #expect(test.lots(0) == 100 - closed)
            #expect(test.venue.fund == fund - 2 * closed)
            if closed > 0 {
                #expect(test.cash(0) == 0)
                #expect(test.happened().contains(.fundPaid(account: 0, amount: 200)))
            }
            #expect(test.venue.totals.paidByFund == Int128(2 * closed))
            try test.venue.checkInvariants()
        }
    }

    @Test("a short position is closed by the same rules with the signs turned")
    func short() throws {
        var test = try TestVenue(cash: [5_000, 1_000, 100_000]) { $0.waterfall = [.fund] }
        test.venue.donate(249)
        test.trade(0, from: 1, 100, at: 100)
        test.limit(2, .sell, 30, at: 109)
        test.limit(2, .sell, 30, at: 112)
        test.limit(2, .sell, 40, at: 114)
        test.venue.clearEvents()
        // Its bankruptcy price is 110. Then 7,730 and the fund's 249 buy 70 lots at 113.
        test.venue.advance(to: 1, index: 111)
        #expect(
            test.happened() == [
                .liquidation(.init(account: 1, lots: -30, price: 109, fee: 0, remainder: -70)),
                .liquidation(.init(account: 1, lots: -30, price: 112, fee: 0, remainder: -40)),
                .fundPaid(account: 1, amount: 47),
                // What is left of the fund, 202, then buys 40 lots for 4,417 and as much more.
                .liquidation(.init(account: 1, lots: -40, price: 114, fee: 0, remainder: 0)),
                .fundPaid(account: 1, amount: 143),
            ])
        try test.venue.checkInvariants()
    }

    @Test("what nobody pays is uncovered")
    func uncovered() throws {
        var test = try TestVenue(cash: [200, 200]) { $0.waterfall = [.deleverage, .fund] }
        test.trade(0, from: 1, 10, at: 100)
        test.venue.halt()
        test.venue.advance(to: 1, index: 140)
        test.venue.resume()
        try test.venue.withdraw(400, from: 0).get()
        test.venue.donate(50)
        test.venue.clearEvents()
        test.venue.advance(to: 2, index: 140)
        // The short goes at 120; the long has 200 + 200 - 400, no debt.
        #expect(test.lots(0) == 0 && test.cash(0) == 0 && test.venue.totals.uncovered == 0)
        #expect(test.venue.totals.borneByDeleveraged == 200)

        var deeper = try TestVenue(cash: [200, 200, 1_000]) { $0.waterfall = [.deleverage, .fund] }
        deeper.trade(0, from: 1, 10, at: 100)
        deeper.venue.halt()
        deeper.venue.advance(to: 1, index: 150)
        deeper.venue.resume()
        try deeper.venue.withdraw(500, from: 0).get()
        deeper.venue.donate(30)
        deeper.venue.clearEvents()
        deeper.venue.advance(to: 2, index: 150)
        #expect(
            deeper.happened().suffix(2) == [
                .fundPaid(account: 0, amount: 30), .uncovered(account: 0, amount: 70),
            ])
        #expect(deeper.cash(0) == 0 && deeper.venue.fund == 0)
        try deeper.venue.checkInvariants()
    }
}
