import Chain
import EthereumPrimitives
import Experiments
import Foundation
import Results
import ScenarioFiles
import Simulation
import WideIntegers

/// A search for the best attack, with its folder.
struct AttackExecution {
    let file: ScenarioFile
    let subject: ScenarioOptions
    let output: OutputOptions
    let over: [String]
    let figure: String
    let seeds: [UInt64]
    let guards: [StudySwitch]
    let threads: Int?
    let search: ([StudySwitch]) throws -> AttackSearch

    /// Searches, keeps and prints.
    func run() throws {
        do {
            try execute()
        } catch {
            throw CommandFailure(study: error)
        }
    }

    private func execute() throws {
        let simulation = CellSimulation(
            file: file, inputs: try file.openInputs(), signatures: subject.mode ?? .elided,
            checksInvariants: false)
        let study = AttackStudy(
            try search(try allGuards(simulation)), of: simulation.subject, figure: figure,
            seeds: seeds)
        for axis in study.search.axes { try check(axis, simulation) }
        Interrupts.listen()
        let folder = try StudyFolder(
            at: output.out
                ?? StudyFolder.usualPath(
                    scenario: file.scenario.name, kind: "attack", digest: digest(of: study)),
            isAnew: output.force)
        let store = try StudyStore(path: folder.storePath, subject: study.subject, design: nil)
        if !output.quiet {
            StandardError.write(
                "up to \(study.search.evaluationsMax) settings on \(seeds.count) seeds, signatures "
                    + "\(simulation.signatures.rawValue), in \(folder.path)")
        }
        let progress = StudyProgressLine(isShown: !output.quiet)
        let runner = StudyRunner(
            command: runCommand, threads: threads, stop: Interrupts.stop,
            progress: { progress.show($0) })
        let report = try study.run(by: runner, store: store) { try simulation.run($0, stop: $1) }
        progress.end()
        try store.close()
        guard let best = report.result.best else {
            throw CommandFailure(
                .invalidInput, report.text(command: runCommand).joined(separator: "\n"))
        }
        let bill = try self.bill(of: best, simulation)
        try keep(report, bill, in: folder)
        try keepBest(best, in: folder)
        if output.json {
            try StandardOutput.write(piece: try document(report, bill))
        } else {
            try print(report, bill, folder)
        }
    }

    /// Guards that are off in the scenario and can be switched on in it, then those that were named.
    private func allGuards(_ simulation: CellSimulation) throws -> [StudySwitch] {
        // What is wrong with the scenario itself is told once, not by each run.
        _ = try simulation.world([], seed: seeds[0], sink: { _ in })
        for rule in guards { _ = try simulation.variant(rule.overrides) }
        let found = file.scenario.switchesOn.filter { rule in
            !guards.contains { $0.name == rule.name }
                && simulation.isPossible(rule.overrides, seed: seeds[0])
        }
        return found + guards
    }

    /// Tells of a key that there is not, or that takes no value of the range, before anything runs.
    private func check(_ axis: AttackAxis, _ simulation: CellSimulation) throws {
        do throws(ScenarioFileError) {
            _ = try simulation.variant([ScenarioOverride(axis.key, axis.lowText)])
        } catch {
            do throws(ScenarioFileError) {
                _ = try simulation.variant([ScenarioOverride(axis.key, axis.highText)])
            } catch _ {
                throw error.failure
            }
        }
    }

    private func digest(of study: AttackStudy) -> String {
        let parts = [study.subject.digest, figure] + over
        let hash = Keccak256.hash(Array(parts.map { "\($0.utf8.count):\($0)" }.joined().utf8))
        return String(hash.description.dropFirst(2))
    }

    // MARK: - The best attack

