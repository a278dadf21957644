import Chain
import EthereumPrimitives
import PriceOracles
import SimulationKernel
import WideIntegers

/// One who brings a pull feed's updates to the chain, when the price has moved or aged there.
///
/// An update that is not newer than what stands there is not brought: the contract would pass it
/// over. The target's `updatedAtSeconds` is the publish time of what stands.
/// - Source: pyth-network/pyth-crosschain, price pusher: price deviation and time difference.
public final class PricePusher {
    /// Its account.
    public let sender: ReportSender
    /// When it brings an update.
    public let trigger: ReportTrigger

    private let stream: PythStream
    private let target: ReportTarget<SignedPriceUpdate>
    private var timer: RoundTimer?

    /// A pusher that waits for `start`.
    /// - Parameter everyMicros: how often it looks.
    public init(
        _ stream: PythStream, sender: ReportSender, target: ReportTarget<SignedPriceUpdate>,
        trigger: ReportTrigger, everyMicros: UInt64
    ) {
        self.stream = stream
        self.sender = sender
        self.target = target
        self.trigger = trigger
        timer = RoundTimer(sender.wallet.timeline, everyMicros: everyMicros) {
            [weak self] in self?.look(at: $0)
        }
    }

    /// Looks from a moment on.
    public func start(at time: SimulatedTime) { timer?.start(at: time) }

    /// Ends it.
    public func stop() { timer?.stop() }

    private func look(at now: SimulatedTime) {
        guard let update = stream.updates.latest else { return }
        let last = target.latest(sender.wallet.view())
        if let last, update.publishTimeSeconds <= last.updatedAtSeconds { return }
        let cause = trigger.cause(
            for: Int256(update.price), atSeconds: now.seconds, after: last)
        guard cause != nil, !sender.isBusy,
            let intent = target.call(stream.updates.signed(update))
        else { return }
        sender.send(intent, observedAt: SimulatedTime(seconds: update.publishTimeSeconds))
    }
}
