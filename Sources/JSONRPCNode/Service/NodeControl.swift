import Chain
import EthereumPrimitives
import SimulationKernel
import WideIntegers

/// The world behind a node, as far as requests can move it: its chain, its clock, its interventions.
///
/// All of it runs on one thread. After a return to a snapshot the chain is another object, so that
/// nobody keeps it; `onReplaced` tells of that.
public protocol NodeControl: AnyObject {
    /// The chain, as it is now.
    var chain: SimulatedChain { get }
    /// The node that answers.
    var node: NodeID { get }
    /// Told when the chain was replaced by an earlier one.
    var onReplaced: (() -> Void)? { get set }

    // MARK: Transactions

    /// Takes raw bytes at the node, and lets the clock do what it does after a transaction.
    func submit(_ raw: [UInt8]) throws(PoolRefusal) -> SubmittedTransaction
    /// Takes a transaction on behalf of an account whose key the node need not have.
    func submit(
        _ transaction: Transaction, impersonating sender: Address
    ) throws(PoolRefusal) -> SubmittedTransaction

    /// Takes raw bytes for the builders of blocks alone, up to a block at most.
    func submitPrivately(
        _ raw: [UInt8], lastBlock: UInt64?
    ) throws(PoolRefusal) -> SubmittedTransaction
    /// Withdraws what builders were sent.
    /// - Returns: whether any had it.
    func cancelPrivately(_ hash: Hash256) -> Bool

    // MARK: Clock

    /// Whether each transaction is followed by its block.
    var isAutomining: Bool { get set }
    /// Wall-clock time from block to block, microseconds; nil where the scenario's clock runs.
    var miningIntervalMicros: UInt64? { get set }
    /// Lets the world live on until its next head has reached the node.
    /// - Returns: the node's head then; nil when the world has come to its end.
    func advance() -> Block?
    /// The bot has done what it wanted to do at this head: lets the clock go on if it waits for that.
    /// - Returns: as `advance`; in other clocks the present head.
    func ready() -> Block?
    /// Lets simulated time pass, in microseconds, with all blocks in it.
    func pass(micros: UInt64) -> Block?

    // MARK: Interventions

    /// Changes the chain from outside; recorded.
    func intervene(_ intervention: Intervention)
    /// Remembers the present.
    /// - Returns: the snapshot's number; nil where too much has happened to be kept.
    func snapshot() -> UInt64?
    /// Goes back to a snapshot, which is gone with all later ones.
    /// - Returns: false where there is none of that number.
    func revert(to snapshot: UInt64) -> Bool
    /// Whether the world can go back; one whose run is being kept cannot.
    var canGoBack: Bool { get }
    /// Goes back to the genesis.
    func reset()
    /// Replaces the last blocks by others, as a reorg does.
    /// - Returns: false where so many are not kept.
    func reorganize(depth: UInt64) -> Bool
}

extension NodeControl {
    /// It can, unless said otherwise.
    public var canGoBack: Bool { true }

    /// What the timestamps of blocks are ahead of simulated time, seconds.
    public var timestampOffsetSeconds: UInt64 { chain.clockOffsetSeconds }
}
