import Agents
import ContractRuntime
import EthereumPrimitives
import PerpContracts
import TestSupport
import Testing
import WideIntegers

@testable import Simulation

@Suite struct MarketAssemblyTests {
    private func problem(
        _ markets: [MarketSettings],
        funds: [FundSettings] = [MarketWorld.fund("fund", 1), MarketWorld.fund("other", 1)]
    ) throws -> ScenarioProblem? {
        do {
            _ = try MarketWorld(markets, funds: funds)
            return nil
        } catch let problem as ScenarioProblem { return problem }
    }

    @Test("every rule that is set reaches the market's parameters")
    func rules() throws {
        let world = try MarketWorld([
            MarketWorld.reference("m", .oracleMargined) {
                $0.backstops = ["keepers"]
                $0.liquidators = ["keepers"]
                $0.exempt = ["keepers"]
                $0.rules.marginPrice = .oracle
                $0.rules.bandWad = wad("0.3")
                $0.rules.feeRatioWad = wad("0.02")
                $0.rules.dampening = 8
                $0.rules.payers = [.insurance, .deleverage, .uncovered]
                $0.rules.tollRatioWad = wad("0.004")
                $0.rules.restrictionMode = true
            }
        ])
        let parameters = try #require(world.assembly.reference).markets[0].1.parameters
        #expect(parameters.marginPrice == .oracle)
        #expect(parameters.limits.bandWad == wad("0.3"))
        #expect(parameters.liquidation.feeRatioWad == wad("0.02"))
        #expect(parameters.funding.dampening == 8)
        #expect(parameters.waterfall.payers == [.insurance, .deleverage, .uncovered])
        #expect(parameters.fees.tollRatioWad == wad("0.004"))
        #expect(parameters.isRestrictionMode)
        #expect(parameters.backstops == MarketWorld.keepers)
        #expect(parameters.liquidation.liquidators == MarketWorld.keepers)
        #expect(parameters.waterfall.exempt == MarketWorld.keepers)
        #expect(parameters.onBadFeed == .halt)
        #expect(parameters.maxAgeSeconds == 3_600)
    }

    @Test("a rule changes its own parameter and no other")
    func ruleByRule() {
        typealias Parameters = ReferenceMarketParameters
        let amounts:
            [(WritableKeyPath<ReferenceRules, UInt256?>, WritableKeyPath<Parameters, UInt256>)] =
                [
                    (\.tradeLimitRatioWad, \.curve.tradeLimitRatioWad),
                    (\.openNotionalLongWad, \.limits.openNotionalLongWad),
                    (\.openNotionalShortWad, \.limits.openNotionalShortWad),
                    (\.openNotionalTotalWad, \.limits.openNotionalTotalWad),
                    (\.positionSizeWad, \.limits.positionSizeWad),
                    (\.bandWad, \.limits.bandWad),
                    (\.fluctuationWad, \.limits.fluctuationWad),
                    (\.spreadRatioWad, \.fees.spreadRatioWad),
                    (\.tollRatioWad, \.fees.tollRatioWad),
                    (\.feeRatioWad, \.liquidation.feeRatioWad),
                    (\.minRewardWad, \.liquidation.minRewardWad),
                    (\.liquidatorShareWad, \.liquidation.liquidatorShareWad),
                    (\.insuranceShareWad, \.liquidation.insuranceShareWad),
                    (\.fundingCapWad, \.funding.capWad),
                    (\.fundingStepWad, \.funding.stepWad),
                    (\.fundingRewardWad, \.funding.rewardWad),
                    (\.shutdownThresholdWad, \.shutdown.thresholdWad),
                ]
        let seconds:
            [(WritableKeyPath<ReferenceRules, UInt64?>, WritableKeyPath<Parameters, UInt64>)] =
                [
                    (\.maxAgeSeconds, \.maxAgeSeconds),
                    (\.twapWindowSeconds, \.twapWindowSeconds),
                    (\.flagDelaySeconds, \.liquidation.flagDelaySeconds),
                    (\.fundingIntervalSeconds, \.funding.intervalSeconds),
                    (\.fundingWindowSeconds, \.funding.windowSeconds),
                ]
        func parameters(_ rules: ReferenceRules) -> Parameters {
            var settings = ReferenceMarketSettings()
            settings.rules = rules
            return settings.parameters(
                feed: MarketWorld.feed, feedKey: .zero, fund: .zero,
                curve: CurveParameters(quoteReserveWad: .wad, baseReserveWad: .wad),
                backstops: [], liquidators: [], exempt: [])
        }
        for (place, (rule, parameter)) in amounts.enumerated() {
            var (rules, expected) = (ReferenceRules(), parameters(ReferenceRules()))
            rules[keyPath: rule] = UInt256(UInt64(1_001 + place))
            expected[keyPath: parameter] = UInt256(UInt64(1_001 + place))
            #expect(parameters(rules) == expected, "\(rule)")
        }
        for (rule, parameter) in seconds {
            var (rules, expected) = (ReferenceRules(), parameters(ReferenceRules()))
            rules[keyPath: rule] = 1_003
            expected[keyPath: parameter] = 1_003
            #expect(parameters(rules) == expected, "\(rule)")
        }
    }

