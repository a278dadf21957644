import Chain
import EthereumPrimitives
import Foundation
import Results
import ScenarioFiles
import Simulation
import Synchronization

/// Many runs of a scenario's variants and seeds, with the folder of the study.
struct StudyExecution {
    let file: ScenarioFile
    let subject: ScenarioOptions
    let output: OutputOptions
    let firstSeed: UInt64
    let seedCount: Int
    let vary: [String]
    let without: [String]
    let isAblating: Bool
    let headline: String
    let threads: Int?
    let checksInvariants: Bool

    /// Runs, keeps and prints, and holds each run of the base against rules.
    func run(_ rules: [FailureRule]) throws {
        do {
            try execute(rules)
        } catch {
            throw CommandFailure(study: error)
        }
    }

    private func execute(_ rules: [FailureRule]) throws {
        let simulation = CellSimulation(
            file: file, inputs: try file.openInputs(), signatures: subject.mode ?? .elided,
            checksInvariants: checksInvariants)
        let plan = try plan(simulation)
        Interrupts.listen()
        let folder = try StudyFolder(
            at: output.out
                ?? StudyFolder.usualPath(
                    scenario: file.scenario.name, kind: "study", digest: digest(of: plan)),
            isAnew: output.force)
        let store = try StudyStore(
            path: folder.storePath, subject: plan.subject, design: plan.design)
        if !output.quiet {
            StandardError.write(
                "\(plan.cellCount) runs: \(plan.variants.count) variants on \(plan.seeds.count) "
                    + "seeds, signatures \(simulation.signatures.rawValue), in \(folder.path)")
        }
        let progress = StudyProgressLine(isShown: !output.quiet)
        let runner = StudyRunner(
            command: runCommand, threads: threads, stop: Interrupts.stop,
            progress: { progress.show($0) })
        let results = try runner.run(plan, store: store) { try simulation.run($0, stop: $1) }
        progress.end()
        try store.close()
        let summary = StudySummary(of: results, headline: headline)
        try keep(summary, results, in: folder)
        if output.json {
            try StandardOutput.write(piece: String(decoding: summary.json(), as: UTF8.self))
        } else {
            try print(summary, simulation.signatures, folder)
        }
        try judge(results, summary, rules, folder)
    }

    // MARK: - The plan

    private func plan(_ simulation: CellSimulation) throws -> StudyPlan {
        // What is wrong with the scenario itself is told once, not by each run.
        _ = try simulation.world([], seed: firstSeed, sink: { _ in })
        let controls = without.map { text in
            text.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
        }
        for name in controls.joined()
        where !file.scenario.agents.contains(where: { $0.name == name }) {
            let known = file.scenario.agents.map(\.name).joined(separator: ", ")
            throw CommandFailure(
                .usage, "--without \(name.printable): no such population; there are \(known)")
        }
        let switches = isAblating ? try self.switches(simulation) : []
        let plan = try StudyPlan(
            of: simulation.subject,
            design: StudyDesign(
                firstSeed: firstSeed, seedCount: seedCount,
                axes: try vary.map { text throws(StudyPlanError) in try StudyAxis(text) },
                controls: controls, switches: switches))
        for variant in plan.variants { _ = try simulation.variant(variant.overrides) }
        return plan
    }

    /// What can be switched off: of what was found by itself, all that leaves a market that can be.
    private func switches(_ simulation: CellSimulation) throws -> [StudySwitch] {
        let found = file.scenario.switchesOff
        let own = Set(file.scenario.ablations.map(\.name))
        let possible = found.filter { rule in
            own.contains(rule.name) || simulation.isPossible(rule.overrides, seed: firstSeed)
        }
        guard !possible.isEmpty else {
            throw CommandFailure(
                .invalidInput,
                "--ablate: the scenario has no guard, limit or yes-or-no rule that is on, and no "
                    + "ablations of its own")
        }
        return possible
    }

    /// Names the folder: by the subject and what is asked of it, so that more seeds go on in it.
    private func digest(of plan: StudyPlan) -> String {
        let parts =
            [plan.subject.digest, headline, isAblating ? "ablate" : ""] + vary + [""] + without
        let hash = Keccak256.hash(Array(parts.map { "\($0.utf8.count):\($0)" }.joined().utf8))
        return String(hash.description.dropFirst(2))
    }

