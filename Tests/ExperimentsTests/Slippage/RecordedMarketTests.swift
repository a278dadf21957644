import PriceOracles
import SimulationKernel
import Testing
import VenueFormulas
import WideIntegers

@testable import Experiments

@Suite struct RecordedMarketTests {
    private static func wad(_ hundredths: UInt64) -> UInt256 {
        UInt256(hundredths) &* UInt256(10_000_000_000_000_000)
    }

    /// A book of two levels a side around a price in hundredths, a base each.
    private static func row(_ second: UInt64, _ mid: UInt64, base: UInt64 = 100) -> DepthRow {
        DepthRow(
            time: SimulatedTime(micros: second * 1_000_000),
            bids: [
                .init(price: wad(mid - 10), sizeWad: wad(base)),
                .init(price: wad(mid - 20), sizeWad: wad(base)),
            ],
            asks: [
                .init(price: wad(mid + 10), sizeWad: wad(base)),
                .init(price: wad(mid + 20), sizeWad: wad(base)),
            ])
    }

    private static func market(
        _ trades: [PriceTick] = [], bands: [DepthBands] = []
    ) throws -> RecordedMarket {
        try RecordedMarket(
            depth: (0..<40).map { row(100 + $0, 20_000 + $0) }, trades: trades,
            index: (0..<41).map { row(99 + $0, 20_000) }, bands: bands)
    }

    @Test func ordersWalkTheRecordedLevels() throws {
        var study = SlippageStudy()
        study.book.takerFeeBps = 5
        var book = try Self.market().book(study)
        book.show(3)
        // A base of 200 costs 200.13 at the best ask of the fourth second.
        let fill = book.take(
            LabOrder(side: .buy, quote: 300 * LabUnits.quote, limit: nil), limits: true)
        #expect(fill.quote == 300 * LabUnits.quote)
        #expect(fill.touch == 1_000_650_000_000)
        #expect(fill.mid == 1_000_150_000_000)
        // 200.13 at the first level, the rest at 200.23.
        let base = 1 + (300 - 200.13) / 200.23
        #expect(abs(Double(fill.base) / 200e6 - base) < 1e-6)
        let slippage = 300 / base / 200.03 - 1
        #expect(abs(Double(fill.slippage) / 1e10 - slippage) < 1e-8)
        #expect(fill.fee == 150_000)
        // History is not changed by it.
        #expect(
            book.take(LabOrder(side: .buy, quote: 300_000_000, limit: nil), limits: true) == fill)
        // Nothing lies beyond the last level.
        let most = book.take(
            LabOrder(side: .buy, quote: 900 * LabUnits.quote, limit: nil), limits: true)
        #expect(abs(most.quote - 400_360_000) <= 2)
        #expect(book.fillable(.buy, limits: false).map { abs($0 - 400_360_000) <= 2 } == true)
    }

    @Test func theIndexIsWithoutTheLastingBasis() throws {
        let market = try Self.market()
        // The book rises by 0.39 around 200; its mean distance from the index of 200 is 0.195.
        #expect(market.count == 40)
        #expect(Set(market.indices).count == 1)
        #expect(abs(market.indices[0] - 1_000_975_000_000) <= 1)
        #expect(market.blockMicros == 1_000_000)
    }

    @Test func tradesBelongToTheRowBeforeThem() throws {
        func trade(_ micros: UInt64, _ side: SpotSide, _ price: UInt64) -> PriceTick {
            PriceTick(
                time: SimulatedTime(micros: micros), price: Self.wad(price),
                sizeWad: Self.wad(50), takerSide: side)
        }
        let market = try Self.market([
            trade(99_900_000, .buy, 20_000), trade(100_000_000, .buy, 20_010),
            trade(100_999_999, .sell, 19_990), trade(101_000_000, .buy, 20_020),
            trade(500_000_000, .sell, 20_000),
        ])
        #expect(market.flow.count == 4)
        #expect(Array(market.flowStarts.prefix(4)) == [0, 2, 3, 3])
        #expect(market.flow[1].side == .sell)
        #expect(market.flow[1].printed == 999_500_000_000)
        // Half a base at 199.90.
        #expect(market.flow[1].quote == 99_950_000)
        #expect(market.flowStarts.last == 4)
        // A buyer who paid 0.1 above the mid has given makers five cents, and them two thousandths fee.
        var study = SlippageStudy()
        (study.book.takerFeeBps, study.book.makerFeeBps) = (0, 2)
        let window = market.windows(study)[0]
        var book = market.book(study)
        book.open(0, window)
        book.pass(market.flow[0])
        #expect(book.ledger.liquidity.quote == 100_050_000 - 20_010)
        #expect(book.ledger.venue == 20_010)
    }

    @Test func bandsHoldWhatLevelsDoNotReach() throws {
        let time = SimulatedTime(micros: 1)
        func band(_ percent: Int64, _ depth: UInt64, _ notional: UInt64) -> DepthBandRow {
            DepthBandRow(
                time: time, percentWad: Int256(percent) &* Int256(1_000_000_000_000_000_000),
                depthWad: UInt256.wad &* UInt256(depth), notionalWad: .wad &* UInt256(notional))
        }
        let bands = try #require(
            DepthBands.moments(of: [band(-1, 10, 1_990), band(1, 10, 2_010)]).first)
        let plain = try Self.market().books[0]
        let deep = try Self.market(bands: [bands]).books[0]
        #expect(deep.asks.count > plain.asks.count)
        #expect(Array(deep.asks.prefix(2)) == plain.asks)
        #expect(zip(deep.asks, deep.asks.dropFirst()).allSatisfy { $0.price < $1.price })
        #expect(zip(deep.bids, deep.bids.dropFirst()).allSatisfy { $0.price > $1.price })
        #expect((deep.asks.last?.price ?? 0) < 1_010_100_000_000)
    }

    @Test func sizesBeyondTheRecordAreLeftOut() throws {
        var study = SlippageStudy()
        study.seeds = 20
        study.resamples = 100
        study.orders.sizes = [10, 100, 300, 500]
        study.modes = [.environment, .equalDepth, .equalCost, .zeroProfit]
        study.metaorderRuns = 0
        var curve = LabCurveSettings()
        (curve.name, curve.quoteReserve) = ("curve", 1_000_000)
        study.curves = [curve]
        let lab = SlippageLab(study, record: try Self.market())
        #expect(lab.study.orders.sizes == [10, 100, 300])
        let results = lab.run()
        #expect(results.checks.filter(\.holds).count == results.checks.count)
        #expect(
            results.costs.filter { $0.venue == "book" && $0.policy == .unlimited }
                .map(\.unfilledShare).max() == 0)
        // Nobody trades against the curve but arbitrageurs, who find no gap.
        #expect(results.calibrations.contains { $0.parameter == "taker_fee_bps" })
    }

    @Test func shortAndEmptyRecordsAreRefused() throws {
        #expect(throws: RecordedMarketError.tooShort(moments: 3)) {
            try RecordedMarket(
                depth: (0..<3).map { Self.row($0, 20_000) }, trades: [],
                index: [Self.row(0, 20_000)])
        }
        var rows = (0..<40).map { Self.row(100 + $0, 20_000) }
        rows[7].asks = []
        #expect(
            throws: RecordedMarketError.emptySide(
                file: "depth", at: SimulatedTime(micros: 107_000_000))
        ) {
            try RecordedMarket(depth: rows, trades: [], index: [Self.row(0, 20_000)])
        }
    }
}
