import ArgumentParser
import Experiments
import Results
import ScenarioFiles
import Simulation

struct AttackCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "attack",
        abstract: "Look for the settings by which an attack earns most.",
        discussion: """
            First a grid over one to four keys of the scenario, then refinement around its best
            points; each point is a run. The best attack is then run with each guard and limit
            switched on that is off, one at a time, and once more with all rows and blocks, into the
            folder `best`, for `perplab replay`. Asked again, a search goes on where it was stopped.

            A range is KEY=LOW..HIGH; bounds without a point allow whole numbers alone, a range of a
            hundredfold is searched by ratios (:log and :linear say so).

            Exit status: 3 for a scenario that cannot be run, 75 when there is no room, 130 when it
            was interrupted.

            Example: perplab attack oracle-pump-liquidations --over 'agents[attacker].factor=1.05..1.6'
            """
    )

    @OptionGroup var subject: ScenarioOptions

    @Option(
        parsing: .singleValue,
        help: ArgumentHelp(
            "A key that the attacker chooses, and its range; one to four.",
            valueName: "key=lo..hi"))
    var over: [String] = []

    @Option(help: ArgumentHelp("The figure that is the attacker's profit.", valueName: "FIGURE"))
    var figure = "attack_profit"

    @Option(help: ArgumentHelp("The seed of all chance, 0 to 2^64 - 1.", valueName: "N"))
    var seed: UInt64 = 1

    @Option(
        help: ArgumentHelp(
            "Average the profit over so many seeds, from --seed on.", valueName: "N"))
    var seeds = 1

    @Option(help: ArgumentHelp("Settings that may be tried.", valueName: "N"))
    var evaluations: Int?

    @Option(help: ArgumentHelp("Values of each key in the grid.", valueName: "N"))
    var grid: Int?

    @Option(
        name: .customLong("guard"), parsing: .singleValue,
        help: ArgumentHelp(
            "One more guard that the best attack is run against; may be repeated.",
            valueName: "NAME:key=value"))
    var guards: [String] = []

    @Option(help: ArgumentHelp("Threads.", valueName: "N"))
    var threads: Int?

    @OptionGroup var output: OutputOptions

    func validate() throws {
        guard (1...100_000).contains(seeds) else {
            throw ValidationError("--seeds \(seeds): 1 to 100000")
        }
        guard !seed.addingReportingOverflow(UInt64(seeds - 1)).overflow else {
            throw ValidationError("--seed \(seed): the last seed passes \(UInt64.max)")
        }
        if let evaluations, !(1...1_000_000).contains(evaluations) {
            throw ValidationError("--evaluations \(evaluations): 1 to 1000000")
        }
        if let threads, !(1...256).contains(threads) {
            throw ValidationError("--threads \(threads): 1 to 256")
        }
        _ = try named()
        do {
            _ = try search([])
        } catch {
            throw ValidationError("\(error)".printable)
        }
    }

    func run() throws {
        let execution = AttackExecution(
            file: try subject.file(), subject: subject, output: output, over: over,
            figure: figure, seeds: (0..<UInt64(seeds)).map { seed + $0 }, guards: try named(),
            threads: threads, search: search)
        try execution.run()
    }

    /// The search against some guards.
    private func search(_ guards: [StudySwitch]) throws -> AttackSearch {
        try AttackSearch(
            over: over.map { text throws(AttackAxisError) in try AttackAxis(text) },
            gridCount: grid, evaluationsMax: evaluations, guards: guards)
    }

    /// The guards that were named.
    private func named() throws -> [StudySwitch] {
        try guards.map { text in
            guard let colon = text.firstIndex(of: ":"), colon > text.startIndex,
                let setting = String(text[text.index(after: colon)...]).keyAndValue
            else {
                throw ValidationError(
                    "--guard \(text.printable): it is NAME:KEY=VALUE, as "
                        + "'tight band:markets[eth-perp].rules.band=0.02'")
            }
            return StudySwitch(
                String(text[..<colon]), [ScenarioOverride(setting.key, setting.value)])
        }
    }
}
