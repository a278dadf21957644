import KeeperHarness
import Simulation
import Testing
import WideIntegers

@Suite struct KeeperRuleTests {
    @Test(
        "reads metric, comparison and number",
        arguments: [
            ("ttl_p95 <= 5", "ttl_p95 <= 5"), ("share_won>=0.45", "share_won >= 0.45"),
            ("  profit_net  >  -12.5 ", "profit_net > -12.5"),
            ("failed_tx_share <= 10%", "failed_tx_share <= 0.1"),
            ("duplicate_sends == 0", "duplicate_sends == 0"), ("won != 3", "won != 3"),
            ("bad_debt<100", "bad_debt < 100"),
        ])
    func reads(_ text: String, _ expected: String) throws {
        #expect(try KeeperRule(text).description == expected)
    }

    @Test("names what is wrong, and what is near")
    func problems() throws {
        let unknown = #expect(throws: KeeperRuleError.self) { try KeeperRule("share_wom >= 0.4") }
        #expect(unknown?.description.contains("did you mean share_won?") == true)
        let bare = #expect(throws: KeeperRuleError.self) { try KeeperRule("share_won") }
        #expect(bare?.description.contains("compares nothing") == true)
        for text in ["won >= ", "won >= x", "won >= 1.2.3", "won >= .5", "won >= 1e3", "won => 3"] {
            #expect(throws: KeeperRuleError.self, "\(text)") { try KeeperRule(text) }
        }
        #expect(throws: KeeperRuleError.self) { try KeeperRule("won >= 0.1234567890123456789") }
    }

    @Test("compares counts, amounts and ratios exactly")
    func compares() throws {
        var card = Scorecard()
        card[.ttlP95] = .count(5)
        card[.profitNet] = .amount(Int256(-1))
        card[.shareWon] = .real(0.45)
        for (text, holds) in [
            ("ttl_p95 <= 5", true), ("ttl_p95 < 5", false), ("ttl_p95 >= 5", true),
            ("ttl_p95 > 5", false), ("ttl_p95 == 5", true), ("ttl_p95 != 5", false),
            ("ttl_p95 <= 4.999", false), ("profit_net >= 0", false),
            ("profit_net >= -0.000000000000000001", true), ("share_won >= 0.45", true),
            ("share_won > 45%", false),
        ] {
            let outcome = try KeeperRule(text).check(card)
            #expect(outcome.isPassed == holds, "\(text)")
        }
    }

    @Test("a keeper with nothing to show fails, one without faults to recover from does not")
    func undefined() throws {
        let card = Scorecard()
        #expect(try !KeeperRule("share_won >= 0").check(card).isPassed)
        #expect(try !KeeperRule("ttl_p95 <= 100").check(card).isPassed)
        #expect(try KeeperRule("recovery_blocks <= 3").check(card).isPassed)
        #expect(try KeeperRule("ideal_gap <= 0.3").check(card).isPassed)
        #expect(try KeeperRule("recovery_blocks <= 3").check(card).value == nil)
    }

    @Test("a required rule takes the place of one on the same figure and side")
    func merging() throws {
        let rules = try ["ttl_p95 <= 5", "share_won >= 0.45", "won >= 3"].map {
            try KeeperRule($0)
        }
        let others = try ["ttl_p95 < 3", "won <= 9"].map { try KeeperRule($0) }
        let merged = KeeperRule.merged(rules, requiring: others)
        #expect(
            merged.map(\.description)
                == ["share_won >= 0.45", "won >= 3", "ttl_p95 < 3", "won <= 9"])
    }

    @Test("nine seeds of ten are enough, unless all are asked for")
    func seeds() throws {
        let rule = try KeeperRule("won >= 1")
        func cards(_ failures: Int) -> [Scorecard] {
            (0..<10).map { seed in
                var card = Scorecard()
                card[.won] = .count(Int64(seed < failures ? 0 : 1))
                card.requirements = [rule.check(card)]
                return card
            }
        }
        #expect(SeedsVerdict(cards(1)).isPassed)
        #expect(SeedsVerdict(cards(1)).exitStatus == 0)
        #expect(!SeedsVerdict(cards(2)).isPassed)
        #expect(SeedsVerdict(cards(2)).exitStatus == 1)
        #expect(!SeedsVerdict(cards(1), isStrict: true).isPassed)
        #expect(SeedsVerdict(cards(0), isStrict: true).isPassed)
        var broken = cards(0)
        broken[3].ending = .botFailed
        #expect(SeedsVerdict(broken).exitStatus == 5)
        broken[4].ending = .invariantBroken
        #expect(SeedsVerdict(broken).exitStatus == 4)
    }
}
