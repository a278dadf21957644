import ArgumentParser

/// Measures a scenario that is scaled up: wakings of agents, transactions and rows a second, the
/// memory at each tenth of it, and the share of the time that storing takes.
@main
struct PerplabWorld: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "perplab-world",
        abstract: "Measure wakings, transactions and rows a second of a scenario scaled up.",
        discussion: """
            Populations of more than one member are multiplied until there are so many agents as
            asked for, and the scenario lasts so many blocks. Signatures are elided, rows go to a
            database and blocks to a recording, as in `perplab run`; one thread does all of it.

            Example: perplab-world --agents 1000 --blocks 100000
            """
    )

    @Option(help: "A built-in scenario's name, or a YAML file.")
    var scenario = "oracle-pump-liquidations"

    @Option(help: "Agents together, at least those of the scenario.")
    var agents = 1_000

    @Option(help: "Blocks, at the chain's usual interval.")
    var blocks: UInt64 = 100_000

    @Option(help: "The seed of all chance.")
    var seed: UInt64 = 1

    @Option(
        name: .customLong("set"),
        help: ArgumentHelp("Set a key of the scenario anew.", valueName: "key=value"))
    var overrides: [String] = []

    @Flag(help: "Store nothing; for comparison.")
    var noStore = false

    func validate() throws {
        guard (10...100_000_000).contains(blocks) else {
            throw ValidationError("--blocks \(blocks) is not from 10 to 100000000")
        }
        guard (1...1_000_000).contains(agents) else {
            throw ValidationError("--agents \(agents) is not from 1 to 1000000")
        }
        for text in overrides where !text.contains("=") {
            throw ValidationError("--set \(text) has no =; it must be key=value")
        }
    }

    func run() throws {
        let pairs = overrides.map { text in
            let parts = text.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            return (key: String(parts[0]), value: String(parts[1]))
        }
        let scaled = try ScaledScenario(
            scenario, agents: agents, blocks: blocks, overrides: pairs)
        let measured = try MeasuredRun(scaled, seed: seed, stores: !noStore)
        try measured.run()
        for line in measured.lines { print(line) }
    }
}
