import PriceOracles
import TestSupport
import Testing
import VenueFormulas
import WideIntegers

@Suite struct GuardChainTests {
    // MARK: - Age and status

    @Test("an age at the limit passes, one more does not, nor does the future")
    func age() throws {
        let chain = try GuardChain([.maxAge(seconds: 60)])
        func refusal(updated: UInt64, now: UInt64) -> GuardRefusal? {
            chain.verdict(on: GuardInput(answer("1", at: updated), nowSeconds: now)).decision
                .refusal
        }
        #expect(refusal(updated: 1_000, now: 1_060) == nil)
        #expect(refusal(updated: 1_000, now: 1_061) == .tooOld)
        #expect(refusal(updated: 1_001, now: 1_000) == .futureStamp)
        #expect(refusal(updated: 0, now: .max) == .tooOld)
    }

    @Test("without guards a price is used, and what is none is refused")
    func status() throws {
        let chain = try GuardChain([])
        let good = chain.verdict(
            on: GuardInput(answer("7", confidence: "0.1"), nowSeconds: 2_000))
        #expect(good.decision == .use(wad("7"), confidenceWad: wad("0.1")))
        let broken = [
            answer("7", status: .stale), answer("7", status: .invalid), answer("0"),
            FeedReading(priceWad: .max, updatedAtSeconds: 1, status: .ok),
        ]
        for one in broken {
            let verdict = chain.verdict(on: GuardInput(one, nowSeconds: 2_000))
            #expect(verdict.decision == .refuse(.noPrice), "\(one)")
        }
    }

    // MARK: - Deviation

    @Test("a bound on the last price stops both writes of an open setter")
    func openSetter() throws {
        let bound = DeviationBound(try share(1, 10), of: .lastGood, .refuse)
        var chain = try GuardChain([.deviation(bound)])
        #expect(chain.evaluate(input("1600", at: 1)).decision.isPrice("1600"))
        #expect(chain.evaluate(input("100", at: 2)).decision == .refuse(.deviation))
        #expect(chain.evaluate(input("10000", at: 3)).decision == .refuse(.deviation))
        #expect(chain.evaluate(input("1760", at: 4)).decision.isPrice("1760"))
    }

    @Test("a clamp lets a lie in by the share in each second, however often it is called")
    func slowWalk() throws {
        let bound = DeviationBound(try share(1, 10), of: .lastGood, .clamp)
        var chain = try GuardChain([.deviation(bound)])
        _ = chain.evaluate(input("100", at: 1))
        var expected = wad("100")
        for second in 1..<9 as Range<UInt64> {
            expected = expected.quotientAndRemainder(dividingBy: 10).quotient &* 11
            for _ in 0..<25 {
                let lie = chain.evaluate(input("100000", at: second)).decision
                #expect(lie.priceWad ?? .zero == expected)
            }
        }
        #expect(chain.evaluate(input("1", at: 9)).decision.priceWad ?? .zero < expected)
    }

    @Test("a refusing bound cannot be walked by steps within one second")
    func steps() throws {
        let bound = DeviationBound(try share(1, 10), of: .lastGood, .refuse)
        var chain = try GuardChain([.deviation(bound)])
        _ = chain.evaluate(input("100", at: 1))
        #expect(chain.evaluate(input("110", at: 2)).decision.isPrice("110"))
        #expect(chain.evaluate(input("121", at: 2)).decision == .refuse(.deviation))
        #expect(chain.evaluate(input("121", at: 3)).decision.isPrice("121"))
    }

