import SimulationKernel
import Testing
import VenueFormulas

@testable import Experiments

@Suite struct SlippageLabTests {
    static func study(_ change: (inout SlippageStudy) -> Void = { _ in }) -> SlippageStudy {
        var study = SlippageStudy()
        study.name = "test"
        study.seeds = 12
        study.resamples = 200
        study.market.windowMicros = 240_000_000
        study.orders.sizes = [1_000, 30_000, 300_000, 3_000_000]
        var plain = LabCurveSettings()
        plain.name = "plain"
        var pegged = LabCurveSettings()
        pegged.name = "pegged"
        pegged.form = .pegged(LabPegSettings())
        study.curves = [plain, pegged]
        study.modes = ComparisonMode.allCases
        change(&study)
        return study
    }

    @Test func threadsChangeNothing() {
        let study = Self.study { $0.modes = [.zeroProfit] }
        let backwards = LabLoop { count, body in
            for place in (0..<count).reversed() { body(place) }
        }
        let (one, other) = (SlippageLab(study).run(), SlippageLab(study).run(backwards))
        #expect(one.crossovers == other.crossovers)
        #expect(one.calibrations == other.calibrations)
        #expect(one.costs.map(\.total) == other.costs.map(\.total))
        #expect(one.checks.count { $0.holds } == one.checks.count)
        #expect(one.costs.count == 2 * 3 * 3 * 2 * 4)
    }

