import PriceOracles
import TestSupport
import Testing
import VenueFormulas
import WideIntegers

@Suite struct PauseAndMoveTests {
    @Test("a first price that a later guard refuses is no reference of a band")
    func refusedFirst() throws {
        let floor = PriceGuard.nearBound(NearBound(minAnswerWad: wad("0.1"), margin: .zero))
        let move = MoveBand(try share(1, 5), windowSeconds: 300)
        let average = EMABand(alpha: try share(1, 5), width: try share(1, 5))
        for band in [PriceGuard.moveBand(move), .emaBand(average)] {
            var chain = try GuardChain([band, floor])
            #expect(chain.evaluate(input("0.1", at: 1_000)).decision == .refuse(.nearBound))
            #expect(chain.evaluate(input("100", at: 1_010)).decision.isPrice("100"))
            #expect(chain.evaluate(input("200", at: 1_020)).decision.isPrice("120"))
        }
    }

    @Test("with a fifth in five minutes a lie comes to 2.99 times in half an hour, then to 3.58")
    func mango() throws {
        var chain = try GuardChain([.moveBand(MoveBand(try share(1, 5), windowSeconds: 300))])
        _ = chain.evaluate(input("1", at: 10_000))
        var highest = UInt256.zero
        for second in stride(from: UInt64(10_001), to: 11_800, by: 7) {
            highest = max(
                highest, chain.evaluate(input("13", at: second)).decision.priceWad ?? .zero)
        }
        #expect(highest == wad("2.985984"))
        #expect(chain.evaluate(input("13", at: 11_800)).decision.isPrice("3.5831808"))
    }

    @Test("within a window prices move freely in the band, and windows stay on their grid")
    func windows() throws {
        var chain = try GuardChain([.moveBand(MoveBand(try share(1, 10), windowSeconds: 100))])
        func see(_ price: String, at now: UInt64) -> GuardDecision {
            chain.evaluate(input(price, at: now)).decision
        }
        #expect(see("100", at: 1_000).isPrice("100"))
        #expect(see("105", at: 1_050).isPrice("105"))
        #expect(see("50", at: 1_099).isPrice("90"))
        // The next window begins at 1100 from the price of 1099, also when it is seen late.
        #expect(see("50", at: 1_190).isPrice("81"))
        #expect(see("50", at: 1_199).isPrice("81"))
        #expect(see("50", at: 1_200).isPrice("72.9"))
    }

    @Test("a jump pauses, and after the pause the next price is the first")
    func jump() throws {
        let breaker = CircuitBreaker(jumpMax: try share(1, 4), pauseSeconds: 60)
        var chain = try GuardChain([.breaker(breaker)])
        func see(_ price: String, at now: UInt64) -> GuardDecision {
            chain.evaluate(input(price, at: now)).decision
        }
        #expect(see("100", at: 1_000).isPrice("100"))
        #expect(see("125", at: 1_001).isPrice("125"))
        #expect(see("160", at: 1_002) == .refuse(.jump))
        #expect(see("125", at: 1_003) == .refuse(.paused))
        #expect(see("125", at: 1_061) == .refuse(.paused))
        #expect(see("400", at: 1_062).isPrice("400"))
        #expect(see("200", at: 1_063) == .refuse(.jump))
    }

    @Test("a window with too few new updates pauses, repeated answers are none")
    func fresh() throws {
        let breaker = CircuitBreaker(freshMin: 3, windowSeconds: 100, pauseSeconds: 50)
        var chain = try GuardChain([.breaker(breaker)])
        func see(updated: UInt64, now: UInt64) -> GuardDecision {
            chain.evaluate(GuardInput(answer("1", at: updated), nowSeconds: now)).decision
        }
        for (updated, now) in [(1_000, 1_000), (1_010, 1_020), (1_030, 1_040), (1_030, 1_060)] {
            #expect(see(updated: UInt64(updated), now: UInt64(now)).isPrice("1"))
        }
        // Three in the first window; in the second the same two again and again.
        #expect(see(updated: 1_100, now: 1_100).isPrice("1"))
        for now in [1_120, 1_150, 1_199] {
            #expect(see(updated: 1_110, now: UInt64(now)).isPrice("1"))
        }
        #expect(see(updated: 1_200, now: 1_200) == .refuse(.tooFewUpdates))
        #expect(see(updated: 1_249, now: 1_249) == .refuse(.paused))
        #expect(see(updated: 1_250, now: 1_250).isPrice("1"))
    }

    @Test("a feed that has failed brings no update, and its silence pauses the market")
    func silence() throws {
        let breaker = CircuitBreaker(freshMin: 2, windowSeconds: 100, pauseSeconds: 50)
        var chain = try GuardChain([.breaker(breaker)])
        _ = chain.evaluate(input("1", at: 1_000))
        let broken = GuardInput(answer("1", at: 1_050, status: .invalid), nowSeconds: 1_050)
        #expect(chain.evaluate(broken).decision == .refuse(.noPrice))
        #expect(chain.evaluate(input("1", at: 1_100)).decision == .refuse(.tooFewUpdates))
    }

