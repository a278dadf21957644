import Testing

@testable import Experiments

@Suite struct SlippageStudyProblemTests {
    private func lines(_ change: (inout SlippageStudy) -> Void) -> [String] {
        SlippageLabTests.study(change).problems().map(\.description)
    }

    @Test("a study that can be run has no problems")
    func good() {
        #expect(lines { _ in }.isEmpty)
        #expect(SlippageStudyFieldsTests.unusual().problems().isEmpty)
    }

    @Test("lists are not empty, and name nothing twice")
    func lists() {
        #expect(lines { $0.modes = [] } == ["modes: none: at least one"])
        #expect(lines { $0.regimes = [] } == ["regimes: none: at least one"])
        #expect(lines { $0.policies = [] } == ["policies: none: at least one"])
        #expect(
            lines { $0.modes = [.zeroProfit, .environment, .zeroProfit] }
                == ["modes[2]: 'zero-profit': modes[0] says this as well"])
        #expect(
            lines { $0.curves[1].name = "plain" }
                == ["curves[1].name: 'plain': curves[0] says this as well"])
        #expect(
            lines { $0.curves[0].name = "book" }
                == [
                    "curves[0].name: 'book': another name, since the order book is called so"
                ])
        #expect(
            lines { $0.curves = [] } == ["curves: none: at least one curve, or a recording"])
        #expect(
            lines {
                $0.curves = []
                $0.recording = SlippageStudyFieldsTests.unusual().recording
            }.isEmpty)
        #expect(lines { $0.name = "" } == ["name: '': a name"])
    }

    @Test("sizes ascend from above zero")
    func sizes() {
        #expect(lines { $0.orders.sizes = [] } == ["orders.sizes: none: at least one size"])
        #expect(
            lines { $0.orders.sizes = [0, 1] } == ["orders.sizes[0]: 0: a size above 0"])
        #expect(
            lines { $0.orders.sizes = [5, 5] }
                == ["orders.sizes[1]: 5: above the size before, 5, since sizes ascend"])
        #expect(lines { $0.orders.sizes = [4, 5] }.isEmpty)
    }

    @Test("seeds are enough for an interval, and the last one is a number")
    func seeds() {
        #expect(lines { $0.seeds = 1 } == ["seeds: 1: from 2 to 100000 seeds"])
        #expect(lines { $0.seeds = 100_001 } == ["seeds: 100001: from 2 to 100000 seeds"])
        #expect(lines { $0.firstSeed = .max - 11 }.isEmpty)
        #expect(lines { $0.firstSeed = .max - 10 }.count == 1)
    }

    @Test("an order is done before its window ends, wherever in it is decided")
    func window() {
        // 120 blocks: the trader decides in block 89 at the latest, which leaves 30.
        #expect(
            lines {
                $0.orders.latencyBlocks = 17
                $0.orders.parts = 10
                $0.orders.attempts = 3
            }.isEmpty)
        #expect(
            lines {
                $0.orders.latencyBlocks = 18
                $0.orders.parts = 10
                $0.orders.attempts = 3
            } == [
                "market.window: 120 blocks: long enough for an order: the last quarter has 30 blocks, "
                    + "and orders.latency_blocks, parts and attempts take 31"
            ])
        let short = lines { $0.market.windowMicros = 3_999_999 }
        #expect(short.first == "market.window: 1 blocks: from 2 to 100000 blocks of market.block")
    }

    @Test("a study at the limit of its window can be run")
    func windowAtLimit() {
        let study = SlippageLabTests.study {
            $0.seeds = 40
            $0.modes = [.environment]
            $0.orders.sizes = [20_000_000]
            $0.orders.latencyBlocks = 17
        }
        #expect(study.problems().isEmpty)
        let checks = SlippageLab(study).run().checks
        #expect(checks.allSatisfy { $0.holds })
    }

    @Test("what would leave the range of the laboratory's numbers is refused")
    func ranges() {
        #expect(
            lines { $0.market.volatility = 200 }.first?.hasPrefix("market.volatility: 200.0: less")
                == true)
        #expect(
            lines {
                $0.market.stressedJumpsPerHour = 3_000
                $0.market.jumpBps = 4_000
            }.first?.hasPrefix("market.stressed_volatility: 2.5: less") == true)
        #expect(
            lines { $0.flow.stressedOrdersPerMinute = 1e9 }.first?.hasPrefix(
                "flow.orders_per_minute: ") == true)
        #expect(
            lines { $0.flow.medianQuote = 1e9 }.first?.hasPrefix("flow.median_quote: ") == true)
        #expect(
            lines { $0.book.depthQuote = 1e12 }.first?.hasPrefix("book.depth_quote: ") == true)
        #expect(
            lines {
                $0.curves[0].quoteReserve = 1e10
                $0.curves[0].form = .concentrated(LabRangeSettings(width: 0.001))
            }.first?.hasPrefix("curves[0].quote_reserve: 10000000000.0: less") == true)
    }

    @Test("a book's levels lie in order, above a price of zero")
    func book() {
        #expect(
            lines { $0.book.halfSpreadBps = 500 } == [
                "book.half_spread_bps: 500.0: below book.reach_bps, 500.0"
            ])
        #expect(
            lines {
                $0.book.reachBps = 9_000
                $0.book.halfSpreadBps = 400
            }.first?.hasPrefix("book.reach_bps: 9000.0: such that bids stay above") == true)
    }

    @Test("a recording names its files")
    func recording() {
        #expect(
            lines { $0.recording = LabRecordingSettings() } == [
                "recording.depth_file: '': the path of a file",
                "recording.trades_file: '': the path of a file",
                "recording.index_file: '': the path of a file",
            ])
    }
}

extension LabRangeSettings {
    fileprivate init(width: Double) {
        self.init()
        self.width = width
    }
}
