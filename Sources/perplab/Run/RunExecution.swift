import Chain
import EthereumPrimitives
import Foundation
import Results
import ScenarioFiles
import Simulation

/// One run with its folder.
struct RunExecution {
    let file: ScenarioFile
    let subject: ScenarioOptions
    let output: OutputOptions
    let seed: UInt64
    let checksInvariants: Bool
    let hasTwin: Bool

    /// Runs, keeps, prints, and holds the outcome against rules.
    func run(_ rules: [FailureRule]) throws {
        let path =
            output.out
            ?? RunFolder.usualPath(
                scenario: file.scenario.name, seed: seed, digest: file.runDigest)
        let kept = try keep(at: path)
        let page = RunPage(outcome: kept.outcome, identity: identity, folder: path)
        if output.json {
            try StandardOutput.write(
                String(
                    decoding: Data(contentsOf: URL(fileURLWithPath: "\(path)/summary.json")),
                    as: UTF8.self
                ).trimmingCharacters(in: .newlines))
        } else {
            for line in page.lines { try StandardOutput.write(line) }
        }
        try judge(kept, rules, folder: path)
    }

    /// Runs, and leaves the run's folder.
    func keep(at path: String) throws -> KeptRun {
        let inputs = try file.openInputs()
        Interrupts.listen()
        let folder = try kept { try RunFolder(at: path, isReplacing: output.force) }
        do {
            return try fill(folder, identity, inputs)
        } catch {
            folder.discard()
            throw error
        }
    }

    private func judge(_ kept: KeptRun, _ rules: [FailureRule], folder: String) throws {
        switch kept.outcome.status {
        case .complete where kept.lacksTwin:
            throw CommandFailure(
                .interrupted,
                "interrupted; \(folder) holds the whole run, but not the one without attackers")
        case .complete: break
        case .interrupted:
            throw CommandFailure(.interrupted, "interrupted; \(folder) holds the run so far")
        case .invariantBroken(let statement, let block):
            throw CommandFailure(
                .invariantBroken,
                "\(statement) after block \(block), seed \(seed); results are in \(folder); "
                    + "repeat with: \(command) --check-invariants")
        }
        let complaints = rules.compactMap { $0.complaint(kept.outcome) }
        for complaint in complaints { StandardError.write("failed: \(complaint)") }
        if !complaints.isEmpty { throw CommandFailure(.checkFailed) }
    }

    private var identity: RunIdentity {
        RunIdentity(
            scenario: file.scenario.name, seed: seed, variant: subject.variant,
            version: PerplabVersion.current, chain: file.scenario.chain.preset,
            signatures: (subject.mode ?? file.signatures).rawValue,
            startedMicros: file.scenario.startTime.micros)
    }

    private var command: String {
        let set = subject.overrides.map { " --set '\($0)'" }.joined()
        return "perplab run \(subject.scenario) --seed \(seed)\(set)"
    }

    // MARK: - Filling the folder

    private func fill(
        _ folder: RunFolder, _ identity: RunIdentity, _ inputs: ScenarioInputs
    ) throws -> KeptRun {
        let keeping = try kept { try RunKeeping(folder, identity) }
        let options = RunOptions(
            seed: seed, signatures: subject.mode, checksInvariants: checksInvariants)
        let world = try build(inputs, options, sink: keeping.sink)
        keeping.begin(world)
        let bar = ProgressLine(isShown: !output.quiet)
        let outcome = world.run(
            isCancelled: { Interrupts.stop.isRaised || keeping.failure != nil },
            onBlock: { bar.show($0) })
        bar.end()
        return try kept {
            try keeping.end(outcome)
            var lacksTwin = false
            if hasTwin, outcome.status == .complete {
                lacksTwin = try !keepTwin(of: identity, inputs, in: keeping.store)
            }
            try keeping.publish(outcome, scenario: file)
            return KeptRun(outcome: outcome, lacksTwin: lacksTwin)
        }
    }