    // MARK: - What is left

    private func keep(
        _ summary: StudySummary, _ results: StudyResults, in folder: StudyFolder
    ) throws {
        try folder.write(file.resolvedText(), as: StudyFolder.scenarioName)
        try folder.write(
            String(decoding: summary.json(), as: UTF8.self), as: StudyFolder.summaryName)
        let input = StudyReportInput(
            summary, of: results, leading: RunPage.figureNames, command: command,
            runCommand: runCommand)
        try folder.write(StudyReport(input).html, as: StudyFolder.reportName)
    }

    private func print(
        _ summary: StudySummary, _ signatures: SignatureMode, _ folder: StudyFolder
    ) throws {
        let names = [headline] + RunPage.figureNames.filter { $0 != headline }
        try StandardOutput.write(
            "\(summary.scenario)  \(summary.variants.count) variants  \(summary.seedCount) seeds  "
                + "signatures \(signatures.rawValue)")
        for line in summary.text(figures: names, command: runCommand) {
            try StandardOutput.write(line)
        }
        try StandardOutput.write("report \(folder.path)/\(StudyFolder.reportName)")
    }

    private func judge(
        _ results: StudyResults, _ summary: StudySummary, _ rules: [FailureRule],
        _ folder: StudyFolder
    ) throws {
        if summary.missing > 0 {
            throw CommandFailure(
                .interrupted,
                "interrupted; \(folder.path) holds \(results.finishedCount) of "
                    + "\(results.plan.cellCount) runs, the same command goes on")
        }
        if let broken = summary.failures.first(where: {
            $0.reason.hasPrefix(BrokenInvariant.prefix)
        }) {
            throw CommandFailure(
                .invariantBroken,
                "\(broken.reason), \(broken.variant), seed \(broken.seed); repeat with: "
                    + "\(runCommand) \(broken.arguments) --check-invariants")
        }
        if let failed = summary.failures.first {
            throw CommandFailure(
                .invalidInput,
                "\(summary.failures.count) runs failed, the first with \(failed.variant), seed "
                    + "\(failed.seed): \(failed.reason)")
        }
        if summary[results.plan.variants[0].name]?[headline] == nil {
            StandardError.write("note: no run has a figure \(headline.printable)")
        }
        var isBroken = false
        let expectations = try base(of: results.plan).scenario.expectations
        for (seed, figures) in zip(results.plan.seeds, results.figures(ofVariant: 0)) {
            guard let figures else { continue }
            let outcomes = expectations.map { ExpectationOutcome($0, in: figures) }
            for complaint in rules.compactMap({ $0.complaint(figures, outcomes) }) {
                StandardError.write("failed: seed \(seed): \(complaint)")
                isBroken = true
            }
        }
        if isBroken { throw CommandFailure(.checkFailed) }
    }

    private func base(of plan: StudyPlan) throws -> ScenarioFile {
        try file.setting(plan.variants[0].overrides.map { ($0.key, $0.value) })
    }

    // MARK: - Commands

    /// What stands before the flags that repeat a single run.
    private var runCommand: String { "perplab run \(subject.shellText)" }

    /// The command that gives the study again.
    private var command: String {
        var words = [runCommand, "--seed \(firstSeed)", "--seeds \(seedCount)"]
        words += vary.map { "--vary \($0.shellWord)" } + without.map { "--without \($0.shellWord)" }
        if isAblating { words.append("--ablate") }
        if headline != file.scenario.headline { words.append("--headline \(headline.shellWord)") }
        return words.joined(separator: " ")
    }
}

/// The line of progress of a study, which threads share.
final class StudyProgressLine: Sendable {
    private let line: Mutex<ProgressLine>

    init(isShown: Bool) { line = Mutex(ProgressLine(isShown: isShown)) }

    func show(_ progress: StudyProgress) {
        line.withLock {
            $0.show(
                done: progress.done, of: progress.total, secondsLeft: progress.secondsLeft)
        }
    }

    func end() { line.withLock { $0.end() } }
}

extension ScenarioOptions {
    /// The scenario with what is set anew, as a shell reads it.
    var shellText: String {
        ([scenario.shellWord] + overrides.map { "--set \($0.shellWord)" })
            .joined(separator: " ")
    }
}
