import ArgumentParser
import JSONRPCNode
import Simulation

struct NodeCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "node",
        abstract: "Serve a scenario's chain over JSON-RPC, or put faults before another node.",
        discussion: """
            Bots connect by HTTP or WebSocket as to any Ethereum node. Contracts, ABIs and ten
            funded accounts stand in the file that --deployment names, and are served at
            /deployment.json. The clock is the wall's (realtime), the bot's (lockstep: it calls
            perplab_ready or evm_mine, or its budget for a head passes), or goes on with each
            transaction (automine). The node serves until it is interrupted, which is its good end.

            Exit status: 2 for a port that is taken, 3 for a scenario that cannot be run, 4 for a
            broken invariant.

            Examples: perplab node oracle-pump-liquidations
                      perplab node keeper/cascade --clock lockstep --budget 500ms
                      perplab node --upstream http://127.0.0.1:9545 --faults faults.yaml
            """
    )

    @Argument(help: "A built-in scenario's name, or a YAML file; none with --upstream.")
    var scenario: String?

    @OptionGroup var subject: NodeSubjectOptions
    @OptionGroup var listening: ListeningOptions

    @OptionGroup var clocks: ClockOptions

    @Option(help: ArgumentHelp("Put another node behind the faults.", valueName: "URL"))
    var upstream: String?

    @Option(help: ArgumentHelp("A YAML file of faults, as scenarios have them.", valueName: "FILE"))
    var faults: String?

    @Option(help: ArgumentHelp("Where the deployment is written.", valueName: "FILE"))
    var deployment = "deployment.json"

    @Option(help: ArgumentHelp("Keep the run in this folder, for replay.", valueName: "DIR"))
    var out: String?

    @Flag(help: "Replace files and folders that exist.")
    var force = false

    @Flag(help: "Print one JSON document when the node is ready instead of text.")
    var json = false

    @Flag(help: "Print all methods as a page in Markdown, and serve nothing.")
    var methods = false

    func validate() throws {
        if methods { return }
        guard (scenario == nil) != (upstream == nil) else {
            throw ValidationError(
                scenario == nil ? "a scenario is to be named, or --upstream" : Self.notBoth)
        }
        _ = try clocks.clock()
        if upstream != nil, let first = clocks.used ?? out.map({ _ in "--out" }) {
            throw ValidationError("\(first): another node has no clock or run of ours")
        }
    }

    private static let notBoth = "a scenario and --upstream: only one of them can be served"

    func run() throws {
        if methods { return try StandardOutput.write(MethodPage.text) }
        if let upstream {
            try UpstreamExecution(
                url: upstream, seed: subject.seed, faults: faults, listening: listening,
                isJSON: json
            ).run()
            return
        }
        try NodeExecution(
            subject: subject.scenario(scenario ?? ""), seed: subject.seed,
            chainID: subject.chainID, clock: clocks.clock(), listening: listening, faults: faults,
            deployment: deployment, out: out, force: force, isJSON: json
        ).run()
    }
}

/// Which world is served.
struct NodeSubjectOptions: ParsableArguments {
    @Option(
        name: .customLong("set"), parsing: .singleValue,
        help: ArgumentHelp(
            "Set a key of the scenario anew; may be repeated.", valueName: "key=value"))
    var overrides: [String] = []

    @Option(help: ArgumentHelp("The seed of all chance, 0 to 2^64 - 1.", valueName: "N"))
    var seed: UInt64 = 1

    @Option(
        help: ArgumentHelp(
            "verified or elided: whether the scenario's own agents sign what they send.",
            valueName: "MODE"))
    var signatures: String?

    @Option(
        name: .customLong("chain-id"),
        help: ArgumentHelp("The number that bots sign for.", valueName: "N"))
    var chainID: UInt64 = 31_337

    func validate() throws {
        var options = ScenarioOptions()
        (options.scenario, options.overrides, options.signatures) = ("", overrides, signatures)
        try options.validate()
    }

    func scenario(_ name: String) -> ScenarioOptions {
        var options = ScenarioOptions()
        (options.scenario, options.overrides, options.signatures) = (name, overrides, signatures)
        return options
    }
}
