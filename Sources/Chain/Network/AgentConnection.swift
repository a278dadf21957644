import EthereumPrimitives
import SimulationKernel

/// An agent's way to the chain: to one node, or by a balancer to several in turn of chance.
///
/// All its chance is drawn from one stream that has the agent's name.
public final class AgentConnection {
    /// The agent.
    public let agent: String
    /// The nodes that answer it.
    public let nodes: [NodeID]
    /// Whether what it sends is at its node at once, once, and never lost.
    public let isDirect: Bool
    /// The older head that its nodes show; nil, or the answer nil, for their own.
    package var shownHead: (() -> Block?)?
    /// Asked at each sending whether the message is lost on the way.
    package var losesMessage: (() -> Bool)?
    unowned let chain: SimulatedChain
    private var stream: RandomStream

    init(
        agent: String, nodes: [NodeID], isDirect: Bool, chain: SimulatedChain, stream: RandomStream
    ) {
        self.agent = agent
        self.nodes = nodes
        self.isDirect = isDirect
        self.chain = chain
        self.stream = stream
    }

    /// The node that answers the next request.
    public func nextNode() -> NodeID {
        nodes.count == 1 ? nodes[0] : nodes[stream.index(below: nodes.count)]
    }

    /// What the node that answers the next request sees.
    public func view() -> NodeView {
        NodeView(chain: chain, node: chain.node(nextNode()), shownHead: shownHead?())
    }

    /// How long an answer to a read takes, in microseconds.
    public func readLatencyMicros() -> UInt64 {
        chain.settings.network.rpc.sampleInteger(&stream)
    }

    /// Sends raw bytes, as `eth_sendRawTransaction` does.
    ///
    /// The message may be lost, come late or come twice. The answer is not waited for: what the node
    /// says to a transaction is its fate.
    @discardableResult
    public func send(_ raw: [UInt8]) -> Submission {
        chain.send(raw, deliveries: deliveries())
    }

    /// Sends a transaction without signature, where the chain takes them.
    @discardableResult
    public func send(_ transaction: Transaction, from sender: Address) -> Submission {
        chain.send(transaction, from: sender, deliveries: deliveries())
    }

    /// Sends a transaction to builders alone, as `eth_sendPrivateTransaction` does.
    ///
    /// It is in no pool, is never included when it fails, and is given up after some blocks.
    @discardableResult
    public func sendPrivately(_ raw: [UInt8], to builders: [Int]? = nil) -> Submission {
        chain.sendPrivately(raw, to: builders, deliveries: deliveries())
    }

    /// As `sendPrivately`, without signature, where the chain takes such.
    @discardableResult
    public func sendPrivately(
        _ transaction: Transaction, from sender: Address, to builders: [Int]? = nil
    ) -> Submission {
        chain.sendPrivately(transaction, from: sender, to: builders, deliveries: deliveries())
    }

    /// Sends a bundle to builders, as `eth_sendBundle` does.
    /// - Returns: the submissions of the searcher's own transactions, in their order.
    @discardableResult
    public func send(_ bundle: Bundle, to builders: [Int]? = nil) -> [Submission] {
        chain.send(bundle, to: builders, deliveries: deliveries())
    }

    /// Withdraws a private transaction from all builders, as `eth_cancelPrivateTransaction` does.
    public func cancelPrivately(_ submission: Submission) {
        chain.cancelPrivately(submission, deliveries: deliveries())
    }

    /// Where and when a message arrives: nowhere, once or twice.
    private func deliveries() -> [Delivery] {
        let network = chain.settings.network
        let now = chain.timeline.now
        let node = nextNode()
        if losesMessage?() == true { return [] }
        if isDirect { return [Delivery(node: node, time: now)] }
        if stream.chance(network.loss) { return [] }
        let first = now + network.agentToNode.sampleInteger(&stream)
        guard stream.chance(network.duplication) else { return [Delivery(node: node, time: first)] }
        let second = now + network.agentToNode.sampleInteger(&stream)
        return [Delivery(node: node, time: first), Delivery(node: nextNode(), time: second)]
    }
}

/// One arrival of a message.
struct Delivery {
    let node: NodeID
    let time: SimulatedTime
}
