import Testing
import WideIntegers

@testable import Simulation

@Suite struct KeeperRuleTests {
    @Test(
        "rules are a figure, a comparison and a number",
        arguments: [
            ("share_won >= 0.45", KeeperMetric.shareWon, KeeperRule.Comparison.atLeast, "0.45"),
            ("ttl_p95<=5", .ttlP95, .atMost, "5"),
            ("  profit_net  >  -1.5 ", .profitNet, .above, "-1.5"),
            ("failed_tx_share < 10%", .failedTxShare, .below, "0.1"),
            ("duplicate_sends == 0", .duplicateSends, .equal, "0"),
            ("stall != 1_000", .stall, .different, "1000"),
        ])
    func parsing(
        _ text: String, _ metric: KeeperMetric, _ comparison: KeeperRule.Comparison,
        _ value: String
    ) throws {
        let rule = try KeeperRule(text)
        #expect(rule.metric == metric)
        #expect(rule.comparison == comparison)
        #expect(rule.description == "\(metric.rawValue) \(comparison.rawValue) \(value)")
        #expect(try KeeperRule(rule.description) == rule)
    }

    @Test(
        "what is no rule is refused with what is wrong",
        arguments: [
            ("share_won", "'share_won' compares nothing"),
            ("", "'' compares nothing"),
            ("share_own >= 1", "is about no known figure; did you mean share_won?"),
            (">= 1", "is about no known figure"),
            ("share_won => 1", "is about no known figure; did you mean share_won?"),
            ("share_won >= ", "is not a number"),
            ("share_won >= much", "is not a number"),
            ("share_won >== 1", "is not a number"),
            ("share_won >= 1_000_000_000_000_000_001", "is out of range"),
        ])
    func refusals(_ text: String, _ message: String) {
        do throws(KeeperRuleError) {
            let rule = try KeeperRule(text)
            Issue.record("\(rule)")
        } catch {
            #expect(error.description.contains(message), "\(error)")
            #expect(error.description.contains("share_won >= 0.45"))
        }
    }

    @Test("a rule holds of figures on its side of the number, and of the number if it says so")
    func holding() throws {
        let cases: [(String, [Bool])] = [
            (">=", [false, true, true]), ("<=", [true, true, false]), (">", [false, false, true]),
            ("<", [true, false, false]), ("==", [false, true, false]), ("!=", [true, false, true]),
        ]
        for (sign, expected) in cases {
            let rule = try KeeperRule("won \(sign) -2")
            let figures = [-3, -2, -1].map { Int256($0) &* Int256(bitPattern: .wad) }
            #expect(figures.map(rule.holds) == expected, "\(sign)")
        }
    }

    @Test("every figure has a unit and a line")
    func metrics() {
        for metric in KeeperMetric.allCases {
            #expect(!metric.meaning.isEmpty && !metric.unit.isEmpty, "\(metric)")
            #expect(metric.rawValue.allSatisfy { $0.isLowercase || $0.isNumber || $0 == "_" })
        }
        #expect(KeeperMetric.ttlP95.unit == "blocks")
        #expect(KeeperMetric.wastedGas.unit == "native")
    }
}
