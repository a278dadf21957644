import OrderBook
import Testing

@Suite struct PerpetualMarginTests {
    @Test("entry counts the worse of all bids and all asks filled")
    func worseSide() throws {
        var test = try TestVenue(cash: [1_000])
        test.limit(0, .buy, 60, at: 100)
        test.limit(0, .sell, 60, at: 101)
        #expect(test.told() == ["accept 1", "rest 1 60@100", "accept 2", "rest 2 60@101"])
        // 10 % of 101 lots at 100 is 1,010.
        test.limit(0, .sell, 41, at: 101)
        #expect(test.told() == ["reject 3 margin"])
        test.limit(0, .sell, 40, at: 101)
        test.limit(0, .buy, 41, at: 100)
        #expect(test.told() == ["accept 4", "rest 4 40@101", "reject 5 margin"])
    }

    @Test("entry counts the loss at the limit and the fee")
    func lossAtLimit() throws {
        // Ten lots bought at 110 lose 100 against the mark, and need 100.
        for (cash, isAdmitted) in [(199, false), (200, true)] as [(Int64, Bool)] {
            var test = try TestVenue(cash: [cash])
            test.limit(0, .buy, 10, at: 110)
            #expect(test.told().first == (isAdmitted ? "accept 1" : "reject 1 margin"))
            var sale = try TestVenue(cash: [cash])
            sale.limit(0, .sell, 10, at: 90)
            #expect(sale.told().first == (isAdmitted ? "accept 1" : "reject 1 margin"))
        }
        for (cash, isAdmitted) in [(109, false), (110, true)] as [(Int64, Bool)] {
            var test = try TestVenue(cash: [cash]) { $0.book.takerFeePpm = 10_000 }
            test.limit(0, .buy, 10, at: 100)
            #expect(test.told().first == (isAdmitted ? "accept 1" : "reject 1 margin"))
        }
    }

