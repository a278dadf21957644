import Agents
import ContractRuntime
import EthereumPrimitives
import PerpContracts
import TestSupport
import Testing
import WideIntegers

@testable import Simulation

@Suite struct DesignReadingTests {
    /// Refusals that the reading of a position is not about.
    private static let refusal = "Margin ratio not meet criteria"

    private static let settings: [MarketSettings] = [
        MarketWorld.reference("m", .oracleMargined),
        MarketWorld.reference("m", .mangoLike),
        MarketWorld.reference("m", .v1LegacyLike) { $0.rules.pnlBasis = .close },
        MarketWorld.reference("m", .oracleMargined) {
            $0.rules.marginPrice = .worst([.mark, .oracle])
            $0.rules.tiers = [
                MarginTier(
                    notionalUpToWad: wad("1000"), initialWad: wad("0.05"),
                    maintenanceWad: wad("0.03")),
                MarginTier(
                    notionalUpToWad: MarginTier.unbounded, initialWad: wad("0.2"),
                    maintenanceWad: wad("0.15")),
            ]
            $0.rules.settlement = .continuous
        },
        MarketWorld.perpV1("m"),
        MarketWorld.perpV1("m") { $0.maintenanceMarginWad = wad("0.3") },
    ]

    @Test(
        "a position is liquidatable exactly when its contract does not refuse for its margin",
        arguments: settings.indices)
    func liquidatable(index: Int) throws {
        var generator = SeededGenerator(seed: UInt64(index) + 1)
        var seen = (yes: 0, no: 0)
        for _ in 0..<8 {
            let world = try MarketWorld([Self.settings[index]])
            let rows = (0..<24).map { generator.recorded($0, "m") }
            do { try world.place(rows) } catch { continue }
            try world.assembly.makeBackstops(MarketWorld.keepers)
            world.assembly.approve(MarketWorld.keepers)
            let market = world.assembly.markets[0]
            for _ in 0..<4 {
                world.advance(UInt64(generator.below(700)) + 1)
                try world.setFeed(.wad &* UInt256(UInt64(generator.below(60) + 70)))
                let mover = MarketWorld.address(named: "trader-\(generator.below(24))")
                _ = world.send(market.close(), from: mover)
                world.advance(12)
                let risk = market.design.risk(in: world.host, block: world.block)
                #expect(
                    risk.positions.map(\.trader.number)
                        == risk.positions.map(\.trader.number).sorted())
                for position in risk.positions {
                    let outcome = world.simulate(
                        market.liquidate(position.trader), from: MarketWorld.keepers[0])
                    let isRefused = outcome.revert == .reason(Self.refusal)
                    #expect(position.isLiquidatable == !isRefused, "\(outcome.revert as Any)")
                    if position.isLiquidatable { seen.yes += 1 } else { seen.no += 1 }
                    let alone = try #require(
                        market.design.position(
                            of: position.trader, in: world.host, block: world.block))
                    let ratio = try world.marginRatio(of: position.trader, in: market)
                    #expect(alone.marginRatioWad == ratio)
                    #expect(alone.isLiquidatable == position.isLiquidatable)
                    #expect(position.marginRatioWad <= ratio || ratio >= .wad)
                }
            }
        }
        #expect(seen.yes > 10 && seen.no > 10, "\(seen)")
    }

    @Test("a risk of ReferencePerp has the figures of its own view")
    func referenceRisk() throws {
        var generator = SeededGenerator(seed: 7)
        let world = try MarketWorld([MarketWorld.reference("m")])
        try world.place((0..<20).map { generator.recorded($0, "m") })
        world.advance(60)
        try world.setFeed(wad("91"))
        let market = world.assembly.markets[0]
        let house = try #require(world.assembly.reference).house
        let full = try house.risk(
            of: market.address, truePriceWad: wad("91"), in: world.host, block: world.block
        ).get()
        let risk = market.design.risk(in: world.host, block: world.block)
        #expect(risk.positions.map(\.trader) == full.positions.map(\.trader))
        #expect(risk.positions.map(\.equityWad) == full.positions.map(\.equityWad))
        #expect(risk.positions.map(\.notionalWad) == full.positions.map(\.notionalWad))
        #expect(risk.positions.map(\.marginRatioWad) == full.positions.map(\.marginRatioWad))
        #expect(risk.positions.map(\.maintenanceWad) == full.positions.map(\.maintenanceWad))
        #expect(risk.latentAtCurveWad == full.latentAtCurveWad)
        #expect(risk.latentWad(atPriceWad: wad("91")) == full.latentAtPriceWad)
        #expect(!full.latentAtPriceWad.isZero && !full.latentAtCurveWad.isZero)
    }

    @Test("a walk sees an account that has taken another's place", arguments: [true, false])
    func changedTraders(isReference: Bool) throws {
        let world = try MarketWorld([
            isReference ? MarketWorld.reference("m") : MarketWorld.perpV1("m")
        ])
        try world.place(
            ["a", "b"].map {
                MarketWorld.position($0, "m", size: "3", margin: "200", entry: "100")
            })
        let market = world.assembly.markets[0]
        let (a, b) = (MarketWorld.address(named: "a"), MarketWorld.address(named: "b"))
        let carol = Address(truncating: 0xca401)
        world.assembly.approve([carol])
        try world.assembly.ground.mint(wad("500"), to: carol, keyPath: "")
        world.advance(12)
        func traders() -> [Address] {
            market.design.risk(in: world.host, block: world.block).positions.map(\.trader)
        }
        #expect(traders() == [a, b].sorted { $0.number < $1.number })
        #expect(world.send(market.close(), from: a).revert == nil)
        let intent = market.open(isLong: true, marginWad: wad("100"), leverageWad: .wad)
        #expect(world.send(intent, from: carol).revert == nil)
        #expect(traders() == [b, carol].sorted { $0.number < $1.number })
    }

    @Test("a quote tells prices, sides, ratios and the next funding")
    func quotes() throws {
        let world = try MarketWorld(
            [MarketWorld.reference("r"), MarketWorld.perpV1("v") { $0.tollWad = .zero }].map {
                var market = $0
                if market.name == "v" { market.fund = "v1" }
                return market
            }, funds: [MarketWorld.fund("fund", 10), MarketWorld.fund("v1", 20)])
        try world.place(
            ["r", "v"].flatMap {
                [
                    MarketWorld.position("a", $0, size: "10", margin: "200", entry: "99"),
                    MarketWorld.position("b", $0, size: "-4", margin: "90", entry: "101"),
                ]
            })
        world.advance(60)
        try world.setFeed(wad("95"))
        for market in world.assembly.markets {
            let quote = market.design.quote(in: world.host, block: world.block)
            #expect(quote.markWad == wad("100"))
            #expect(quote.markTwapWad == wad("100"))
            #expect(quote.oracleWad ?? .zero == wad("95"))
            #expect(quote.oracleUpdatedSeconds == world.block.timestampSeconds)
            #expect(quote.longSizeWad == wad("10") && quote.shortSizeWad == wad("4"))
            #expect(quote.initialMarginWad == wad("0.1"))
            #expect(quote.maintenanceMarginWad == wad("0.0625"))
            #expect(quote.liquidationRewardWad == wad("0.00625"))
            #expect(quote.tradeFeeWad == wad("0.001"))
            #expect((quote.fundingDueSeconds ?? 0) > world.block.timestampSeconds)
            #expect(quote.isOpen)
        }
        let books = world.assembly.markets.map { $0.design.books(in: world.host.state) }
        #expect(books.map(\.fundWad) == [wad("10"), wad("20")])
        #expect(books[0].vaultWad == books[1].vaultWad &+ wad("10"))
        #expect(books[0].borne.map(\.name) == ["insurance", "uncovered"])
    }

    @Test("a halted feed gives no oracle and lets nobody be liquidated")
    func haltedFeed() throws {
        let world = try MarketWorld([MarketWorld.reference("m")])
        try world.place([
            MarketWorld.position("a", "m", size: "10", margin: "1", entry: "100"),
            MarketWorld.position("b", "m", size: "-9", margin: "1", entry: "100"),
        ])
        let design = world.assembly.markets[0].design
        world.advance(60)
        let fresh = design.risk(in: world.host, block: world.block)
        #expect(fresh.positions.map(\.isLiquidatable) == [true, true])
        world.advance(7_200)
        #expect(design.quote(in: world.host, block: world.block).oracleWad ?? .zero == .zero)
        let risk = design.risk(in: world.host, block: world.block)
        #expect(risk.positions.map(\.isLiquidatable) == [false, false])
    }
}
