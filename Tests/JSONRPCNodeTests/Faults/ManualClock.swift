import JSONRPCNode
import Synchronization

/// Time that passes when a test says so.
final class ManualClock: Sendable {
    fileprivate struct State {
        var nowMicros: UInt64 = 0
        var waiting: [(atMicros: UInt64, action: @Sendable () -> Void)] = []
    }

    private let state = Mutex(State())

    var clock: FaultClock {
        FaultClock(
            nowMicros: { self.state.withLock(\.nowMicros) },
            after: { micros, action in
                self.state.withLock { state in
                    state.waiting.append((atMicros: state.nowMicros + micros, action: action))
                }
            })
    }

    /// Lets time pass, and does what is due, in the order of time.
    func pass(micros: UInt64) {
        let end = state.withLock { $0.nowMicros + micros }
        while let action = state.withLock({ $0.next(by: end) }) { action() }
        state.withLock { $0.nowMicros = end }
    }
}

extension ManualClock.State {
    fileprivate mutating func next(by end: UInt64) -> (@Sendable () -> Void)? {
        let first = waiting.indices.min { waiting[$0].atMicros < waiting[$1].atMicros }
        guard let first, waiting[first].atMicros <= end else { return nil }
        nowMicros = waiting[first].atMicros
        return waiting.remove(at: first).action
    }
}
