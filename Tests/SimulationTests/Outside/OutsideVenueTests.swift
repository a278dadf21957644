import Agents
import PriceOracles
import SimulationKernel
import Testing
import WideIntegers

@testable import Simulation

/// Venues around paths.
@Suite struct OutsideVenueTests {
    @Test("an exchange stands around its path with the depth that its settings name")
    func depth() throws {
        var scenario = Scenario.steps([(minute: 10, price: 2_100)])
        scenario.addExchange("square") {
            $0.depthExponent = 2
            $0.depthRangeWad = .share(1, 10)
            $0.depthBaseWad = wad(400)
        }
        scenario.addExchange("even")
        let run = try OutsideRun(scenario)
        run.run(toMinute: 1)
        // Half of the range has a quarter of the depth; of 1,000 within a half, 100 lie within 5 %.
        for (venue, expected) in [(0, 100.0), (1, 100.0)] {
            let fill = try run.world.venues[venue].push(toPriceWad: wad(2_100))
            let base = PriceQuantization.price(fill.baseWad)
            #expect((base / expected - 1).magnitude < 1e-4, "\(base)")
        }
        #expect(run.world.venues[1].quotedPriceWad == wad(2_000))
        run.run(toMinute: 11)
        #expect(run.world.venues[1].quotedPriceWad == wad(2_100))
    }

    @Test("a push lasts as long as the book takes to refill, and the books balance")
    func push() throws {
        var scenario = Scenario.steps()
        scenario.addExchange("hub")
        let run = try OutsideRun(scenario)
        run.run(toMinute: 1)
        try run.push(0, toPriceWad: wad(2_200))
        run.run(toSecond: 62)
        let near = PriceQuantization.price(run.world.venues[0].quotedPriceWad)
        #expect(near > 2_195 && near <= 2_200)
        run.run(toSecond: 360)
        let half = PriceQuantization.price(run.world.venues[0].quotedPriceWad)
        #expect((half - 2_100).magnitude < 2)
        try run.world.checkInvariants()
    }

    @Test("a halted exchange takes no orders, and opens when its last halt is over")
    func halts() throws {
        var scenario = Scenario.steps()
        scenario.addExchange("hub")
        for minute in [10, 15] as [UInt64] {
            var halt = VenueHaltEvent()
            halt.venue = "hub"
            scenario.addEvent(.venueHalt(halt), atMinute: minute)
        }
        let run = try OutsideRun(scenario)
        for (minute, isHalted) in [(9, false), (12, true), (22, true), (26, false)] {
            run.run(toMinute: UInt64(minute))
            #expect(run.world.venues[0].isHalted == isHalted)
            let answer = try? run.world.venues[0].quote(SpotOrder(.buy, .base(.wad)))
            #expect((answer == nil) == isHalted)
        }
    }

    @Test("a pair begins at the price of its path, and agents have their means there")
    func pair() throws {
        var scenario = Scenario.steps()
        scenario.addPair("pool")
        scenario.addPair("other")
        scenario.addExchange("hub")
        let agent = Genesis.key(for: "someone").address
        let run = try OutsideRun(scenario) { world, genesis in
            for venue in 0...2 {
                try world.deposit(
                    baseWad: wad(3), quoteWad: wad(5), at: venue, agent: "someone", address: agent)
            }
        }
        #expect(run.world.venues[0].quotedPriceWad == wad(2_000))
        #expect(run.world.venues[1].quotedPriceWad == wad(2_000))
        let state = run.chain.host.state
        #expect(run.genesis.collateral.balanceRaw(of: state.account(agent), in: state) == wad(10))
        guard case .exchange(_, let ledger) = run.world.venues[2].place else { return }
        #expect(ledger.balance(of: "someone").baseWad == wad(3))
        #expect(ledger.balance(of: "someone").quoteWad == wad(5))
        try run.world.checkInvariants()
    }

    @Test("settings that make no venue are named", arguments: 0..<7)
    func problems(number: Int) {
        var scenario = Scenario.steps()
        let changes: [(String, (inout ExchangeVenueSettings) -> Void)] = [
            ("path", { $0.path = "nowhere" }), ("fee", { $0.feePpm = .max }),
            ("depth_exponent", { $0.depthExponent = 9 }),
            ("depth_exponent", { $0.depthExponent = .nan }),
            ("depth_range", { $0.depthRangeWad = .wad }),
            ("depth_range", { $0.depthRangeWad = .zero }),
            ("depth_base", { $0.depthBaseWad = .zero }),
        ]
        scenario.addExchange("hub", change: changes[number].1)
        let problem = #expect(throws: ScenarioProblem.self) { _ = try OutsideRun(scenario) }
        #expect(problem?.keyPath == "venues[0].\(changes[number].0)")
    }
}