    @Test("a resting order whose owner lacks margin is cancelled when it is met")
    func maker() throws {
        var test = try TestVenue(cash: [1_000, 10_000])
        test.limit(0, .buy, 100, at: 100)
        test.venue.advance(to: 1, index: 99)
        test.venue.clearEvents()
        test.limit(1, .sell, 100, at: 100) { $0.timeInForce = .immediateOrCancel }
        #expect(
            test.told() == [
                "accept 2", "cancel 1 100 undercollateralised", "cancel 2 100 ioc_remainder",
            ])
    }

    @Test("an incoming order stops where its owner lacks margin, and its fills stand")
    func taker() throws {
        var test = try TestVenue(cash: [10_000, 100])
        test.limit(0, .sell, 5, at: 100)
        test.limit(0, .sell, 5, at: 120)
        _ = test.told()
        test.limit(1, .buy, 10, at: 0) { $0.type = .market }
        #expect(test.told() == ["accept 3", "trade 3 1 5@100", "cancel 3 5 margin"])
        #expect(test.lots(1) == 5 && test.equity(1) == 100)
    }

    @Test("below the initial margin a position can be closed, and not grow")
    func closing() throws {
        var test = try TestVenue(cash: [100, 1_000, 1_000])
        test.trade(0, from: 1, 10, at: 100)
        test.venue.advance(to: 1, index: 96)
        test.limit(2, .buy, 10, at: 96)
        test.venue.clearEvents()
        test.limit(0, .buy, 1, at: 96) { $0.isPostOnly = true }
        test.limit(0, .sell, 11, at: 96)
        test.limit(0, .sell, 10, at: 96)
        #expect(
            test.told() == [
                "reject 4 margin", "reject 5 margin", "accept 6", "trade 6 3 10@96",
            ])
        #expect(test.lots(0) == 0 && test.cash(0) == 60)
    }

    @Test("a close cannot use up more than the equity")
    func closingAtALoss() throws {
        var test = try TestVenue(cash: [100, 1_000, 1_000])
        test.trade(0, from: 1, 10, at: 100)
        test.limit(2, .buy, 10, at: 89)
        test.venue.clearEvents()
        test.limit(0, .sell, 10, at: 89)
        #expect(test.told().last == "cancel 4 10 margin")
        test.limit(2, .buy, 10, at: 90)
        test.limit(0, .sell, 10, at: 90)
        #expect(test.cash(0) == 0 && test.lots(0) == 0)
    }

    @Test(
        "nobody enters without a price, beyond the position's or beyond the open interest's bound")
    func bounds() throws {
        var blind = PerpetualTerms()
        blind.funding.intervalMicros = 0
        var venue = try PerpetualVenue(blind)
        try venue.deposit(1_000, to: 0).get()
        venue.clearEvents()
        venue.apply(.new(NewOrder(id: 1, account: 0, side: .buy, quantity: 1, price: 1)))
        guard case .book(let event) = venue.events.first else {
            Issue.record("no event of the book")
            return
        }
        #expect(event.content == .reject(1, .margin))

        var small = try TestVenue(cash: [1_000, 1_000]) { $0.positionMax = 20 }
        small.limit(0, .buy, 21, at: 100)
        small.limit(0, .buy, 20, at: 100)
        small.limit(0, .buy, 1, at: 100)
        #expect(
            small.told() == ["reject 1 margin", "accept 2", "rest 2 20@100", "reject 3 margin"])

        var open = try TestVenue(cash: [1_000, 1_000, 1_000]) { $0.openInterestMax = 20 }
        open.limit(0, .buy, 21, at: 100)
        open.limit(0, .buy, 15, at: 100)
        open.limit(2, .buy, 15, at: 100)
        open.limit(1, .sell, 15, at: 100)
        open.limit(1, .sell, 5, at: 100)
        _ = open.told()
        #expect(open.venue.openInterest == 20)
        // Who closes may; who opens may not, though the match would open nothing.
        open.venue.apply(.cancelAll(account: 2, side: nil))
        open.limit(0, .sell, 15, at: 100)
        open.limit(2, .buy, 1, at: 100)
        #expect(
            open.told() == ["cancel 3 10 user", "accept 6", "rest 6 15@100", "reject 7 margin"])
        #expect(open.venue.openInterest == 20)
    }

    @Test("open interest is held to the book's depth, but for who adds to it")
    func depthCap() throws {
        var test = try TestVenue(cash: [100_000, 100_000, 100_000]) {
            $0.depthCap = .init(sharePpm: 500_000, distanceBps: 100)
        }
        test.limit(0, .buy, 10, at: 99)
        test.limit(0, .buy, 10, at: 99) { $0.isPostOnly = true }
        test.limit(0, .sell, 10, at: 101) { $0.isPostOnly = true }
        // Outside of one percent it is no depth.
        test.limit(0, .sell, 50, at: 102) { $0.isPostOnly = true }
        #expect(test.told().first == "reject 1 margin")
        // Half of (990 + 1,010) over 100 is ten lots.
        test.limit(1, .buy, 11, at: 101)
        test.limit(1, .buy, 10, at: 101)
        #expect(
            test.told() == ["reject 5 margin", "accept 6", "trade 6 3 10@101"])
        // What the mark fires later is held to the depth of that time.
        test.limit(2, .sell, 10, at: 101) { $0.isPostOnly = true }
        test.limit(1, .buy, 1, at: 0) {
            $0.type = .takeProfitMarket
            $0.trigger = 99
            $0.source = .mark
        }
        test.limit(2, .sell, 1, at: 103) { $0.isPostOnly = true }
        _ = test.told()
        test.venue.advance(to: 1, index: 99)
        #expect(test.told() == ["mark 99", "trigger 8", "cancel 8 1 margin"])
    }

    @Test("what is the venue's cannot be sent")
    func reserved() throws {
        var test = try TestVenue(cash: [1_000])
        test.venue.apply(.setMark(5))
        test.venue.apply(.setTime(5))
        test.venue.apply(.halt)
        test.venue.apply(.resume)
        test.limit(0, .buy, 1, at: 100) { $0.id = PerpetualLimits.reservedOrderID }
        test.limit(0, .buy, 1, at: 100) { $0.isLiquidation = true }
        let refusal = PerpetualEvent.refused(.notATradersMessage)
        #expect(
            test.venue.events == [
                refusal, refusal, refusal, refusal,
                .refused(.reservedOrder(PerpetualLimits.reservedOrderID)),
                .refused(.reservedOrder(2)),
            ])
        #expect(test.venue.mark == 100 && !test.venue.isHalted)
    }

    @Test("fills tell each side's profit, fee and position")
    func fills() throws {
        var test = try TestVenue(cash: [10_000, 10_000]) {
            $0.book.makerFeePpm = -100
            $0.book.takerFeePpm = 450
        }
        test.trade(0, from: 1, 10, at: 100)
        test.venue.clearEvents()
        test.limit(1, .buy, 15, at: 104)
        test.limit(0, .sell, 15, at: 104)
        let fills = test.venue.events.compactMap {
            if case .fill(let fill) = $0 { fill } else { nil }
        }
        // 1,560 at 450 ppm is 0.702, at 100 ppm 0.156.
        #expect(
            fills == [
                .init(
                    account: 0, side: .sell, lots: 15, price: 104, fee: 1, realised: 40,
                    sizeAfter: -5, isLiquidation: false, counterparty: 1),
                .init(
                    account: 1, side: .buy, lots: 15, price: 104, fee: 0, realised: -40,
                    sizeAfter: 5, isLiquidation: false, counterparty: 0),
            ])
        #expect(test.venue.standing(of: 0).entryNotional == 520)
        #expect(test.cash(0) == 10_038 && test.cash(1) == 9_960 && test.venue.feePool == 2)
    }
}