    @Test("against an average the last price does not count, and without one it refuses")
    func average() throws {
        let bound = DeviationBound(try share(1, 10), of: .twap, .clamp)
        var chain = try GuardChain([.deviation(bound)])
        var one = input("150")
        #expect(chain.evaluate(one).decision == .refuse(.missing(.twap)))
        one.twapPriceWad = wad("100")
        for _ in 0..<3 { #expect(chain.evaluate(one).decision.isPrice("110")) }
        one.primary.priceWad = wad("20")
        #expect(chain.evaluate(one).decision.isPrice("90"))
    }

    // MARK: - Two feeds

    @Test("goes over to the second feed and to the last good price, as each is doubtful")
    func dualFeed() throws {
        let dual = DualFeed(maxAgeSeconds: 100, apartMax: try share(1, 20))
        var chain = try GuardChain([.dualFeed(dual)])
        func decide(
            _ first: FeedReading, _ second: FeedReading?, now: UInt64 = 1_000
        ) -> GuardVerdict {
            chain.evaluate(GuardInput(first, secondary: second, nowSeconds: now))
        }
        let stale = answer("100", at: 899)
        #expect(decide(stale, stale).decision == .refuse(.noPrice))
        #expect(decide(answer("105"), answer("100")).decision.isPrice("105"))
        #expect(decide(answer("105.01"), answer("100")).decision.isPrice("100"))
        #expect(decide(answer("94"), answer("100")).source == .secondary)
        #expect(decide(answer("300"), stale).decision.isPrice("300"))
        #expect(decide(answer("300"), nil).decision.isPrice("300"))
        #expect(decide(stale, answer("101")).decision.isPrice("101"))
        #expect(decide(answer("5", status: .invalid), answer("102")).decision.isPrice("102"))
        #expect(decide(answer("5", at: 1_001), answer("103")).decision.isPrice("103"))
        let last = decide(stale, answer("9", status: .stale))
        #expect(last.decision.isPrice("103") && last.source == .lastGood)
        #expect(last.updatedAtSeconds == 1_000)
    }

    @Test("order decides: an age limit before the second feed refuses, behind it judges its choice")
    func order() throws {
        let dual = PriceGuard.dualFeed(DualFeed(maxAgeSeconds: 50, apartMax: .one))
        let age = PriceGuard.maxAge(seconds: 50)
        let stale = GuardInput(
            answer("1", at: 900), secondary: answer("2", at: 990), nowSeconds: 1_000)
        #expect(try GuardChain([age, dual]).verdict(on: stale).decision == .refuse(.tooOld))
        #expect(try GuardChain([dual, age]).verdict(on: stale).decision.isPrice("2"))
        let broken = GuardInput(
            answer("1", status: .invalid), secondary: answer("2", at: 990), nowSeconds: 1_000)
        let verdict = try GuardChain([age, dual, age]).verdict(on: broken)
        #expect(verdict.decision.isPrice("2"))
        #expect(verdict.sights.map(\.index) == [1, 2])
    }

    @Test("each holder is given the worse of price and average")
    func pessimistic() throws {
        for (spot, twap) in [("150", "104"), ("104", "150")] {
            let pair = PessimisticPair(spotWad: wad(spot), twapWad: wad(twap))
            #expect(pair.collateralPriceWad == wad("104"))
            #expect(pair.debtPriceWad == wad("150"))
            var one = input(spot)
            one.twapPriceWad = wad(twap)
            let collateral = try GuardChain([.pessimistic(.collateral)]).verdict(on: one)
            #expect(collateral.decision.isPrice("104"))
            #expect(collateral.trips.isEmpty == (spot == "104"))
            let debt = try GuardChain([.pessimistic(.debt)]).verdict(on: one)
            #expect(debt.decision.isPrice("150"))
        }
    }

    @Test("a report off its anchor leaves the old price, and nothing where there is none")
    func anchor() throws {
        var chain = try GuardChain([.anchor(try share(1, 5))])
        var dai = input("1.30")
        dai.anchorPriceWad = wad("1.0833")
        #expect(chain.evaluate(dai).decision == .refuse(.awayFromAnchor))
        var quiet = input("1.03")
        quiet.anchorPriceWad = wad("1.02")
        #expect(chain.evaluate(quiet).decision.isPrice("1.03"))
        #expect(chain.evaluate(dai).decision.isPrice("1.03"))
        dai.anchorPriceWad = wad("1.0834")
        #expect(chain.evaluate(dai).decision.isPrice("1.30"))
        dai.anchorPriceWad = nil
        #expect(chain.evaluate(dai).decision == .refuse(.missing(.anchor)))
    }

    // MARK: - Rails and bounds

    @Test("the rail of five times trips where LUNA's feed came back, and at a true fall for good")
    func rails() throws {
        let rails = OracleRails(factorMax: try share(5, 1))
        var chain = try GuardChain([.rails(rails)])
        #expect(chain.evaluate(input("0.77", at: 1)).decision.isPrice("0.77"))
        #expect(chain.evaluate(input("4.87", at: 2)).decision == .refuse(.volatile))
        #expect(chain.evaluate(input("3.85", at: 3)).decision.isPrice("3.85"))
        for later in 4...6 {
            let fallen = chain.evaluate(input("0.76", at: UInt64(later)))
            #expect(fallen.decision == .refuse(.volatile))
        }
        var byAverage = input("4.87")
        byAverage.twapPriceWad = wad("0.77")
        #expect(
            try GuardChain([.rails(rails)]).verdict(on: byAverage).decision == .refuse(.volatile))
    }

