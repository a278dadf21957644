import Chain
import Dispatch
import JSONRPCNode

/// Measures by the computer's clock how long a bot takes from a head to its first transaction.
///
/// On the thread of the world.
final class ReactionWatch {
    private var headNanos: UInt64?
    private(set) var millis: [Double] = []
    /// Enough for percentiles.
    private static let countMax = 100_000

    init(_ session: NodeSession) {
        session.chain.observe(session.node, isOutside: true) { [weak self] notice in
            guard case .head = notice else { return }
            self?.headNanos = DispatchTime.now().uptimeNanoseconds
        }
        session.onSubmit = { [weak self] in self?.noteSending() }
    }

    private func noteSending() {
        guard let head = headNanos, millis.count < Self.countMax else { return }
        headNanos = nil
        millis.append(Double(DispatchTime.now().uptimeNanoseconds &- head) / 1e6)
    }

    /// What a card says of it.
    var wallClock: Scorecard.WallClock? {
        if millis.isEmpty { return nil }
        let sorted = millis.sorted()
        var clock = Scorecard.WallClock()
        clock.reactP50Millis = sorted[sorted.count / 2]
        clock.reactP95Millis = sorted[sorted.count * 95 / 100]
        return clock
    }
}
