import Foundation
import Simulation
import Synchronization

/// How far a study is.
public struct StudyProgress: Hashable, Sendable {
    /// Runs that have an outcome, those kept from before among them.
    public let done: Int
    /// All runs.
    public let total: Int
    /// Of those done, the ones that ended with an error.
    public let failed: Int
    /// An estimate from the runs done so far in this process; nil before the first.
    public let secondsLeft: Double?
}

/// Runs the cells of a study on several threads.
///
/// Outcomes stand by their cell's place, so that they are the same for any number of threads. A run
/// that throws is noted and loses no other. A store keeps each outcome as soon as it is there; runs
/// that it already holds as finished are not run again, those that failed are.
public struct StudyRunner: Sendable {
    /// One run: the figures of a cell.
    ///
    /// It throws when it has been stopped, since figures are those of a whole run.
    public typealias Simulate = @Sendable (StudyCell, StopFlag) throws -> RunFigures

    /// How many threads there are.
    public let threads: Int
    /// What stands before a run's flags in the command that repeats it.
    public let command: String
    /// Ends the study before the next run; runs ask it too.
    public let stop: StopFlag
    /// Hears how far the study is, one call at a time, on any thread.
    public let progress: (@Sendable (StudyProgress) -> Void)?

    /// A runner; without a number of threads it takes one for each core.
    public init(
        command: String, threads: Int? = nil, stop: StopFlag = StopFlag(),
        progress: (@Sendable (StudyProgress) -> Void)? = nil
    ) {
        self.command = command
        self.threads = max(1, threads ?? ProcessInfo.processInfo.activeProcessorCount)
        self.stop = stop
        self.progress = progress
    }

    /// Runs a plan.
    /// - Throws: `StudyStoreError` when outcomes cannot be kept; the study then ends.
    public func run(
        _ plan: StudyPlan, store: StudyStore? = nil, _ simulate: @escaping Simulate
    ) throws -> StudyResults {
        let cells = (0..<plan.cellCount).map(plan.cell)
        return StudyResults(plan: plan, outcomes: try run(cells, store: store, simulate))
    }

    /// Runs some cells; the outcomes stand in the same order, nil where the study was stopped first.
    /// - Throws: `StudyStoreError` when outcomes cannot be kept.
    public func run(
        _ cells: [StudyCell], store: StudyStore? = nil, _ simulate: @escaping Simulate
    ) throws -> [CellOutcome?] {
        let kept = try store?.finished(cells) ?? Array(repeating: nil, count: cells.count)
        let board = OutcomeBoard(kept, progress: progress)
        let open = cells.indices.filter { kept[$0] == nil }
        let (stop, command) = (stop, command)
        try WorkQueue(threads: threads, stop: stop).run(open.count) { item in
            let place = open[item]
            let cell = cells[place]
            let outcome: CellOutcome
            do {
                outcome = .finished(try simulate(cell, stop))
            } catch {
                // What ends because it was told to is neither finished nor failed.
                if stop.isRaised { return }
                outcome = .failed(String(describing: error))
            }
            try store?.keep(outcome, of: cell, command: "\(command) \(cell.arguments)")
            board.set(outcome, at: place)
        }
        return board.outcomes
    }
}

/// Outcomes by place, and the count of them.
private final class OutcomeBoard: Sendable {
    private struct State {
        var outcomes: [CellOutcome?]
        var done: Int
        var failed = 0
    }

    private let state: Mutex<State>
    private let keptCount: Int
    private let start = ContinuousClock.now
    private let progress: (@Sendable (StudyProgress) -> Void)?

    init(_ kept: [CellOutcome?], progress: (@Sendable (StudyProgress) -> Void)?) {
        keptCount = kept.count { $0 != nil }
        state = Mutex(State(outcomes: kept, done: keptCount))
        self.progress = progress
        progress?(
            StudyProgress(done: keptCount, total: kept.count, failed: 0, secondsLeft: nil))
    }

    var outcomes: [CellOutcome?] { state.withLock(\.outcomes) }

    func set(_ outcome: CellOutcome, at place: Int) {
        state.withLock { state in
            state.outcomes[place] = outcome
            state.done += 1
            if case .failed = outcome { state.failed += 1 }
            // Under the lock, so that calls come in the order of their counts.
            progress?(
                StudyProgress(
                    done: state.done, total: state.outcomes.count, failed: state.failed,
                    secondsLeft: secondsLeft(state)))
        }
    }

    private func secondsLeft(_ state: State) -> Double {
        let perRun = (ContinuousClock.now - start) / Double(state.done - keptCount)
        return perRun / .seconds(1) * Double(state.outcomes.count - state.done)
    }
}