    /// What the attackers gained by cause, averaged over the seeds.
    private func bill(
        of best: AttackEvaluation, _ simulation: CellSimulation
    ) throws -> [StudyReportInput.Attack.Entry] {
        let columns = RunTable.agents.schema.columns.map(\.name)
        guard let kind = columns.firstIndex(of: "kind"),
            let first = columns.firstIndex(of: "trading"),
            let last = columns.firstIndex(of: "transfers")
        else { return [] }
        var sums = [Int256](repeating: .zero, count: last - first + 1)
        for seed in seeds {
            let rows = RowList()
            let world = try simulation.world(best.settings, seed: seed) { record in
                if record.table == .agents { rows.all.append(record.values) }
            }
            _ = world.run(isCancelled: { Interrupts.stop.isRaised })
            if Interrupts.stop.isRaised { throw StudyInterrupted() }
            for row in rows.all {
                guard case .text(let name) = row[kind], name.hasSuffix("-attacker") else {
                    continue
                }
                for column in first...last {
                    guard case .amount(let amount) = row[column] else { continue }
                    sums[column - first] = sums[column - first] &+ amount
                }
            }
        }
        return zip(columns[first...last], sums).compactMap { cause, sum in
            // What rounding leaves is no item of a bill.
            let amount = MeasuredFigure(cause, sum, .quote).real / Double(seeds.count)
            return amount.magnitude < 1e-6
                ? nil : StudyReportInput.Attack.Entry(name: cause, amount: amount)
        }
    }

    /// Runs the best attack once more on the first seed, with all rows and blocks.
    private func keepBest(_ best: AttackEvaluation, in folder: StudyFolder) throws {
        var subject = subject
        subject.overrides += best.settings.map { "\($0.key)=\($0.value)" }
        var output = output
        output.force = true
        let run = RunExecution(
            file: try file.setting(best.settings.map { ($0.key, $0.value) }), subject: subject,
            output: output, seed: seeds[0], checksInvariants: false, hasTwin: true)
        let kept = try run.keep(at: "\(folder.path)/\(StudyFolder.bestName)")
        if kept.outcome.status == .interrupted || kept.lacksTwin { throw StudyInterrupted() }
    }

    // MARK: - What is left

    private func keep(
        _ report: AttackReport, _ bill: [StudyReportInput.Attack.Entry], in folder: StudyFolder
    ) throws {
        try folder.write(file.resolvedText(), as: StudyFolder.scenarioName)
        try folder.write(try document(report, bill), as: StudyFolder.attackName)
        let input = StudyReportInput(
            report, bill: bill, command: command, runCommand: runCommand)
        try folder.write(StudyReport(input).html, as: StudyFolder.reportName)
    }

    private func document(
        _ report: AttackReport, _ bill: [StudyReportInput.Attack.Entry]
    ) throws -> String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
        let document = AttackDocument(
            search: report, bill: bill.map { .init(cause: $0.name, quote: $0.amount) },
            bestRun: StudyFolder.bestName)
        return String(decoding: try encoder.encode(document), as: UTF8.self) + "\n"
    }

    private func print(
        _ report: AttackReport, _ bill: [StudyReportInput.Attack.Entry], _ folder: StudyFolder
    ) throws {
        for line in report.text(command: runCommand) { try StandardOutput.write(line) }
        try StandardOutput.write("")
        for entry in bill {
            try StandardOutput.write(
                "\(entry.name.padded(to: 12))\(String(format: "%18.2f", entry.amount))")
        }
        let best = "\(folder.path)/\(StudyFolder.bestName)"
        try StandardOutput.write("")
        try StandardOutput.write("its transactions: perplab replay \(best.shellWord)")
        try StandardOutput.write(
            "                  perplab export \(best.shellWord) --table transactions")
        try StandardOutput.write("report \(folder.path)/\(StudyFolder.reportName)")
    }

    /// What stands before the flags that repeat a single run.
    private var runCommand: String { "perplab run \(subject.shellText)" }

    /// The command that gives the search again.
    private var command: String {
        var words = ["perplab attack \(subject.shellText)", "--seed \(seeds[0])"]
        if seeds.count > 1 { words.append("--seeds \(seeds.count)") }
        words += over.map { "--over \($0.shellWord)" }
        if figure != "attack_profit" { words.append("--figure \(figure.shellWord)") }
        return words.joined(separator: " ")
    }
}

/// What `attack.json` says.
private struct AttackDocument: Encodable {
    let search: AttackReport
    let bill: [BillEntry]
    let bestRun: String

    struct BillEntry: Encodable {
        let cause: String
        let quote: Double
    }
}

/// Rows of a run.
private final class RowList {
    var all: [[RecordValue]] = []
}
