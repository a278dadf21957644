import Simulation
import Testing

@testable import Experiments

@Suite struct SlippageStudyFieldsTests {
    /// A study none of whose settings has its default.
    static func unusual() -> SlippageStudy {
        var study = SlippageStudy()
        study.name = "unusual"
        study.title = "no: defaults"
        study.seeds = 7
        study.firstSeed = .max - 6
        study.modes = [.equalCost, .equalRevenue]
        study.regimes = [.stressed]
        study.policies = [.split, .limited]
        study.market.indexPrice = 61_700.25
        study.market.blockMicros = 250_000
        study.market.windowMicros = 120_000_000
        study.market.volatility = 0.31
        study.market.stressedVolatility = 1.75
        study.market.jumpsPerHour = 0.5
        study.market.stressedJumpsPerHour = 3.5
        study.market.jumpBps = 33
        study.market.stressedWeight = 0.125
        study.flow.ordersPerMinute = 3.5
        study.flow.stressedOrdersPerMinute = 9.5
        study.flow.medianQuote = 123.5
        study.flow.sigma = 0.75
        study.flow.stressedSellShare = 0.4
        study.flow.limitBps = 12.5
        study.orders.sizes = [3, 44, 555]
        study.orders.latencyBlocks = 2
        study.orders.toleranceBps = 7.5
        study.orders.attempts = 5
        study.orders.parts = 4
        study.orders.partEveryBlocks = 2
        study.orders.curveGasQuote = 0.25
        study.orders.bookGasQuote = 0.125
        study.orders.completionBps = 8.5
        study.orders.holdingMicros = 7_200_000_000
        study.book.halfSpreadBps = 1.5
        study.book.depthQuote = 1_234_567.5
        study.book.depthBps = 50.5
        study.book.beta = 0.875
        study.book.levels = 11
        study.book.reachBps = 250.5
        study.book.tickBps = 0.0625
        study.book.lagBlocks = 3
        study.book.recoveryPerSecond = 0.375
        study.book.inventoryMaxQuote = 765_432
        study.book.skewBps = 2.5
        study.book.marginQuote = 54_321
        study.book.withdrawal.volatilityFactor = 0.625
        study.book.withdrawal.inventoryFactor = 0.25
        study.book.withdrawal.leastShare = 0.375
        study.book.takerFeeBps = 3.25
        study.book.makerFeeBps = -0.25
        study.book.bandBps = 333
        var plain = LabCurveSettings()
        plain.name = "plain"
        plain.quoteReserve = 9_876_543
        plain.feeBps = 3.5
        plain.fluctuationBps = 77
        plain.fundingPerDay = 0.5
        plain.arbitrageLagBlocks = 2
        var pegged = LabCurveSettings()
        pegged.name = "pegged"
        var peg = LabPegSettings()
        peg.thresholdBps = 11
        peg.everyMicros = 90_000_000
        pegged.form = .pegged(peg)
        var ranged = LabCurveSettings()
        ranged.name = "ranged"
        var range = LabRangeSettings()
        range.width = 0.375
        ranged.form = .concentrated(range)
        study.curves = [plain, pegged, ranged]
        var recording = LabRecordingSettings()
        recording.depthFile = "depth.csv"
        recording.tradesFile = "trades.csv"
        recording.indexFile = "index.csv"
        recording.bandsFile = "bands.csv"
        study.recording = recording
        study.metaorderRuns = 12
        study.level = 0.875
        study.resamples = 321
        return study
    }

    @Test("every setting is written and read again")
    func roundTrip() throws {
        for study in [Self.unusual(), SlippageLabTests.study()] {
            let again = try SettingReader.read(study.source, as: SlippageStudy.self)
            #expect(again == study)
        }
    }

    @Test("no setting of the unusual study has its default, so that none is left out of the fields")
    func unusualEverywhere() {
        func leaves(_ value: Any, _ path: String) -> [(String, String)] {
            let mirror = Mirror(reflecting: value)
            if mirror.displayStyle == .enum || mirror.children.isEmpty
                || mirror.displayStyle == .collection
            {
                return [(path, "\(value)")]
            }
            return mirror.children.flatMap { leaves($0.value, "\(path).\($0.label ?? "")") }
        }
        let usual = Dictionary(
            uniqueKeysWithValues: leaves(SlippageStudy(), "study").map { ($0.0, $0.1) })
        for (path, value) in leaves(Self.unusual(), "study") {
            #expect(usual[path] != value, "\(path)")
        }
    }

    @Test("a form's keys stand beside the curve's own, and others are refused")
    func forms() throws {
        var source = Self.unusual().source
        try source.set("curves[pegged].width", to: .plain("0.1"))
        do {
            _ = try SettingReader.read(source, as: SlippageStudy.self)
            Issue.record("a pegged curve has a width")
        } catch {
            #expect(
                "\(error)".contains("curves[1].width: form pegged has no such key"), "\(error)")
        }
    }
}
