import Chain
import EthereumPrimitives
import Simulation
import SimulationKernel
import WideIntegers

/// A world that is served: it lives on when somebody lets it, and can be changed from outside.
///
/// The session has no clock and no thread of its own; `NodeDriver` gives it both. Between two steps the
/// world stands still, so that what a client sees depends on what was sent before and on nothing else.
public final class NodeSession: NodeControl {
    /// Makes the world that is served, from its genesis on; called again when it goes back.
    public typealias WorldMaker = () throws(ScenarioProblem) -> SimulationWorld

    /// The world as it is now.
    public private(set) var world: SimulationWorld
    /// Told when the world was replaced by an earlier one.
    public var onReplaced: (() -> Void)?
    /// Whether each transaction is followed by its block.
    public var isAutomining: Bool
    /// Wall-clock time from block to block; nil where the clock knows better.
    public var miningIntervalMicros: UInt64? { didSet { onInterval?() } }
    /// Told when the interval was set.
    public var onInterval: (() -> Void)?
    /// Told when the world has lived on to a head.
    public var onHead: (() -> Void)?
    /// Told when something was sent to the node, before it is taken.
    public var onSubmit: (() -> Void)?
    /// Told of what was sent to builders alone, which no pool shows.
    public var onPrivateSubmission: ((Submission) -> Void)?
    /// What `ready` means, where the clock waits for the bot; without it the present head is told.
    public var onReady: (() -> Block?)?
    /// How long after a head has reached the node the bot has its turn, microseconds of simulated time.
    public var reaction: () -> UInt64 = { 0 }

    private let makeWorld: WorldMaker
    private let keepsLog: Bool
    private var log = SessionLog()
    private var snapshots: [(id: UInt64, inputs: Int, place: SessionLog.Place)] = []
    private var snapshotCount: UInt64 = 0

    /// A session at its world's genesis.
    /// - Parameters:
    ///   - isAutomining: whether each transaction is followed by its block.
    ///   - keepsLog: whether the session can go back; it then keeps what is sent to it, up to 64 MiB.
    /// - Throws: the first setting that cannot be.
    public init(
        isAutomining: Bool = false, keepsLog: Bool = true, _ makeWorld: @escaping WorldMaker
    ) throws(ScenarioProblem) {
        self.makeWorld = makeWorld
        self.isAutomining = isAutomining
        self.keepsLog = keepsLog
        world = try makeWorld()
    }

    /// The chain, as it is now.
    public var chain: SimulatedChain { world.chain }
    /// The node that answers: the one that the world's agents see the chain through.
    public var node: NodeID { chain.answeringNodes[chain.answeringNodes.startIndex].id }
    /// Simulated time since the start, microseconds.
    public var passedMicros: UInt64 {
        chain.timeline.now.micros(since: world.scenario.startTime)
    }

    private var head: Block { chain.node(node).head }

    private var place: SessionLog.Place {
        SessionLog.Place(eventCount: chain.timeline.eventCount, time: chain.timeline.now)
    }

    private func keep(_ input: SessionLog.Input) {
        if keepsLog { log.append(input, at: place) }
    }

    // MARK: - Transactions

    /// The heads that a transaction is waited for where each is followed by its block.
    private static let automineHeadsMax = 8

    /// Takes raw bytes at the node; where each transaction is followed by its block, that is made.
    public func submit(_ raw: [UInt8]) throws(PoolRefusal) -> SubmittedTransaction {
        onSubmit?()
        keep(.raw(raw))
        let transaction = try SubmittedTransaction.taken(chain.accept(raw, at: node))
        if isAutomining { mine(transaction) }
        return transaction
    }

    /// Takes a transaction on trust.
    public func submit(
        _ transaction: Transaction, impersonating sender: Address
    ) throws(PoolRefusal) -> SubmittedTransaction {
        if chain.settings.signatures == .verified && !chain.impersonated.contains(sender) {
            intervene(.impersonate(sender, true))
        }
        keep(.impersonated(transaction, sender))
        let taken = try SubmittedTransaction.taken(
            chain.accept(transaction, impersonating: sender, at: node))
        if isAutomining { mine(taken) }
        return taken
    }

    /// Takes raw bytes for builders alone.
    public func submitPrivately(
        _ raw: [UInt8], lastBlock: UInt64?
    ) throws(PoolRefusal) -> SubmittedTransaction {
        onSubmit?()
        keep(.privately(raw, lastBlock: lastBlock))
        let submission = try chain.acceptPrivately(raw, lastBlock: lastBlock)
        onPrivateSubmission?(submission)
        let transaction = try SubmittedTransaction.taken(submission)
        if isAutomining { mine(transaction) }
        return transaction
    }

    /// Withdraws what builders were sent.
    public func cancelPrivately(_ hash: Hash256) -> Bool {
        keep(.privateCancellation(hash))
        return chain.cancelPrivately(hash)
    }

    /// Lets blocks be made until a transaction is in one that the node has; not for one that waits for
    /// another, or for the base fee to fall.
    private func mine(_ transaction: SubmittedTransaction) {
        let view = NodeView(chain: chain, node: chain.node(node))
        for _ in 0..<NodeSession.automineHeadsMax {
            guard transaction.fate == .pending || isInBlock(transaction),
                view.receipt(of: transaction.hash) == nil, canRun(transaction),
                advance() != nil
            else { return }
        }
    }