    @Test func whatAModeHoldsEqualIsEqual() throws {
        let results = SlippageLab(Self.study()).run()
        func value(_ mode: ComparisonMode, _ venue: String, _ parameter: String) throws -> Double {
            let row = results.calibrations.first {
                $0.mode == mode && $0.venue == venue && $0.parameter == parameter
            }
            return Double(try #require(row).valueMicro)
        }
        for curve in ["plain", "pegged"] {
            let depth = try value(.equalDepth, "book", "depth_quote")
            let own = try value(.equalDepth, curve, "depth_quote")
            #expect(abs(own / depth - 1) < 1e-6)
            let risk = try value(.capitalAtRisk, "book", "expected_shortfall_quote")
            let ownRisk = try value(.capitalAtRisk, curve, "expected_shortfall_quote")
            #expect(abs(ownRisk / risk - 1) < 0.05)
        }
        for row in results.calibrations where row.mode == .zeroProfit && row.profit != nil {
            let profit = try #require(row.profit)
            #expect(row.shortfall == nil)
            // Unless the least value that is tried earns something already.
            #expect(profit.meanLow < 0 || row.valueMicro <= 100_000)
            #expect(profit.meanHigh > 0)
            #expect(profit.mean >= 0)
        }
        // Nobody but who gives liquidity takes anything.
        for row in results.payments where row.mode == .zeroProfit && row.group == "venue" {
            #expect(row.gained.quantile05 == 0 && row.gained.quantile95 == 0)
        }
        // The book's own fees in N3 are what the curve's fee takes.
        let fees = results.payments.filter { $0.mode == .equalRevenue && $0.group == "venue" }
        #expect(fees.contains { $0.venue == "book" && $0.gained.mean > 0 })
    }

    /// Both books are told of at any reference distance; one that cannot be is refused aloud.
    @Test func everyMetaorderBookIsToldOf() {
        for bps in [1.0, 100] {
            let study = Self.study {
                $0.metaorderRuns = 4
                $0.book.depthBps = bps
            }
            let (found, refused) = LabMetaorders(study: study).results()
            #expect(found.map(\.book) == ["cont-stoikov-talreja", "power-law"])
            #expect(refused.isEmpty)
            #expect(found.allSatisfy { $0.study.exponent != nil })
        }
        let impossible = LabMetaorders(
            study: Self.study {
                $0.metaorderRuns = 4
                $0.book.beta = 1_000
            }
        ).results()
        #expect(impossible.found.map(\.book) == ["cont-stoikov-talreja"])
        #expect(impossible.refused.map(\.holds) == [false])
        let none = LabMetaorders(study: Self.study { $0.metaorderRuns = 0 }).results()
        #expect(none.found.isEmpty && none.refused.isEmpty)
    }

    /// With equal cost at a size the closed form gives that size the book's slippage.
    @Test func equalCostMeetsAtItsSize() throws {
        let study = Self.study { $0.orders.sizes = [1_000, 100_000, 1_000_000] }
        var calibration = Calibration(study, LabWindows(study, loop: .sequential))
        let venues = calibration.venues(.equalCost)
        let order = LabOrder(side: .buy, quote: 100_000 * LabUnits.quote, limit: nil)
        let book = venues.book.slippage(of: order.quote)
        let curve = venues.curves[0].venue.trial(order, limits: false).slippage
        #expect(abs(book - curve) <= 1)
        #expect(book > 0)
    }

    /// What one group gains others lose, to the last millionth.
    @Test func nobodyGainsFromNothing() {
        let study = Self.study()
        for seed in 1...10 as ClosedRange<UInt64> {
            for regime in MarketRegime.allCases {
                let window = MarketWindow(study, regime, seed: seed)
                let book = VenueOutcome(
                    QuotedBook(LabBookTests.rules(study)), window,
                    ProbeRules(study, fundingPerDay: 1), study)
                let curve = VenueOutcome(
                    study.venues.curves[1].venue, window, ProbeRules(study, fundingPerDay: 1),
                    study)
                for outcome in [book, curve] {
                    #expect(!outcome.unbalanced)
                    // Each group's base is rounded down alone.
                    #expect(abs(outcome.gained.reduce(0, +)) <= 3)
                    #expect(outcome.gained[0] != 0)
                }
                #expect(curve.closedFormMisses == 0)
            }
        }
    }

    @Test func windowsAreTheSameForAll() {
        let study = Self.study()
        #expect(
            MarketWindow(study, .calm, seed: 3).indices
                == MarketWindow(study, .calm, seed: 3).indices)
        #expect(
            MarketWindow(study, .calm, seed: 3).indices
                != MarketWindow(study, .calm, seed: 4).indices)
        let window = MarketWindow(study, .stressed, seed: 3)
        #expect(window.count == 120)
        #expect(window.indices[0] == LabUnits.price)
        #expect(window.flowStarts.count == 121 && window.flowStarts[120] == window.flow.count)
        #expect(window.decision >= 30 && window.decision < 90)
        // A stressed window of four minutes has some 240 orders.
        #expect(window.flow.count > 150 && window.flow.count < 350)
    }

    @Test func volatilityIsWhatWasAskedFor() {
        let study = Self.study {
            $0.market.windowMicros = 3_600_000_000
            $0.market.jumpsPerHour = 0
        }
        var squares = 0.0
        var count = 0.0
        for seed in 1...20 as ClosedRange<UInt64> {
            let indices = MarketWindow(study, .calm, seed: seed).indices
            for (before, after) in zip(indices, indices.dropFirst()) {
                let change = ExactMath.log(Double(after) / Double(before))
                squares += change * change
                count += 1
            }
        }
        let yearly = (squares / count * 31_536_000 / 2).squareRoot()
        #expect(abs(yearly / 0.6 - 1) < 0.01)
    }

    @Test func crossingsAreBetweenTheSizes() {
        let sizes = [100.0, 1_000, 10_000]
        #expect(LabStatistics.crossings([1, 2, 3], sizes).isEmpty)
        let found = LabStatistics.crossings([1, 1, -1], sizes)
        #expect(found.count == 1 && !found[0].isCurveCheaperBelow)
        #expect(abs((found[0].size ?? 0) - 3_162.277) < 0.01)
        let both = LabStatistics.crossings([-3, 1, -1], sizes)
        #expect(both.map(\.isCurveCheaperBelow) == [true, false])
        #expect(abs((both[0].size ?? 0) - 562.34) < 0.01)
        var study = SlippageStudy()
        study.resamples = 500
        let rows = (0..<40).map { seed in [2.0, Double(seed % 5) - 1, -2.0] }
        let crossings = LabStatistics(study).crossings(rows, sizes: sizes)
        #expect(crossings.count == 1)
        #expect(!crossings[0].isCurveCheaperBelow)
        #expect(crossings[0].share == 1)
        // The mean at the middle is 1: a third of the way from 1,000 to 10,000.
        #expect(abs((crossings[0].size ?? 0) - 2_154.43) < 0.1)
        let interval = crossings[0].interval
        #expect((interval?.low ?? 0) < 2_154 && (interval?.high ?? 0) > 2_155)
        // No crossing at all tells who is cheaper.
        let none = LabStatistics(study).crossings([[-1, -2, -1], [-2, -1, -1]], sizes: sizes)
        #expect(none.count == 1 && none[0].size == nil && none[0].isCurveCheaperBelow)
    }

    /// In each resample the crossing of the same direction that is nearest counts.
    @Test func aCrossingIsComparedWithItsOwnKind() {
        func crossing(_ size: Double, _ isBelow: Bool) -> LabStatistics.Crossing {
            LabStatistics.Crossing(size: size, isCurveCheaperBelow: isBelow)
        }
        let others = [crossing(90, true), crossing(110, false), crossing(300, false)]
        #expect(crossing(200, false).nearest(of: others) == 300)
        #expect(crossing(150, false).nearest(of: others) == 110)
        #expect(crossing(1_000, true).nearest(of: others) == 90)
        #expect(crossing(1, true).nearest(of: [crossing(2, false)]) == nil)
    }

    @Test func expectedShortfallIsTheMeanOfTheWorst() {
        var study = Self.study()
        study.seeds = 100
        study.market.stressedWeight = 0.1
        let windows = LabWindows(study, loop: .sequential)
        // Calm windows gain 5; stressed ones lose 0...99.
        let profits = (0..<100).map { [5, -Int64($0)] }
        // A stressed window weighs a thousandth: the worst hundredth are the ten worst of them.
        #expect(abs(windows.expectedShortfall(profits) - 94.5) < 1e-9)
        #expect(abs(windows.expectedShortfall(profits, tail: 0.1) - 49.5) < 1e-9)
        #expect(abs(windows.mean(profits) - (0.9 * 5 - 0.1 * 49.5)) < 1e-9)
    }
}
