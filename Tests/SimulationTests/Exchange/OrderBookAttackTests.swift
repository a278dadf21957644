import Agents
import EthereumPrimitives
import TestSupport
import Testing
import WideIntegers

@testable import Simulation

/// Attacks on a venue with one vault: profit on paper that is withdrawn, and positions that are left to
/// the backstop.
@Suite struct OrderBookAttackTests {
    // MARK: - Profit on paper

    /// A pair on the chain whose price is the index, two accounts that hold 100,000 of margin each in a
    /// matched pair, and 400,000 of others in the vault.
    private static func pump(_ change: (inout OrderBookMarketSettings) -> Void = { _ in })
        -> Scenario
    {
        var scenario = Scenario.steps()
        scenario.durationMicros = 900_000_000
        scenario.chain.preset = "ideal"
        scenario.chain.overrides = OutsideRun.plain.map { SettingOverride($0.key, $0.value) }
        scenario.addPair("pair")
        scenario.addFeed("feed", .posted(.venues("pair")) { $0.everyMicros = 5_000_000 })
        scenario.funds = [MarketWorld.fund("fund", 0)]
        var own = OrderBookMarketSettings()
        (own.payers, own.fundingMicros) = ([], 0)
        change(&own)
        var market = MarketSettings()
        (market.name, market.truth, market.feed) = ("m", "eth", "feed")
        market.design = .orderBook(own)
        scenario.markets = [market]
        for (name, size) in [("x", Int64(20)), ("y", -20)] {
            var position = PositionSettings()
            (position.trader, position.market, position.marginWad) = (name, "m", wad(200_000))
            position.sizeWad = Int256(size) &* Int256(bitPattern: .wad)
            scenario.positions.append(position)
        }
        var attack = PumpAttackerSettings()
        (attack.venues, attack.factorWad, attack.leverageWad) = (["pair"], wad(4), wad(3))
        (attack.marginWad, attack.pushMaxWad) = (wad(100_000), .zero)
        (attack.openAtMicros, attack.pushAtMicros) = (60_000_000, 300_000_000)
        (attack.holdMicros, attack.renewMicros) = (300_000_000, 10_000_000)
        scenario.addAgent("attacker", .pumpAttacker(attack), count: 2, collateral: 101_000)
        scenario.agents[0].venueQuoteWad = wad(3_000_000)
        return scenario
    }

    private func extracted(_ run: RecordedRun) throws -> Int256 {
        let margin = Int256(bitPattern: wad(101_000))
        let exchange = try #require(run.world.markets[0].exchange)
        return Int256(
            bitPattern: exchange.freeWad(of: run.address(of: "attacker-1"))) &- margin
    }

    @Test("a matched pair opens in one trade, and the vault is emptied against its paper profit")
    func vault() throws {
        let run = try RecordedRun(Self.pump())
        #expect(run.outcome.status == .complete)
        let pair = run.rows(.trades, ["agent": "attacker-1"])
        #expect(pair.count == 1 && pair[0]["size"] == .amount(Int256(bitPattern: wad(150))))
        #expect(run.rows(.trades, ["agent": "attacker-2"]).count == 1)
        let venue = try #require(run.world.markets[0].exchange?.venue)
        #expect(venue.vault == venue.feePool && venue.feePool > 0)
        // 600,000 were there, of which 100,000 were its own.
        let gain = try extracted(run)
        #expect(gain > Int256(bitPattern: wad(498_000)) && gain <= Int256(bitPattern: wad(500_000)))
        let spent = try #require(run.figure("attack_spent"))
        let yield = try #require(run.figure("attack_yield"))
        let taken = try #require(run.figure("attack_extracted"))
        #expect(spent.signum == 1 && taken.signum == 1)
        let ratio = Double(taken.magnitude.description).map {
            $0 / (Double(spent.magnitude.description) ?? 1)
        }
        let told = (Double(yield.magnitude.description) ?? 0) / 1e18
        #expect(abs((ratio ?? 0) - told) < 1e-9)
    }

    @Test(
        "without paper withdrawals nothing leaves; a cap of open interest leaves as much as it lets"
    )
    func remedies() throws {
        let kept = try RecordedRun(Self.pump { $0.withdrawsUnrealised = false })
        #expect(try extracted(kept) <= .zero)
        let capped = try RecordedRun(Self.pump { $0.openInterestMaxWad = wad(40) })
        let gain = try extracted(capped)
        #expect(gain < Int256(bitPattern: wad(150_000)), "\(gain)")
        // Both have halved their trade until it was let in: 150, 75, 37.5, 18.75.
        let pair = capped.rows(.trades, ["agent": "attacker-1"])
        #expect(pair.count == 1)
        #expect(pair.first?["size"] == .amount(Int256(bitPattern: wad("18.75"))))
    }

    // MARK: - The backstop

