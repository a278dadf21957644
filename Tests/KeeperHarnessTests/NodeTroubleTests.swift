import KeeperHarness
import ScenarioFiles
import Simulation
import Testing

/// Keepers in Swift under the faults of their node, in the scenarios that are made of them.
@Suite struct NodeTroubleTests {
    private static let names = [
        "node-lag", "log-gap", "ws-dropped", "ws-silent", "rpc-brownout", "send-unknown", "restart",
    ]

    private static func card(_ name: String, _ keeper: KeeperUnderTest) throws -> Scorecard {
        let scenario = try ScenarioFile(named: "keeper/\(name)").scenario
        var run = KeeperTrialRun(scenario, keeper, options: RunOptions(seed: 1))
        run.rules = scenario.keeper?.rules ?? []
        run.measuresBounds = false
        return try run.run().card
    }

    private static func failed(_ card: Scorecard) -> [String] {
        card.requirements.filter { !$0.isPassed }.map { "\($0.rule)" }
    }

    @Test("a sound keeper comes through", arguments: names)
    func sound(_ name: String) throws {
        let card = try Self.card(name, .reference)
        #expect(Self.failed(card) == [])
        #expect(!card.requirements.isEmpty)
    }

    @Test("a beginner's keeper does not", arguments: names.filter { $0 != "ws-dropped" })
    func naive(_ name: String) throws {
        #expect(try !Self.failed(Self.card(name, .naive)).isEmpty)
    }

    @Test(
        "the same seed gives the same card under faults", arguments: ["node-lag", "rpc-brownout"])
    func determinism(_ name: String) throws {
        #expect(try Self.card(name, .reference) == Self.card(name, .reference))
    }
}