    private func build(
        _ inputs: ScenarioInputs, _ options: RunOptions,
        sink: @escaping (MetricRecord) -> Void
    ) throws -> SimulationWorld {
        do {
            return try SimulationWorld(
                file.scenario, inputs: inputs, options: options, sink: sink)
        } catch {
            throw file.locate(error).failure
        }
    }

    /// Runs the same seed without the attackers, for the report; its figures are run 2.
    ///
    /// - Returns: False when it was interrupted. A part of it would not bear comparison with the
    ///   whole run, and is not kept.
    private func keepTwin(
        of identity: RunIdentity, _ inputs: ScenarioInputs, in store: RunStore
    ) throws -> Bool {
        let attackers = file.scenario.agents.filter { $0.model.name.hasSuffix("-attacker") }
            .map(\.name)
        guard !attackers.isEmpty else { return true }
        var twin = identity
        twin.variant = "without \(attackers.joined(separator: ", "))"
        let rows = RowKeeper(try store.begin(twin, run: 2))
        let world = try build(
            inputs,
            RunOptions(
                seed: seed, signatures: subject.mode, without: attackers, rows: .summary)
        ) { rows.keep($0) }
        let outcome = world.run(isCancelled: { Interrupts.stop.isRaised })
        if let failure = rows.failure { throw failure }
        if outcome.status == .interrupted {
            try store.remove(run: 2)
            return false
        }
        try rows.writer.finish(RunEnding(outcome))
        return true
    }

    /// Does what touches the results' folder, and tells why it cannot.
    private func kept<Value>(_ body: () throws -> Value) throws -> Value {
        do {
            return try body()
        } catch let failure as CommandFailure {
            throw failure
        } catch {
            throw CommandFailure(storing: error)
        }
    }
}

/// A run whose folder stands.
struct KeptRun {
    /// What it came to.
    let outcome: RunOutcome
    /// Whether the same run without the attackers was interrupted, so that it is missing.
    let lacksTwin: Bool
}

extension CommandFailure {
    /// The end of a command whose results could not be kept.
    init(storing error: any Error) {
        guard let error = error as? ResultsError else {
            self.init(.internalError, "\(error)".printable)
            return
        }
        let status: ExitStatus
        switch error {
        case .exists, .notAFolder, .notARun, .notAStudy, .unusableName: status = .usage
        default: status = .temporary
        }
        self.init(status, "\(error)".printable)
    }
}

extension RunEnding {
    /// How a run ended.
    init(_ outcome: RunOutcome) {
        let status: EndingStatus =
            switch outcome.status {
            case .complete: .complete
            case .interrupted: .interrupted
            case .invariantBroken: .invariantBroken
            }
        self.init(
            status: status, endedMicros: outcome.endedAt.micros, headHash: outcome.headHash,
            stateDigest: outcome.stateDigest)
    }
}

extension StoredExpectation {
    /// An expectation as summaries carry it.
    init(_ outcome: ExpectationOutcome) {
        let expected = outcome.expectation
        self.init(
            figure: expected.figure, low: expected.lowWad?.decimalText(decimals: 18),
            high: expected.highWad?.decimalText(decimals: 18), value: outcome.figure?.text,
            holds: outcome.holds, tag: expected.tag.rawValue,
            note: expected.note.isEmpty ? nil : expected.note)
    }
}

extension ScenarioFile {
    /// The mode of signatures that the chain's settings come to.
    var signatures: SignatureMode {
        let own = scenario.chain.overrides.last { $0.key == "signatures" }?.value
        return own.flatMap(SignatureMode.init(rawValue:)) ?? .verified
    }

    /// What names a run's folder beside scenario and seed.
    var runDigest: Hash256 {
        Keccak256.hash(Array((resolvedText() + PerplabVersion.current).utf8))
    }

    /// Opens the files that the scenario names.
    func openInputs() throws -> ScenarioInputs {
        do {
            return try inputs()
        } catch let error as ScenarioFileError {
            throw error.failure
        } catch {
            throw CommandFailure(.invalidInput, "\(error)".printable)
        }
    }
}