    /// A short of 100 against two longs, whose margin is taken out but for a little; then the price
    /// doubles.
    private static func handOver(_ change: (inout OrderBookMarketSettings) -> Void = { _ in })
        -> Scenario
    {
        var scenario = Scenario.steps([(3, 4_000)])
        scenario.durationMicros = 360_000_000
        scenario.chain.preset = "ideal"
        scenario.chain.overrides = OutsideRun.plain.map { SettingOverride($0.key, $0.value) }
        scenario.addExchange("spot")
        scenario.addFeed("feed", .posted())
        scenario.funds = [MarketWorld.fund("fund", 0)]
        var own = OrderBookMarketSettings()
        (own.payers, own.fundingMicros) = ([.backstop, .deleverage], 0)
        (own.initialMarginPpm, own.maintenanceMarginPpm) = (300_000, 150_000)
        (own.keepMarginPpm, own.backstopWad) = (50_000, wad(10_000_000))
        own.takerFeePpm = 0
        change(&own)
        var market = MarketSettings()
        (market.name, market.truth, market.feed) = ("m", "eth", "feed")
        market.design = .orderBook(own)
        scenario.markets = [market]
        scenario.addScript(
            "short", collateral: 200_000,
            [
                .margin(10, 150_000), .order(20, isBuy: false, 100, 2_000),
                .margin(60, -135_000),
            ])
        for (name, size, second) in [("long", UInt64(60), UInt64(30)), ("other", 40, 40)] {
            scenario.addScript(
                name, collateral: 100_000,
                [.margin(10, 90_000), .order(second, isBuy: true, size, 2_000, .immediate)])
        }
        return scenario
    }

    @Test("a short that is left to the backstop is the backstop's loss")
    func backstop() throws {
        let run = try RecordedRun(Self.handOver())
        #expect(run.outcome.status == .complete)
        let over = run.rows(.trades, ["action": "takeover", "agent": "m-backstop"])
        #expect(over.count == 1)
        #expect(over[0]["size"] == .amount(.zero &- Int256(bitPattern: wad(100))))
        #expect(run.rows(.liquidations, ["agent": "short"]).count == 1)
        // 100 at twice the price, less the 15,000 that were left of the margin.
        #expect(run.figure("profit.m-backstop") == .zero &- Int256(bitPattern: wad(185_000)))
        #expect(run.figure("profit.long") == Int256(bitPattern: wad(120_000)))
        #expect(run.figure("bad_debt") == .zero)
    }

    @Test("a rule that keeps the margin leaves nothing to hand over before the price moves")
    func keeping() throws {
        let run = try RecordedRun(Self.handOver { $0.keepMarginPpm = nil })
        let start = run.world.scenario.startTime.micros
        for row in run.rows(.liquidations) {
            guard case .integer(let time)? = row["time_us"] else {
                Issue.record("a row without a time")
                continue
            }
            #expect(UInt64(time) >= start + 180_000_000)
        }
        let loss = try #require(run.figure("profit.m-backstop"))
        #expect(loss > .zero &- Int256(bitPattern: wad(100_000)))
    }

    @Test("what the backstop has no room for is closed against the longs")
    func inventory() throws {
        let run = try RecordedRun(
            Self.handOver { $0.backstopInventoryMaxWad = wad(20_000) })
        #expect(run.count("deleveraged").map { $0 > 0 } == true)
        let held = run.rows(.trades, ["action": "takeover", "agent": "m-backstop"])
        #expect(held.first?["size"] == .amount(.zero &- Int256(bitPattern: wad(10))))
        let closed = run.rows(.trades, ["action": "deleverage"])
        #expect(closed.contains { $0["agent"] == "long" || $0["agent"] == "other" })
        // A short of 10 gains the tenth of the margin, and loses at twice the price.
        #expect(run.figure("profit.m-backstop") == .zero &- Int256(bitPattern: wad(18_500)))
    }

    // MARK: - The chain

    @Test("what is off the chain has no account on it, so that a replay needs no exchange")
    func chain() throws {
        let run = try RecordedRun(Self.handOver())
        let (market, state) = (run.world.markets[0], run.world.chain.host.state)
        for address in [market.address, market.house, market.fund] {
            #expect(state.knownAccount(address) == nil)
        }
        #expect(market.exchange?.backstop.map { state.knownAccount($0) == nil } == true)
    }
}

extension ScriptStep {
    /// Margin that is added, or taken out where it is below zero.
    fileprivate static func margin(_ second: UInt64, _ amount: Int64) -> ScriptStep {
        var step = ScriptStep()
        step.atMicros = second * 1_000_000
        step.action = amount < 0 ? .removeMargin : .addMargin
        step.amountWad = wad(amount.magnitude)
        return step
    }

    /// An order in the book.
    fileprivate static func order(
        _ second: UInt64, isBuy: Bool, _ size: UInt64, _ price: UInt64, _ kind: OrderKind = .limit
    ) -> ScriptStep {
        var step = ScriptStep()
        (step.atMicros, step.action, step.isLong) = (second * 1_000_000, .order, isBuy)
        (step.sizeWad, step.priceWad, step.order) = (wad(size), wad(price), kind)
        return step
    }
}
