import Agents
import EthereumPrimitives
import TestSupport
import Testing
import WideIntegers

@testable import Simulation

@Suite struct RunRecorderTests {
    private let run: RecordedRun

    init() throws {
        run = try RecordedRun(.crash())
    }

    @Test("figures are the sums of the rows, those of a market of its own rows")
    func figures() throws {
        #expect(run.outcome.status == .complete)
        #expect(run.count("blocks") == run.rows(.blocks).count)
        for (name, column, table) in [
            ("volume", "notional", RunTable.trades), ("fees", "fee", .trades),
            ("liquidated_notional", "notional", .liquidations), ("bad_debt", "amount", .badDebt),
        ] {
            for market in ["a", "b"] {
                let figure = try #require(run.figure("\(market).\(name)"))
                let sum = run.sum(column, table, ["market": "\(market)"])
                #expect(figure == sum && sum.signum == 1, "\(market) \(name)")
            }
        }
        for (market, liquidations) in [("a", 2), ("b", 2)] {
            #expect(run.count("\(market).liquidations") == liquidations)
            let rows = run.rows(.trades, ["market": "\(market)"])
            #expect(run.count("\(market).trades") == rows.count)
        }
        #expect(run.rows(.trades, ["action": "liquidation"]).count == 4)
        #expect(run.rows(.trades, ["action": "liquidation", "market": "b"]).count == 2)
        // What has no market in its name is of all, or of the first one where it is no sum.
        #expect(run.count("liquidations") == 4)
        #expect(run.count("traders_liquidated") == 4)
        #expect(run.count("trades") == run.count("a.trades"))
        for (name, sum) in [
            ("bad_debt", run.sum("amount", .badDebt)),
            ("liquidated_notional", run.sum("notional", .liquidations)),
            ("volume", run.sum("notional", .trades, ["market": "a"])),
            (
                "transactions_included",
                run.sum("transactions", .blocks) &* Int256(bitPattern: .wad)
            ),
        ] {
            let figure = try #require(run.figure(name))
            #expect(figure == sum, "\(name)")
        }
    }

    @Test("the counts of a rule in several markets are one figure")
    func rules() throws {
        let names = Set(run.rows(.boundRules).compactMap { $0["rule"] })
        var shared = 0
        for case .text(let name) in names {
            let rows = run.rows(.boundRules, ["rule": .text(name)])
            if Set(rows.compactMap { $0["market"] }).count == 2 { shared += 1 }
            let figure = try #require(run.figure("rule.\(name)"))
            let sum = run.sum("count", .boundRules, ["rule": .text(name)])
            #expect(figure == sum &* Int256(bitPattern: .wad), "\(name)")
        }
        #expect(shared > 0)
    }

