import ArgumentParser
import Chain
import ScenarioFiles
import Simulation

/// A scenario with more agents and of another length.
struct ScaledScenario {
    let file: ScenarioFile
    /// Agents after scaling.
    let agentCount: Int
    /// Microseconds from one block to the next, as the chain plans them.
    let intervalMicros: UInt64

    /// Multiplies the populations that have several members, each by the same factor; what rounding
    /// leaves over goes to the first of them.
    init(
        _ name: String, agents: Int, blocks: UInt64, overrides: [(key: String, value: String)]
    ) throws {
        let plain = try ScenarioFile(named: name, overrides: overrides)
        let populations = plain.scenario.agents
        let single = populations.filter { $0.count <= 1 }.reduce(0) { $0 + Int($1.count) }
        let several = populations.filter { $0.count > 1 }
        let members = several.reduce(0) { $0 + Int($1.count) }
        guard members > 0, agents >= single + members else {
            throw ValidationError(
                "--agents \(agents): \(name) has \(single + members), \(members) of them in groups")
        }
        var counts = several.map { Int($0.count) * (agents - single) / members }
        counts[0] += agents - single - counts.reduce(0, +)
        let settings = try ChainSettings(
            preset: .named(plain.scenario.chain.preset),
            overrides: plain.scenario.chain.overrides.map { ($0.key, $0.value) })
        switch settings.production.schedule {
        case .slots(let interval), .onDemand(let interval, _): intervalMicros = max(interval, 1)
        case .exponential(let mean): intervalMicros = max(mean, 1)
        }
        var pairs = zip(several, counts).map {
            (key: "agents[\($0.name)].count", value: "\($1)")
        }
        pairs.append((key: "duration", value: "\(blocks * intervalMicros / 1_000)ms"))
        file = try plain.setting(pairs)
        agentCount = agents
    }
}