    private func isInBlock(_ transaction: SubmittedTransaction) -> Bool {
        if case .included = transaction.fate { true } else { false }
    }

    private func canRun(_ transaction: SubmittedTransaction) -> Bool {
        if isInBlock(transaction) { return true }
        if let next = chain.nextBaseFeePerGasWei,
            transaction.transaction.envelope.maxFeePerGasWei < next
        {
            return false
        }
        let nonce = transaction.transaction.nonce
        // A sequencer's nodes keep no pool.
        guard let pooled = chain.node(node).pool.transaction(of: transaction.sender, nonce: nonce)
        else { return true }
        return pooled === transaction
            && chain.node(node).pool.pending(of: transaction.sender).contains { $0 === pooled }
    }

    // MARK: - Time

    /// Lets the world live on until its next head has reached the node, and the bot's turn has come.
    public func advance() -> Block? {
        let before = head
        while head === before {
            guard world.step() else { return nil }
        }
        // Those who listen are told as events of the same moment.
        finishMoment()
        let reaction = reaction()
        if reaction > 0 { world.run(until: chain.timeline.now + reaction) }
        onHead?()
        return head
    }

    private func finishMoment() {
        let now = chain.timeline.now
        while let next = chain.timeline.nextTime, next <= now, world.step() {}
    }

    /// The bot has done what it wanted at this head.
    public func ready() -> Block? { onReady.map { $0() } ?? head }

    /// Lets simulated time pass.
    public func pass(micros: UInt64) -> Block? {
        guard !world.isOver else { return nil }
        run(until: chain.timeline.now + micros)
        return head
    }

    /// Lets time pass up to a moment.
    public func run(until time: SimulatedTime) { world.run(until: time) }

    // MARK: - Interventions

    /// Changes the chain from outside.
    public func intervene(_ intervention: Intervention) {
        keep(.intervention(intervention))
        chain.intervene(intervention)
        finishMoment()
    }

    /// Replaces the last blocks by as many others without their transactions, which wait again.
    public func reorganize(depth: UInt64) -> Bool {
        guard let depth = Int(exactly: depth), (1...max(chain.reorgDepthMax, 1)).contains(depth)
        else { return false }
        keep(.reorganization(depth: depth))
        return reorganize(depth)
    }

    private func reorganize(_ depth: Int) -> Bool {
        do throws(ReorgRefused) {
            try chain.reorganize(depth: depth, keep: .never, order: .same)
        } catch {
            return false
        }
        let target = chain.head
        // The node hears of the new branch when it reaches it.
        while head !== target, world.step() {}
        finishMoment()
        return true
    }

    // MARK: - Going back

    /// Remembers the present; nil where too much has come in to make it again.
    public func snapshot() -> UInt64? {
        guard keepsLog, !log.isFull else { return nil }
        snapshotCount += 1
        snapshots.append((snapshotCount, log.entries.count, place))
        return snapshotCount
    }

    /// Goes back to a snapshot by making the world again up to it.
    public func revert(to snapshot: UInt64) -> Bool {
        guard !log.isFull, let index = snapshots.firstIndex(where: { $0.id == snapshot }) else {
            return false
        }
        let (_, inputs, place) = snapshots[index]
        snapshots.removeSubrange(index...)
        log.cut(to: inputs)
        return restore(to: place)
    }

    /// Whether the world can go back: what has come in is kept.
    public var canGoBack: Bool { keepsLog }

    /// Goes back to the genesis; without effect where the session keeps nothing.
    public func reset() {
        guard keepsLog else { return }
        snapshots = []
        log = SessionLog()
        _ = restore(to: nil)
    }

    /// Makes the world anew, and lets it live up to a place with all that has come in before.
    private func restore(to place: SessionLog.Place?) -> Bool {
        // It could be made before, and its inputs are the same.
        guard let world = try? makeWorld() else { return false }
        self.world = world
        for (place, input) in log.entries {
            move(to: place)
            repeatInput(input)
        }
        if let place { move(to: place) }
        onReplaced?()
        return true
    }

    private func move(to place: SessionLog.Place) {
        while chain.timeline.eventCount < place.eventCount, world.step() {}
        world.run(until: place.time)
    }

    private func repeatInput(_ input: SessionLog.Input) {
        switch input {
        case .raw(let raw): _ = try? chain.accept(raw, at: node)
        case .impersonated(let transaction, let sender):
            _ = try? chain.accept(transaction, impersonating: sender, at: node)
        case .privately(let raw, let lastBlock):
            _ = try? chain.acceptPrivately(raw, lastBlock: lastBlock)
        case .privateCancellation(let hash): _ = chain.cancelPrivately(hash)
        case .intervention(let intervention): chain.intervene(intervention)
        case .reorganization(let depth):
            _ = try? chain.reorganize(depth: depth, keep: .never, order: .same)
        }
    }
}

extension SubmittedTransaction {
    /// The transaction of a submission that a node has taken.
    fileprivate static func taken(
        _ submission: Submission
    ) throws(PoolRefusal) -> SubmittedTransaction {
        guard let transaction = submission.transaction else { throw .invalidSender(nil) }
        return transaction
    }
}
