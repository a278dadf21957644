import Chain
import EthereumPrimitives
import SimulationKernel
import WideIntegers

/// An account of an agent: its key, its nonces, and everything that it has under way.
///
/// This target holds what agents are made of: accounts, bidding for a place in a block, and
/// searching in pools for transactions to trade around. An agent learns of the chain through the
/// notices and views of nodes, and acts through connections; nothing here reads the chain's true
/// head. It imports the chain, and no contract.
///
/// An agent hands each notice of its node first to its wallets and then to its behaviours, which
/// send at once through the wallet, or later by the timeline:
///
///     chain.observe(node, pending: true) { notice in
///         wallet.handle(notice)
///         auction.handle(notice)
///     }
public final class Wallet {
    /// The account.
    public let address: Address
    /// The simulated clock.
    public let timeline: Timeline
    /// What the chain's transactions look like.
    public let composer: TransactionComposer
    /// Ways to the chain; what one node refuses is tried at the next.
    public let connections: [AgentConnection]
    /// Everything under way, and what was settled in the last blocks.
    public internal(set) var tasks: [SendingTask] = []
    /// Hears of each transaction when it is sent, and which way.
    package var onAttempt: ((SendingTask.Attempt, SendingWay) -> Void)?
    /// Nonces that were used in blocks that the node has shown, with the heights of those blocks.
    var used: [UInt64: UInt64] = [:]
    /// The costs of tasks that are no longer kept.
    var forgottenCosts = SendingCosts()

    /// Whether nonces are counted in memory, as by a beginner's bot or a library's nonce manager that
    /// counts on whatever the node answers, and not kept in step with the node.
    public var countsNonces = false
    /// The next nonce, where they are counted.
    var countedNonce: UInt64?

    private let key: PrivateKey?

    /// Blocks for which settled tasks are kept, so that a reorg can open them again.
    static let blocksKept: UInt64 = 256

    private init(
        address: Address, key: PrivateKey?, composer: TransactionComposer,
        connections: [AgentConnection], timeline: Timeline
    ) {
        precondition(!connections.isEmpty, "a wallet without a way to the chain")
        self.address = address
        self.key = key
        self.composer = composer
        self.connections = connections
        self.timeline = timeline
    }

    /// The account of a key.
    public convenience init(
        key: PrivateKey, on settings: ChainSettings, connections: [AgentConnection],
        timeline: Timeline
    ) {
        self.init(
            address: key.address, key: key, composer: TransactionComposer(settings),
            connections: connections, timeline: timeline)
    }

    /// An account without key.
    /// - Precondition: the chain takes transactions on trust.
    public convenience init(
        address: Address, on settings: ChainSettings, connections: [AgentConnection],
        timeline: Timeline
    ) {
        precondition(settings.signatures == .elided, "no key for a chain with signatures")
        self.init(
            address: address, key: nil, composer: TransactionComposer(settings),
            connections: connections, timeline: timeline)
    }

    /// What the first connection's node sees now.
    public func view() -> NodeView { connections[0].view() }

    // MARK: - Sending

    /// Sends an intent under the next free nonce, and looks after it as its policy says.
    @discardableResult
    public func send(
        _ intent: CallIntent, bid: GasBid, way: SendingWay = .publicly,
        resend: ResendPolicy = .never
    ) -> SendingTask {
        let view = view()
        let task = SendingTask(
            intent, nonce: nextNonce(in: view), way: way, policy: resend, wallet: self,
            openedAtBlock: view.head.number)
        tasks.append(task)
        task.attempt(intent, bid: bid, at: view)
        return task
    }

    /// Sends intents around somebody's transaction, all of them in order or none.
    ///
    /// - Parameters:
    ///   - front: goes before the victim.
    ///   - back: goes after it.
    ///   - lastBlock: the last block that may have the bundle.
    ///   - builders: who is sent it; all where none is named.
    ///   - earlier: what was sent of the same bundle to other builders; it shares its nonces, so that
    ///     only one of them can be included.
    @discardableResult
    public func sendBundle(
        front: [BundlePart], victim: SubmittedTransaction, back: [BundlePart], lastBlock: UInt64,
        to builders: [Int]? = nil, insteadOf earlier: [SendingTask] = []
    ) -> [SendingTask] {
        let view = view()
        let own = front + back
        let bundled = earlier.isEmpty ? own.map { open($0.intent, at: view) } : earlier
        precondition(bundled.count == own.count, "\(own.count) parts for \(bundled.count) nonces")
        var items: [Bundle.Item] = zip(own, bundled).map { part, task in
            item(composer.transaction(part.intent, nonce: task.nonce, bid: part.bid))
        }
        items.insert(.seen(victim), at: front.count)
        let sent = connections[0].send(Bundle(items, lastBlock: lastBlock), to: builders)
        for (place, task) in bundled.enumerated() {
            task.note(own[place].intent, own[place].bid, sent[place], at: view)
        }
        return bundled
    }

    private func open(_ intent: CallIntent, at view: NodeView) -> SendingTask {
        let task = SendingTask(
            intent, nonce: nextNonce(in: view), way: .bundled, policy: .never, wallet: self,
            openedAtBlock: view.head.number)
        tasks.append(task)
        return task
    }

    private func item(_ transaction: Transaction) -> Bundle.Item {
        switch composer.signatures {
        case .elided: .elided(transaction, sender: address)
        case .verified: .raw(signed(transaction))
        }
    }

    /// Sends a transaction on one of the connections.
    func submit(
        _ transaction: Transaction, way: SendingWay, connection index: Int
    ) -> Submission {
        let connection = connections[index % connections.count]
        switch (composer.signatures, way) {
        case (.elided, .privately(let builders)):
            return connection.sendPrivately(transaction, from: address, to: builders)
        case (.elided, _):
            return connection.send(transaction, from: address)
        case (.verified, .privately(let builders)):
            return connection.sendPrivately(signed(transaction), to: builders)
        case (.verified, _):
            return connection.send(signed(transaction))
        }
    }

    private func signed(_ transaction: Transaction) -> [UInt8] {
        guard let key else { preconditionFailure("no key for \(address)") }
        return transaction.signed(by: key).raw
    }
}

/// One of the searcher's own transactions in a bundle.
public struct BundlePart: Hashable, Sendable {
    /// What it does.
    public var intent: CallIntent
    /// What it offers for gas.
    public var bid: GasBid

    /// An intent with its bid.
    public init(_ intent: CallIntent, bid: GasBid) {
        self.intent = intent
        self.bid = bid
    }
}
