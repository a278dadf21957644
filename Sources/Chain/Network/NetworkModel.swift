import SimulationKernel

/// Draws how long messages take and which are lost, each path from a stream of its own.
struct NetworkModel {
    let settings: NetworkSettings
    private let random: RandomSource
    private let nodeCount: Int
    /// Streams of paths between nodes, by sender and receiver.
    private var paths: [RandomStream]
    /// Streams of blocks on their way to each node.
    private var blockPaths: [RandomStream]
    private(set) var partitions: [Partition] = []

    init(_ settings: NetworkSettings, random: RandomSource) {
        let count = settings.rpcNodes + settings.proposers
        self.settings = settings
        self.random = random
        nodeCount = count
        paths = (0..<count * count).map {
            random.stream("network/node-\($0 / count)/to/node-\($0 % count)")
        }
        blockPaths = (0..<count).map { random.stream("network/blocks/to/node-\($0)") }
    }

    /// The stream of the path between an agent and a node.
    func agentStream(_ agent: String) -> RandomStream { random.stream("network/agent/\(agent)") }

    /// Cuts the network for a time; cuts that have ended by now are forgotten.
    mutating func add(_ partition: Partition, at now: SimulatedTime) {
        partitions.removeAll { $0.end <= now }
        partitions.append(partition)
    }

    /// When a transaction that a node sends on arrives at another.
    ///
    /// The square root of the peers are sent the whole transaction; the others hear of it and fetch
    /// it after a while. A cut between the two holds it back until it is mended.
    /// - Source: go-ethereum, eth/handler.go (BroadcastTransactions), eth/fetcher/tx_fetcher.go.
    mutating func gossip(
        from sender: NodeID, to receiver: NodeID, byteCount: () -> Int, at now: SimulatedTime
    ) -> SimulatedTime {
        let path = sender.rawValue * nodeCount + receiver.rawValue
        let delay = settings.nodeToNode.sampleInteger(&paths[path])
        var fetching: UInt64 = 0
        if settings.announceDelayMicros > 0 {
            let isPushed = paths[path].below(settings.peers) < settings.peers.squareRootUp
            if !isPushed || byteCount() > settings.pushBytesMax {
                fetching = settings.announceDelayMicros
            }
        }
        let left = mended(between: sender, and: receiver, at: now)
        return left + delay + fetching
    }

    /// When a block that left its proposer reaches a node.
    /// - Parameter intervalMicros: the time from block to block, in which lagging heads are counted.
    mutating func blockArrival(
        from proposer: NodeID, at node: NodeID, leaving time: SimulatedTime, intervalMicros: UInt64
    ) -> SimulatedTime {
        let index = node.rawValue
        let delay = settings.blockToNode.sampleInteger(&blockPaths[index])
        var behind: UInt64 = 0
        if settings.headLagWeights.count > 1 {
            let lag = blockPaths[index].pick(weights: settings.headLagWeights)
            behind = UInt64(lag) * intervalMicros
        }
        return mended(between: proposer, and: node, at: time) + delay + behind
    }

    /// The first moment from `time` on at which nothing stands between two nodes.
    private func mended(
        between first: NodeID, and second: NodeID, at time: SimulatedTime
    ) -> SimulatedTime {
        var moment = time
        var hasMoved = true
        while hasMoved {
            hasMoved = false
            for partition in partitions
            where partition.separates(first, second) && partition.holds(at: moment) {
                moment = partition.end
                hasMoved = true
            }
        }
        return moment
    }
}

/// A cut through the network: for a time some nodes and all others do not hear of each other.
public struct Partition: Hashable, Sendable {
    /// The first moment of the cut.
    public let start: SimulatedTime
    /// The first moment after it.
    public let end: SimulatedTime
    /// The nodes on one side.
    public let isolated: [NodeID]

    /// A cut; one that ends before it starts is none.
    public init(from start: SimulatedTime, to end: SimulatedTime, isolating nodes: [NodeID]) {
        self.start = start
        self.end = end
        isolated = nodes
    }

    func holds(at time: SimulatedTime) -> Bool { start <= time && time < end }

    func separates(_ first: NodeID, _ second: NodeID) -> Bool {
        isolated.contains(first) != isolated.contains(second)
    }
}

extension UInt64 {
    /// The least number whose square is at least this.
    fileprivate var squareRootUp: UInt64 {
        var root = UInt64(Double(self).squareRoot())
        while root * root < self { root += 1 }
        while root > 0 && (root - 1) * (root - 1) >= self { root -= 1 }
        return root
    }
}
