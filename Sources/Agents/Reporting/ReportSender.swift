import Chain
import SimulationKernel
import WideIntegers

/// A reporter's account and its way to the chain: one report under way at a time.
///
/// A report is a transaction like any other. It is followed through replacements and reorgs by its
/// wallet, which is to hear its node's notices; the sender looks at what has become of it when it is
/// asked.
public final class ReportSender {
    /// The account.
    public let wallet: Wallet
    /// What it offers for gas.
    public let fee: ReportFee
    /// What it does with a report that does not get in.
    public let resend: ResendPolicy
    /// Which way its reports go.
    public let way: SendingWay

    /// What a reorg can still change, in the order in which it was sent.
    private var sendings: [Sending] = []
    /// All that no reorg changes any more.
    private var tallied = ReportTally()

    private struct Sending {
        let task: SendingTask
        let observedAt: SimulatedTime
        let sentAt: SimulatedTime
        /// What had become of it when it was last looked at; nil while it is under way.
        var delivery: ReportDelivery?
    }

    /// A sender with nothing under way; by default it leaves a report at what it was sent for.
    public init(
        _ wallet: Wallet, fee: ReportFee, resend: ResendPolicy = .never,
        way: SendingWay = .publicly
    ) {
        self.wallet = wallet
        self.fee = fee
        self.resend = resend
        self.way = way
    }

    /// Whether a report is still under way, as far as the node has shown.
    ///
    /// A reorg can put a report under way again that had landed.
    public var isBusy: Bool { sendings.contains { $0.task.isOpen } }

    /// What has become of all reports so far, in the chain that the node shows.
    public var tally: ReportTally {
        settle()
        return sendings.reduce(into: tallied) { tally, sending in
            if let delivery = sending.delivery { tally.add(delivery) }
        }
    }

    /// What all reports have cost so far, as the node has shown it.
    public var costs: SendingCosts { wallet.costs }

    /// Sends a report, unless one is under way or gas is not worth it.
    /// - Parameter observedAt: when the price was seen that is in it.
    /// - Returns: whether it was sent.
    @discardableResult
    public func send(_ intent: CallIntent, observedAt: SimulatedTime) -> Bool {
        settle()
        guard !isBusy else {
            tallied.busyCount += 1
            return false
        }
        guard let bid = fee.bid(at: wallet.view()) else {
            tallied.unaffordableCount += 1
            return false
        }
        let task = wallet.send(intent, bid: bid, way: way, resend: resend)
        sendings.append(
            Sending(task: task, observedAt: observedAt, sentAt: wallet.timeline.now))
        tallied.sentCount += 1
        return true
    }

    /// Looks at what has become of what was sent, and tallies for good what the wallet no longer
    /// follows.
    private func settle() {
        let view = wallet.view()
        for place in sendings.indices {
            sendings[place].delivery = delivery(of: sendings[place], in: view)
        }
        while let first = sendings.first, !wallet.tasks.contains(where: { $0 === first.task }) {
            if let delivery = first.delivery { tallied.add(delivery) }
            sendings.removeFirst()
        }
    }

    private func delivery(of sending: Sending, in view: NodeView) -> ReportDelivery? {
        guard let outcome = sending.task.outcome else { return nil }
        var latencyMicros = inclusion(outcome, in: view)?.micros(since: sending.observedAt)
        // The node may have dropped a block that it had when this was last looked at.
        if latencyMicros == nil, let before = sending.delivery, before.outcome == outcome {
            latencyMicros = before.latencyMicros
        }
        return ReportDelivery(
            observedAt: sending.observedAt, sentAt: sending.sentAt, outcome: outcome,
            latencyMicros: latencyMicros, costs: sending.task.costs)
    }

    private func inclusion(_ outcome: SendingOutcome, in view: NodeView) -> SimulatedTime? {
        switch outcome {
        case .won(let block), .reverted(let block): view.block(.number(block))?.sealedAt
        case .cancelled, .supplanted, .givenUp: nil
        }
    }
}
