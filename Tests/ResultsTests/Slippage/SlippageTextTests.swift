import Testing

@testable import Experiments
@testable import Results

@Suite struct SlippageTextTests {
    private func lines(
        whole: Bool = false, _ change: (inout SlippageStudy) -> Void = { _ in }
    ) -> [String] {
        var study = SyntheticSlippage.study()
        change(&study)
        return SlippageText(SyntheticSlippage.results(study), isWhole: whole).lines
    }

    @Test("no line is longer than a hundred columns")
    func width() {
        for whole in [false, true] {
            for line in lines(whole: whole) { #expect(line.count <= 100, "\(line)") }
        }
    }

    @Test("the headline's tables come first, with limits; the others give their crossings alone")
    func headline() {
        let lines = lines { $0.modes = [.equalDepth, .environment, .zeroProfit] }
        #expect(lines.first == "zero-profit (N4), calm windows, orders with limits, buys")
        #expect(lines.contains("zero-profit (N4), stressed windows, orders with limits, buys"))
        #expect(!lines.contains { $0.hasPrefix("environment (N5), ") })
        #expect(!lines.contains { $0.contains("orders at any price, ") })
        let modes = lines.filter { $0.contains("(N") && !$0.contains("windows") }
        #expect(
            modes == [
                "zero-profit (N4)", "environment (N5)",
                "equal-depth (N1, a calibration identity): it crosses near where it was calibrated, "
                    + "by construction",
            ])
    }

    @Test("everything is everything")
    func whole() {
        let lines = lines(whole: true)
        let titles = lines.filter { $0.hasSuffix(", buys") || $0.hasSuffix(", sales") }
        #expect(titles.count == 4 * 2 * 3 * 2)
        #expect(Set(titles).count == titles.count)
    }

    @Test("a row has the costs, who is cheaper by how much, and what is left")
    func row() throws {
        let lines = lines { $0.modes = [.zeroProfit] }
        let start = try #require(lines.firstIndex(of: "constant-product against the book"))
        let row = try #require(lines[start...].first { $0.hasPrefix("100k") })
        #expect(
            row.split(separator: " ").map(String.init) == [
                "100k", "7.52", "2.8..12.8", "14.74", "10.0..20.0", "book", "7.22", "6.9..7.5",
            ])
        let most = try #require(lines[start...].first { $0.hasPrefix(" 10M") })
        #expect(most.contains("35 %") && most.contains("curve"))
    }

    @Test("crossings have their intervals; where there is none, who is cheaper at all sizes")
    func crossings() throws {
        let lines = lines { $0.modes = [.zeroProfit] }
        let found = try #require(
            lines.first { $0.hasPrefix("  calm ") && $0.contains("constant-product") })
        #expect(
            found.split(separator: " ").map(String.init) == [
                "calm", "limited", "constant-product", "1.4M", "1.12M..1.82M", "99", "%", "book",
                "2.0", "%",
            ])
        let none = try #require(
            lines.first { $0.hasPrefix("  calm ") && $0.contains("split") && $0.contains("pegged") }
        )
        #expect(none.contains("none") && none.contains("book, all"))
    }

    @Test("an interval that holds zero leaves open who is cheaper")
    func open() throws {
        var results = SyntheticSlippage.results()
        for index in results.differences.indices {
            results.differences[index].difference.meanLow = -1e6
            results.differences[index].difference.meanHigh = 1e6
        }
        let lines = SlippageText(results, isWhole: false).lines
        let start = try #require(lines.firstIndex(of: "pegged against the book"))
        #expect(lines[start + 2].contains(" open "))
    }

    @Test("shortfalls, bounds and broken checks are told")
    func notes() {
        var results = SyntheticSlippage.results()
        results.checks[1].holds = false
        let lines = SlippageText(results, isWhole: false).lines
        #expect(
            lines.contains(
                "  zero-profit, concentrated: no fee up to 500 bps pays for the arbitrage"))
        #expect(lines.contains { $0.contains("no bound") })
        #expect(lines.contains("power-law  1..100      0.88  0.75..1.00     1.25"))
        #expect(lines.contains("holds   money: all gains add up to 0 at every venue"))
        #expect(lines.contains("BROKEN  mirror: a buy and a sale cost the same on a flat path"))
    }

    @Test(
        "sizes have three digits that count",
        arguments: [
            (999.0, "999"), (1_000, "1k"), (1_500, "1.5k"), (92_040, "92k"), (92_340, "92.3k"),
            (999_400, "999k"), (999_600, "1M"), (1_234_567, "1.23M"), (150_000_000, "150M"),
            (0.5, "0.5"),
        ])
    func size(_ quote: Double, _ text: String) {
        #expect(SlippageText.size(quote * 1e6) == text)
    }
}
