import Chain
import EthereumPrimitives
import SimulationKernel
import WideIntegers

/// One bidder in an auction of a place in the block, held in the pool, in which all pay.
///
/// Whoever sees a rival's bid for the same prize answers after its latency with a replacement of its
/// own transaction, as long as the gas costs less than the prize. Of all bids only the best one wins;
/// the others are included behind it, fail, and pay. Nobody knows what bids are still under way.
/// - Source: Daian et al. 2019 (arXiv 1904.05234), sections 4 and 5.
public final class PriorityGasAuction {
    /// What takes the prize.
    public let intent: CallIntent
    /// What it is worth, and how it is bid for.
    public let terms: AuctionTerms
    /// Where the bidder stands.
    public private(set) var state = AuctionState.idle
    /// The bids it has sent, in order.
    public private(set) var bids: [PlacedBid] = []
    /// Its transaction with all replacements; nil before the first bid.
    public private(set) var task: SendingTask?

    private let wallet: Wallet
    private let rivals: RivalRule
    /// Rivals' bids that the node has shown: the last one under each sender and nonce.
    private var seen: [RivalBid] = []
    private var isAnswerPlanned = false

    /// Rivals that are remembered at most.
    private static let rivalsMax = 256

    private struct RivalBid {
        let sender: Address
        let nonce: UInt64
        let bid: GasBid
    }

    /// A bidder that has not bid yet.
    public init(
        _ wallet: Wallet, for intent: CallIntent, rivals: RivalRule, terms: AuctionTerms
    ) {
        self.wallet = wallet
        self.intent = intent
        self.rivals = rivals
        self.terms = terms
    }

    // MARK: - Bidding

    /// Sends the first bid, if the prize is worth it.
    ///
    /// What rivals have in the node's pool by then is seen, and answered as if it had come later.
    public func open(with rule: FeeRule) {
        guard state == .idle else { return }
        let view = wallet.view()
        guard let bid = rule.bid(at: view, stake: terms.stake) else {
            state = .stopped(.outbid)
            return
        }
        state = .bidding
        task = wallet.send(intent, bid: bid)
        note(bid, against: .zero)
        for sender in view.node.pool.senders where sender != wallet.address {
            for waiting in view.node.pool.pending(of: sender) where rivals.matches(waiting) {
                remember(waiting)
            }
        }
        planAnswer()
        if case .blindRaise(let period) = terms.strategy { planRaise(afterMicros: period) }
    }

    /// Takes notice of what the wallet's node has shown; the wallet has seen it before.
    public func handle(_ notice: NodeNotice) {
        switch notice {
        case .pending(let transaction):
            guard transaction.sender != wallet.address, rivals.matches(transaction) else { return }
            remember(transaction)
            planAnswer()
        case .head(let removed, let added):
            guard state != .idle else { return }
            if !removed.isEmpty { reopen() }
            for block in added { look(through: block) }
        }
    }

    private func remember(_ transaction: SubmittedTransaction) {
        let bid = RivalBid(
            sender: transaction.sender, nonce: transaction.transaction.nonce,
            bid: GasBid(transaction.transaction.envelope))
        let known = seen.firstIndex { $0.sender == bid.sender && $0.nonce == bid.nonce }
        if let known {
            seen[known] = bid
        } else if seen.count < PriorityGasAuction.rivalsMax {
            seen.append(bid)
        }
    }

    /// The best rival's tip at a base fee.
    private func bestRivalTipWei(_ baseFee: UInt256) -> UInt256 {
        seen.map { $0.bid.priceWei(baseFeeWei: baseFee).saturatingSubtract(baseFee) }.max()
            ?? .zero
    }

    // MARK: - Answering

    private func planAnswer() {
        if case .blindRaise = terms.strategy { return }
        guard state == .bidding, !isAnswerPlanned, !seen.isEmpty else { return }
        isAnswerPlanned = true
        wallet.timeline.schedule(afterMicros: terms.reactionMicros) { [weak self] in
            self?.isAnswerPlanned = false
            self?.answer()
        }
    }

