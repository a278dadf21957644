import EthereumPrimitives
import SimulationKernel
import WideIntegers

/// All that a chain is run by, each value in its unit.
///
/// A preset gives every value, and a scenario may set each one anew; see `ChainPreset`.
public struct ChainSettings: Hashable, Sendable {
    /// The number that transactions are signed for.
    public var chainID: UInt64
    /// The rules of gas and of transactions.
    public var fork: Hardfork
    /// Gas of a block.
    public var blockGasLimit: UInt64
    /// How the price of gas is formed.
    public var feeMarket: FeeMarket
    /// Who is paid the base fee; nil where it is burnt.
    public var baseFeeRecipient: Address?
    /// What one native unit (10^18 wei) is worth in quote units, in 18 decimals.
    public var nativePriceQuoteWad: UInt256
    /// When blocks are made.
    public var production: BlockProduction
    /// Which transactions a block takes, and in which order.
    public var ordering: OrderingPolicy
    /// What nodes' pools take.
    public var pool: PoolLimits
    /// Whether others than the producer see pending transactions.
    public var isPoolPublic: Bool
    /// Nodes and the paths between them.
    public var network: NetworkSettings
    /// How often the chain's end is replaced, and by what.
    public var reorgs: ReorgModel
    /// When a block is called safe and final.
    public var finality: Finality
    /// Other people's transactions; nil where there are none.
    public var background: BackgroundDemand?
    /// Whether transactions are signed and their senders recovered.
    public var signatures: SignatureMode
    /// Blocks whose state and receipts can be read; at least what a reorg may replace.
    public var historyBlocks: Int
}

extension ChainSettings {
    /// What an amount of the native asset is worth, so that fees can be netted with profits.
    ///
    /// Rounds down; 2^256 - 1 where that is passed.
    /// - Units: wei in, quote units with 18 decimals out.
    public func quoteWad(ofWei amountWei: UInt256) -> UInt256 {
        (try? amountWei.mulDivDown(nativePriceQuoteWad, .wad)) ?? .max
    }
}

/// Whether envelopes carry real signatures.
public enum SignatureMode: String, CaseIterable, Hashable, Sendable {
    /// Every transaction is signed, and its sender recovered.
    case verified
    /// The sender stands beside the body; only hashes differ.
    case elided
}

/// When blocks are made.
public struct BlockProduction: Hashable, Sendable {
    /// The times at which a block may be made.
    public enum Schedule: Hashable, Sendable {
        /// Slots of equal length.
        case slots(intervalMicros: UInt64)
        /// Proof of work: intervals are exponential around a mean.
        case exponential(meanMicros: UInt64)
        /// A sequencer: some time after the first waiting transaction, and not more often than an
        /// interval; never when idle.
        case onDemand(intervalMicros: UInt64, drainMicros: UInt64)
    }

    /// The times at which a block may be made.
    public var schedule: Schedule
    /// How often a slot stays empty.
    public var emptySlot: Ratio
    /// How long before its slot a block is closed to newcomers.
    public var cutoffMicros: UInt64
    /// How long after its slot a block leaves its proposer, in microseconds.
    public var lateness: Distribution
}

/// Which transactions a block takes, and in which order.
public enum OrderingPolicy: Hashable, Sendable {
    /// By tip, as geth's miner does.
    case priority
    /// By arrival at a sequencer that keeps a queue.
    case firstCome(SequencerLimits)
    /// By builders, who also take private transactions and bundles.
    case builders(BuilderMarket)
    /// In random order, as a control.
    case random
}

/// A sequencer's queue.
public struct SequencerLimits: Hashable, Sendable {
    /// Transactions that wait at most.
    public var queueCapacity: Int
    /// How long one waits at most before it is dropped.
    public var deadlineMicros: UInt64
}

/// The market of block builders.
public struct BuilderMarket: Hashable, Sendable {
    /// How often a builder's block is taken rather than the proposer's own.
    public var blockShare: Ratio
    /// How often each builder wins, as weights.
    public var builderWeights: [UInt64]
    /// How often transactions are ordered at random within a builder's block.
    public var randomShare: Ratio
    /// For how many blocks a private transaction or bundle is kept.
    public var privateBlocksMax: UInt64
}

/// Nodes and the paths between them; all latencies in microseconds.
public struct NetworkSettings: Hashable, Sendable {
    /// Nodes that answer agents.
    public var rpcNodes: Int
    /// Nodes that propose blocks in turn; with no node of the first kind these answer agents too.
    public var proposers: Int
    /// Peers of a node in the wider network, for the share that is sent whole.
    public var peers: UInt64
    /// From an agent to its node.
    public var agentToNode: Distribution
    /// Of a whole transaction from node to node.
    public var nodeToNode: Distribution
    /// What an announcement that has to be fetched takes longer.
    public var announceDelayMicros: UInt64
    /// Larger transactions are announced only, in bytes.
    public var pushBytesMax: Int
    /// Of a block from its proposer to a node.
    public var blockToNode: Distribution
    /// Blocks that a node's head lags behind, as weights of 0, 1, 2, ... .
    public var headLagWeights: [UInt64]
    /// Of an answer to a reading agent.
    public var rpc: Distribution
    /// How often a message between agent and node is lost.
    public var loss: Ratio
    /// How often it arrives twice.
    public var duplication: Ratio
}

/// How often the chain's end is replaced, and by what.
public struct ReorgModel: Hashable, Sendable {
    /// How often the last block is replaced.
    public var chance: Ratio
    /// How often a reorg goes one block deeper.
    public var deeper: Ratio
    /// How deep it goes at most.
    public var depthMax: Int
    /// How much of the orphaned transactions the new branch keeps.
    public var keep: Ratio
    /// In which order.
    public var order: ReorgOrder
}

/// In which order a new branch has what it keeps.
public enum ReorgOrder: Hashable, Sendable {
    /// As it was.
    case same
    /// At random.
    case shuffled
    /// Those of other senders first; with none named those that came last.
    case rivalsFirst([Address])
}

/// When a block is called safe and final: how many blocks back.
public struct Finality: Hashable, Sendable {
    /// The tag `safe`.
    public var safeDepth: UInt64
    /// The tag `finalized`.
    public var finalizedDepth: UInt64
}

/// Other people's transactions, so that blocks fill and the base fee reacts.
///
/// They arrive one by one at random (a Poisson process) and bid what they are willing to pay.
public struct BackgroundDemand: Hashable, Sendable {
    /// The gas demanded in a block interval, as a share of the gas target, in thousandths.
    public var loadPerMille: UInt64
    /// How the load varies from block to block: the deviation of its logarithm.
    public var loadSigma: Double
    /// Gas of one transaction.
    public var transactionGas: UInt64
    /// The most that is paid per gas in wei: median and deviation of the logarithm.
    public var willingnessMedianWei: Double
    /// The deviation of the willingness's logarithm.
    public var willingnessSigma: Double
    /// The tip in wei per gas: log-normal.
    public var tip: Distribution
    /// Accounts that send; each has one transaction under way.
    public var accounts: Int
}
