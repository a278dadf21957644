import OrderBook
import Testing
import VenueFormulas
import WideIntegers

@Suite struct PerpetualFundingTests {
    private static let hour: Int64 = 3_600_000_000

    /// A long of a million lots at 100 against two shorts, with much cash, funded hourly.
    private func opened(
        _ change: (inout PerpetualTerms) -> Void = { _ in }
    ) throws -> TestVenue {
        let cash: Int64 = 10_000_000_000
        var test = try TestVenue(cash: [cash, cash, cash, cash]) {
            $0.funding.intervalMicros = Self.hour
            $0.funding.sampleEveryMicros = 60_000_000
            $0.funding.impactNotional = 1_000
            change(&$0)
        }
        test.trade(0, from: 1, 600_000, at: 100)
        test.trade(0, from: 2, 400_000, at: 100)
        test.venue.clearEvents()
        return test
    }

    private func rate(_ test: inout TestVenue, at time: Int64) -> Int64 {
        test.venue.advance(to: time, index: 100)
        return test.venue.fundingRatePpb
    }

    @Test("without a premium longs pay an eighth of the interest")
    func interest() throws {
        var test = try opened()
        test.venue.advance(to: Self.hour - 1, index: 100)
        #expect(test.happened() == [])
        test.venue.advance(to: Self.hour, index: 100)
        // 0.0001 / 8 of 10^8.
        #expect(
            test.happened() == [
                .fundingRate(ppb: 12_500, premiumPpb: 0),
                .funding(account: 0, amount: 1_250, ratePpb: 12_500),
                .funding(account: 1, amount: -750, ratePpb: 12_500),
                .funding(account: 2, amount: -500, ratePpb: 12_500),
            ])
        try test.venue.checkInvariants()
    }

    @Test("bids above the index make longs pay, asks below it shorts, up to the cap")
    func premium() throws {
        var above = try opened()
        above.limit(3, .buy, 100, at: 110)
        #expect(above.venue.premiumPpb == 100_000_000)
        // (0.1 - 0.0005) / 8.
        #expect(rate(&above, at: Self.hour) == 12_437_500)
        var below = try opened()
        below.limit(3, .sell, 100, at: 90)
        #expect(below.venue.premiumPpb == -100_000_000)
        #expect(rate(&below, at: Self.hour) == -12_437_500)
        var capped = try opened()
        capped.limit(3, .buy, 100, at: 150)
        #expect(rate(&capped, at: Self.hour) == 40_000_000)
        var loose = try opened { $0.funding.capPpb = nil }
        loose.limit(3, .buy, 100, at: 150)
        #expect(rate(&loose, at: Self.hour) == 62_437_500)
    }

    @Test("an impact price is the average over the notional, and a thin side has none")
    func impact() throws {
        var test = try opened()
        test.limit(3, .buy, 5, at: 120)
        test.limit(3, .buy, 2, at: 110)
        // 600 + 220 are less than 1,000.
        #expect(test.venue.premiumPpb == 0)
        test.limit(3, .buy, 50, at: 105)
        // 5 + 2 + 180/105 lots cost 1,000: 114.754... each.
        let exact = 1_000.0 / (7 + 180.0 / 105) / 100 - 1
        #expect(abs(Double(test.venue.premiumPpb) / 1e9 - exact) < 2e-9)
        #expect(test.venue.premiumPpb == 147_540_983)
    }

    @Test("premiums are averaged over the samples of the interval")
    func average() throws {
        var test = try opened()
        let id = test.limit(3, .buy, 100, at: 110)
        // 20 of 60 samples have the bid.
        test.venue.advance(to: 20 * 60_000_000, index: 100)
        test.venue.apply(.cancel(id: id, account: 3))
        test.venue.clearEvents()
        test.venue.advance(to: Self.hour, index: 100)
        #expect(
            test.happened().first
                == .fundingRate(ppb: (33_333_333 - 500_000) / 8, premiumPpb: 33_333_333))
        // The next interval begins without samples.
        #expect(rate(&test, at: 2 * Self.hour) == 12_500)
    }

    @Test("the eight-hour form pays on the mark, the hourly one on the index")
    func forms() throws {
        for (form, price) in [(.eightHour, 110), (.hourly, 100)]
            as [(PerpetualTerms.Funding.Form, Int64)]
        {
            var test = try opened {
                $0.funding.form = form
                $0.funding.capPpb = 10_000_000
                $0.markRule = .medianOfIndexBasisLast(basisWindowMicros: 1)
            }
            test.limit(3, .buy, 100, at: 120)
            test.limit(3, .sell, 100, at: 122)
            test.limit(2, .buy, 1, at: 122)
            test.venue.advance(to: 1, index: 100)
            #expect(test.venue.mark == 121)
            test.venue.apply(.cancelAll(account: 3, side: .buy))
            test.limit(3, .buy, 100, at: 98)
            test.venue.advance(to: 2, index: 100)
            test.venue.clearEvents()
            test.venue.advance(to: Self.hour, index: 100)
            #expect(test.venue.mark == 110)
            let rate = test.venue.fundingRatePpb
            let paid = 1_000_000 * price * rate
            #expect(rate == (form == .hourly ? 12_500 : 100_000))
            #expect(
                test.happened().contains(
                    .funding(
                        account: 0, amount: (paid + 999_999_999) / 1_000_000_000, ratePpb: rate)))
        }
    }

    @Test("who pays rounds up, who receives down, and the fund has the rest")
    func rounding() throws {
        var test = try TestVenue(cash: [1_000, 1_000, 1_000]) {
            $0.funding.intervalMicros = Self.hour
        }
        test.trade(0, from: 1, 3, at: 100)
        test.trade(0, from: 2, 2, at: 100)
        test.venue.clearEvents()
        test.venue.advance(to: Self.hour, index: 100)
        // Half a percent of a unit and less.
        #expect(
            test.happened() == [
                .fundingRate(ppb: 12_500, premiumPpb: 0),
                .funding(account: 0, amount: 1, ratePpb: 12_500),
            ])
        #expect(test.venue.fund == 1)
        try test.venue.checkInvariants()
    }

    @Test("a long gap pays each interval, and no more than a number of them")
    func gap() throws {
        var test = try opened()
        test.venue.advance(to: 3 * Self.hour, index: 100)
        #expect(test.happened().count == 12)
        test.venue.advance(to: 4_003 * Self.hour, index: 100)
        // As many of the time before as may be, and that of the moment itself.
        #expect(test.happened().count == 4 * Int(PerpetualLimits.fundingsPerAdvanceMax + 1))
        test.venue.advance(to: 4_004 * Self.hour, index: 100)
        #expect(test.happened().count == 4)
    }

    @Test("funding of a stop is owed, counts against equity, and is paid after it")
    func stop() throws {
        var test = try opened()
        test.limit(3, .buy, 100, at: 110)
        test.venue.halt()
        test.venue.clearEvents()
        test.venue.advance(to: 2 * Self.hour, index: 100)
        #expect(
            test.happened() == [
                .fundingRate(ppb: 12_500, premiumPpb: 0),
                .fundingRate(ppb: 12_500, premiumPpb: 0),
            ])
        #expect(test.venue.standing(of: 0).fundingOwed == 2_500)
        #expect(test.equity(0) == 10_000_000_000 - 2_500 && test.cash(0) == 10_000_000_000)
        test.venue.resume()
        #expect(
            test.happened() == [
                .resumed, .funding(account: 0, amount: 2_500, ratePpb: 12_500),
                .funding(account: 1, amount: -1_500, ratePpb: 12_500),
                .funding(account: 2, amount: -1_000, ratePpb: 12_500),
            ])
        #expect(test.venue.standing(of: 0).fundingOwed == 0)
    }
}

