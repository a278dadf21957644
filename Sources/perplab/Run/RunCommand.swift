import ArgumentParser
import Chain
import Foundation
import Results
import ScenarioFiles
import Simulation

struct RunCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "run",
        abstract: "Run a scenario, or many of its variants and seeds.",
        discussion: """
            A run leaves a folder with its tables (run.sqlite), report.html, summary.json, the
            resolved scenario.yaml, blocks.rlp for `perplab replay`, and manifest.json, which is
            written last. With --seeds, --vary, --without or --ablate it leaves the folder of a
            study; asked again, a study goes on where it was stopped.

            Exit status: 1 when a rule of --fail-on is broken, 3 for a scenario that cannot be run,
            4 for a broken invariant, 75 when there is no room, 130 when it was interrupted.

            Examples: perplab run oracle-pump-liquidations --seed 7
                      perplab run calm-market --seeds 200 --fail-on 'bad_debt <= 0'
                      perplab run oracle-pump-liquidations --seeds 50 --without attacker
            """
    )

    @OptionGroup var subject: ScenarioOptions

    @Option(help: ArgumentHelp("The seed of all chance, 0 to 2^64 - 1.", valueName: "N"))
    var seed: UInt64 = 1

    @Option(help: ArgumentHelp("Run so many seeds, from --seed on.", valueName: "N"))
    var seeds: Int?

    @Option(
        parsing: .singleValue,
        help: ArgumentHelp(
            "Run the grid of a key's values; may be repeated.", valueName: "key=a,b,c"))
    var vary: [String] = []

    @Option(
        parsing: .singleValue,
        help: ArgumentHelp(
            "Run the same seeds without a population as well; may be repeated.",
            valueName: "AGENT"))
    var without: [String] = []

    @Flag(help: "Switch off each guard, limit and yes-or-no rule in turn, and rank the effects.")
    var ablate = false

    @Option(help: ArgumentHelp("The figure that studies rank by.", valueName: "FIGURE"))
    var headline: String?

    @Option(help: ArgumentHelp("Threads of a study.", valueName: "N"))
    var threads: Int?

    @OptionGroup var output: OutputOptions

    @Option(
        parsing: .singleValue,
        help: ArgumentHelp(
            "Fail (status 1) when this does not hold: 'expectation' for all expectations of the "
                + "scenario, or a comparison such as 'bad_debt <= 100'; may be repeated.",
            valueName: "RULE"))
    var failOn: [String] = []

    @Flag(help: "Walk over all books after each block.")
    var checkInvariants = false

    @Flag(help: "Leave out the same run without the attackers, which reports compare with.")
    var noTwin = false

    func validate() throws {
        if let seeds, seeds < 1 { throw ValidationError("--seeds \(seeds): at least 1") }
        if let threads, !(1...256).contains(threads) {
            throw ValidationError("--threads \(threads): 1 to 256")
        }
        for rule in failOn {
            do throws(FailureRuleError) {
                _ = try FailureRule(rule)
            } catch {
                throw ValidationError("--fail-on \(rule.printable): \(error)")
            }
        }
    }

    private var isStudy: Bool { seeds != nil || !vary.isEmpty || !without.isEmpty || ablate }

    func run() throws {
        let rules = try failOn.map { try FailureRule($0) }
        let file = try subject.file()
        if isStudy {
            let study = StudyExecution(
                file: file, subject: subject, output: output, firstSeed: seed,
                seedCount: seeds ?? 1, vary: vary, without: without, isAblating: ablate,
                headline: headline ?? file.scenario.headline, threads: threads,
                checksInvariants: checkInvariants)
            try study.run(rules)
        } else {
            let execution = RunExecution(
                file: file, subject: subject, output: output, seed: seed,
                checksInvariants: checkInvariants, hasTwin: !noTwin)
            try execution.run(rules)
        }
    }
}

/// Which scenario a command is about.
struct ScenarioOptions: ParsableArguments {
    @Argument(help: "A built-in scenario's name, or a YAML file.")
    var scenario: String

    @Option(
        name: .customLong("set"), parsing: .singleValue,
        help: ArgumentHelp(
            "Set a key of the scenario anew; may be repeated.", valueName: "key=value"))
    var overrides: [String] = []

    @Option(
        help: ArgumentHelp(
            "verified or elided; without it a run has the scenario's mode, and studies elide them.",
            valueName: "MODE"))
    var signatures: String?

    func validate() throws {
        for text in overrides where text.keyAndValue == nil {
            throw ValidationError("--set \(text.printable): it is KEY=VALUE, as duration=2h")
        }
        if let signatures, SignatureMode(rawValue: signatures) == nil {
            throw ValidationError(
                "--signatures \(signatures.printable): verified or elided")
        }
    }

    /// Reads the scenario.
    func file() throws -> ScenarioFile {
        do throws(ScenarioFileError) {
            return try ScenarioFile(named: scenario, overrides: pairs)
        } catch {
            throw error.failure
        }
    }

    /// What is set anew.
    var pairs: [(key: String, value: String)] { overrides.compactMap(\.keyAndValue) }

    /// The mode of signatures that was asked for.
    var mode: SignatureMode? { signatures.flatMap(SignatureMode.init(rawValue:)) }

    /// What names the variant in results; empty for the scenario as it is.
    var variant: String { overrides.joined(separator: " ") }
}

/// Where results go, and how much is said.
struct OutputOptions: ParsableArguments {
    @Option(help: ArgumentHelp("The folder of the results.", valueName: "DIR"))
    var out: String?

    @Flag(help: "Replace the folder where it exists.")
    var force = false

    @Flag(help: "Print one JSON document instead of text.")
    var json = false

    @Flag(help: "Show no progress.")
    var quiet = false
}
