import Chain
import SimulationKernel

/// One who pokes a delayed feed when its hop is over, as anybody may.
///
/// - Source: Maker, osm.sol, `pass` and `poke`.
public final class SecurityModulePoker {
    /// Its account.
    public let sender: ReportSender

    private let isDue: (NodeView, SimulatedTime) -> Bool
    private let poke: CallIntent
    private var timer: RoundTimer?

    /// A poker that waits for `start`.
    /// - Parameters:
    ///   - poke: the call.
    ///   - everyMicros: how often it looks.
    ///   - isDue: whether the contract would take a poke, as far as a node shows it.
    public init(
        sender: ReportSender, poke: CallIntent, everyMicros: UInt64,
        isDue: @escaping (NodeView, SimulatedTime) -> Bool
    ) {
        self.sender = sender
        self.poke = poke
        self.isDue = isDue
        timer = RoundTimer(sender.wallet.timeline, everyMicros: everyMicros) {
            [weak self] in self?.look(at: $0)
        }
    }

    /// Looks from a moment on.
    public func start(at time: SimulatedTime) { timer?.start(at: time) }

    /// Ends it.
    public func stop() { timer?.stop() }

    private func look(at now: SimulatedTime) {
        guard !sender.isBusy, isDue(sender.wallet.view(), now) else { return }
        sender.send(poke, observedAt: now)
    }
}
