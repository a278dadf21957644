import ContractRuntime
import EthereumPrimitives
import WideIntegers

/// What a node can say of the chain: everything as of the head that has reached it.
public struct NodeView {
    /// The chain that the node belongs to.
    public let chain: SimulatedChain
    /// The node.
    public let node: ChainNode
    /// An older head that is shown in the place of the node's; nil where that itself is.
    public let shownHead: Block?

    /// The node's view.
    /// - Parameter shownHead: an older head that everything is as of; the node's own if it is nil.
    public init(chain: SimulatedChain, node: ChainNode, shownHead: Block? = nil) {
        self.chain = chain
        self.node = node
        self.shownHead = shownHead
    }

    /// The last block that has reached the node, or that it shows.
    public var head: Block { shownHead ?? node.head }

    /// Whether the state that is built on the node's own head is asked for, and is shown.
    ///
    /// Who shows an older head has no block of its own to build: `pending` is that head.
    private func isPending(_ tag: BlockTag) -> Bool { tag == .pending && shownHead == nil }

    // MARK: - Blocks

    /// The block that a tag names; nil past the head, and for one that is no longer kept.
    ///
    /// `pending` names the head: a block that is still open is none.
    public func block(_ tag: BlockTag) -> Block? {
        switch tag {
        case .latest, .pending: return head
        case .earliest: return chain.store.genesis
        case .safe: return ancestor(back: chain.settings.finality.safeDepth)
        case .finalized: return ancestor(back: chain.settings.finality.finalizedDepth)
        case .number(let number): return block(at: number)
        case .hash(let hash, _):
            guard let block = chain.store.block(hash), block.number <= head.number else {
                return nil
            }
            return block
        }
    }

    private func ancestor(back depth: UInt64) -> Block? {
        block(at: head.number > depth ? head.number - depth : 0)
    }

    /// The block at a height of the node's own branch.
    private func block(at number: UInt64) -> Block? {
        guard number <= head.number else { return nil }
        var at = head
        // A head that was orphaned leads down its own branch to the canonical one.
        while !chain.store.isCanonical(at) && at.number > number {
            guard let parent = chain.store.block(at.header.parentHash) else { return nil }
            at = parent
        }
        return at.number == number ? at : chain.store.block(number)
    }

    /// The canonical block that calls and balances are asked of.
    /// - Throws: `QueryError`.
    func state(at tag: BlockTag) throws(QueryError) -> Block {
        guard let block = block(tag) else {
            if case .number(let number) = tag, number <= head.number { throw .stateNotKept(number) }
            throw .headerNotFound
        }
        if chain.store.isCanonical(block) {
            guard Int(chain.head.number - block.number) <= chain.host.state.blocksKept else {
                throw .stateNotKept(block.number)
            }
            return block
        }
        // A node on an orphaned head reads what its branch and the canonical one share; whoever names
        // an orphan by its hash is told.
        if case .hash = tag { throw .notCanonical(block.hash) }
        guard let shared = chain.store.canonicalAncestor(of: block) else {
            throw .stateNotKept(block.number)
        }
        return shared
    }

    /// Runs `body` on the state after a block.
    /// - Throws: `QueryError`.
    func withState<Value>(
        after block: Block, _ body: (WorldState) -> Value
    ) throws(QueryError) -> Value {
        let state = chain.host.state
        let depth = Int(chain.head.number - block.number)
        if depth == 0 { return body(state) }
        guard let value = try? state.withState(blocksBack: depth, { body(state) }) else {
            throw .stateNotKept(block.number)
        }
        return value
    }

    // MARK: - Accounts

    /// The native balance in wei: `eth_getBalance`.
    public func balanceWei(
        of address: Address, at tag: BlockTag = .latest
    ) throws(QueryError) -> UInt256 {
        if isPending(tag) {
            return chain.withPendingBlock(at: node) { _ in chain.balanceWei(of: address) }
        }
        return try withState(after: try state(at: tag)) { _ in chain.balanceWei(of: address) }
    }

    /// Transactions sent: `eth_getTransactionCount`; with `pending` those that wait count as sent.
    public func nonce(
        of address: Address, at tag: BlockTag = .latest
    ) throws(QueryError) -> UInt64 {
        if isPending(tag) {
            return chain.withState(of: node) { state in
                var next = node.pool.nextNonce(of: address, state: state)
                let waiting = Set(
                    sequenced.lazy.filter { $0.sender == address }.map(\.transaction.nonce))
                while waiting.contains(next) { next += 1 }
                return next
            }
        }
        return try withState(after: try state(at: tag)) { state in
            state.knownAccount(address).map { state.nonce(of: $0) } ?? 0
        }
    }

    // MARK: - Calls

    /// Runs a call and undoes it: `eth_call`.
    ///
    /// It sees the state after the block, and the block's own number and time; with `pending` those
    /// of the block that would be made now.
    public func call(
        _ message: Message, at tag: BlockTag = .latest
    ) throws(QueryError) -> ExecutionOutcome {
        if isPending(tag) {
            return chain.withPendingBlock(at: node) { environment in
                chain.host.simulate(message, in: environment)
            }
        }
        let block = try state(at: tag)
        let environment = block.environment(chainID: chain.settings.chainID)
        return try withState(after: block) { _ in chain.host.simulate(message, in: environment) }
    }

