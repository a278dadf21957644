import PerpContracts
import Testing
import WideIntegers

@testable import Simulation

@Suite struct ScenarioSwitchesTests {
    private func market(
        _ name: String = "m", _ profile: ReferenceProfile = .oracleMargined,
        _ change: (inout ReferenceMarketSettings) -> Void = { _ in }
    ) -> MarketSettings {
        var market = MarketSettings()
        market.name = name
        var own = ReferenceMarketSettings()
        own.profile = profile
        change(&own)
        market.design = .reference(own)
        return market
    }

    private func scenario(_ markets: MarketSettings...) -> Scenario {
        var scenario = Scenario()
        scenario.markets = markets
        return scenario
    }

    @Test("what a profile has on is found, with the key that switches it and its counter")
    func profile() throws {
        let switches = scenario(market()).switchesOff
        let age = try #require(switches.first { $0.name == "max_age" })
        #expect(age.overrides == [ScenarioOverride("markets[m].rules.max_age", "0s")])
        #expect(age.counter == "rule.feedFallback")
        #expect(switches.contains { $0.name == "trade_limit" })
        #expect(switches.contains { $0.name == "payer insurance" })
        #expect(!switches.contains { $0.name == "band" })
    }

    @Test("a rule that the file sets counts over the profile, and one that it switches off is gone")
    func rules() {
        let switches = scenario(
            market {
                $0.rules.bandWad = .share(1, 10)
                $0.rules.maxAgeSeconds = 0
                $0.rules.restrictionMode = true
            }
        ).switchesOff.map(\.name)
        #expect(switches.contains("band"))
        #expect(switches.contains("restriction_mode"))
        #expect(!switches.contains("max_age"))
    }

    @Test("no rule is both on and off, and switching on takes what is off")
    func complement() throws {
        let scenario = scenario(market { $0.rules.bandWad = .share(1, 10) })
        let off = Set(scenario.switchesOff.map(\.name))
        let on = scenario.switchesOn
        for rule in on {
            let name = rule.name.prefix { $0 != "=" }
            #expect(!off.contains(String(name)), "\(rule.name)")
        }
        let fluctuation = try #require(on.first { $0.name == "fluctuation=0.012" })
        #expect(
            fluctuation.overrides == [ScenarioOverride("markets[m].rules.fluctuation", "0.012")])
        #expect(!on.contains { $0.name.hasPrefix("band") })
    }

    @Test("several markets carry their names")
    func names() {
        let switches = scenario(market("a"), market("b")).switchesOff.map(\.name)
        #expect(switches.contains("a max_age"))
        #expect(switches.contains("b max_age"))
        #expect(Set(switches).count == switches.count)
    }

    @Test("each guard of a feed is taken away alone, and the others stay")
    func guards() throws {
        var feed = FeedSettings()
        feed.name = "f"
        feed.guards = [GuardSettings.Rule.maxAge, .clamp, .clamp].map { rule in
            var settings = GuardSettings()
            settings.rule = rule
            return settings
        }
        var scenario = Scenario()
        scenario.feeds = [feed]
        let switches = scenario.switchesOff
        #expect(switches.map(\.name) == ["f max-age", "f clamp", "f clamp 2"])
        let value = try #require(switches.first?.overrides.first)
        #expect(value.key == "feeds[f].guards")
        #expect(value.value.hasPrefix("[{rule: clamp, bound: 0.2, for: 3600s, weight: 0.1}, {"))
        #expect(
            scenario.switchesOn.map(\.name)
                == [
                    "f deviation=0.05", "f ema-band=0.05", "f move-band=0.2",
                    "f circuit-breaker=0.1",
                ])
    }

    @Test("with a payer goes what is about it alone, which would be refused without it")
    func payers() throws {
        let switches = scenario(
            market {
                $0.rules.payers = [.insurance, .deleverage, .uncovered]
                $0.rules.insuranceUse = .belowShare(.share(1, 2))
                $0.exempt = ["keepers"]
            }
        ).switchesOff
        func overrides(_ name: String) -> [ScenarioOverride]? {
            switches.first { $0.name == name }?.overrides
        }
        #expect(
            overrides("payer insurance") == [
                ScenarioOverride("markets[m].rules.payers", "[deleverage, uncovered]"),
                ScenarioOverride("markets[m].rules.insurance_use", "always"),
            ])
        #expect(
            overrides("payer deleverage") == [
                ScenarioOverride("markets[m].rules.payers", "[insurance, uncovered]"),
                ScenarioOverride("markets[m].exempt", "[]"),
            ])
        #expect(overrides("payer uncovered") == nil)
    }

    @Test("limits of v1 are found, and the scenario's own ablations come last and win")
    func perpV1() {
        var market = MarketSettings()
        market.name = "m"
        market.design = .perpV1(PerpV1MarketSettings())
        var scenario = scenario(market)
        var own = AblationSettings()
        own.name = "trade_limit"
        own.set = [SettingOverride("markets[m].trade_limit", "0.5")]
        scenario.ablations = [own]
        let switches = scenario.switchesOff
        #expect(
            switches.map(\.name) == ["fluctuation_limit", "partial_liquidation", "trade_limit"])
        #expect(switches.last?.overrides.first?.value == "0.5")
        #expect(switches.first?.counter == "rule.fluctuationLimit")
    }

    @Test("figures that results carry hold or break an expectation as measured ones do")
    func expectations() {
        var expected = ExpectationSettings()
        expected.figure = "bad_debt"
        expected.highWad = 10
        var sheet = FigureSheet()
        sheet.add("bad_debt", 10 as Int256, .quote)
        #expect(ExpectationOutcome(expected, in: sheet.figures).holds)
        #expect(
            ExpectationOutcome(expected, in: sheet.figures)
                == ExpectationOutcome(expected, in: sheet))
        sheet.add("bad_debt", 11 as Int256, .quote)
        #expect(!ExpectationOutcome(expected, in: sheet.figures).holds)
        #expect(!ExpectationOutcome(expected, in: RunFigures([])).holds)
    }
}
