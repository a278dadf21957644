import EthereumPrimitives
import PriceOracles
import SimulationKernel
import Testing
import WideIntegers

@testable import Simulation

/// The outside world as a whole.
@Suite struct OutsideWorldTests {
    private func scenario(isCrowded: Bool = false) -> Scenario {
        var scenario = Scenario()
        scenario.durationMicros = 3_600_000_000
        scenario.addDiffusion("eth", jumpsPerHour: 3)
        scenario.addExchange("hub")
        scenario.addPair("pool")
        if isCrowded {
            scenario.addDiffusion("btc", jumpsPerHour: 3)
            scenario.addExchange("more")
            scenario.addFeed("first", .posted(.path("btc")))
        }
        scenario.addFeed("network", .network(.venues("hub")))
        scenario.addFeed("posted", .posted(.venues("hub")))
        scenario.addFeed("delayed", .delayed(.venues("hub")) { $0.delaySeconds = 600 })
        scenario.addFeed("pair", .pair("pool", windowSeconds: 600), guards: [.rule(.clamp)])
        return scenario
    }

    private func hour(
        _ scenario: Scenario, seed: UInt64 = 1, overrides: [(key: String, value: String)] = []
    ) throws -> OutsideRun {
        let run = try OutsideRun(scenario, seed: seed, overrides: overrides)
        run.run(toMinute: 60)
        #expect(run.chain.violation == nil)
        return run
    }

    @Test("the same twice is the same, and another seed is another")
    func twice() throws {
        let one = try hour(scenario())
        let other = try hour(scenario())
        #expect(one.chain.head.hash == other.chain.head.hash && one.writes == other.writes)
        #expect(try hour(scenario(), seed: 2).writes != one.writes)
        #expect(one.writes.count > 10)
    }

    @Test("what is added changes nobody else's draws")
    func independence() throws {
        let alone = try hour(scenario())
        let crowded = try hour(scenario(isCrowded: true))
        #expect(crowded.writes.contains { $0.feed == "first" })
        #expect(crowded.writes.filter { $0.feed != "first" } == alone.writes)
    }

    @Test("signatures change nothing but hashes")
    func signatures() throws {
        let elided = try hour(scenario())
        let verified = try hour(scenario(), overrides: [("signatures", "verified")])
        #expect(elided.writes == verified.writes)
    }

    @Test("reporters work on a chain with latency and losses")
    func realChain() throws {
        let run = try OutsideRun(
            scenario(),
            overrides: [
                ("network.loss", "0.05"), ("network.agent-to-node.median", "400 ms"),
                ("network.agent-to-node.sigma", "0.8"),
            ])
        run.run(toMinute: 60)
        #expect(Set(run.writes.map(\.feed)) == ["network", "posted", "delayed"])
    }

    @Test("feeds that cannot be are named", arguments: 0..<9)
    func problems(number: Int) {
        let models: [(String, FeedModel)] = [
            ("sources", .network(SourceSettings())), ("sources.path", .posted(.path("nowhere"))),
            ("sources.venues", .delayed(.venues("nowhere"))), ("nodes", .network { $0.nodes = 0 }),
            ("faults", .network { $0.faults = 2 }), ("decimals", .network { $0.decimals = 19 }),
            ("delay", .delayed { $0.delaySeconds = 70_000 }),
            ("venue", .pair("hub", windowSeconds: 600)),
            ("granularity", .pair("pool", windowSeconds: 601)),
        ]
        var scenario = scenario()
        scenario.feeds = []
        scenario.addFeed("feed", models[number].1)
        let problem = #expect(throws: ScenarioProblem.self) { _ = try OutsideRun(scenario) }
        #expect(problem?.keyPath == "feeds[0].\(models[number].0)")
    }
}
