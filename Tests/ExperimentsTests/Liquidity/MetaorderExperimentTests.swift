import Experiments
import OrderBook
import SimulationKernel
import Testing
import VenueFormulas

/// A market whose middle is a known function of what was taken, with noise of its own.
private struct KnownMarket: MetaorderMarket {
    let impact: (Double) -> Double
    var noise: Double
    var taken: Int64 = 0
    var passed: UInt64 = 0
    var limit = Int64.max
    var emptyFrom = Int64.max

    var midHalfTicks: Int64? {
        if abs(taken) > emptyFrom { return nil }
        let moved = impact(Double(abs(taken))) * 2 + (taken == 0 ? 0 : noise)
        return 2_000_000 + Int64((taken < 0 ? -moved : moved).rounded())
    }

    mutating func pass(micros: UInt64) { passed += micros }

    mutating func take(_ side: Side, lots: Int64) -> Int64 {
        let filled = min(lots, limit - abs(taken))
        taken += side == .buy ? filled : -filled
        return filled
    }
}

@Suite struct MetaorderExperimentTests {
    private func experiment(runs: Int = 100) throws -> MetaorderExperiment {
        try MetaorderExperiment(
            sizes: [1, 2, 4, 8, 16, 32], childLots: 1, intervalMicros: 30_000_000, runs: runs)
    }

    @Test("finds the exponent that a market has, either way, and an interval about it")
    func knownExponent() throws {
        for exponent in [0.5, 0.8] {
            let study = try experiment().run(RandomSource(seed: 1)) { stream in
                var stream = stream
                let noise = Distribution.normal(mean: 0, deviation: 800).sample(&stream)
                return KnownMarket(
                    impact: { 1_000 * ExactMath.exp(exponent * ExactMath.log($0)) }, noise: noise)
            }
            let found = try #require(study.exponent)
            let interval = try #require(study.interval)
            #expect(abs(found - exponent) < 0.03, "\(study)")
            #expect(interval.contains(found) && interval.lowerBound < interval.upperBound)
            #expect(interval.upperBound - interval.lowerBound < 0.1)
            // Noise of 800 half ticks over a hundred runs.
            #expect(abs((study.rows[0].errorTicks ?? 0) - 40) < 12)
            #expect(study.rows.allSatisfy { $0.filledShare == 1 })
        }
    }

    @Test("an interval holds the truth about as often as it says")
    func coverage() throws {
        var held = 0
        for seed in UInt64(1)...60 {
            let study = try MetaorderExperiment(
                sizes: [1, 4, 16], childLots: 1, intervalMicros: 1, runs: 60, resamples: 200
            ).run(RandomSource(seed: seed)) { stream in
                var stream = stream
                let noise = Distribution.normal(mean: 0, deviation: 1_000).sample(&stream)
                return KnownMarket(impact: { 1_000 * $0.squareRoot() }, noise: noise)
            }
            if study.interval?.contains(0.5) == true { held += 1 }
        }
        #expect((50...60).contains(held), "\(held)")
    }

