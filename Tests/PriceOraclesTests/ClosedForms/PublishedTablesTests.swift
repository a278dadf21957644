import Testing

@testable import PriceOracles

@Suite struct PublishedTablesTests {
    @Test("all figures agree but the one whose note rounds to 8.5")
    func tables() {
        let figures = PublishedTables.figures
        #expect(figures.count == 157)
        let wrong = figures.filter { !$0.agrees }
        #expect(
            wrong.map { "\($0.table), \($0.row), \($0.column)" } == [
                "Bentley's plans, n = 20 of 144, factor"
            ])
    }

    @Test("a figure agrees up to half a unit of its last digit")
    func digits() {
        func agrees(_ published: String, _ computed: Double?) -> Bool {
            PublishedFigure("t", "r", "c", published, computed).agrees
        }
        #expect(agrees("0.12", 0.125) && agrees("0.12", 0.115))
        #expect(!agrees("0.12", 0.1251) && !agrees("0.12", 0.1149))
        #expect(agrees("1.62e6", 1_617_718) && !agrees("1.62e6", 1_614_999))
        #expect(agrees("8", 8.4) && !agrees("8", 8.6))
        #expect(!agrees("8", nil) && !agrees("eight", 8))
        let simulated = PublishedFigure("t", "r", "c", "2e-8", 2.019e-8, rule: .relative(0.01))
        #expect(simulated.agrees)
    }
}
