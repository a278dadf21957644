import Chain
import EthereumPrimitives
import SimulationKernel
import WideIntegers

/// Senders and their connections, and all that they send.
final class TrafficSource {
    let chain: SimulatedChain
    let world: TrafficWorld
    /// What was sent and can still come to another fate, in order.
    var open: [Submission] = []
    /// How many were sent.
    private(set) var sentCount = 0
    /// How often each kind of action was taken.
    private(set) var counts = [Int](repeating: 0, count: TrafficAction.allCases.count)
    var senders: [Sender]
    var random: TrafficStreams
    private let connections: [AgentConnection]
    /// The last submissions of all senders, which others see.
    private var recent: [Submission] = []
    private var recentNext = 0

    /// What a sender keeps of its own.
    struct Sender {
        let account: TrafficWorld.Account
        /// The nonce of the next transaction, as the sender believes.
        var nonce: UInt64 = 0
        var last: Submission?
        var lastPrivate: Submission?
        var lastRaw: [UInt8]?
    }

    init(_ chain: SimulatedChain, world: TrafficWorld, seed: UInt64) {
        self.chain = chain
        self.world = world
        senders = world.accounts.map { Sender(account: $0) }
        random = TrafficStreams(RandomSource(seed: seed))
        let nodes = chain.answeringNodes.map(\.id)
        let all = chain.nodes.map(\.id)
        connections =
            nodes.enumerated().flatMap { index, node in
                (0..<3).map { chain.connect(agent: "node-\(index)/\($0)", to: [node]) }
            } + (0..<4).map { chain.connect(agent: "balancer/\($0)", to: nodes) }
            + [chain.connect(agent: "anywhere", to: all)]
    }

    /// Takes one action of some sender.
    func act() {
        let action = TrafficAction.allCases[random.actions.pick(weights: TrafficAction.weights)]
        counts[action.rawValue] += 1
        perform(action, by: nextSender(for: action))
    }

    private func nextSender(for action: TrafficAction) -> Int {
        if action == .unfunded {
            return TrafficWorld.fundedCount + random.senders.index(below: TrafficWorld.unknownCount)
        }
        // Some send much more than others, so that accounts reach their own limits.
        let crowd = random.senders.below(3) == 0 ? 12 : TrafficWorld.fundedCount
        return random.senders.index(below: crowd)
    }

    // MARK: - Sending

    func nextConnection() -> AgentConnection {
        connections[random.senders.index(below: connections.count)]
    }

    @discardableResult
    func send(_ transaction: Transaction, by sender: Int) -> Submission {
        let account = senders[sender].account
        let submission: Submission
        switch chain.settings.signatures {
        case .elided:
            submission = nextConnection().send(transaction, from: account.address)
        case .verified:
            let raw = transaction.signed(by: account.key).raw
            senders[sender].lastRaw = raw
            submission = nextConnection().send(raw)
        }
        remember(submission)
        senders[sender].last = submission
        return submission
    }

    func sendPrivately(_ transaction: Transaction, by sender: Int, to builders: [Int]?) {
        let account = senders[sender].account
        let submission: Submission
        switch chain.settings.signatures {
        case .elided:
            submission = nextConnection().sendPrivately(
                transaction, from: account.address, to: builders)
        case .verified:
            submission = nextConnection().sendPrivately(
                transaction.signed(by: account.key).raw, to: builders)
        }
        remember(submission)
        senders[sender].lastPrivate = submission
    }

    func send(_ raw: [UInt8]) { remember(nextConnection().send(raw)) }

    func remember(_ submission: Submission) {
        open.append(submission)
        sentCount += 1
        if recent.count < 256 {
            recent.append(submission)
        } else {
            recent[recentNext] = submission
            recentNext = (recentNext + 1) % recent.count
        }
    }

    /// Somebody's transaction that is under way, if the draw finds one.
    func seen() -> SubmittedTransaction? {
        if recent.isEmpty { return nil }
        for _ in 0..<4 {
            let submission = recent[random.actions.index(below: recent.count)]
            if let transaction = submission.transaction, transaction.fate == .pending {
                return transaction
            }
        }
        return nil
    }

    /// Whether a sender's last transaction has left its nonce free.
    private func hasFailed(_ submission: Submission?) -> Bool {
        switch submission?.fate.kind {
        case .refused, .evicted, .expired, .lost: random.senders.below(4) > 0
        default: false
        }
    }

    /// The nonce that a sender uses next, which it looks up now and then.
    func takeNonce(of sender: Int) -> UInt64 {
        let address = senders[sender].account.address
        let state = chain.host.state
        let used = state.knownAccount(address).map { state.nonce(of: $0) } ?? 0
        if senders[sender].nonce < used || senders[sender].nonce > used + 40
            || hasFailed(senders[sender].last) || random.senders.below(24) == 0
        {
            let node = chain.node(nextConnection().nextNode())
            senders[sender].nonce = node.pool.nextNonce(of: address, state: state)
        }
        defer { senders[sender].nonce += 1 }
        return senders[sender].nonce
    }
}

/// The run's own streams of chance.
struct TrafficStreams {
    var arrivals: RandomStream
    var actions: RandomStream
    var senders: RandomStream
    var fees: RandomStream
    var bytes: RandomStream

    init(_ random: RandomSource) {
        arrivals = random.stream("traffic/arrivals")
        actions = random.stream("traffic/actions")
        senders = random.stream("traffic/senders")
        fees = random.stream("traffic/fees")
        bytes = random.stream("traffic/bytes")
    }
}