@Suite struct PerpetualMarkTests {
    @Test("the mark is the median of index, index with average basis, and last trade")
    func median() throws {
        var test = try TestVenue(cash: [1_000_000, 1_000_000]) {
            $0.markRule = .medianOfIndexBasisLast(basisWindowMicros: 10)
        }
        test.venue.advance(to: 1, index: 100)
        #expect(test.venue.mark == 100)
        test.trade(0, from: 1, 1, at: 130)
        test.limit(0, .buy, 10, at: 108)
        test.limit(1, .sell, 10, at: 111)
        // The mid price is 109.5; no basis was sampled before.
        test.venue.advance(to: 5, index: 100)
        #expect(test.venue.mark == 109)
        // Samples 9.5 and -10.5 average to -0.5, below the index; the last trade is above it.
        test.venue.advance(to: 15, index: 120)
        #expect(test.venue.mark == 120)
        // At 16 the first is older than ten microseconds: -10.5 and -0.5.
        test.venue.advance(to: 16, index: 110)
        #expect(test.venue.mark == 110)
        test.trade(0, from: 1, 1, at: 109)
        test.venue.advance(to: 17, index: 110)
        #expect(test.venue.mark == 109)
        test.trade(0, from: 1, 1, at: 108)
        test.venue.clearEvents()
        // -10.5, -0.5, -0.5, -0.5 average to -3: 107, 108 and 110.
        test.venue.advance(to: 18, index: 110)
        #expect(test.venue.mark == 108)
        #expect(test.told() == ["mark 108"])
    }