    private func planRaise(afterMicros period: UInt64) {
        wallet.timeline.schedule(afterMicros: max(period, 1)) { [weak self] in
            guard let self, state == .bidding else { return }
            raise(perMille: wallet.composer.bumpPerMille, against: .zero)
            planRaise(afterMicros: period)
        }
    }

    /// Answers the best bid that was seen up to now, unless one's own is ahead of it.
    private func answer() {
        guard state == .bidding, let own = task?.currentBid else { return }
        let baseFee = wallet.view().nextBaseFeeWei
        let rival = bestRivalTipWei(baseFee)
        // Of equal bids the older one is first, and that may be the rival's.
        guard rival >= own.priceWei(baseFeeWei: baseFee).saturatingSubtract(baseFee) else { return }
        let bump = wallet.composer.bumpPerMille
        switch terms.strategy {
        case .counterBid, .blindRaise: raise(perMille: bump, against: rival)
        case .jumpBid(let jump): raise(perMille: max(jump, bump), against: rival)
        case .grimTrigger: bidAll(over: own, against: rival)
        }
    }

    /// Bids so many thousandths more than the better of a rival's tip and one's own.
    private func raise(perMille: UInt64, against rivalTip: UInt256) {
        guard let own = task?.currentBid else { return }
        let baseFee = wallet.view().nextBaseFeeWei
        let bound = terms.stake.priceMaxWei
        let least = own.raised(perMille: wallet.composer.bumpPerMille)
        let wanted = max(own.tipWei, rivalTip).leastReplacement(perMille: perMille)
        // A jump beyond the value ends at the value, where that is still enough to be ahead.
        let tip = min(wanted, bound.saturatingSubtract(baseFee))
        let cap = max(baseFee.saturatingAdd(tip), least.capWei)
        guard tip >= least.tipWei, tip > rivalTip, cap <= bound else {
            stop(.outbid)
            return
        }
        // The cap leaves room for a base fee that doubles, within the value.
        let room = min(bound, baseFee.scaled(perMille: 2_000).saturatingAdd(tip))
        place(GasBid(tipWei: tip, capWei: max(cap, room)), against: rivalTip)
    }

    private func bidAll(over own: GasBid, against rivalTip: UInt256) {
        let bound = terms.stake.priceMaxWei
        let tip = bound.saturatingSubtract(wallet.view().nextBaseFeeWei)
        let all = GasBid(tipWei: tip, capWei: bound)
        guard tip > rivalTip, all.replaces(own, bumpPerMille: wallet.composer.bumpPerMille) else {
            stop(.outbid)
            return
        }
        place(all, against: rivalTip)
    }

    private func place(_ bid: GasBid, against rivalTip: UInt256) {
        if let deadline = terms.deadline, wallet.timeline.now >= deadline {
            stop(.deadline)
            return
        }
        if task?.replace(with: bid) == true { note(bid, against: rivalTip) }
    }

    private func note(_ bid: GasBid, against rivalTip: UInt256) {
        bids.append(PlacedBid(time: wallet.timeline.now, bid: bid, rivalTipWei: rivalTip))
    }

    // MARK: - Ending

    /// Goes on where a reorg has undone the inclusion that had ended it.
    private func reopen() {
        guard state == .stopped(.won) || state == .stopped(.lost), task?.isOpen == true else {
            return
        }
        state = .bidding
    }

    private func look(through block: Block) {
        if case .stopped(.won) = state { return }
        switch task?.outcome {
        case .won: stop(.won)
        case .reverted, .cancelled, .supplanted, .givenUp: stop(.lost)
        case nil: break
        }
        guard task?.isOpen == true else { return }
        let isTaken = block.receipts.contains { receipt in
            receipt.isSuccess && receipt.transaction.sender != wallet.address
                && rivals.matches(receipt.transaction)
        }
        guard isTaken else { return }
        stop(.prizeTaken)
        if terms.cancelsWhenTaken { task?.cancel() }
    }

    /// Answers no more; one that was outbid and yet wins has won.
    private func stop(_ end: AuctionEnd) { state = .stopped(end) }
}