    @Test("each of the other rails refuses on its own, and not at its edge")
    func railsApart() throws {
        func refusal(_ rails: OracleRails, _ input: GuardInput) throws -> GuardRefusal? {
            try GuardChain([.rails(rails)]).verdict(on: input).decision.refusal
        }
        let divergence = OracleRails(divergenceMax: try share(1, 10))
        var marked = input("100")
        #expect(try refusal(divergence, marked) == .missing(.mark))
        marked.markPriceWad = wad("110")
        #expect(try refusal(divergence, marked) == nil)
        marked.markPriceWad = wad("89.99")
        #expect(try refusal(divergence, marked) == .divergence)

        let confidence = OracleRails(confidenceRatioMin: 4)
        for (width, expected) in [("25", nil), ("25.1", GuardRefusal.uncertain)] {
            let wide = GuardInput(answer("100", confidence: width), nowSeconds: 1_000)
            #expect(try refusal(confidence, wide) == expected)
        }
        #expect(try refusal(confidence, input("100")) == nil)

        let age = OracleRails(maxAgeSeconds: 10)
        let old = GuardInput(answer("1", at: 989), nowSeconds: 1_000)
        #expect(try refusal(age, old) == .tooOld)
        #expect(try refusal(age, GuardInput(answer("1", at: 990), nowSeconds: 1_000)) == nil)
    }

    @Test("a price near a bound of its feed is refused, as LUNA's last answer")
    func nearBound() throws {
        let floor = NearBound(
            minAnswerWad: wad("0.10"), maxAnswerWad: wad("1000"), margin: try share(1, 10))
        #expect(floor.isNear(wad("0.107")))
        #expect(floor.isNear(wad("0.11")))
        #expect(!floor.isNear(wad("0.1101")))
        #expect(!floor.isNear(wad("899.9")))
        #expect(floor.isNear(wad("900")))
        #expect(floor.isNear(wad("0.01")) && floor.isNear(wad("2000")))
        let verdict = try GuardChain([.nearBound(floor)]).verdict(on: input("0.107"))
        #expect(verdict.decision == .refuse(.nearBound))
        let exact = NearBound(minAnswerWad: 10, margin: .zero)
        #expect(exact.isNear(10) && !exact.isNear(11))
    }

    // MARK: - Chains

    @Test("only what passes all guards becomes the last good price")
    func lastGood() throws {
        let bound = PriceGuard.deviation(
            DeviationBound(try share(1, 2), of: .lastGood, .refuse))
        var chain = try GuardChain([bound, .maxAge(seconds: 10)])
        _ = chain.evaluate(input("100", at: 1_000))
        let old = chain.evaluate(GuardInput(answer("140", at: 1_001), nowSeconds: 1_012))
        #expect(old.decision == .refuse(.tooOld))
        #expect(chain.state.lastGoodWad == wad("100"))
        #expect(chain.evaluate(input("160", at: 1_013)).decision == .refuse(.deviation))
        let seen = chain.state
        _ = chain.verdict(on: input("120", at: 1_014))
        #expect(chain.state == seen)
    }