    @Test("the fair price is the index with the funding to come")
    func fair() throws {
        let hour: Int64 = 3_600_000_000
        var test = try TestVenue(index: 100_000, cash: [1 << 40, 1 << 40, 1 << 40]) {
            $0.markRule = .fair
            $0.funding.intervalMicros = 8 * hour
            $0.funding.form = .eightHour
        }
        test.trade(0, from: 1, 10, at: 100_000)
        test.limit(2, .buy, 1_000, at: 101_000)
        test.venue.advance(to: 8 * hour, index: 100_000)
        #expect(test.venue.fundingRatePpb == 9_500_000)
        test.venue.advance(to: 10 * hour, index: 100_000)
        let fair = try MarkPrice.fair(
            index: Fraction(100_000), fundingRate: Fraction(Int256(95), over: 10_000),
            hoursUntilFunding: Fraction(6), intervalHours: Fraction(8))
        let half = try Fraction(Int256(201_425), over: 2)
        #expect(fair == half)
        #expect(test.venue.mark == 100_712)
    }

    @Test("the mark fires orders, and prices that are none change nothing")
    func triggers() throws {
        var test = try TestVenue(cash: [1_000, 1_000])
        test.trade(0, from: 1, 10, at: 100)
        test.limit(1, .buy, 20, at: 90)
        test.limit(0, .sell, 10, at: 0) {
            $0.type = .stopMarket
            $0.trigger = 95
            $0.source = .mark
            $0.isReduceOnly = true
        }
        test.venue.clearEvents()
        test.venue.advance(to: 5, index: 96)
        #expect(test.told() == ["mark 96"])
        for index in [0, -1, Int64.max, PerpetualLimits.priceMax + 1] {
            test.venue.advance(to: 6, index: index)
            #expect(test.venue.index == 96)
        }
        test.venue.clearEvents()
        test.venue.advance(to: 7, index: 95)
        #expect(test.told() == ["mark 95", "trigger 4", "trade 4 3 10@90"])
        #expect(test.lots(0) == 0)
        test.venue.advance(to: 3, index: nil)
        #expect(test.venue.now == 7)
    }

    @Test("an index under which the open interest is worth too much is refused")
    func worth() throws {
        let cash = PerpetualLimits.moneyMax / 4
        var test = try TestVenue(index: 1, cash: [cash, cash])
        test.trade(0, from: 1, 1 << 40, at: 1)
        test.venue.clearEvents()
        test.venue.advance(to: 1, index: (1 << 21) + 1)
        #expect(test.happened() == [.indexRefused((1 << 21) + 1)])
        test.venue.advance(to: 2, index: 1 << 21)
        #expect(test.venue.index == 1 << 21)
        try test.venue.checkInvariants()
    }
}
