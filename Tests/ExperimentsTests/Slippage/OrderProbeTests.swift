import SimulationKernel
import Testing
import VenueFormulas

@testable import Experiments

@Suite struct OrderProbeTests {
    private static func study(_ change: (inout SlippageStudy) -> Void = { _ in }) -> SlippageStudy {
        var study = SlippageStudy()
        study.market.windowMicros = 120_000_000
        var curve = LabCurveSettings()
        curve.name = "curve"
        study.curves = [curve]
        change(&study)
        return study
    }

    private static func rules(_ study: SlippageStudy) -> ProbeRules {
        ProbeRules(study, fundingPerDay: 0)
    }

    /// Quote spent less what the base was worth at decision, fees, gas and the rest's cost, added up
    /// without the parts.
    @Test(arguments: ExecutionPolicy.allCases)
    func partsAddUpToWhatWasPaid(_ policy: ExecutionPolicy) {
        let study = Self.study()
        for seed in 1...20 as ClosedRange<UInt64> {
            let window = MarketWindow(study, .stressed, seed: seed)
            let venue = study.venues.curves[0].venue
            let probe = OrderProbe(
                Self.rules(study), window, decided: WindowRun(venue, window).decided)
            for side in TakerSide.allCases {
                for size in [1_000, 90_000, 2_000_000] as [Int64] {
                    let quote = size * LabUnits.quote
                    let cost = probe.cost(side, quote, policy)
                    #expect(cost.filled <= quote)
                    #expect(cost[.gas] == Int64(cost.tries) * LabUnits.quote / 2)
                    let part = cost.parts.reduce(0, +)
                    #expect(
                        cost.totalMicroBps
                            == LabUnits.ratio(Int128(part), over: Int128(quote)))
                    if cost.filled > 0 {
                        #expect(
                            cost[.fee] >= LabUnits.part(10 * LabUnits.basisPoint, of: cost.filled))
                    }
                }
            }
        }
    }

    /// In a market where nothing else happens the whole cost is known.
    @Test func aQuietMarketCostsSlippageFeeAndGas() {
        let study = Self.study { $0.flow.ordersPerMinute = 0 }
        let indices = [Int64](repeating: LabUnits.price, count: 60)
        var window = LabCurveTests.window(indices)
        window.decision = 20
        let reserve = study.venues.curves[0].reserve
        let probe = OrderProbe(
            Self.rules(study), window, decided: study.venues.curves[0].venue)
        for side in TakerSide.allCases {
            let quote = 100_000 * LabUnits.quote
            let cost = probe.cost(side, quote, .limited)
            let slippage = LabUnits.ratio(Int128(quote), over: Int128(reserve))
            #expect(cost.slippage == slippage)
            #expect(cost[.fee] == 100 * LabUnits.quote)
            #expect(cost[.gas] == LabUnits.quote / 2)
            #expect(cost[.spread] == 0 && cost[.basis] == 0 && cost[.delay] == 0)
            #expect(cost.tries == 1 && cost.refused == 0)
        }
    }

    /// The same order in ten parts, with arbitrage after each, is cheaper than at once.
    @Test func partsCostLessThanTheWholeWhereArbitrageCloses() {
        let study = Self.study {
            $0.flow.ordersPerMinute = 0
            $0.orders.curveGasQuote = 0
        }
        var window = LabCurveTests.window([Int64](repeating: LabUnits.price, count: 60))
        window.decision = 20
        let probe = OrderProbe(
            Self.rules(study), window, decided: study.venues.curves[0].venue)
        let whole = probe.cost(.buy, 250_000 * LabUnits.quote, .unlimited)
        let parts = probe.cost(.buy, 250_000 * LabUnits.quote, .split)
        #expect(parts.tries == 10)
        #expect(parts.filled == whole.filled)
        #expect(parts[.impact] < whole[.impact] / 2)
        #expect(parts[.fee] == whole[.fee])
    }

    /// The longer the time between parts, the more of a book has come back.
    @Test func partsFurtherApartCostLess() {
        var costs: [Int64] = []
        for gap in [1, 4, 16] {
            let study = Self.study {
                $0.flow.ordersPerMinute = 0
                $0.book.recoveryPerSecond = 0.02
                $0.orders.parts = 3
                $0.orders.partEveryBlocks = gap
            }
            var window = LabCurveTests.window([Int64](repeating: LabUnits.price, count: 90))
            window.decision = 10
            let probe = OrderProbe(
                Self.rules(study), window, decided: QuotedBook(LabBookTests.rules(study)))
            let cost = probe.cost(.buy, 3_000_000 * LabUnits.quote, .split)
            #expect(cost.tries == 3 && cost.filled == 3_000_000 * LabUnits.quote)
            costs.append(cost.totalMicroBps)
        }
        #expect(costs[0] > costs[1] && costs[1] > costs[2])
        #expect(costs[2] > 0)
    }

    /// An order that the market's limit refuses is sent again, costs gas each time, and is completed at
    /// the index of the end.
    @Test func refusedOrdersAreShownAsACost() {
        let study = Self.study { $0.orders.attempts = 4 }
        var window = LabCurveTests.window([Int64](repeating: LabUnits.price, count: 60))
        window.decision = 20
        for block in (20 + Self.rules(study).horizon)..<60 {
            window.indices[block] = LabUnits.price / 100 * 102
        }
        let probe = OrderProbe(
            Self.rules(study), window, decided: study.venues.curves[0].venue)
        // A hundredth of the reserve moves the price by two percent, the limit is 1.2.
        let quote = 500_000 * LabUnits.quote
        let bought = probe.cost(.buy, quote, .limited)
        #expect(bought.filled == 0 && bought.slippage == nil)
        #expect(bought.tries == 4 && bought.refused == 4)
        #expect(bought[.gas] == 2 * LabUnits.quote)
        // Two percent of the index, and a hundred basis points for completing.
        #expect(bought[.unfilled] == 15_000 * LabUnits.quote)
        let sold = probe.cost(.sell, quote, .limited)
        #expect(sold[.unfilled] == -5_000 * LabUnits.quote)
        #expect(probe.cost(.buy, quote, .unlimited).filled == quote)
    }

    /// The trader's own limit refuses what has become dearer between decision and arrival.
    @Test func thePriceMayMoveBeforeArrival() {
        let study = Self.study { $0.orders.toleranceBps = 20 }
        var window = LabCurveTests.window([Int64](repeating: LabUnits.price, count: 60))
        window.decision = 20
        for block in 21..<60 { window.indices[block] = LabUnits.price / 1_000 * 1_005 }
        let probe = OrderProbe(
            Self.rules(study), window, decided: study.venues.curves[0].venue)
        let bought = probe.cost(.buy, 10_000 * LabUnits.quote, .limited)
        #expect(bought.filled == 0)
        #expect(bought.refused == 3)
        // To a seller the move is a gain.
        let sold = probe.cost(.sell, 10_000 * LabUnits.quote, .limited)
        #expect(sold.filled == 10_000 * LabUnits.quote)
        #expect(sold[.delay] < 0)
        let anyway = probe.cost(.buy, 10_000 * LabUnits.quote, .unlimited)
        #expect(abs(anyway[.delay] - 49_800_000) < 50_000)
    }

    /// What is left of a partial fill is tried again as levels come back.
    @Test func aBookFillsInPartAndTriesAgain() {
        let study = Self.study {
            $0.book.bandBps = 20
            $0.book.recoveryPerSecond = 1
            $0.flow.ordersPerMinute = 0
        }
        var window = LabCurveTests.window([Int64](repeating: LabUnits.price, count: 60))
        window.decision = 20
        let probe = OrderProbe(
            Self.rules(study), window, decided: QuotedBook(LabBookTests.rules(study)))
        let quote = 4_000_000 * LabUnits.quote
        let cost = probe.cost(.buy, quote, .limited)
        #expect(cost.tries == 3)
        #expect(cost.filled > 3_000_000 * LabUnits.quote)
        #expect(cost.filled < quote || cost[.unfilled] == 0)
        #expect(cost[.spread] > 0)
    }
}