    @Test("trips and passes are judged by the true price of the world")
    func tally() throws {
        let bound = PriceGuard.deviation(
            DeviationBound(try share(1, 10), of: .lastGood, .refuse))
        var chain = try GuardChain([bound], truthTolerance: try share(1, 20))
        func see(_ price: String, truth: String?) {
            var one = input(price)
            one.truePriceWad = truth.map { wad($0) }
            _ = chain.evaluate(one)
        }
        see("100", truth: nil)
        see("130", truth: "100")  // a lie is stopped
        see("80", truth: "80")  // a crash is stopped too
        see("105", truth: "100")  // within the tolerance
        see("110", truth: "104")  // a small lie passes
        see("70", truth: nil)
        let tally = chain.tallies[0]
        #expect(tally.evaluations == 6 && tally.trips == 3)
        #expect(tally.trueTrips == 1 && tally.falseTrips == 1)
        #expect(tally.truePasses == 1 && tally.missedPasses == 1)
    }

    @Test("parameters that are not allowed are named with their values")
    func parameters() throws {
        let cases: [(PriceGuard, String)] = [
            (.anchor(try share(-1, 5)), "anchor tolerance: -0.2 is below 0"),
            (
                .moveBand(MoveBand(try share(3, 2), windowSeconds: 1)),
                "move: 1.5 is not from 0 to 1"
            ),
            (.moveBand(MoveBand(.one, windowSeconds: 0)), "window: 0 is not above 0"),
            (.breaker(CircuitBreaker(pauseSeconds: 0)), "pause: 0 is not above 0"),
            (
                .nearBound(NearBound(minAnswerWad: 5, maxAnswerWad: 5, margin: .zero)),
                "bounds: 5 is not below 5"
            ),
            (.rails(OracleRails(factorMax: .zero)), "factor: 0 is not above 0"),
        ]
        for (one, text) in cases {
            let error = #expect(throws: GuardParameterError.self) { try GuardChain([one]) }
            #expect(error?.description == text)
        }
        let long = try Fraction(1, over: UInt256.one << 128)
        #expect(throws: GuardParameterError.self) { try GuardChain([.anchor(long)]) }
        let many = Array(repeating: PriceGuard.maxAge(seconds: 1), count: 65)
        #expect(throws: GuardParameterError.tooMany(65, atMost: 64)) { try GuardChain(many) }
    }

    @Test("hostile numbers in any guard give a decision")
    func hostile() throws {
        var generator = SeededGenerator(seed: 77)
        let dual = DualFeed(maxAgeSeconds: .max, apartMax: try share(1, 1_000))
        let guards: [PriceGuard] = [
            .dualFeed(dual), .deviation(DeviationBound(.one, of: .lastGood, .clamp)),
            .moveBand(MoveBand(.one, windowSeconds: .max)),
            .emaBand(EMABand(alpha: .one, width: .one)),
            .breaker(
                CircuitBreaker(jumpMax: .zero, freshMin: .max, windowSeconds: 1, pauseSeconds: .max)
            ),
            .rails(OracleRails(divergenceMax: .zero, confidenceRatioMin: .max, factorMax: .one)),
            .nearBound(NearBound(minAnswerWad: .max, margin: .one)),
        ]
        for turn in 0..<400 {
            let first = generator.below(guards.count)
            let second = generator.below(guards.count)
            var chain = try GuardChain([guards[first], guards[second]])
            for _ in 0..<4 {
                var one = GuardInput(
                    FeedReading(
                        priceWad: generator.wide(), confidenceWad: generator.wide(),
                        updatedAtSeconds: generator.next(), status: .ok),
                    nowSeconds: generator.next())
                one.secondary = FeedReading(
                    priceWad: generator.wide(), updatedAtSeconds: generator.next(), status: .ok)
                one.twapPriceWad = generator.wide()
                one.markPriceWad = generator.wide()
                one.truePriceWad = generator.wide()
                let decision = chain.evaluate(one).decision
                if let price = decision.priceWad { #expect(!price.isZero, "\(turn)") }
            }
        }
    }
}
