import Chain
import EthereumPrimitives
import SimulationKernel
import WideIntegers

/// One intent on its way through replacements and nodes to an outcome.
///
/// All that it knows of the chain is what its wallet's node shows: blocks, the pool, and the answer
/// to each sending. Its wallet hands it every head.
public final class SendingTask {
    /// What it was begun for.
    public let intent: CallIntent
    /// Which way it goes.
    public let way: SendingWay
    /// What is done when it is not included.
    public let policy: ResendPolicy
    /// The nonce that it uses; another one only if none of its transactions was taken.
    public internal(set) var nonce: UInt64
    /// Everything that was sent for it, in order.
    public internal(set) var attempts: [Attempt] = []
    /// How it has ended; nil while it is under way.
    public internal(set) var outcome: SendingOutcome?
    /// What it has cost.
    public internal(set) var costs = SendingCosts()
    /// The head that the node had shown when it was begun.
    public let openedAtBlock: UInt64
    /// How often it was replaced by a higher bid.
    public internal(set) var replacementCount = 0
    /// How often it was sent again after it was lost or refused.
    public internal(set) var resendCount = 0
    /// Whether the last word was to take it back.
    public internal(set) var isCancelling = false

    /// The block after which it is given up.
    var lastBlock: UInt64
    /// Attempts whose refusal was answered.
    var answeredCount = 0
    /// The height of the last block whose loss has opened it again.
    var reopenedAtBlock: UInt64 = 0
    /// The receipt that settled it, which a reorg can take away.
    var settling: Receipt?
    unowned let wallet: Wallet

    /// One transaction that was sent.
    public struct Attempt {
        /// What it does.
        public let intent: CallIntent
        /// What it offers.
        public let bid: GasBid
        /// Its way through the chain.
        public let submission: Submission
        /// When it was sent.
        public let sentAt: SimulatedTime
        /// The head that the node had shown then.
        public let sentAtBlock: UInt64

        /// Whether the node has refused it.
        public var isRefused: Bool {
            guard case .refused(let refusal) = submission.fate else { return false }
            return refusal != .alreadyKnown
        }
    }

    init(
        _ intent: CallIntent, nonce: UInt64, way: SendingWay, policy: ResendPolicy,
        wallet: Wallet, openedAtBlock: UInt64
    ) {
        self.intent = intent
        self.nonce = nonce
        self.way = way
        self.policy = policy
        self.wallet = wallet
        self.openedAtBlock = openedAtBlock
        let (last, overflow) = openedAtBlock.addingReportingOverflow(policy.givesUpAfterBlocks)
        lastBlock = overflow ? .max : last
    }

    /// Whether it may still come to something.
    public var isOpen: Bool { outcome == nil }

    /// What is on offer now: the last bid that no node has refused.
    public var currentBid: GasBid? { current?.bid }

    /// The last attempt that was not refused.
    var current: Attempt? { attempts.last { !$0.isRefused } }

    /// Whether a nonce is taken up by this task.
    func holds(_ other: UInt64) -> Bool {
        guard other == nonce else { return false }
        if isOpen { return true }
        // What was given up may still come: at a sequencer, at builders, or in a far pool.
        if case .givenUp = outcome { return current?.submission.fate == .pending }
        return false
    }

    // MARK: - Sending

    /// Offers more: sends a replacement of the same nonce at once.
    /// - Returns: false, with nothing sent, when pools would not take it or it is settled.
    @discardableResult
    public func replace(with bid: GasBid) -> Bool {
        guard isOpen, way != .bundled, let now = current else { return false }
        guard bid.replaces(now.bid, bumpPerMille: wallet.composer.bumpPerMille) else {
            return false
        }
        replacementCount += 1
        attempt(now.intent, bid: bid, at: wallet.view())
        return true
    }

    /// Takes it back: sends a transaction that does nothing, of the same nonce and at higher fees.
    ///
    /// What only builders have is withdrawn from them instead. Whether it comes in time is seen in a
    /// block.
    public func cancel() {
        guard isOpen, !isCancelling, let now = current else { return }
        switch way {
        case .bundled: return
        case .privately:
            isCancelling = true
            for attempt in attempts { wallet.connections[0].cancelPrivately(attempt.submission) }
        case .publicly:
            isCancelling = true
            let (last, overflow) = lastBlock.addingReportingOverflow(ResendPolicy().patienceBlocks)
            lastBlock = overflow ? .max : last
            attempt(
                .cancellation(of: wallet.address),
                bid: now.bid.raised(perMille: max(policy.bumpPerMille, bumpPerMille)),
                at: wallet.view())
        }
    }

    /// Sends the same transaction on every other connection of its wallet, too.
    public func sendToOtherNodes() {
        guard isOpen, way.isPublic, let now = current else { return }
        let view = wallet.view()
        for other in wallet.connections.indices.dropFirst() {
            let transaction = wallet.composer.transaction(now.intent, nonce: nonce, bid: now.bid)
            note(
                now.intent, now.bid, wallet.submit(transaction, way: way, connection: other),
                at: view)
        }
    }

    /// What the pool wants more of a replacement.
    var bumpPerMille: UInt64 { wallet.composer.bumpPerMille }

    /// Sends a transaction under the task's nonce.
    func attempt(_ intent: CallIntent, bid: GasBid, at view: NodeView) {
        let transaction = wallet.composer.transaction(intent, nonce: nonce, bid: bid)
        note(
            intent, bid,
            wallet.submit(transaction, way: way, connection: refusalCount), at: view)
    }

    /// Keeps what was sent.
    func note(_ intent: CallIntent, _ bid: GasBid, _ submission: Submission, at view: NodeView) {
        let attempt = Attempt(
            intent: intent, bid: bid, submission: submission, sentAt: wallet.timeline.now,
            sentAtBlock: view.head.number)
        attempts.append(attempt)
        wallet.onAttempt?(attempt, way)
    }

    private var refusalCount: Int { attempts.count(where: \.isRefused) }
}
