import EthereumPrimitives
import WideIntegers

/// One item of a recording.
public enum RecordedEvent: Hashable, Sendable {
    /// The chain that was recorded; always the first.
    case begun(RecordedChain)
    /// A block was added to the canonical chain.
    case sealed(RecordedBlock)
    /// The last block was taken off it.
    case orphaned(Hash256)
    /// The chain was changed from outside.
    case intervened(RecordedIntervention)
    /// The recording is whole; always the last.
    case ended(RecordingTotals)
}

/// What a recording's chain is known by.
public struct RecordedChain: Hashable, Sendable {
    /// The number that transactions are signed for.
    public let chainID: UInt64
    /// The rules of gas and of transactions.
    public let fork: Hardfork
    /// Whether transactions carry signatures.
    public let signatures: SignatureMode
    /// Who is paid the base fee; nil where it is burnt.
    public let baseFeeRecipient: Address?
    /// The genesis block.
    public let genesis: BlockHeader
}

/// A block with what it needs to be run anew.
public struct RecordedBlock: Hashable, Sendable {
    /// What it says of itself, the digests that a replay is compared with among it.
    public let header: BlockHeader
    /// Whether the base fee was set from outside, and is not what the rule gives.
    public let isBaseFeeSet: Bool
    /// Its transactions in order.
    public let transactions: [RecordedTransaction]
}

/// A transaction as it was recorded.
public enum RecordedTransaction: Hashable, Sendable {
    /// The bytes that nodes exchange, not decoded yet.
    case signed([UInt8])
    /// Submission number and sender, which are taken on trust, and contents.
    case elided(number: UInt64, sender: Address, Transaction)
}

/// An intervention and the place where it came.
public struct RecordedIntervention: Hashable, Sendable {
    /// What was done.
    public let intervention: Intervention
    /// The number of the last block before it.
    public let blockNumber: UInt64
    /// What a call ran in and came to.
    public let call: RecordedCall?
}

/// What a call from outside ran in, beside what the head says, and what it came to.
public struct RecordedCall: Hashable, Sendable {
    /// Seconds since 1970.
    public let timestampSeconds: UInt64
    /// Base fee in wei per gas.
    public let baseFeePerGasWei: UInt256
    /// Whether its effects stand.
    public let isSuccess: Bool
    /// Gas that it used; nobody has paid for it.
    public let gasUsed: UInt64
}

/// How much a recording holds.
public struct RecordingTotals: Hashable, Sendable {
    /// Blocks that were sealed, those that were orphaned later among them.
    public internal(set) var blocks: UInt64 = 0
    /// Transactions in them.
    public internal(set) var transactions: UInt64 = 0
    /// The last canonical block.
    public internal(set) var head: Hash256
}
