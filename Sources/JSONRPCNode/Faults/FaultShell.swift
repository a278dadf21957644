import Chain
import JSONText
import NIOCore
import SimulationKernel
import Synchronization

/// A backend behind which another one stands, and which spoils what is said between it and the clients
/// as planned faults have it.
///
/// Chance comes from one stream for each fault, `node/fault-0` and so on, drawn once for each request in
/// the order of arrival while the fault goes on: the same requests meet the same faults. What no fault
/// concerns passes byte for byte.
public final class FaultShell: ShellBackend {
    struct Job: Sendable {
        let body: [UInt8]
        let request: RPCRequest?
        let plan: FaultPlan
        let client: NodeClient
        let reply: @Sendable (ShellReply) -> Void
    }

    struct ClientState {
        let client: NodeClient
        var push: (@Sendable (ShellPush) -> Void)?
        /// Requests that wait until one before them knows the head.
        var jobs = CircularBuffer<Job>()
        var isAsking = false
        var outbox = ClientOutbox()
        /// Pushes of blocks that the node does not know yet.
        var unseen = CircularBuffer<(number: UInt64, push: ShellPush)>()
        /// The backend has never heard of it.
        var isRefused = false
    }

    struct State {
        var draws: FaultDraws
        var counts = FaultCounts()
        var load = RPCLoad()
        var head: UInt64?
        var clients: [ClientID: ClientState] = [:]
        var changes = UnseenChanges()
        /// Pushes of blocks that the node does not know yet, to all clients.
        var unseenCount = 0
        /// Faults of sockets that have met those that were open.
        var begun: Set<Int> = []
    }

    /// Who answers.
    public let backend: any ShellBackend
    let clock: FaultClock
    let state: Mutex<State>
    private let concernsSockets: Bool

    /// Faults in front of a backend; the source gives chance its seed.
    public init(
        backend: any ShellBackend, faults: [PlannedNodeFault], chance: RandomSource,
        clock: FaultClock
    ) {
        self.backend = backend
        self.clock = clock
        state = Mutex(State(draws: FaultDraws(faults, seed: chance)))
        concernsSockets = faults.contains {
            $0.fault.kind == .socketsDropped || $0.fault.kind == .socketsSilent
        }
    }

    /// What the faults have done so far.
    public var counts: FaultCounts { state.withLock(\.counts) }
    /// What has been asked so far.
    public var load: RPCLoad { state.withLock(\.load) }

    /// Does what is due without a request: breaks sockets, and sends what was held back.
    ///
    /// To be called when simulated time has passed; requests, heads and new sockets do the same.
    public func timePassed() {
        let nowMicros = clock.nowMicros()
        breakSockets(nowMicros)
        sendSeen(nowMicros)
    }

    /// For a clock that goes by itself: looks at the beginning and the end of each fault.
    public func watchClock() {
        let faults = state.withLock(\.draws).faults
        let nowMicros = clock.nowMicros()
        for fault in faults {
            let (end, overflow) = fault.atMicros.addingReportingOverflow(fault.forMicros)
            for micros in [fault.atMicros, overflow ? .max : end] where micros > nowMicros {
                clock.after(micros - nowMicros) { [weak self] in self?.timePassed() }
            }
        }
    }

    /// What the backend has there.
    public func document(at path: String) -> [UInt8]? { backend.document(at: path) }

    /// A WebSocket was opened; while sockets are to drop it is closed again, and the backend never hears of
    /// it.
    public func opened(_ client: NodeClient, push: @escaping @Sendable (ShellPush) -> Void) {
        let nowMicros = clock.nowMicros()
        breakSockets(nowMicros)
        let broken: ShellPush? = state.withLock { state in
            state.load.webSocketsOpened += 1
            var entry = ClientState(client: client, push: push)
            let broken = state.breaks(nowMicros)
            if case .hangUp? = broken { entry.isRefused = true }
            state.clients[client.id] = entry
            return broken
        }
        if let broken { push(broken) }
        if case .hangUp? = broken { return }
        backend.opened(client) { [weak self] push in self?.pushed(push, to: client) }
    }

    /// A connection is gone, with all that it was still to be sent.
    public func closed(_ client: NodeClient) {
        let old = state.withLock { state in
            let old = state.clients.removeValue(forKey: client.id)
            state.unseenCount -= old?.unseen.count ?? 0
            return old
        }
        if old?.isRefused != true { backend.closed(client) }
    }

    private func breakSockets(_ nowMicros: UInt64) {
        guard concernsSockets else { return }
        let pushes = state.withLock { $0.breakOpen(nowMicros) }
        for (push, what) in pushes { push(what) }
    }
}

extension FaultShell.State {
    /// What happens to a socket that opens now.
    mutating func breaks(_ nowMicros: UInt64) -> ShellPush? {
        var result: ShellPush?
        for index in draws.faults.indices where draws.isActive(index, nowMicros) {
            let kind = draws.faults[index].fault.kind
            guard kind == .socketsDropped || kind == .socketsSilent, draws.meets(index) else {
                continue
            }
            counts.add(kind, "socket")
            if kind == .socketsDropped { return .hangUp }
            result = .fallSilent
        }
        return result
    }

    /// What happens to those that are open when a fault begins.
    mutating func breakOpen(
        _ nowMicros: UInt64
    ) -> [(@Sendable (ShellPush) -> Void, ShellPush)] {
        var result: [(@Sendable (ShellPush) -> Void, ShellPush)] = []
        for index in draws.faults.indices where draws.isActive(index, nowMicros) {
            let kind = draws.faults[index].fault.kind
            guard kind == .socketsDropped || kind == .socketsSilent,
                begun.insert(index).inserted
            else { continue }
            for id in clients.keys.sorted() {
                guard let push = clients[id]?.push, draws.meets(index) else { continue }
                counts.add(kind, "socket")
                result.append((push, kind == .socketsDropped ? .hangUp : .fallSilent))
            }
        }
        return result
    }
}