    @Test("a house of v1 liquidates by the part that is set, or the whole where none is")
    func partialLiquidation() throws {
        let function = try #require(
            PerpV1ABI.clearingHouse.function(named: "partialLiquidationRatio"))
        for ratio in [UInt256.zero, wad("0.4")] {
            let world = try MarketWorld([
                MarketWorld.perpV1("m") { $0.partialLiquidationWad = ratio }
            ])
            let message = Message(
                sender: MarketWorld.owner, recipient: world.assembly.markets[0].house,
                data: try function.encodeCall([]))
            let output = world.host.simulate(message, in: world.block).output
            #expect(try #require(UInt256(bigEndianBytes: output[...])) == ratio)
        }
    }

    @Test("every profile makes a market", arguments: ReferenceProfile.allCases)
    func profiles(profile: ReferenceProfile) throws {
        let world = try MarketWorld([
            MarketWorld.reference("m", profile) { $0.backstops = ["keepers"] }
        ])
        let quote = world.assembly.markets[0].design.quote(in: world.host, block: world.block)
        #expect(quote.markWad == wad("100"))
    }

    @Test("markets of v1 with one fund share a house, others do not")
    func groups() throws {
        var markets = ["a", "b", "c"].map { MarketWorld.perpV1($0) }
        markets[1].fund = "other"
        let world = try MarketWorld(
            markets + [
                {
                    var market = MarketWorld.reference("r")
                    market.fund = "third"
                    return market
                }()
            ],
            funds: [("fund", 5), ("other", 6), ("third", 7)].map { MarketWorld.fund($0.0, $0.1) })
        let houses = world.assembly.markets.map(\.house)
        #expect(houses[0] == houses[2] && houses[0] != houses[1] && houses[3] != houses[0])
        #expect(world.assembly.markets.map(\.index) == [0, 1, 2, 3])
        let funds = world.assembly.markets.map { $0.design.books(in: world.host.state).fundWad }
        #expect(funds == [wad("5"), wad("6"), wad("5"), wad("7")])
    }

    @Test("a price that is given goes before the path's")
    func price() throws {
        var market = MarketWorld.reference("m", .driftLike) { $0.pegWad = wad("40") }
        market.priceWad = wad("62.5")
        let world = try MarketWorld([market])
        let quote = world.assembly.markets[0].design.quote(in: world.host, block: world.block)
        #expect(quote.markWad == wad("62.5"))
        #expect(quote.pegWad == wad("40"))
        #expect(quote.baseReserveWad == wad("640000"))
    }

    @Test("what cannot be built names its key")
    func problems() throws {
        func changed(_ change: (inout MarketSettings) -> Void) -> MarketSettings {
            var market = MarketWorld.reference("m")
            change(&market)
            return market
        }
        let good = MarketWorld.reference("g")
        func path(_ change: (inout MarketSettings) -> Void) throws -> String? {
            try problem([good, changed(change)])?.keyPath
        }
        #expect(try path { $0.feed = "x" } == "markets[1].feed")
        #expect(try path { $0.fund = "x" } == "markets[1].fund")
        #expect(try path { $0.truth = "x" } == "markets[1].truth")
        #expect(try path { $0.priceWad = .zero } == "markets[1].price")
        #expect(try path { $0.quoteReserveWad = .wad } == "markets[1].quote_reserve")
        #expect(try problem([good, MarketWorld.perpV1("v")])?.keyPath == "markets[1].fund")
        let cases: [(String, (inout ReferenceMarketSettings) -> Void)] = [
            ("rules.tiers", { $0.rules.tiers = [] }),
            ("backstops[0]", { $0.backstops = ["nobody"] }),
            ("backstops", { $0.rules.badDebtBy = .backstop }),
            ("rules.payers", { $0.rules.payers = [.uncovered, .insurance] }),
            ("exempt", { $0.exempt = ["keepers"] }),
            ("rules", { $0.rules.bandWad = .max }),
        ]
        for (key, change) in cases {
            let found = try problem([MarketWorld.reference("m", .oracleMargined, change)])
            #expect(found?.keyPath == "markets[0].\(key)", "\(found as Any)")
        }
    }
}
