import Agents
import EthereumPrimitives
import TestSupport
import Testing
import WideIntegers

@testable import Simulation

/// Whole runs with markets in order books.
@Suite struct OrderBookRunTests {
    /// The crash of two curves, played in order books.
    private static func crash(_ change: (inout Scenario) -> Void = { _ in }) -> Scenario {
        var scenario = Scenario.crash()
        scenario.venue = .orderBook
        change(&scenario)
        return scenario
    }

    /// Two longs of 4 base at 2,000 with margins of a tenth, and a maker who shows next to nothing.
    private static func thin() -> Scenario {
        crash { scenario in
            scenario.markets.removeLast()
            scenario.agents = []
            var maker = BookMakerSettings()
            (maker.depthWad, maker.inventoryMaxWad) = (wad(500), wad(2_000))
            scenario.addAgent("maker", .bookMaker(maker), collateral: 100_000)
            scenario.addScript("follower", [.open(30, "", isLong: true, 50, 1), .close(100, "")])
            for name in ["one", "two"] {
                var position = PositionSettings()
                (position.trader, position.market) = (name, "a")
                (position.sizeWad, position.marginWad) = (
                    Int256(bitPattern: wad(4)), wad(800)
                )
                position.entryPriceWad = wad(2_000)
                scenario.positions.append(position)
            }
        }
    }

