import Chain
import PriceOracles
import SimulationKernel
import WideIntegers

/// One who collects signed prices and brings a quorum of them to a medianizer, when their median
/// has moved from what stands there or that has aged.
///
/// - Source: chronicleprotocol/omnia, relayer: spread and expiry of the oracle.
public final class MedianRelayer {
    /// Its account.
    public let sender: ReportSender
    /// When it brings a median.
    public let trigger: ReportTrigger
    /// The signers.
    public private(set) var network: MakerNetwork

    private let target: ReportTarget<[MakerValue]>
    private let prices: ProviderPrices
    private var timer: RoundTimer?

    /// A relayer that waits for `start`.
    /// - Parameter everyMicros: how often signers and relayer look.
    public init(
        _ network: MakerNetwork, sender: ReportSender, target: ReportTarget<[MakerValue]>,
        trigger: ReportTrigger, everyMicros: UInt64, prices: @escaping ProviderPrices
    ) {
        self.network = network
        self.sender = sender
        self.target = target
        self.trigger = trigger
        self.prices = prices
        timer = RoundTimer(sender.wallet.timeline, everyMicros: everyMicros) {
            [weak self] in self?.look(at: $0)
        }
    }

    /// Looks from a moment on.
    public func start(at time: SimulatedTime) { timer?.start(at: time) }

    /// Ends it.
    public func stop() { timer?.stop() }

    private func look(at now: SimulatedTime) {
        network.observe(at: now, prices: prices)
        let last = target.latest(sender.wallet.view())
        guard let values = network.collection(at: now, after: last?.updatedAtSeconds),
            let median = values.medianWad
        else { return }
        let cause = trigger.cause(
            for: Int256(bitPattern: median), atSeconds: now.seconds, after: last)
        guard cause != nil, !sender.isBusy, let intent = target.call(values) else { return }
        sender.send(intent, observedAt: now)
    }
}
