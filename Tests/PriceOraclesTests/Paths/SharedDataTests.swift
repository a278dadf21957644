import Foundation
import PriceOracles
import SimulationKernel
import Testing
import WideIntegers

/// The market data beside the repository, where `PERPLAB_SHARED` names its folder.
@Suite(.enabled(if: ProcessInfo.processInfo.environment["PERPLAB_SHARED"] != nil))
struct SharedDataTests {
    static func reading(
        _ file: String, _ repair: DataRepair = .refuse, priceDecimals: Int = 8
    ) throws -> (rows: [DataRow], report: DataReport) {
        let shared = ProcessInfo.processInfo.environment["PERPLAB_SHARED"] ?? ""
        let data = try Data(contentsOf: URL(fileURLWithPath: "\(shared)/data/\(file)"))
        var reader = try MarketDataReader(
            file: file, repair: repair, priceDecimals: priceDecimals)
        var rows: [DataRow] = []
        for start in stride(from: 0, to: data.count, by: 4093) {
            try reader.append(Array(data[start..<min(start + 4093, data.count)]), to: &rows)
        }
        try reader.finish(to: &rows)
        return (rows, reader.report)
    }

    @Test(
        "reads every file whole, with the kind, the rows and the step that its list states",
        arguments: [
            ("btcusdt_binance_15m_20200310_20200315.csv", .bars, 576, 900),
            ("btcusdt_binance_1h_202003.csv", .bars, 744, 3600),
            ("btcusdt_binance_1h_20210215_20210228.csv", .bars, 336, 3600),
            ("btcusdt_binance_1h_20210517_20210521.csv", .bars, 120, 3600),
            ("btcusdt_perp_binance_1m_20251010.csv", .bars, 81, 60),
            ("btcusdt_perp_binance_l2_20240808.csv", .depth, 345, nil),
            ("btcusdt_perp_binance_trades_20240808.csv", .ticks, 21_313, nil),
            ("btcusdt_spot_binance_l2_20240808.csv", .depth, 346, nil),
            ("btcusdt_spot_binance_trades_20240808.csv", .ticks, 9757, nil),
            ("ethusdt_binance_1h_20200310_20200315.csv", .bars, 144, 3600),
            ("funding_btcusdt_binance_8h_2020_2023.csv", .fundingRates, 4383, 28_800),
            ("funding_btcusdt_bybit_8h_2021_2023.csv", .fundingRates, 3285, 28_800),
            ("funding_ethusd_dydx_1h_2022_2023.csv", .fundingRates, 17_520, 3600),
            ("funding_ethusdt_binance_8h_2020_2023.csv", .fundingRates, 4383, 28_800),
            ("funding_ethusdt_bybit_8h_2021_2023.csv", .fundingRates, 3285, 28_800),
            ("hyperliquid_adl_by_coin_20251010.csv", .deleveraging, 162, nil),
            ("hyperliquid_liq_adl_timeline_20251010.csv", .cascade, 186, nil),
            ("luna_usd_oracle_20220509_20220511.csv", .ticks, 50_000, nil),
        ] as [(String, DataKind, Int, UInt64?)])
    func files(file: String, kind: DataKind, rows: Int, step: UInt64?) throws {
        let (found, report) = try Self.reading(file)
        #expect(found.count == rows)
        #expect(report.kind == kind)
        #expect(report.stepMicros == step.map { $0 * 1_000_000 })
        #expect(report.findings.map(\.count).reduce(0, +) == 0)
        #expect(report.unreadColumns.isEmpty)
    }

    @Test("meets the hole of two bars, and fills it")
    func hole() throws {
        let file = "ethusdt_binance_1h_20210415_20210421.csv"
        let error = #expect(throws: DataError.self) { try Self.reading(file) }
        #expect(error?.problem == .gap(missingRows: 2))
        let (rows, report) = try Self.reading(file, DataRepair(gaps: .holdLast(rowsMax: 2)))
        #expect(rows.count == 168)
        #expect(report.filledRows == 2)
    }

    @Test("reads the sums and the prices that the list of the files states")
    func figures() throws {
        var (liquidations, deleveragings): (UInt64, UInt64) = (0, 0)
        for row in try Self.reading("hyperliquid_liq_adl_timeline_20251010.csv").rows {
            guard case .cascade(let second) = row else { continue }
            liquidations += second.liquidations
            deleveragings += second.deleveragings
        }
        #expect(liquidations == 63_637 && deleveragings == 34_983)
        var notional = UInt256.zero
        for row in try Self.reading("hyperliquid_adl_by_coin_20251010.csv").rows {
            guard case .deleveraging(let coin) = row else { continue }
            notional = notional &+ coin.notionalWad
        }
        #expect(notional == UInt256(210_311_143_087) &* 10_000_000_000_000_000)
        let lows = try Self.reading("btcusdt_binance_1h_202003.csv").rows.map {
            if case .bar(let bar) = $0 { bar.low } else { UInt256.max }
        }
        #expect(lows.min() == 378_213_000_000)
    }

    /// A case of an average over the prints of LUNA.
    struct Average: Decodable {
        struct Input: Decodable {
            var at: UInt64?
            var windowS: UInt64?
        }
        struct Expected: Decodable {
            var twap: UInt64?
            var lastRowAtOrBefore: UInt64?
        }
        var id: String
        var input: Input
        var expected: Expected
    }

    @Test("averages the prints of LUNA as the vectors do")
    func luna() throws {
        struct File: Decodable { var cases: [Average] }
        var held = HeldPrices()
        for row in try Self.reading("luna_usd_oracle_20220509_20220511.csv").rows {
            guard case .tick(let tick) = row else { continue }
            try held.record(tick.price, at: tick.time)
        }
        let shared = ProcessInfo.processInfo.environment["PERPLAB_SHARED"] ?? ""
        let path = "\(shared)/vectors/oracles/feed_replay.json"
        let data = try Data(contentsOf: URL(fileURLWithPath: path))
        let decoder = JSONDecoder()
        decoder.keyDecodingStrategy = .convertFromSnakeCase
        var count = 0
        for item in try decoder.decode(File.self, from: data).cases {
            guard let asked = item.input.at, let window = item.input.windowS else { continue }
            let found = try held.average(at: at(asked), windowMicros: window * 1_000_000)
            #expect(found.average == UInt256(item.expected.twap ?? 0), "\(item.id)")
            let last = UInt256(item.expected.lastRowAtOrBefore ?? 0)
            #expect(found.lastPrice == last, "\(item.id)")
            count += 1
        }
        #expect(count >= 4)
    }
}