    @Test("a window of which nothing was seen has no update, the first one's do not count for it")
    func unseen() throws {
        for (now, refusal) in [(1_199, nil), (1_200, .tooFewUpdates), (5_000, .tooFewUpdates)]
            as [(UInt64, GuardRefusal?)]
        {
            let breaker = CircuitBreaker(freshMin: 1, windowSeconds: 100, pauseSeconds: 50)
            var chain = try GuardChain([.breaker(breaker)])
            _ = chain.evaluate(input("1", at: 1_000))
            let later = chain.evaluate(GuardInput(answer("1", at: 1_000), nowSeconds: now))
            #expect(later.decision.refusal == refusal, "\(now)")
        }
    }

    @Test("a feed without a price is for the guards after the breaker, in either order")
    func breakerAndDual() throws {
        let breaker = PriceGuard.breaker(CircuitBreaker(jumpMax: .one, pauseSeconds: 60))
        let dual = PriceGuard.dualFeed(DualFeed(maxAgeSeconds: 60, apartMax: .one))
        let broken = GuardInput(
            answer("1", status: .invalid), secondary: answer("2"), nowSeconds: 1_000)
        for guards in [[breaker, dual], [dual, breaker]] {
            #expect(try GuardChain(guards).verdict(on: broken).decision.isPrice("2"))
        }
        #expect(try GuardChain([breaker]).verdict(on: broken).decision == .refuse(.noPrice))
    }

    // MARK: - Limits of the market

    @Test("the cap on open interest bounds what a move can gain")
    func caps() throws {
        let caps = ZeroImpactCaps(
            longInterestMaxWad: wad("2000000"), shortInterestMaxWad: wad("1000000"),
            feePpb: 1_000_000)
        #expect(caps.allows(.buy, notionalWad: wad("500000"), openInterestWad: wad("1500000")))
        #expect(!caps.allows(.buy, notionalWad: wad("500000.1"), openInterestWad: wad("1500000")))
        #expect(!caps.allows(.sell, notionalWad: wad("1000001"), openInterestWad: .zero))
        #expect(!caps.allows(.sell, notionalWad: .max, openInterestWad: .max))
        // 2.5 % of two millions less 10 bps each way.
        #expect(try caps.gainMaxWad(.buy, move: try share(1, 40)) == wad("46000"))
        #expect(try caps.gainMaxWad(.sell, move: try share(1, 40)) == wad("23000"))
        #expect(try caps.gainMaxWad(.buy, move: try share(1, 1_000)).isZero)
        #expect(caps.feeWad(onWad: 1) == .one)
        #expect(ZeroImpactCaps.takerPriceWad(.buy, 99, 101) == 101)
        #expect(ZeroImpactCaps.takerPriceWad(.sell, 99, 101) == 99)
    }

    @Test("unrealised profit leaves by the free rule alone, losses always count")
    func settling() throws {
        func most(_ rule: SettleLimit, _ unrealised: String, pool: String) throws -> UInt256 {
            try rule.withdrawableWad(
                collateralWad: signedWad("10"), unrealisedWad: signedWad(unrealised),
                initialMarginWad: wad("4"), realisedLossesWad: wad(pool))
        }
        #expect(try most(.free, "420", pool: "0") == wad("426"))
        #expect(try most(.locked, "420", pool: "400") == wad("6"))
        #expect(try most(.againstRealisedLosses, "420", pool: "100") == wad("106"))
        #expect(try most(.againstRealisedLosses, "420", pool: "1000") == wad("426"))
        for rule in [SettleLimit.free, .locked, .againstRealisedLosses] {
            #expect(try most(rule, "-3", pool: "100") == wad("3"))
            #expect(try most(rule, "-30", pool: "100").isZero)
        }
    }

    @Test("the margin of a large position grows with the root of its size, rounded up")
    func scaled() throws {
        let rule = SizeScaledMargin(baseRatioWad: wad("0.05"), factorWad: wad("0.002"))
        #expect(try rule.ratioWad(sizeWad: wad("1")) == wad("0.05"))
        #expect(try rule.ratioWad(sizeWad: wad("625")) == wad("0.05"))
        #expect(try rule.ratioWad(sizeWad: wad("250000")) == wad("1"))
        let unit = SizeScaledMargin(baseRatioWad: .zero, factorWad: wad("1"))
        let two = try unit.ratioWad(sizeWad: wad("2"))
        #expect(two &* two >= wad("2") &* .wad)
        #expect((two &- .one) &* (two &- .one) < wad("2") &* .wad)
        #expect(throws: ArithmeticPanic.overflow) { try unit.ratioWad(sizeWad: .max) }
    }

    @Test("a mean of two follows a source that is off, a median of three does not")
    func aggregation() throws {
        // The won feed of June 2019: two sources were left, one of them off by a thousand.
        let two: [UInt256] = [wad("1"), wad("1000")]
        let mean = two.reduce(.zero) { $0 &+ $1 }.quotientAndRemainder(dividingBy: 2).quotient
        #expect(mean == wad("500.5"))
        #expect(UpperMedian.of(two + [wad("1.01")]) ?? .zero == wad("1.01"))
        let bound = DeviationBound(try share(1, 10), of: .lastGood, .refuse)
        var chain = try GuardChain([.deviation(bound)])
        _ = chain.evaluate(input("1"))
        #expect(chain.evaluate(input("500.5")).decision == .refuse(.deviation))
    }
}
