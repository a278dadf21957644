import Foundation
import Synchronization

/// How far the stages of a study are, on standard error; threads share it.
final class StageProgressLine: Sendable {
    private struct State {
        var line: ProgressLine?
        var stage = ""
        var done = 0
    }

    private let state: Mutex<State>

    init(isShown: Bool) {
        state = Mutex(State(line: isShown ? ProgressLine(isShown: true) : nil))
    }

    /// Begins a stage.
    func begin(_ stage: String) {
        state.withLock { state in
            state.stage = stage
            state.done = 0
        }
    }

    /// Tells that one more item of the stage is done; a stage may go through its items several times.
    func count(of total: Int) {
        state.withLock { state in
            state.done = state.done >= total ? 1 : state.done + 1
            state.line?.show(stage: state.stage, done: state.done, of: total)
        }
    }

    func end() { state.withLock { $0.line?.end() } }
}
