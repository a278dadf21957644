import Chain
import EthereumPrimitives
import WideIntegers

/// Watches a node's pool for transactions that something can be gained by, and trades around them.
///
/// One opportunity is under way at a time, so that the nonces of different ones do not hang on each
/// other; what comes meanwhile is passed over.
/// - Source: Daian et al. 2019 (arXiv 1904.05234); Qin et al. 2021 (arXiv 2101.05511).
public final class Searcher {
    /// How it gets to its places.
    public let placement: SearchPlacement
    /// What was tried, in order.
    public private(set) var attempts: [Attempt] = []
    /// Attempts that are kept; the oldest goes when there are more.
    public static let attemptsMax = 256

    /// One opportunity that was tried.
    public struct Attempt {
        /// The transaction that was traded around.
        public let victim: SubmittedTransaction
        /// What was to be made of it.
        public let opportunity: Opportunity
        /// The searcher's own transactions: front, back, payment, as far as there are.
        public let tasks: [SendingTask]

        /// Whether all parts were included and have succeeded.
        public var isWon: Bool {
            tasks.allSatisfy { task in
                if case .won = task.outcome { return true }
                return false
            }
        }
    }

    private let wallet: Wallet
    private let find: (SubmittedTransaction) -> Opportunity?

    /// A searcher.
    /// - Parameter find: what can be made of a transaction, by what the searcher's node shows.
    public init(
        _ wallet: Wallet, placement: SearchPlacement,
        find: @escaping (SubmittedTransaction) -> Opportunity?
    ) {
        self.wallet = wallet
        self.placement = placement
        self.find = find
    }

    /// Whether an opportunity is under way.
    public var isBusy: Bool { attempts.last?.tasks.contains(where: \.isOpen) ?? false }

    /// Takes notice of what the wallet's node has shown; the wallet has seen it before.
    public func handle(_ notice: NodeNotice) {
        switch notice {
        case .pending(let seen):
            guard seen.sender != wallet.address, !isBusy, let found = find(seen) else { return }
            pursue(found, around: seen)
        case .head(_, let added):
            takeBackWhatIsLate(added)
        }
    }

    private func pursue(_ opportunity: Opportunity, around victim: SubmittedTransaction) {
        let tasks: [SendingTask]
        switch placement {
        case .fees(let ahead):
            tasks = sendAround(victim, opportunity, aheadWei: ahead)
        case .bundle(let payment, let builders, let blocks):
            tasks = sendBundles(victim, opportunity, payment, to: builders, blocks: blocks)
        }
        if tasks.isEmpty { return }
        attempts.append(Attempt(victim: victim, opportunity: opportunity, tasks: tasks))
        if attempts.count > Searcher.attemptsMax { attempts.removeFirst() }
    }

    /// Takes everything back when the victim stands in a block and the front does not. A back whose
    /// front was included stays, to sell what that has bought.
    private func takeBackWhatIsLate(_ added: [Block]) {
        guard let attempt = attempts.last, attempt.opportunity.front != nil,
            attempt.tasks[0].isOpen
        else { return }
        let isOver = added.contains { block in
            block.receipts.contains { $0.transaction === attempt.victim }
        }
        if isOver { for task in attempt.tasks { task.cancel() } }
    }

    // MARK: - By fees

    /// Sends a front that pays more than the victim, and a back that pays the same and comes later.
    private func sendAround(
        _ victim: SubmittedTransaction, _ opportunity: Opportunity, aheadWei: UInt256
    ) -> [SendingTask] {
        let baseFee = wallet.view().nextBaseFeeWei
        let seen = GasBid(victim.transaction.envelope)
        let tip = seen.priceWei(baseFeeWei: baseFee).saturatingSubtract(baseFee)
        let frontTip = tip.saturatingAdd(max(aheadWei, .one))
        let price = baseFee.saturatingAdd(opportunity.front == nil ? tip : frontTip)
        let (cost, overflow) = price.multipliedReportingOverflow(by: UInt256(opportunity.gas))
        guard !overflow, cost < opportunity.gainWei else { return [] }
        var tasks: [SendingTask] = []
        if let front = opportunity.front {
            tasks.append(wallet.send(front, bid: bid(tip: frontTip, baseFee)))
        }
        tasks.append(wallet.send(opportunity.back, bid: bid(tip: tip, baseFee)))
        return tasks
    }

    private func bid(tip: UInt256, _ baseFee: UInt256) -> GasBid {
        GasBid(tipWei: tip, capWei: baseFee.scaled(perMille: 2_000).saturatingAdd(tip))
    }

    // MARK: - By bundles

    /// Sends a bundle to each builder, whose account is the one that a transfer pays.
    private func sendBundles(
        _ victim: SubmittedTransaction, _ opportunity: Opportunity, _ payment: BundlePayment,
        to builders: [Int], blocks: UInt64
    ) -> [SendingTask] {
        let view = wallet.view()
        let baseFee = view.nextBaseFeeWei
        let (last, isLate) = view.head.number.addingReportingOverflow(blocks)
        let lastBlock = isLate ? .max : last
        let (burnt, overflow) = baseFee.multipliedReportingOverflow(by: UInt256(opportunity.gas))
        let left = overflow ? .zero : opportunity.gainWei.saturatingSubtract(burnt)
        guard !left.isZero else { return [] }
        func parts(tip: UInt256) -> (front: [BundlePart], back: [BundlePart]) {
            let offer = bid(tip: max(tip, .one), baseFee)
            return (
                opportunity.front.map { [BundlePart($0, bid: offer)] } ?? [],
                [BundlePart(opportunity.back, bid: offer)]
            )
        }
        switch payment {
        case .tip(let share):
            let (front, back) = parts(
                tip: left.scaled(perMille: share)
                    .quotientAndRemainder(dividingBy: UInt256(opportunity.gas)).quotient)
            return wallet.sendBundle(
                front: front, victim: victim, back: back, lastBlock: lastBlock, to: builders)
        case .transfer(let share):
            let (front, back) = parts(tip: .one)
            var tasks: [SendingTask] = []
            for builder in builders {
                let transfer = CallIntent(
                    to: SimulatedChain.builderAddress(builder),
                    valueWei: left.scaled(perMille: share), gasLimit: 21_000)
                tasks = wallet.sendBundle(
                    front: front, victim: victim,
                    back: back + [BundlePart(transfer, bid: bid(tip: .one, baseFee))],
                    lastBlock: lastBlock, to: [builder], insteadOf: tasks)
            }
            return tasks
        }
    }
}