    @Test("counts of contracts and of receipts under one name are added up")
    func countsOfOneName() throws {
        let world = try SimulationWorld(.crash())
        for (place, count) in [3, 4].enumerated() {
            var books = MarketBooks()
            books.counters = [
                NamedCount("shared", UInt64(count)), NamedCount("own-\(place)", 1),
                NamedCount("idle", 0),
            ]
            world.recorder.tracks[place].look(
                MarketQuote(), books, LiquidationWatch(), truthWad: .wad,
                at: world.chain.timeline.now)
        }
        world.recorder.chainTrack.bound("shared")
        world.recorder.chainTrack.reverted("a text")
        world.recorder.chainTrack.reverted("a text")
        let rules = world.recorder.figures([]).all.filter { $0.name.hasPrefix("rule.") }
        #expect(
            rules.map { "\($0.name) \($0.text)" }
                == ["rule.shared 8", "rule.own-0 1", "rule.own-1 1", "rule.a text 2"])
    }

    @Test("who paid for bad debt is told by row, figure and waterfall, and the fund lost its part")
    func payers() throws {
        for payer in ["insurance", "uncovered"] {
            let paid = run.sum("amount", .badDebt, ["payer": "\(payer)"])
            let figure = try #require(run.figure("bad_debt_by.\(payer)"))
            #expect(figure == paid && paid.signum == 1, "\(payer)")
            for market in ["a", "b"] {
                let wanted: RecordedRun.Row = ["payer": "\(payer)", "market": "\(market)"]
                #expect(
                    run.sum("amount", .waterfall, wanted) == run.sum("amount", .badDebt, wanted))
            }
        }
        let lost = run.sum("amount", .badDebt, ["payer": "insurance"])
        #expect(run.sum("losses", .agents, ["agent": "fund"]) == .zero &- lost)
        #expect(run.sum("transfers", .agents, ["agent": "fund"]) == signedWad("100"))
        #expect(run.sum("transfers", .agents, ["agent": "short"]) == signedWad("-100"))
        // Both markets have one fund, which counts once.
        let start = try #require(run.figure("fund_start"))
        #expect(start == signedWad("3000"))
        let end = try #require(run.figure("fund_end"))
        #expect(end == run.sum("worth_after", .agents, ["agent": "fund"]))
    }

    @Test("what an agent gained by cause is what its rows say, and in all what its wallet gained")
    func profits() throws {
        for agent in ["follower-a", "follower-b", "long-1", "long-2", "large", "weak", "keeper"] {
            func cause(_ name: String) -> Int256 {
                run.sum(name, .agents, ["agent": "\(agent)"])
            }
            func sum(_ column: String, _ table: RunTable, as role: String = "agent") -> Int256 {
                run.sum(column, table, [role: "\(agent)"])
            }
            let before = cause("worth_before")
            let gained = run.money(of: agent) &- before
            let parts = ["trading", "funding", "fees", "penalties", "losses", "spot", "transfers"]
            #expect(parts.map(cause).reduce(.zero) { $0 &+ $1 } == gained, "\(agent)")
            #expect(cause("worth_after") == before &+ gained &+ cause("gas"), "\(agent)")
            #expect(cause("fees") == .zero &- sum("fee", .trades), "\(agent)")
            #expect(cause("funding") == .zero &- sum("funding", .trades), "\(agent)")
            // What the house cannot pay was not gained.
            let claim = run.claim(of: agent)
            let unpaid = Int256(bitPattern: claim.owed &- claim.worth)
            #expect(cause("trading") == sum("realised", .trades) &- unpaid, "\(agent)")
            let reward = sum("reward", .liquidations, as: "liquidator")
            #expect(cause("penalties") == reward &- sum("penalty", .liquidations), "\(agent)")
            #expect(cause("losses") == sum("bad_debt", .liquidations), "\(agent)")
            #expect(cause("fees_won") == reward, "\(agent)")
        }
        #expect(run.sum("liquidations", .agents, ["agent": "keeper"]) == 4)
        let rewards = try #require(run.figure("keeper_rewards"))
        #expect(rewards == run.sum("reward", .liquidations) && rewards.signum == 1)
    }

    @Test("gas is that of an agent's transactions in blocks, wasted by those that failed")
    func gas() throws {
        var failures = 0
        for agent in run.rows(.agents) {
            guard let name = agent["agent"] else { continue }
            func sum(_ column: String, _ wanted: RecordedRun.Row = [:]) -> Int256 {
                run.sum(column, .transactions, wanted.merging(["agent": name]) { $1 })
            }
            func cause(_ column: String) -> Int256 { run.sum(column, .agents, ["agent": name]) }
            let failed = run.rows(.transactions, ["agent": name, "success": .flag(false)])
            failures += failed.count
            #expect(cause("gas_native") == sum("fee"), "\(name)")
            #expect(cause("gas_wasted_native") == sum("fee", ["success": .flag(false)]), "\(name)")
            #expect(cause("reverted") == Int256(Int64(failed.count)), "\(name)")
            #expect(
                cause("included")
                    == Int256(
                        Int64(run.rows(.transactions, ["agent": name, "fate": "included"]).count)),
                "\(name)")
            #expect(cause("gas").signum == (sum("fee").isZero ? 0 : -1), "\(name)")
        }
        #expect(failures > 0)
        #expect(run.count("transactions_reverted") == failures)
    }

    @Test("what one still holds is worth its equity at the true price")
    func openPosition() throws {
        var (equity, owed) = (Int256.zero, Int256.zero)
        for watch in run.world.recorder.watches {
            #expect(watch.risk.positions.count == 1)
            let position = try #require(watch.position(of: run.address(of: "short")))
            let part = position.quote.equityWad(
                atPriceWad: wad("1400"), fundingOwedWad: position.owedWad)
            #expect(part.signum == 1 && !position.owedWad.isZero)
            (equity, owed) = (equity &+ part, owed &+ position.owedWad)
        }
        func cause(_ name: String) -> Int256 { run.sum(name, .agents, ["agent": "short"]) }
        #expect(
            cause("worth_after") &- cause("gas") == run.money(of: "short") &+ equity)
        let paid = run.sum("funding", .trades, ["agent": "short"])
        #expect(cause("funding") == .zero &- paid &- owed)
        #expect(cause("fees") == .zero &- run.sum("fee", .trades, ["agent": "short"]))
    }

    @Test(
        "whoever is bankrupt and not liquidated is worth nothing there, and left the rest to others"
    )
    func bankruptAtTheEnd() throws {
        var scenario = Scenario.crash()
        scenario.agents.removeAll { $0.name == "keeper" }
        let run = try RecordedRun(scenario)
        #expect(run.rows(.liquidations).isEmpty)
        #expect(run.count("liquidations_missed") == 4)
        let owner = run.address(of: "large")
        let position = try #require(run.world.recorder.watches[1].position(of: owner))
        let equity = position.quote.equityWad(
            atPriceWad: wad("1400"), fundingOwedWad: position.owedWad)
        func cause(_ name: String) -> Int256 { run.sum(name, .agents, ["agent": "large"]) }
        #expect(equity.isNegative)
        #expect(cause("losses") == .zero &- equity)
        #expect(cause("worth_after") &- cause("gas") == run.money(of: "large"))
        // Ten thousand less fee and margin are in the wallet; what trading lost is more than that.
        let paid = run.money(of: "large") &- signedWad("10000")
        #expect(cause("trading") &+ cause("funding") &+ cause("fees") == paid &+ equity)
        let latent = try #require(run.figure("bad_debt_latent_true"))
        #expect(latent.signum == 1 && latent >= .zero &- equity)
    }

    @Test("what a swap at a pair or an order at an exchange gains is spot's, at the true price")
    func spot() throws {
        var scenario = Scenario.crash()
        scenario.addPair("pool")
        scenario.addScript("swapper", [.buy(100, "pool", 1_000)])
        scenario.addScript("buyer", [.buy(100, "spot", 1_000)])
        scenario.agents[scenario.agents.count - 1].venueQuoteWad = wad(2_000)
        let run = try RecordedRun(scenario)
        func cause(_ name: String, _ agent: String) -> Int256 {
            run.sum(name, .agents, ["agent": "\(agent)"])
        }
        for agent in ["swapper", "buyer"] {
            #expect(cause("trading", agent).isZero, "\(agent)")
            // About half a unit for 2,000 each is worth 1,400 each.
            let spot = cause("spot", agent)
            #expect(spot < signedWad("-300") && spot > signedWad("-310"), "\(agent)")
            #expect(
                cause("worth_after", agent) &- cause("gas", agent)
                    == cause("worth_before", agent) &+ spot)
        }
        #expect(run.money(of: "swapper") == signedWad("9000"))
        #expect(cause("worth_before", "swapper") == signedWad("10000"))
        #expect(cause("worth_before", "buyer") == signedWad("12000"))
    }

    @Test("the profit of attackers is summed, with gas and spot apart")
    func attackers() throws {
        let world = try SimulationWorld(.crash())
        let groups = [
            ("push", "push-attacker", 1), ("noise", "noise", 10), ("pump", "pump-attacker", 100),
        ]
        .map { name, kind, scale in
            var profit = Profit()
            profit[.trading] = signedWad("7") &* Int256(Int64(scale))
            profit[.gas] = signedWad("-2") &* Int256(Int64(scale))
            profit[.spot] = signedWad("-3") &* Int256(Int64(scale))
            return (name: name, kind: kind, profit: profit)
        }
        let figures = world.recorder.figures(groups)
        for (name, text) in [
            ("attack_profit", "202"), ("attack_gas", "-202"), ("attack_spot", "-303"),
            ("profit.noise", "20"), ("profit.pump", "200"),
        ] {
            #expect(figures[name]?.text == text, "\(name)")
        }
    }

    @Test("payments of a cause add up to what each population gained by it")
    func payments() throws {
        func sum(_ role: String, _ name: String, _ cause: String) -> Int256 {
            run.sum("amount", .payments, [role: "\(name)", "cause": "\(cause)"])
        }
        let causes = ["trading", "funding", "fees", "penalties", "losses", "gas", "transfers"]
        for cause in causes {
            for population in ["long", "short", "keeper", "fund", "feed"] {
                let got = sum("payee", population, cause) &- sum("payer", population, cause)
                let gained = run.sum(cause, .agents, ["population": "\(population)"])
                #expect((got &- gained).magnitude < 100, "\(cause) of \(population)")
            }
        }
        for (cause, other) in [("gas", "chain"), ("trading", "curve"), ("fees", "protocol")] {
            let got = sum("payee", other, cause) &- sum("payer", other, cause)
            #expect((got &+ run.sum(cause, .agents)).magnitude < 100, "\(cause)")
        }
    }

    @Test("samples tell of the positions that are there, long and short apart")
    func samples() throws {
        let rows = run.rows(.markets)
        #expect(rows.count == 2 * 11)
        var (longs, shorts) = (0, 0)
        for row in rows {
            let wanted = row.filter { ["time_us", "market"].contains($0.key) }
            let (long, short) = (
                run.sum("longs", .marginBands, wanted), run.sum("shorts", .marginBands, wanted)
            )
            #expect(run.sum("open_positions", .markets, wanted) == long &+ short)
            #expect((row["long_notional"] == .amount(Int256.zero)) == long.isZero)
            #expect((row["short_notional"] == .amount(Int256.zero)) == short.isZero)
            longs += long.isZero || !short.isZero ? 0 : 1
            shorts += short.isZero || !long.isZero ? 0 : 1
        }
        #expect(longs > 0 && shorts > 0)
        for row in run.rows(.venues) {
            guard case .amount(let up)? = row["depth_up"],
                case .amount(let down)? = row["depth_down"]
            else {
                Issue.record("no depth")
                continue
            }
            // As much base on both sides, which costs more above the price than it brings below.
            #expect(up > down && down.signum == 1)
        }
    }

    @Test("a summary has what a whole run comes to, and none of its course")
    func summary() throws {
        let summary = try RecordedRun(.crash(), options: RunOptions(rows: .summary))
        let tables: [RunTable] = [.figures, .agents, .payments]
        #expect(summary.tables == Set(tables))
        for table in tables { #expect(summary.rows(table) == run.rows(table), "\(table)") }
        #expect(run.tables.isSuperset(of: [.blocks, .trades, .liquidations, .badDebt, .funding]))
    }

    @Test("rows are of the canonical chain where blocks were taken off it")
    func reorganized() throws {
        var scenario = Scenario.crash()
        scenario.chain.overrides += [
            SettingOverride("reorg.chance", "0.05"), SettingOverride("reorg.depth-max", "4"),
        ]
        let run = try RecordedRun(scenario)
        #expect(run.outcome.status == .complete)
        #expect(run.count("blocks_orphaned") == run.rows(.reorganizations).count)
        #expect(!run.rows(.reorganizations).isEmpty)
        let numbers = run.rows(.blocks).compactMap { $0["number"] }
        #expect(numbers == (1...run.outcome.headNumber).map { .count($0) })
        let orphaned = Set(run.rows(.reorganizations).compactMap { $0["hash"] })
        #expect(run.rows(.blocks).allSatisfy { row in row["hash"].map(orphaned.contains) == false })
        #expect(run.rows(.trades, ["agent": "large", "action": "open"]).count == 1)
    }
}
