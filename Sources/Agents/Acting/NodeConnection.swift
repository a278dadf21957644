import Chain
import SimulationKernel

/// The way between one agent and its node: time passes on it, and things go wrong as planned.
///
/// Whoever has one is in the place of a bot behind JSON-RPC in lockstep. A head reaches its node and is
/// told on a socket, the reaction passes, and then the agent looks: one request that meets the faults of
/// requests, and answers for all that is read until the next one. What it wants is sent at once, each
/// transaction by a request of its own. Chance is that of the node's faults for bots, drawn alike.
public final class NodeConnection {
    /// What is told of a look.
    struct Look {
        /// What the socket has told since the last one.
        var notices: [NodeNotice]
        /// Whether the node was asked, because of a head or for the agent's own reason.
        var isRead: Bool
        /// Whether the agent itself wanted to look.
        var isOwn: Bool
        /// Why the node has not answered; nil where it has.
        var failure: NodeFault.Kind?
    }

    private enum Socket { case open, closed, silent }

    /// How long the agent waits for an answer before it takes it that none comes, microseconds.
    var patienceMicros = WakeRhythm.patienceMicros
    /// Calls that a look takes.
    var callsPerLook: () -> Int = { 1 }
    /// Is told of looks.
    var onLook: ((Look) -> Void)?
    /// Is told of what the agent notices beside them.
    var onNotice: ((ConnectionNotice) -> Void)?
    /// The head that is shown since the last look; nil for the node's own.
    private(set) var shownHead: Block?

    private let chain: SimulatedChain
    private let node: ChainNode
    private let start: SimulatedTime
    private let reactionMicros: Distribution
    private var reactions: RandomStream
    private var draws: FaultDraws
    private var plan = FaultPlan()
    private var socket = Socket.open
    /// Nobody is there to look.
    private var isCut = false
    /// The head that the socket has told of last.
    private var announced: Block
    /// What it has told since the last look.
    private var waiting: [NodeNotice] = []
    private var wantsRead = false, wantsOwn = false
    private var isLooking = false
    private var isUnanswered = false

    /// A connection that nothing has come over yet.
    /// - Parameters:
    ///   - start: the moment from which on the faults' times are counted.
    ///   - reactionMicros: from what comes to the look.
    ///   - reactions: chance of that.
    ///   - faults: what goes wrong, with its chance.
    package init(
        _ chain: SimulatedChain, to node: NodeID, start: SimulatedTime,
        reactionMicros: Distribution, reactions: RandomStream, faults: FaultDraws
    ) {
        self.chain = chain
        self.node = chain.node(node)
        self.start = start
        self.reactionMicros = reactionMicros
        self.reactions = reactions
        draws = faults
        announced = self.node.head
    }

    private var passedMicros: UInt64 { chain.timeline.now.micros(since: start) }

    // MARK: - The socket

    /// Plans what happens to the socket.
    func begin() {
        for (index, planned) in draws.faults.enumerated() where planned.fault.breaksSockets {
            chain.timeline.schedule(at: start + planned.atMicros) { [weak self] in
                self?.breakSocket(index)
            }
            let (end, overflow) = planned.atMicros.addingReportingOverflow(planned.forMicros)
            guard planned.fault.kind == .socketsDropped, !overflow else { continue }
            chain.timeline.schedule(at: start + end) { [weak self] in
                guard let self, socket == .closed else { return }
                reconnect()
            }
        }
    }

    private func breakSocket(_ index: Int) {
        guard socket != .closed, draws.meets(index) else { return }
        if draws.faults[index].fault.kind == .socketsSilent {
            socket = .silent
        } else {
            socket = .closed
            onNotice?(.socketClosed)
        }
    }

    /// Opens another socket, which meets what goes on.
    func reconnect() {
        socket = .open
        let now = passedMicros
        for (index, planned) in draws.faults.enumerated()
        where planned.fault.breaksSockets && draws.isActive(index, now) && draws.meets(index) {
            socket = planned.fault.kind == .socketsDropped ? .closed : .silent
            if socket == .closed { return }
        }
        announced = headOfSockets
        if socket == .open { onNotice?(.socketOpened) }
    }

