import ArgumentParser
import Foundation
import JSONRPCNode
import KeeperHarness
import ScenarioFiles
import Simulation

struct KeeperCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "keeper",
        abstract: "Put a keeper bot through stress scenarios and print its scorecard.",
        discussion: """
            A bot is a shell command (--bot), which finds the node in PERPLAB_RPC_URL, PERPLAB_WS_URL,
            PERPLAB_DEPLOYMENT and PERPLAB_PRIVATE_KEY; or one that you start yourself (--attach); or
            a keeper of this program (--agent: \(KeeperUnderTest.all.map(\.name).joined(separator: ", "))).
            Names of scenarios may leave out 'keeper/'; --all runs every one. Rules come from the
            scenario; --require replaces those of the same figure and adds others.

            Exit status: 0 all rules hold, 1 a rule failed, 3 for a scenario that cannot be run, 4 for
            a broken invariant, 5 when the bot never connected or died, 130 when it was interrupted.

            Examples: perplab keeper calm-baseline --agent reference
                      perplab keeper --all --agent reference --junit keeper.xml
                      perplab keeper cascade --bot 'python3 keeper.py' --require 'share_won >= 0.3'
            """
    )

    @Argument(help: "Names of keeper scenarios, or YAML files.")
    var scenarios: [String] = []

    @Flag(help: "Run all keeper scenarios.")
    var all = false

    @Option(help: ArgumentHelp("The shell command that starts the bot.", valueName: "COMMAND"))
    var bot: String?

    @Flag(help: "Wait for a bot that you start yourself.")
    var attach = false

    @Option(help: ArgumentHelp("A keeper of this program.", valueName: "NAME"))
    var agent: String?

    @Flag(help: "List the figures that rules can name, and run nothing.")
    var figures = false

    @OptionGroup var options: KeeperRunOptions
    @OptionGroup var clocks: KeeperClockOptions
    @OptionGroup var output: KeeperOutputOptions

    func validate() throws {
        if figures { return }
        if scenarios.isEmpty != all {
            throw ValidationError(
                all ? "--all and names of scenarios: only one of them" : "name scenarios, or --all")
        }
        let ways = [bot != nil, attach, agent != nil].count { $0 }
        if ways != 1 {
            throw ValidationError("exactly one of --bot, --attach and --agent is needed")
        }
        if let agent, KeeperUnderTest.named(agent) == nil {
            let known = KeeperUnderTest.all.map(\.name).joined(separator: ", ")
            throw ValidationError("--agent \(agent.printable): one of \(known)")
        }
        if agent != nil, let flag = clocks.clocks.used {
            throw ValidationError("\(flag): a keeper of this program needs no clock of its own")
        }
    }

    func run() throws {
        if figures {
            let width = KeeperMetric.allCases.map(\.rawValue.count).max() ?? 0
            for metric in KeeperMetric.allCases {
                let name = metric.rawValue.padding(toLength: width + 2, withPad: " ", startingAt: 0)
                let unit = metric.unit.padding(toLength: 17, withPad: " ", startingAt: 0)
                try StandardOutput.write(name + unit + metric.meaning)
            }
            return
        }
        let names = all ? BuiltInScenario.keeperTests.map(\.name) : scenarios
        let suite = KeeperSuite(
            names: names, driver: driver, options: options,
            clock: try clocks.clocks.clock(otherwise: "lockstep"),
            environment: { try clocks.environment(startSeconds: $0) },
            listening: try clocks.listening.settings(),
            patienceSeconds: try clocks.patienceSeconds(), output: output)
        try suite.run()
    }

    private var driver: KeeperSuite.Driver {
        if let agent, let keeper = KeeperUnderTest.named(agent) { return .agent(keeper) }
        return bot.map { .bot($0) } ?? .attached
    }
}

/// What is run, and what is asked of it.
struct KeeperRunOptions: ParsableArguments {
    @Option(
        name: .customLong("set"), parsing: .singleValue,
        help: ArgumentHelp(
            "Set a key of the scenarios anew; may be repeated.", valueName: "key=value"))
    var overrides: [String] = []

    @Option(help: ArgumentHelp("The first seed, 0 to 2^64 - 1.", valueName: "N"))
    var seed: UInt64 = 1

