import EthereumPrimitives

/// A block that would be made now: what it would say of itself, and what would come of its transactions.
public struct PendingBlock {
    /// The header; its state root is that of the block before, and its extra data empty.
    public let header: BlockHeader
    /// What would come of the transactions, in order.
    public let receipts: [Receipt]

    init(_ open: OpenBlock, on parent: Block) {
        let environment = open.environment
        header = BlockHeader(
            parentHash: parent.hash, coinbase: environment.coinbase,
            stateRoot: parent.header.stateRoot,
            transactionsRoot: BlockHeader.transactionsRoot(of: open.receipts),
            receiptsRoot: BlockHeader.receiptsRoot(of: open.receipts), logsBloom: open.logsBloom,
            number: environment.number, gasLimit: environment.gasLimit, gasUsed: open.gasUsed,
            timestampSeconds: environment.timestampSeconds, extraData: [],
            baseFeePerGasWei: open.hasBaseFee ? environment.baseFeePerGasWei : nil)
        receipts = open.receipts
    }
}
