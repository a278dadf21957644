import EthereumPrimitives
import SimulationKernel

/// A node: a pool of its own, and the head that has reached it.
public final class ChainNode {
    /// Its number.
    public let id: NodeID
    /// Whether it proposes blocks.
    public let isProposer: Bool
    /// What is waiting at it.
    @exclusivity(unchecked) public internal(set) var pool: Mempool
    /// The last block that has reached it.
    @exclusivity(unchecked) public internal(set) var head: Block
    /// What it suggests to pay.
    public var gasPrices = GasPriceOracle()
    /// What it has passed on to a sequencer.
    @exclusivity(unchecked) var forwarded = ForwardedTransactions()
    /// The number of the announcement that brought the head; older ones come too late.
    var announcementSeen: UInt64 = 0
    /// What wants to hear of heads and pending transactions.
    @exclusivity(unchecked) var observers: [NodeObserver] = []

    init(id: NodeID, isProposer: Bool, limits: PoolLimits, head: Block) {
        self.id = id
        self.isProposer = isProposer
        pool = Mempool(limits: limits)
        self.head = head
    }
}

/// What a node tells those that listen to it, at the time at which it learns of it itself.
public enum NodeNotice {
    /// The head has moved: blocks that are no longer canonical, last first, and new ones in order.
    case head(removed: [Block], added: [Block])
    /// A transaction was filed in the node's pool, in front of any gap.
    case pending(SubmittedTransaction)
}

/// Someone who listens to a node.
struct NodeObserver {
    let id: Int
    let wantsPending: Bool
    let isOutside: Bool
    let notify: (NodeNotice) -> Void
}
