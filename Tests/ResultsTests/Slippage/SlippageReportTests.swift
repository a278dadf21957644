import Foundation
import Testing

@testable import Experiments
@testable import Results

@Suite struct SlippageReportTests {
    private func page(
        _ results: SlippageResults = SyntheticSlippage.results(),
        text: String = "name: synthetic\nseeds: 200\n"
    ) -> String {
        SlippageReport(
            SlippageRecord(results, version: "1.2.3", resolvedText: text),
            command: "perplab slippage synthetic --seeds 200"
        ).html
    }

    /// `PERPLAB_REPORT_SAMPLES=DIR` keeps the page; the browser test opens it.
    @Test("the page has a section for each mode, the headline's first and open")
    func sections() throws {
        let page = page()
        let ids = page.components(separatedBy: "<section id=\"").dropFirst().map {
            String($0.prefix { $0 != "\"" })
        }
        #expect(
            ids == [
                "zero-profit", "crossings", "capital-at-risk", "environment", "equal-depth",
                "metaorders", "checks", "record",
            ])
        #expect(page.components(separatedBy: "<details class=\"mode\">").count == 4)
        let headline = try #require(page.components(separatedBy: "<section id=\"crossings\"").first)
        #expect(!headline.contains("<details class=\"mode\">"))
        #expect(page.utf8.count < 3_000_000)
        if let folder = ProcessInfo.processInfo.environment["PERPLAB_REPORT_SAMPLES"] {
            try Data(page.utf8).write(to: URL(fileURLWithPath: folder + "/slippage.html"))
        }
    }

    @Test("each mode and regime has all its pictures, under names of their own")
    func pictures() {
        let page = page()
        for mode in SyntheticSlippage.study().modes {
            for regime in ["calm", "stressed"] {
                for name in [
                    "cost-buy", "cost-sell", "slippage", "depth", "parts", "payments", "unfilled",
                    "reverted", "fillable", "policies-0", "policies-3",
                ] {
                    let id = "id=\"\(mode.rawValue)-\(regime)-\(name)\""
                    #expect(page.components(separatedBy: id).count == 2, "\(id)")
                }
                #expect(page.contains("data-name=\"\(mode.rawValue)-\(regime)-differences\""))
            }
        }
    }

    @Test("data of every picture are JSON with the sizes and the values of the rows")
    func data() throws {
        let results = SyntheticSlippage.results()
        let blocks = page(results).components(separatedBy: "class=\"data\">").dropFirst().map {
            $0.components(separatedBy: "</script>")[0]
        }
        #expect(blocks.count > 50)
        for block in blocks {
            #expect(throws: Never.self) { try JSONSerialization.jsonObject(with: Data(block.utf8)) }
        }
        let block = try #require(blocks.first)
        let first = try #require(
            try JSONSerialization.jsonObject(with: Data(block.utf8)) as? [String: Any])
        #expect(first["kind"] as? String == "sizes")
        #expect(first["xs"] as? [Double] == results.study.orders.sizes.map { Double($0) })
        let series = try #require(first["series"] as? [[String: Any]])
        #expect(series.map { $0["n"] as? String } == SyntheticSlippage.venues(results.study))
        let medians = try #require(series[1]["v"] as? [Double])
        let rows = results.costs.filter {
            $0.mode == .zeroProfit && $0.regime == .calm && $0.policy == .limited
                && $0.venue == "constant-product" && $0.side == .buy
        }
        for (median, row) in zip(medians, rows) {
            #expect(abs(median - row.total.median / 1e6) < 1e-6)
        }
        #expect(
            (first["marks"] as? [String])?.first
                == "constant-product crosses at 1.4M (1.12M \u{2026} 1.82M)")
    }

    @Test("the verdict names the sizes at which a curve costs less")
    func verdict() throws {
        var results = SyntheticSlippage.results()
        for index in results.differences.indices {
            let row = results.differences[index]
            guard row.curve == "pegged", row.mode == .zeroProfit, row.regime == .calm else {
                continue
            }
            // Over both sides: cheaper at 2k and 5k, and again at 10M alone.
            let isCheaper = [2_000, 5_000, 10_000_000].contains(row.sizeMicro / 1_000_000)
            results.differences[index].difference.mean =
                isCheaper ? (row.side == .buy ? 1e6 : -2e6) : (row.side == .buy ? -1e6 : 2e6)
        }
        let verdict = try #require(
            page(results).components(separatedBy: "<p class=\"verdict\">").last?
                .components(separatedBy: "</p>").first)
        #expect(
            verdict.contains(
                "<b>pegged</b> costs less than the book at sizes of <b>2k to 5k</b> and <b>10M</b>."
            ))
        #expect(verdict.hasPrefix("Spread and fees are such"))
    }

    @Test("the same results give the same bytes")
    func deterministic() {
        #expect(page() == page())
    }

    @Test("an identity and a sensitivity say what they are")
    func cautions() throws {
        var study = SyntheticSlippage.study()
        study.modes = [.equalDepth, .equalRevenue, .equalCost]
        let page = page(SyntheticSlippage.results(study))
        #expect(page.contains("This is a calibration identity and no finding"))
        #expect(page.contains("by construction"))
        #expect(page.components(separatedBy: "A sensitivity:").count == 3)
        // The identity is not what opens the page.
        let revenue = try #require(page.range(of: "<section id=\"equal-revenue\">"))
        let identity = try #require(page.range(of: "<section id=\"equal-depth\">"))
        #expect(revenue.lowerBound < identity.lowerBound)
    }

    @Test("command and parameters stand at the end; a broken check stands at the beginning")
    func record() throws {
        var results = SyntheticSlippage.results()
        #expect(!page(results).contains("class=\"alarm\""))
        results.checks[0].holds = false
        let page = page(results)
        #expect(page.contains("<p class=\"alarm\">Checks that do not hold: money."))
        #expect(page.contains("perplab slippage synthetic --seeds 200"))
        #expect(page.contains("name: synthetic\nseeds: 200"))
    }

    @Test("results of a book alone, or of nothing, make a page as well")
    func bare() {
        var study = SyntheticSlippage.study()
        study.curves = []
        let alone = page(SyntheticSlippage.results(study))
        #expect(alone.contains("id=\"zero-profit-calm-cost-buy\""))
        #expect(!alone.contains("id=\"crossings\""))
        #expect(page(SlippageResults(study: study)).contains("<section id=\"record\">"))
    }

    @Test("hostile names never become markup")
    func hostileNames() {
        let hostile = "</script><img src=x onerror=alert(1)>"
        var study = SyntheticSlippage.study()
        study.name = hostile
        study.title = hostile
        study.curves[0].name = hostile
        var results = SyntheticSlippage.results(study)
        results.checks[0].text = hostile
        results.calibrations[3].shortfall = hostile
        results.payments[0].group = hostile
        let page = page(results, text: hostile)
        #expect(!page.contains("<img"))
        #expect(page.components(separatedBy: "<script>").count == 2)
    }
}
