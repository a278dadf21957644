import Chain
import ContractRuntime
import EthereumPrimitives
import SimulationKernel

/// Reads through nodes' views while the chain runs. What is read must agree with the chain, and leave
/// no trace; the second state would show it.
final class NodeReader {
    private let chain: SimulatedChain
    private let source: TrafficSource
    private let monitor: ChainMonitor
    private var random: RandomStream
    /// The head of each node as its notices have told it.
    private var heads: [Hash256]
    private(set) var readCount = 0
    private(set) var noticeCount = 0
    /// The first notice that did not follow from the one before.
    private var broken: BrokenStatement?

    init(
        _ chain: SimulatedChain, source: TrafficSource, monitor: ChainMonitor, seed: UInt64
    ) {
        self.chain = chain
        self.monitor = monitor
        self.source = source
        random = RandomSource(seed: seed).stream("traffic/reads")
        heads = chain.nodes.map(\.head.hash)
        for node in chain.nodes {
            chain.observe(node.id) { [unowned self] notice in hear(notice, at: node.id.rawValue) }
        }
    }

    // MARK: - Notices

    private func hear(_ notice: NodeNotice, at node: Int) {
        guard case .head(let removed, let added) = notice else { return }
        noticeCount += 1
        var head = heads[node]
        for block in removed {
            if block.hash != head || !monitor.hasOrphaned(block.hash) {
                tell("node \(node) takes \(block.number) off, which is no orphan or not its head")
            }
            head = block.header.parentHash
        }
        for block in added {
            // After a long cut the blocks between are no longer kept.
            let kept = UInt64(chain.settings.historyBlocks)
            let isGap = block.number + kept <= chain.head.number + 1
            if block.header.parentHash != head && !isGap {
                tell("node \(node) puts \(block.number) on another block than its head")
            }
            head = block.hash
        }
        heads[node] = head
    }

    private func tell(_ text: String) { broken = broken ?? BrokenStatement(text) }

    // MARK: - Reads

    /// A few questions to some node.
    func read() throws(BrokenStatement) {
        if let broken { throw broken }
        readCount += 1
        let node = chain.nodes[random.index(below: chain.nodes.count)]
        let view = NodeView(chain: chain, node: node)
        let address = source.senders[random.index(below: source.senders.count)].account.address
        let back = random.below(12)
        let number = view.head.number - min(back, view.head.number)
        let tags: [BlockTag] = [
            .latest, .pending, .safe, .finalized, .earliest, .number(number),
            .hash(view.head.hash, requireCanonical: true),
        ]
        let tag = tags[random.index(below: tags.count)]
        do throws(QueryError) {
            let first = try view.balanceWei(of: address, at: tag)
            let nonce = try view.nonce(of: address, at: tag)
            _ = try view.call(
                Message(
                    sender: address, recipient: TrafficWorld.token,
                    data: source.nextCallData()), at: tag)
            _ = try view.feeHistory(blocks: 1 + random.below(20), percentiles: [10, 50, 90])
            let again = try view.balanceWei(of: address, at: tag)
            let nonceAgain = try view.nonce(of: address, at: tag)
            if first != again || nonce != nonceAgain {
                tell("\(address) at \(tag): \(first), then \(again)")
            }
        } catch {
            // Blocks that are not kept, and heads that were orphaned, cannot be asked.
        }
        _ = view.gasPriceWei()
        _ = view.suggestedTipWei()
        try checkTransaction(view)
    }

    private func checkTransaction(_ view: NodeView) throws(BrokenStatement) {
        if source.open.isEmpty { return }
        let submission = source.open[random.index(below: source.open.count)]
        guard let transaction = submission.transaction else { return }
        let hash = transaction.hash
        let found = view.receipt(of: hash)
        if let waiting = view.pendingTransaction(hash), waiting.hash != hash {
            throw BrokenStatement("another one waits", of: submission.id.rawValue)
        }
        switch transaction.fate {
        case .included(let number, let index):
            let isCanonical = view.block(.number(number)).map { block in
                block.receipts.indices.contains(index)
                    && block.receipts[index].transaction === transaction
            }
            let isKept = number + UInt64(chain.settings.historyBlocks) > chain.head.number
            guard isCanonical == true, isKept else { return }
            if found?.index != index || found?.block.number != number {
                throw BrokenStatement(
                    "in block \(number), and not found there", of: submission.id.rawValue)
            }
        default:
            // Equal contents sent twice have one hash where nothing is signed.
            if let found, found.receipt.transaction.sender != transaction.sender {
                throw BrokenStatement("found as another's", of: submission.id.rawValue)
            }
        }
    }
}
