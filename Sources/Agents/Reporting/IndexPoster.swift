import Chain
import PriceOracles
import SimulationKernel
import WideIntegers

/// Those who post an index to the chain: an operator, or validators each with a price of its own.
///
/// At each look every one of them has a price or none, and posts it when it has moved from what
/// stands of its own in the contract or that has aged. Each has its own account.
public final class IndexPoster {
    /// Their accounts, by place.
    public let senders: [ReportSender]
    /// When a price is posted.
    public let trigger: ReportTrigger

    private let targets: [ReportTarget<UInt256>]
    private let values: (SimulatedTime) -> [UInt256?]
    private var timer: RoundTimer?

    /// Posters that wait for `start`.
    /// - Parameters:
    ///   - targets: by place what stands of each one's posts, and the call that posts a price.
    ///   - everyMicros: how often they look.
    ///   - values: the price of each at a moment, by place.
    /// - Precondition: there is a sender, and a target for each.
    public init(
        senders: [ReportSender], targets: [ReportTarget<UInt256>], trigger: ReportTrigger,
        everyMicros: UInt64, values: @escaping (SimulatedTime) -> [UInt256?]
    ) {
        precondition(!senders.isEmpty, "an index of 0 posters")
        precondition(
            senders.count == targets.count, "\(senders.count) posters, \(targets.count) targets")
        self.senders = senders
        self.targets = targets
        self.trigger = trigger
        self.values = values
        timer = RoundTimer(senders[0].wallet.timeline, everyMicros: everyMicros) {
            [weak self] in self?.look(at: $0)
        }
    }

    /// Looks from a moment on.
    public func start(at time: SimulatedTime) { timer?.start(at: time) }

    /// Ends it.
    public func stop() { timer?.stop() }

    private func look(at now: SimulatedTime) {
        for (place, value) in values(now).prefix(senders.count).enumerated() {
            let (sender, target) = (senders[place], targets[place])
            guard let value, let answer = Int256(exactly: value), !sender.isBusy else { continue }
            let cause = trigger.cause(
                for: answer, atSeconds: now.seconds, after: target.latest(sender.wallet.view()))
            guard cause != nil, let intent = target.call(value) else { continue }
            sender.send(intent, observedAt: now)
        }
    }
}
