import ContractRuntime
import EthereumPrimitives

/// Looking into states and transactions, beyond what one call returns.
extension NodeView {
    /// Runs `body` in the state after a block, with what calls see of the block; with `pending` in that
    /// of the block that would be made now.
    ///
    /// Whatever `body` does to the state is undone.
    public func withState<Value>(
        at tag: BlockTag, _ body: (ContractHost, BlockEnvironment) -> Value
    ) throws(QueryError) -> Value {
        let host = chain.host
        if tag == .pending && shownHead == nil {
            return chain.withPendingBlock(at: node) { body(host, $0) }
        }
        let block = try state(at: tag)
        let environment = block.environment(chainID: chain.settings.chainID)
        return try withState(after: block) { state in
            let point = state.checkpoint
            defer { state.revert(to: point) }
            return body(host, environment)
        }
    }

    /// The block that would be made now on the node's head, of what waits at the node.
    ///
    /// Its `stateRoot` is that of the block before, since nothing is sealed.
    public func pendingBlock() -> PendingBlock {
        chain.withOpenBlock(at: node) { PendingBlock($0, on: $1) }
    }

    /// All calls of a transaction of a block, which is run again on the state before its block.
    ///
    /// Interventions that came between the two blocks are not made again.
    /// - Throws: `QueryError` where that state is no longer kept.
    public func trace(_ index: Int, of block: Block) throws(QueryError) -> CallTrace? {
        guard block.receipts.indices.contains(index), block.number > 0 else { return nil }
        guard chain.store.isCanonical(block) else { throw .notCanonical(block.hash) }
        let parent = try state(at: .number(block.number - 1))
        let host = chain.host
        return try withState(after: parent) { state in
            let point = state.checkpoint
            defer { state.revert(to: point) }
            var open = OpenBlock(
                host: host, environment: block.environment(chainID: chain.settings.chainID),
                hasBaseFee: block.header.baseFeePerGasWei != nil,
                baseFeeRecipient: chain.settings.baseFeeRecipient, ledger: parent.ledger)
            for receipt in block.receipts[..<index] { try? open.include(receipt.transaction) }
            return host.tracing { try? open.include(block.receipts[index].transaction) }
        }
    }
}