    /// Reads contracts as typed Swift at the node's head, with the head block's number and time.
    ///
    /// Nothing that `body` does to the state may last.
    /// - Returns: nil where the head's state is no longer kept.
    package func inspect<Value>(
        _ body: (ContractHost, BlockEnvironment) -> Value
    ) -> Value? {
        guard let block = try? state(at: .latest) else { return nil }
        let environment = block.environment(chainID: chain.settings.chainID)
        return try? withState(after: block) { _ in body(chain.host, environment) }
    }

    // MARK: - Fees

    /// The suggested tip in wei per gas: `eth_maxPriorityFeePerGas`.
    public func suggestedTipWei() -> UInt256 {
        node.gasPrices.suggestedTipWei(at: head) { block(at: $0) }
    }

    /// The suggested price in wei per gas: `eth_gasPrice`.
    public func gasPriceWei() -> UInt256 {
        node.gasPrices.gasPriceWei(at: head) { block(at: $0) }
    }

    /// Base fees, fullness and tips of the last blocks: `eth_feeHistory`.
    /// - Parameters:
    ///   - count: blocks, from 1; at most `FeeHistory.blocksMax` are given.
    ///   - percentiles: from 0 to 100 in rising order, at most `FeeHistory.percentilesMax`.
    public func feeHistory(
        blocks count: UInt64, to tag: BlockTag = .latest, percentiles: [Double] = []
    ) throws(QueryError) -> FeeHistory {
        guard percentiles.count <= FeeHistory.percentilesMax else {
            throw .percentiles("over the query limit \(FeeHistory.percentilesMax)")
        }
        for (place, percentile) in percentiles.enumerated() {
            guard percentile >= 0 && percentile <= 100 else { throw .percentiles("\(percentile)") }
            if place > 0 && percentile < percentiles[place - 1] {
                throw .percentiles(
                    "#\(place - 1):\(percentiles[place - 1]) > #\(place):\(percentile)")
            }
        }
        guard let last = block(tag) else { throw .headerNotFound }
        return FeeHistory(
            to: last, count: count, percentiles: percentiles,
            nextBaseFeeWei: last === chain.head
                ? chain.nextBaseFeePerGasWei : last.nextBaseFeePerGasWei
        ) { block(at: $0) }
    }

    // MARK: - Transactions

    /// Where a transaction stands in the node's chain.
    public func receipt(of hash: Hash256) -> (block: Block, receipt: Receipt, index: Int)? {
        guard let place = chain.transactionIndex.find(hash, in: chain.store),
            place.block <= head.number, let block = block(at: place.block),
            block.receipts.indices.contains(place.index),
            block.receipts[place.index].transaction.hash == hash
        else { return nil }
        return (block, block.receipts[place.index], place.index)
    }

    /// A transaction that waits in the node's pool.
    public func pendingTransaction(_ hash: Hash256) -> SubmittedTransaction? {
        for sender in node.pool.senders {
            let own = node.pool.pending(of: sender) + node.pool.queued(of: sender)
            if let found = own.first(where: { $0.hash == hash }) { return found }
        }
        return sequenced.first { $0.hash == hash }
    }

    /// What waits at a sequencer, or is on its way there from the node.
    private var sequenced: [SubmittedTransaction] {
        guard case .firstCome = chain.settings.ordering else { return [] }
        return chain.sequencer.entries.map(\.transaction) + node.forwarded.waiting
    }
}

/// A block by a name, number or hash.
public enum BlockTag: Hashable, Sendable {
    /// The last block.
    case latest
    /// The block that would be made now.
    case pending
    /// A block that is unlikely to be replaced.
    case safe
    /// A block that is never replaced.
    case finalized
    /// The genesis.
    case earliest
    /// A height.
    case number(UInt64)
    /// A hash (EIP-1898); an orphan's state cannot be read, whether that is asked for or not.
    case hash(Hash256, requireCanonical: Bool)
}

/// A question that a node cannot answer, in geth's words.
public enum QueryError: Error, Hashable, Sendable, CustomStringConvertible {
    /// No such block.
    case headerNotFound
    /// The block's state is no longer kept.
    case stateNotKept(UInt64)
    /// The block was orphaned.
    case notCanonical(Hash256)
    /// Logs were asked for past the head.
    case rangeBeyondHead
    /// Logs were asked for in a range that ends before it begins.
    case rangeReversed
    /// More logs than are given at a time.
    case tooManyLogs(limit: Int)
    /// Percentiles out of range, out of order or too many.
    case percentiles(String)

    /// What a node says.
    public var description: String {
        switch self {
        case .headerNotFound: "header not found"
        case .stateNotKept(let number):
            "missing trie node: historical state of block \(number) is not available"
        case .notCanonical(let hash): "hash \(hash) is not currently canonical"
        case .rangeBeyondHead: "block range extends beyond current head block"
        case .rangeReversed: "invalid block range params"
        case .tooManyLogs(let limit): "query returned more than \(limit) results"
        case .percentiles(let text): "invalid reward percentile: \(text)"
        }
    }
}
