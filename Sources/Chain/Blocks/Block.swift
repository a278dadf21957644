import ContractRuntime
import EthereumPrimitives
import SimulationKernel
import WideIntegers

/// A sealed block; nothing of it changes any more.
public final class Block {
    /// What it says of itself.
    public let header: BlockHeader
    /// The header's digest.
    public let hash: Hash256
    /// What came of its transactions, in order.
    public let receipts: [Receipt]
    /// When it was made.
    public let sealedAt: SimulatedTime
    /// The node that proposed it.
    public let proposer: NodeID
    /// The builder that filled it; nil for the proposer itself.
    public let builder: Int?
    /// Books of the native asset after it.
    let ledger: NativeLedger
    /// Whether its base fee was set from outside, and is not what the rule gives.
    let isBaseFeeSet: Bool
    /// What the chain's rule gives the block after it, in wei per gas; nil where there is no base fee.
    let nextBaseFeePerGasWei: UInt256?

    init(
        header: BlockHeader, receipts: [Receipt], sealedAt: SimulatedTime, proposer: NodeID,
        builder: Int?, ledger: NativeLedger, feeMarket: FeeMarket, isBaseFeeSet: Bool = false
    ) {
        self.header = header
        nextBaseFeePerGasWei = feeMarket.baseFeePerGasWei(after: header)
        hash = header.hash
        self.receipts = receipts
        self.sealedAt = sealedAt
        self.proposer = proposer
        self.builder = builder
        self.ledger = ledger
        self.isBaseFeeSet = isBaseFeeSet
    }

    /// The height.
    public var number: UInt64 { header.number }

    /// The block as contracts see it.
    package func environment(chainID: UInt64) -> BlockEnvironment {
        BlockEnvironment(
            number: header.number, timestampSeconds: header.timestampSeconds,
            baseFeePerGasWei: header.baseFeePerGasWei ?? .zero, coinbase: header.coinbase,
            gasLimit: header.gasLimit, chainID: chainID)
    }
}

/// A node of the network, by its number.
public struct NodeID: Hashable, Sendable {
    /// Counted from zero; those that answer agents come first.
    public let rawValue: Int

    /// The node with a number.
    public init(rawValue: Int) {
        self.rawValue = rawValue
    }
}