    @Test("rows and figures of a book agree as those of a curve do, and its books balance")
    func records() throws {
        let run = try RecordedRun(Self.thin())
        #expect(run.outcome.status == .complete)
        let liquidations = run.rows(.liquidations)
        #expect(!liquidations.isEmpty)
        #expect(run.count("liquidations") == liquidations.count)
        #expect(run.figure("liquidated_notional") == run.sum("notional", .liquidations))
        let badDebt = try #require(run.figure("bad_debt"))
        #expect(badDebt == run.sum("amount", .badDebt) && badDebt.signum == 1)
        for payer in ["insurance", "deleverage", "uncovered"] {
            #expect(
                run.figure("bad_debt_by.\(payer)")
                    == run.sum("amount", .badDebt, ["payer": .text(payer)]), "\(payer)")
        }
        // Each trade has two sides, of which one is counted.
        let volume = try #require(run.figure("volume"))
        let opened = run.rows(.trades, ["market": "a"]).filter {
            $0["action"] == "open" || $0["action"] == "close" || $0["action"] == "liquidation"
        }
        #expect(!opened.isEmpty && volume.signum == 1)
        #expect(volume < run.sum("notional", .trades, ["market": "a"]))
        #expect(run.count("funding_payments") == run.rows(.funding, ["market": "a"]).count)
    }

    @Test("what some gain in a book others lose, to a unit of its money for each account")
    func payments() throws {
        let run = try RecordedRun(Self.thin())
        let dust = Int256(bitPattern: wad(1))
        for row in run.rows(.payments, ["cause": "trading"])
        where row["payer"] == "curve" || row["payee"] == "curve" {
            guard case .amount(let amount)? = row["amount"] else { continue }
            #expect(amount < dust, "\(row)")
        }
        #expect(!run.rows(.payments, ["cause": "losses"]).isEmpty)
    }

    @Test("the same scenario and seed give the same rows")
    func determinism() throws {
        func records() throws -> [MetricRecord] {
            var records: [MetricRecord] = []
            let world = try SimulationWorld(Self.crash()) { records.append($0) }
            _ = world.run()
            return records
        }
        let (first, second) = (try records(), try records())
        #expect(first == second && first.count > 100)
    }

    @Test("collateral lies at the exchange from the start, in equal parts where there are two")
    func collateral() throws {
        let world = try SimulationWorld(Self.crash())
        func held(_ name: String, _ market: Int) throws -> UInt256 {
            let owner = Genesis.key(for: "agent/\(name)").address
            return try #require(world.markets[market].exchange).freeWad(of: owner)
        }
        #expect(try held("large", 1) == wad(10_000) && held("large", 0) == .zero)
        #expect(try held("short", 0) == wad(5_000) && held("short", 1) == wad(5_000))
        let token = world.recorder.balance(
            of: Genesis.key(for: "agent/short").address, token: world.markets[0].collateral)
        #expect(token == .zero)
        // A fund of two curves is split between two books.
        #expect(world.markets[0].design.books(in: world.chain.host.state).fundWad == wad(1_500))
        #expect(world.markets[0].fund != world.markets[1].fund)
    }

    @Test("a twin in a book meets the same flow with the same chance")
    func twins() throws {
        var scenario = Scenario.crash()
        scenario.venue = .both
        var noise = NoiseSettings()
        (noise.tradesPerHour, noise.markets, noise.slippageMaxWad) = (120, ["a"], .zero)
        noise.holdingSeconds = .constant(60)
        scenario.addAgent("noise", .noise(noise), count: 2)
        let run = try RecordedRun(scenario)
        #expect(run.outcome.status == .complete)
        #expect(run.world.markets.map(\.name) == ["a", "b", "a-book", "b-book"])
        for number in 1...2 {
            func opened(_ agent: String, _ market: String) -> [RecordedRun.Row] {
                run.rows(
                    .trades,
                    ["agent": .text(agent), "market": .text(market), "action": "open"])
            }
            let curve = opened("noise-\(number)", "a")
            let book = opened("noise-book-\(number)", "a-book")
            let (first, twin) = (try #require(curve.first), try #require(book.first))
            guard case .amount(let size)? = first["size"], case .amount(let other)? = twin["size"]
            else {
                Issue.record("no sizes")
                continue
            }
            #expect(size.isNegative == other.isNegative)
            let (less, more) = (
                min(size.magnitude, other.magnitude), max(size.magnitude, other.magnitude)
            )
            #expect(more &- less < more.quotientAndRemainder(dividingBy: 20).quotient)
        }
        #expect(run.rows(.trades, ["market": "a"]).contains { $0["agent"] == "large" } == false)
        #expect(run.rows(.trades, ["market": "b-book"]).contains { $0["agent"] == "large-book" })
    }

    @Test("chance of a curve's agents is the same with and without twins")
    func isolation() throws {
        let alone = try RecordedRun(.crash())
        var scenario = Scenario.crash()
        scenario.venue = .both
        let beside = try RecordedRun(scenario)
        for column in ["size", "notional"] {
            #expect(
                alone.rows(.trades, ["market": "a"]).map { $0[column] }
                    == beside.rows(.trades, ["market": "a"]).map { $0[column] })
        }
    }

    // MARK: - Events

    @Test("a stop traps collateral while the price falls, and positions are closed after it")
    func halt() throws {
        let run = try RecordedRun(
            Self.crash { scenario in
                var halt = VenueHaltEvent()
                (halt.venue, halt.forMicros, halt.trapsCancels) = ("a", 180_000_000, true)
                var event = EventSettings()
                (event.atMicros, event.model) = (230_000_000, .venueHalt(halt))
                scenario.events = [event]
            })
        #expect(run.outcome.status == .complete)
        #expect(!run.rows(.events, ["kind": "outage", "subject": "a"]).isEmpty)
        let start = run.world.scenario.startTime.micros
        for row in run.rows(.liquidations, ["market": "a"]) {
            guard case .integer(let time)? = row["time_us"] else {
                Issue.record("a row without a time")
                continue
            }
            #expect(UInt64(time) >= start + 410_000_000)
        }
        #expect(!run.rows(.liquidations, ["market": "a"]).isEmpty)
    }

    @Test("in overload requests are late or refused, and the run goes on")
    func overload() throws {
        let run = try RecordedRun(
            Self.crash { scenario in
                var overload = OverloadEvent()
                (overload.market, overload.factor) = ("a", 1_000_000)
                overload.refusesCancels = true
                var event = EventSettings()
                (event.atMicros, event.model) = (50_000_000, .overload(overload))
                scenario.events = [event]
            })
        #expect(run.outcome.status == .complete)
        let usual = try RecordedRun(Self.crash())
        #expect(
            run.rows(.trades, ["market": "a"]).count != usual.rows(.trades, ["market": "a"]).count)
    }

    @Test("what a book has not is declined with one note, and its agent goes on")
    func declined() throws {
        let run = try RecordedRun(
            Self.crash { scenario in
                scenario.addScript(
                    "caller-by-hand",
                    [.pay(30, "a"), .pay(31, "a"), .open(60, "a", isLong: true, 100, 1)])
            })
        let notes = run.rows(.events, ["kind": "declined", "subject": "caller-by-hand"])
        #expect(notes.count == 1)
        #expect(run.rows(.trades, ["agent": "caller-by-hand"]).count >= 1)
    }
}

extension ScriptStep {
    /// A call of funding.
    fileprivate static func pay(_ seconds: UInt64, _ market: String) -> ScriptStep {
        var step = ScriptStep()
        (step.atMicros, step.action, step.market) = (seconds * 1_000_000, .payFunding, market)
        return step
    }
}
