import Experiments
import Simulation

/// The study was stopped before it had an answer; what has run so far is in its store.
public struct StudyInterrupted: Error, Hashable, Sendable, CustomStringConvertible {
    /// Somebody stopped it.
    public init() {}

    /// The reason in words.
    public var description: String { "stopped; the same command goes on from here" }
}

/// A search for the best attack with runs behind it.
///
/// The search hands out batches of settings, the same ones for any number of threads; each of them
/// is run on all seeds. With a store, a search that was stopped goes on: it asks for the same
/// settings again, and finds them finished.
public struct AttackStudy: Sendable {
    /// What is searched, and how.
    public let search: AttackSearch
    /// The scenario.
    public let subject: StudySubject
    /// Seeds over which a profit is averaged.
    public let seeds: [UInt64]
    /// Seeds on which the best settings are run once more.
    ///
    /// The best of many trials is partly lucky; on seeds that had no say it is not.
    public let freshSeeds: [UInt64]
    /// The figure that is the attacker's profit.
    public let figure: String

    /// A study.
    public init(
        _ search: AttackSearch, of subject: StudySubject, figure: String, seeds: [UInt64],
        freshSeeds: [UInt64] = []
    ) {
        self.search = search
        self.subject = subject
        self.figure = figure
        self.seeds = seeds
        self.freshSeeds = freshSeeds
    }

    /// Runs the search.
    /// - Throws: `StudyInterrupted` when the runner is stopped, `StudyStoreError`.
    public func run(
        by runner: StudyRunner, store: StudyStore? = nil, _ simulate: @escaping StudyRunner.Simulate
    ) throws -> AttackReport {
        var trials = AttackTrials(study: self, runner: runner, store: store, simulate: simulate)
        let result = try search.run { try trials.profits(of: $0, seeds: seeds) }
        guard let best = result.best else {
            return AttackReport(self, result, trials, bill: nil, freshProfits: [])
        }
        let fresh = try trials.profits(of: [best.settings], seeds: freshSeeds)
        let first = try trials.outcomes(of: [best.settings], seeds: Array(seeds.prefix(1)))
        var bill: RunFigures?
        if case .finished(let figures)? = first.first { bill = figures }
        return AttackReport(self, result, trials, bill: bill, freshProfits: fresh[0])
    }
}

/// The runs behind a search.
struct AttackTrials {
    let study: AttackStudy
    let runner: StudyRunner
    let store: StudyStore?
    let simulate: StudyRunner.Simulate
    /// Runs so far, those taken from the store among them.
    private(set) var runs = 0
    /// Runs that ended with an error.
    private(set) var failures: [StudySummary.Failure] = []
    /// Outcomes by cell, since the best settings are asked for again.
    private var known: [String: CellOutcome] = [:]
    private let subjectDigest: String

    init(
        study: AttackStudy, runner: StudyRunner, store: StudyStore?,
        simulate: @escaping StudyRunner.Simulate
    ) {
        self.study = study
        self.runner = runner
        self.store = store
        self.simulate = simulate
        subjectDigest = study.subject.digest
    }

    mutating func profits(
        of settings: [[ScenarioOverride]], seeds: [UInt64]
    ) throws -> [[Double?]] {
        let outcomes = try outcomes(of: settings, seeds: seeds)
        return settings.indices.map { place in
            outcomes[place * seeds.count..<(place + 1) * seeds.count].map { outcome in
                guard case .finished(let figures) = outcome else { return nil }
                return figures[study.figure]?.real
            }
        }
    }

    /// The outcomes of some settings, each on all seeds.
    mutating func outcomes(
        of settings: [[ScenarioOverride]], seeds: [UInt64]
    ) throws -> [CellOutcome] {
        let cells = settings.enumerated().flatMap { place, overrides in
            seeds.enumerated().map { index, seed in
                StudyCell(
                    index: place * seeds.count + index, variant: place, name: "attack",
                    overrides: overrides, leftOut: [], seed: seed, subjectDigest: subjectDigest)
            }
        }
        let open = cells.filter { known[$0.identifier] == nil }
        let found = try runner.counting(from: runs).run(open, store: store, simulate)
        for (cell, outcome) in zip(open, found) {
            guard let outcome else { throw StudyInterrupted() }
            known[cell.identifier] = outcome
            if case .failed(let reason) = outcome {
                failures.append(StudySummary.Failure(cell, reason: reason))
            }
        }
        runs += open.count
        return cells.compactMap { known[$0.identifier] }
    }
}

extension StudyRunner {
    /// The same runner in the midst of a search, of which nobody knows how long it will be.
    fileprivate func counting(from runs: Int) -> StudyRunner {
        guard let progress else { return self }
        return StudyRunner(command: command, threads: threads, stop: stop) { part in
            progress(
                StudyProgress(
                    done: runs + part.done, total: runs + part.total, failed: part.failed,
                    secondsLeft: part.secondsLeft))
        }
    }
}