    @Test("tells what was not filled, and no exponent where there is no impact")
    func limits() throws {
        let thin = try experiment().run(RandomSource(seed: 1)) { _ in
            KnownMarket(impact: { $0 }, noise: 0, limit: 8)
        }
        #expect(thin.rows.map(\.filledShare) == [1, 1, 1, 1, 0.5, 0.25])
        #expect(thin.rows.map(\.sweepTicks) == [1, 2, 4, 8, 8, 8])
        // Beyond ten lots a side is empty, and there is no middle to compare with.
        let emptied = try experiment().run(RandomSource(seed: 1)) { _ in
            KnownMarket(impact: { $0 }, noise: 0, emptyFrom: 10)
        }
        #expect(emptied.rows.map(\.sweepTicks) == [1, 2, 4, 8, nil, nil])
        #expect(emptied.rows.map(\.peakTicks) == [1, 2, 4, 8, nil, nil])
        #expect(emptied.rows.map(\.emptiedShare) == [0, 0, 0, 0, 1, 1])
        #expect(abs((emptied.exponent ?? 0) - 1) < 1e-12)
        let still = try experiment().run(RandomSource(seed: 1)) { _ in
            KnownMarket(impact: { _ in 0 }, noise: 0)
        }
        #expect(still.exponent == nil && still.interval == nil && still.sweepExponent == nil)
        #expect("\(still)".hasSuffix("(95%: none), at once none; square-root law 0.5"))
        #expect(throws: LiquidityModelError.self) {
            try MetaorderExperiment(sizes: [1, 1], childLots: 1, intervalMicros: 1, runs: 2)
        }
        #expect(throws: LiquidityModelError.self) {
            try MetaorderExperiment(sizes: [1], childLots: 1, intervalMicros: 1, runs: 2)
        }
        #expect(throws: LiquidityModelError.self) {
            try MetaorderExperiment(sizes: [1, 2], childLots: 0, intervalMicros: 1, runs: 2)
        }
    }

    @Test("in a book of independent orders impact grows about in line with size")
    func orderFlow() throws {
        let rates = try ContStoikovTalrejaFlow.Rates.skyPerfect()
        let study = try experiment(runs: 80).run(RandomSource(seed: 1)) { stream in
            try OrderFlowMarket(
                rates, around: 100_000, settleMicros: 600_000_000, stream: stream)
        }
        // Without a memory of orders there is no latent liquidity that would make it concave.
        let exponent = try #require(study.exponent)
        let interval = try #require(study.interval)
        #expect(exponent > 0.7 && exponent < 1.4, "\(study)")
        #expect(interval.contains(exponent) && interval.upperBound - interval.lowerBound < 0.5)
        #expect(try #require(study.rows[5].peakTicks) > 5)
        #expect(study.rows.allSatisfy { $0.emptiedShare < 0.05 })
    }

    @Test(
        "in a book of power-law depth working costs less than a sweep, the more the larger",
        arguments: [0.67, 2])
    func replenishing(exponent: Double) throws {
        let study = try Self.replenishing(exponent: exponent, runs: 60)
        let (found, sweep) = (try #require(study.exponent), try #require(study.sweepExponent))
        #expect(found < sweep - 0.2, "\(study)")
        #expect(study.interval?.contains(found) == true)
        let last = study.rows[5]
        let (worked, atOnce) = (try #require(last.peakTicks), try #require(last.sweepTicks))
        #expect(worked < atOnce / 2)
    }

    @Test("a sweep of a whole book has the exponent of its law", arguments: [0.67, 1, 2])
    func sweeps(exponent: Double) throws {
        let book = try ReplenishingBook(
            PowerLawBook(depth: 20_000, distanceBps: 100, exponent: exponent),
            midHalfTicks: 2_000_000, spreadTicks: 2, levels: 7_000,
            rules: .init(depthPerSecond: 1, spreadPerSecond: 1, delayMicros: 1), blockMicros: 1,
            at: SimulatedTime(micros: 0))
        let study = try MetaorderExperiment(
            sizes: [400, 800, 1_600, 3_200, 6_400], childLots: 400, intervalMicros: 1, runs: 2
        ).run(RandomSource(seed: 1)) { stream in
            try ReplenishingMarket(
                book, noise: .init(perSecond: 1e-9, meanLots: 1), settleMicros: 0, stream: stream)
        }
        #expect(abs(try #require(study.sweepExponent) - 1 / exponent) < 0.03, "\(study)")
    }

    private static func replenishing(exponent: Double, runs: Int) throws -> MetaorderStudy {
        let book = try ReplenishingBook(
            PowerLawBook(depth: 20_000, distanceBps: 100, exponent: exponent),
            midHalfTicks: 200_000, spreadTicks: 2, levels: 2_000,
            rules: .init(
                depthPerSecond: 0.02, spreadPerSecond: 1, delayMicros: 2_000_000,
                permanentTicksPerLot: 0.002),
            blockMicros: 2_000_000, at: SimulatedTime(micros: 0))
        return try MetaorderExperiment(
            sizes: [200, 400, 800, 1_600, 3_200, 6_400], childLots: 200,
            intervalMicros: 10_000_000, runs: runs
        ).run(RandomSource(seed: 1)) { stream in
            try ReplenishingMarket(
                book, noise: .init(perSecond: 0.2, meanLots: 50), settleMicros: 300_000_000,
                stream: stream)
        }
    }

    @Test("the same seed gives the same table")
    func determinism() throws {
        let one = try Self.replenishing(exponent: 1, runs: 4)
        #expect(try Self.replenishing(exponent: 1, runs: 4) == one)
    }
}
