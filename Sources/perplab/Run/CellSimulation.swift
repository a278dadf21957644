import Chain
import Results
import ScenarioFiles
import Simulation

/// The runs of a study: a scenario's variants, one run at a time, on any thread.
struct CellSimulation: Sendable {
    let file: ScenarioFile
    let inputs: ScenarioInputs
    let signatures: SignatureMode
    let checksInvariants: Bool

    /// What is studied.
    var subject: StudySubject {
        StudySubject(
            scenario: file.scenario.name, resolvedText: file.resolvedText(),
            version: PerplabVersion.current)
    }

    /// The figures of a run; it throws when it was stopped or could not end well.
    func run(_ cell: StudyCell, stop: StopFlag) throws -> RunFigures {
        let world = try world(
            cell.overrides, without: cell.leftOut, seed: cell.seed, sink: { _ in })
        let outcome = world.run(isCancelled: { stop.isRaised })
        switch outcome.status {
        case .complete: return outcome.figures
        case .interrupted: throw StudyInterrupted()
        case .invariantBroken(let statement, let block):
            throw BrokenInvariant(statement: statement, block: block)
        }
    }

    /// The scenario with keys set anew.
    func variant(_ overrides: [ScenarioOverride]) throws(ScenarioFileError) -> ScenarioFile {
        overrides.isEmpty ? file : try file.setting(overrides.map { ($0.key, $0.value) })
    }

    /// A world with keys set anew.
    func world(
        _ overrides: [ScenarioOverride], without leftOut: [String] = [], seed: UInt64,
        sink: @escaping (MetricRecord) -> Void
    ) throws -> SimulationWorld {
        let variant = try variant(overrides)
        do {
            return try SimulationWorld(
                variant.scenario, inputs: try inputs(of: variant),
                options: RunOptions(
                    seed: seed, signatures: signatures, checksInvariants: checksInvariants,
                    without: leftOut, rows: .summary), sink: sink)
        } catch let problem as ScenarioProblem {
            throw variant.locate(problem)
        }
    }

    /// Whether a world can be made with keys set anew.
    func isPossible(_ overrides: [ScenarioOverride], seed: UInt64) -> Bool {
        (try? world(overrides, seed: seed, sink: { _ in })) != nil
    }

    /// What a variant reads: that of the scenario, unless it names other files.
    private func inputs(of variant: ScenarioFile) throws -> ScenarioInputs {
        variant.scenario.paths == file.scenario.paths
            && variant.scenario.positionsFile == file.scenario.positionsFile
            ? inputs : try variant.inputs()
    }
}

/// A statement that must hold did not.
struct BrokenInvariant: Error, CustomStringConvertible {
    let statement: String
    let block: UInt64

    /// How its text begins, by which it is known where only the text was kept.
    static let prefix = "invariant broken: "

    var description: String { "\(Self.prefix)\(statement) after block \(block)" }
}

extension CommandFailure {
    /// The end of a command whose study could not go on.
    init(study error: any Error) {
        switch error {
        case let failure as CommandFailure: self = failure
        case let error as ScenarioFileError: self = error.failure
        case is StudyInterrupted: self.init(.interrupted, "\(error)")
        case let error as StudyPlanError: self.init(.usage, "\(error)".printable)
        case let error as StudyStoreError:
            let status: ExitStatus
            switch error {
            case .otherSubject, .unknownFormat: status = .usage
            case .damaged: status = .invalidInput
            case .inUse, .cannotOpen, .cannotWrite: status = .temporary
            }
            self.init(status, "\(error)".printable)
        default: self.init(storing: error)
        }
    }
}

extension String {
    /// A word as a POSIX shell reads it back.
    var shellWord: String {
        let plain = utf8.allSatisfy { byte in
            byte < 128
                && (Character(UnicodeScalar(byte)).isLetter
                    || Character(UnicodeScalar(byte)).isNumber
                    || "-_.,=:/+%@".utf8.contains(byte))
        }
        return plain && !isEmpty ? self : "'" + replacing("'", with: "'\\''") + "'"
    }
}
