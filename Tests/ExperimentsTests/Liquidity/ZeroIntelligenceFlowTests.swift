import Experiments
import OrderBook
import SimulationKernel
import Testing

@Suite struct ZeroIntelligenceFlowTests {
    /// The mean spread of a book that has settled, ticks.
    private func spread(
        market: Double, granularity: Double, seed: UInt64 = 1
    ) throws -> Double {
        let rates = ZeroIntelligenceFlow.Rates(
            limitPerTick: 1, market: market, cancel: granularity * market, size: 1,
            reachTicks: Int64(6 * market))
        #expect(abs(rates.granularity / granularity - 1) < 1e-12)
        var book = try BookEngine()
        var flow = ZeroIntelligenceFlow(
            rates, around: 1_000_000, stream: RandomStream(seed: seed, name: "flow"))
        // Ten lives of an order, then twenty thousand market orders of a side.
        _ = flow.run(&book, nanos: UInt64(10e9 / rates.cancel))
        let record = flow.run(&book, nanos: UInt64(20_000e9 / market))
        #expect(record.quotedNanos == record.passedNanos)
        return try #require(record.mean)
    }

    @Test("the spread is in proportion to market over limit orders, and grows with granularity")
    func law() throws {
        for granularity in [0.02, 0.2] {
            let markets = [25.0, 50, 100, 200]
            let spreads = try markets.map { try spread(market: $0, granularity: granularity) }
            // The slope of the logarithms over three doublings; ticks round the smallest spreads up.
            let slope = ExactMath.log(spreads[3] / spreads[0]) / ExactMath.log(8)
            #expect(abs(slope - 1) < 0.03, "\(spreads)")
        }
        let fine = try spread(market: 100, granularity: 0.02)
        let coarse = try spread(market: 100, granularity: 0.2)
        #expect(coarse > 1.3 * fine)
    }

    @Test("the depth far from the best is what comes over what goes")
    func depth() throws {
        let rates = ZeroIntelligenceFlow.Rates(
            limitPerTick: 4, market: 40, cancel: 2, size: 2, reachTicks: 400)
        var book = try BookEngine()
        var flow = ZeroIntelligenceFlow(
            rates, around: 1_000_000, stream: RandomStream(seed: 3, name: "flow"))
        var (lots, levels) = (Int64(0), 0)
        for _ in 0..<200 {
            _ = flow.run(&book, nanos: 1_000_000_000)
            guard let ask = book.top.ask else { continue }
            // A stretch that is beyond all market orders, and within all limit orders.
            for level in book.depth(.sell)
            where (ask.price + 100..<ask.price + 200).contains(level.price) {
                lots += level.quantity
            }
            levels += 100
        }
        let mean = Double(lots) / Double(levels)
        #expect(abs(mean / (rates.limitPerTick / rates.cancel) - 1) < 0.05, "\(mean)")
    }

    @Test("the same stream gives the same book, another one another")
    func determinism() throws {
        func hash(_ seed: UInt64) throws -> UInt64 {
            let rates = ZeroIntelligenceFlow.Rates(
                limitPerTick: 1, market: 20, cancel: 1, size: 1, reachTicks: 100)
            var book = try BookEngine()
            var flow = ZeroIntelligenceFlow(
                rates, around: 5_000, stream: RandomStream(seed: seed, name: "flow"))
            _ = flow.run(&book, nanos: 20_000_000_000)
            return book.bookHash
        }
        #expect(try hash(1) == hash(1))
        #expect(try hash(1) != hash(2))
    }
}
