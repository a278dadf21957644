import ArgumentParser
import Experiments
import ScenarioFiles

struct SlippageCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "slippage",
        abstract: "Compare what orders cost on virtual AMMs and on an order book.",
        discussion: """
            The same flow, index path and orders meet each venue, window by window; what is held equal
            between the venues is the study's mode. A study leaves a folder with its tables
            (study.sqlite), report.html, summary.json, the resolved study.yaml, and manifest.json, which
            is written last.

            Exit status: 1 when a check of the laboratory does not hold (results are kept), 3 for a
            study or records that cannot be used, 75 when there is no room, 130 when it was interrupted.

            Examples: perplab slippage zero-profit
                      perplab slippage zero-profit --seeds 20 --set orders.latency_blocks=5
                      perplab slippage list
            """,
        subcommands: [
            SlippageRunCommand.self, StudyListCommand.self, StudyShowCommand.self,
            StudyValidateCommand.self, StudySchemaCommand.self, StudyReferenceCommand.self,
        ],
        defaultSubcommand: SlippageRunCommand.self
    )
}

struct SlippageRunCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "run",
        abstract: "Run a study (the default).",
        discussion: """
            The tables of the headline mode with limits are printed, and the crossovers of all modes;
            --all prints everything. The report has all of it.

            Example: perplab slippage zero-profit --seeds 20 --out runs/zero
            """
    )

    @Argument(help: "A built-in study's name, or a YAML file.")
    var study: String

    @Option(
        name: .customLong("set"), parsing: .singleValue,
        help: ArgumentHelp("Set a key of the study anew; may be repeated.", valueName: "key=value"))
    var overrides: [String] = []

    @Option(help: ArgumentHelp("Run so many seeds, 2 to 100000.", valueName: "N"))
    var seeds: Int?

    @Option(
        help: ArgumentHelp(
            "The folder in which the study's records are looked for.", valueName: "DIR"))
    var data: String?

    @Flag(help: "Print the tables of all modes and policies.")
    var all = false

    @Option(help: ArgumentHelp("Threads.", valueName: "N"))
    var threads: Int?

    @OptionGroup var output: OutputOptions

    func validate() throws {
        for text in overrides where text.keyAndValue == nil {
            throw ValidationError("--set \(text.printable): it is KEY=VALUE, as seeds=20")
        }
        if let seeds, !(2...100_000).contains(seeds) {
            throw ValidationError("--seeds \(seeds): 2 to 100000")
        }
        if let threads, !(1...256).contains(threads) {
            throw ValidationError("--threads \(threads): 1 to 256")
        }
        if all && output.json { throw ValidationError("--all: --json has everything already") }
    }

    func run() throws {
        var pairs = overrides.compactMap(\.keyAndValue)
        if let seeds { pairs.append(("seeds", String(seeds))) }
        let file: SlippageStudyFile
        do throws(ScenarioFileError) {
            file = try SlippageStudyFile(named: study, overrides: pairs)
        } catch {
            throw error.failure
        }
        let execution = SlippageExecution(
            file: file, command: command, data: data, isWhole: all, threads: threads,
            output: output)
        try execution.run()
    }

    /// The command that gives the study again, wherever its results go.
    private var command: String {
        var words = ["perplab slippage \(study.shellWord)"]
        words += overrides.map { "--set \($0.shellWord)" }
        if let seeds { words.append("--seeds \(seeds)") }
        // The folder is this machine's own.
        if data != nil { words.append("--data DIR") }
        return words.joined(separator: " ")
    }
}