    @Option(help: ArgumentHelp("Run so many seeds, from --seed on.", valueName: "N"))
    var seeds = 1

    @Flag(help: "Let each rule hold in all seeds instead of nine in ten.")
    var strict = false

    @Option(
        parsing: .singleValue,
        help: ArgumentHelp(
            "A rule, such as 'share_won >= 0.45'; may be repeated.", valueName: "RULE"))
    var require: [String] = []

    @Option(help: ArgumentHelp("perp-v1 or reference: the protocol under test.", valueName: "NAME"))
    var `protocol`: String?

    @Flag(help: "Leave out the runs with an ideal keeper and with none.")
    var noBounds = false

    @Option(
        help: ArgumentHelp(
            "verified or elided: whether the scenario's own agents sign what they send.",
            valueName: "MODE"))
    var signatures = "elided"

    func validate() throws {
        if seeds < 1 { throw ValidationError("--seeds \(seeds): at least 1") }
        _ = try rules()
        var options = ScenarioOptions()
        (options.scenario, options.overrides, options.signatures) = ("", overrides, signatures)
        try options.validate()
        if let name = self.protocol, !["perp-v1", "reference"].contains(name) {
            throw ValidationError("--protocol \(name.printable): perp-v1 or reference")
        }
    }

    /// The rules that are asked for.
    func rules() throws -> [KeeperRule] {
        try require.map { text in
            do throws(KeeperRuleError) {
                return try KeeperRule(text)
            } catch {
                throw ValidationError("--require: \(error)")
            }
        }
    }
}

/// How a bot behind JSON-RPC is served.
struct KeeperClockOptions: ParsableArguments {
    @OptionGroup var clocks: ClockOptions

    @Option(
        help: ArgumentHelp(
            "scaled: the bot's own clock runs as fast as the node's (libfaketime).",
            valueName: "KIND"))
    var botClock: String?

    @Option(
        help: ArgumentHelp(
            "How long the bot may be silent before it counts as dead.", valueName: "TIME"))
    var patience = "60s"

    @OptionGroup var listening: BotListeningOptions

    func validate() throws {
        _ = try patienceSeconds()
        if let botClock {
            guard botClock == "scaled" else {
                throw ValidationError("--bot-clock \(botClock.printable): scaled")
            }
            guard try clocks.factor(otherwise: "lockstep") != nil else {
                throw ValidationError("--bot-clock scaled: it needs --clock realtime")
            }
        }
    }

    /// How long the bot may be silent.
    func patienceSeconds() throws -> Double {
        guard let micros = DurationText.micros(patience), micros >= 100_000 else {
            throw ValidationError("--patience \(patience.printable): a time from 100ms")
        }
        return Double(micros) / 1e6
    }

    /// Variables that scale the bot's clock.
    func environment(startSeconds: UInt64) throws -> [String: String] {
        guard botClock != nil, let factor = try clocks.factor(otherwise: "lockstep") else {
            return [:]
        }
        return try ScaledClock(factor: factor).environment(startSeconds: startSeconds)
    }
}

/// Where the node of a bot listens.
struct BotListeningOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "Where HTTP and WebSocket are served; port 0 is any free one.", valueName: "HOST:PORT"))
    var http = "127.0.0.1:0"

    func validate() throws { _ = try settings() }

    /// What the flag comes to.
    func settings() throws -> ShellSettings {
        var settings = ShellSettings()
        settings.address = try ListeningOptions.address(http, flag: "--http")
        return settings
    }
}

/// Where cards go.
struct KeeperOutputOptions: ParsableArguments {
    @Option(help: ArgumentHelp("The folder of cards, pages and logs.", valueName: "DIR"))
    var out: String?

    @Flag(help: "Replace the folder where it exists.")
    var force = false

    @Flag(help: "Print the cards as one JSON document instead of text.")
    var json = false

    @Option(help: ArgumentHelp("Write the rules as JUnit XML.", valueName: "FILE"))
    var junit: String?

    @Option(help: ArgumentHelp("Write a row for each scenario and seed.", valueName: "FILE"))
    var csv: String?

    @Flag(help: "Show no progress.")
    var quiet = false
}