    /// The node has learnt of something.
    func take(_ notice: NodeNotice) {
        guard socket == .open, !isCut else { return }
        switch notice {
        case .pending: waiting.append(notice)
        case .head:
            let head = headOfSockets
            // A node that lags has nothing new to tell until its own head moves.
            guard let move = chain.move(from: announced, to: head) else { return }
            announced = head
            waiting.append(move)
            wantsRead = true
        }
        planLook()
    }

    /// The head that a node which lags tells of.
    private var headOfSockets: Block {
        let head = node.head
        let number = draws.shownHead(head.number, nowMicros: passedMicros)
        return number.flatMap { block($0) } ?? head
    }

    private func block(_ number: UInt64) -> Block? {
        NodeView(chain: chain, node: node).block(.number(number))
    }

    // MARK: - Looking

    /// The agent wants to look for a reason of its own.
    func poll() {
        guard !isCut else { return }
        wantsRead = true
        wantsOwn = true
        planLook()
    }

    private func planLook() {
        guard !isLooking else { return }
        isLooking = true
        let delay = reactionMicros.sampleInteger(&reactions)
        if delay == 0 { return ask() }
        chain.timeline.schedule(afterMicros: delay) { [weak self] in self?.ask() }
    }

    private func ask() {
        var look = Look(notices: waiting, isRead: wantsRead, isOwn: wantsOwn)
        (waiting, wantsRead, wantsOwn) = ([], false, false)
        // What the socket tells is told without a request.
        guard look.isRead else { return finish(look, FaultPlan(), seeing: shownHead ?? node.head) }
        let plan = draws.plan(calls: callsPerLook(), nowMicros: passedMicros)
        look.failure = plan.refusal?.kind
        let head = headShown(by: plan)
        var delay = plan.latencyMicros ?? 0
        if plan.refusal?.how == .silence { delay = patienceMicros }
        if delay == 0 { return finish(look, plan, seeing: head) }
        chain.timeline.schedule(afterMicros: delay) { [weak self] in
            self?.finish(look, plan, seeing: head)
        }
    }

    /// The head that the node shows in answers to one request.
    private func headShown(by plan: FaultPlan) -> Block {
        let head = node.head
        let number = plan.behind.map { draws.shownHead($0, head: head.number) }.min()
        return number.flatMap { $0 < head.number ? block($0) : nil } ?? head
    }

    private func finish(_ look: Look, _ plan: FaultPlan, seeing head: Block) {
        isLooking = false
        if isCut { return }
        var look = look
        if look.isRead && look.failure == nil {
            self.plan = plan
            shownHead = head === node.head ? nil : head
            if plan.logs.hasGap { look.loseNewestLogs() }
        }
        onLook?(look)
        if !waiting.isEmpty || wantsRead { planLook() }
    }

    /// What is wrong with queries of logs since the last look.
    var logs: FaultPlan.Logs { plan.logs }

    // MARK: - Sending

    /// Draws for a sending, and says whether the node refuses it, so that it is lost.
    func losesMessage() -> Bool {
        let plan = draws.plan(calls: 1, nowMicros: passedMicros)
        if plan.refusal != nil { return true }
        isUnanswered = plan.leavesUnanswered
        return false
    }

    /// Whether no answer comes to the last sending; once.
    func takeUnanswered() -> Bool {
        defer { isUnanswered = false }
        return isUnanswered
    }

    // MARK: - Life

    /// Nobody is there any more.
    func cut() {
        isCut = true
        (waiting, wantsRead, wantsOwn) = ([], false, false)
    }

    /// Somebody is there again, connects, and looks.
    func resume() {
        isCut = false
        reconnect()
        poll()
    }
}

extension NodeConnection.Look {
    /// Leaves out the newest block that the socket has told of.
    fileprivate mutating func loseNewestLogs() {
        guard let last = notices.lastIndex(where: { if case .head = $0 { true } else { false } }),
            case .head(let removed, let added) = notices[last]
        else { return }
        notices[last] = .head(removed: removed, added: added.dropLast())
    }
}

extension NodeFault {
    /// Whether it happens to sockets, and not to requests.
    fileprivate var breaksSockets: Bool { kind == .socketsDropped || kind == .socketsSilent }
}
