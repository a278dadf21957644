import Simulation
import SimulationKernel
import WideIntegers

/// What goes wrong with one request.
struct FaultPlan {
    /// How far a node is behind.
    enum Lateness {
        /// As far as the fault of that number says for the head.
        case ofHead(fault: Int)
        /// So many blocks.
        case blocks(fault: Int, UInt64)
    }

    /// Nothing is asked; this is the answer.
    var refusal: (kind: NodeFaultSettings.Kind, reply: ShellReply)?
    /// How late the answer is.
    var latencyMicros: UInt64?
    /// Faults by which the node is behind.
    var behind: [Lateness] = []
    var logs = LogLimits()
    /// Transactions are taken and not answered.
    var leavesUnanswered = false

    /// Whether the head has to be known.
    func needsHead(_ request: RPCRequest) -> Bool {
        !behind.isEmpty || !logs.isNone && request.contains("eth_getLogs")
    }

    /// Whether the request goes to the backend and its answer to the client, byte for byte.
    var isNone: Bool { behind.isEmpty && logs.isNone && !leavesUnanswered }
}

/// The planned faults, with their chance.
struct FaultDraws {
    let faults: [PlannedNodeFault]
    private let seed: RandomSource
    private let probabilities: [Ratio]
    private var streams: [RandomStream]
    private var rates: [Int: RequestRate] = [:]

    init(_ faults: [PlannedNodeFault], seed: RandomSource) {
        self.faults = faults
        self.seed = seed
        probabilities = faults.map {
            UInt64(exactly: $0.fault.probabilityWad)
                .flatMap { Ratio($0, FaultDraws.wad) } ?? .always
        }
        streams = faults.indices.map { seed.stream("node/fault-\($0)") }
    }

    private static let wad: UInt64 = 1_000_000_000_000_000_000

    /// Whether a fault goes on.
    func isActive(_ index: Int, _ nowMicros: UInt64) -> Bool {
        let fault = faults[index]
        return nowMicros >= fault.atMicros && nowMicros - fault.atMicros < fault.forMicros
    }

    /// Whether anything goes on.
    func anyActive(_ nowMicros: UInt64) -> Bool {
        faults.indices.contains { isActive($0, nowMicros) }
    }

    /// Draws for a request, once for each fault that goes on, and says what becomes of it.
    mutating func plan(
        calls: Int, over transport: NodeClient.Transport, nowMicros: UInt64
    ) -> FaultPlan {
        var plan = FaultPlan()
        for index in faults.indices where isActive(index, nowMicros) {
            let fault = faults[index].fault
            switch fault.kind {
            // These concern sockets, each of which is drawn for once.
            case .socketsDropped, .socketsSilent: continue
            default: break
            }
            guard streams[index].chance(probabilities[index]) else { continue }
            switch fault.kind {
            case .lag: plan.behind.append(.ofHead(fault: index))
            case .balancer:
                let blocks = streams[index].below(FaultDraws.blocks(of: fault) + 1)
                plan.behind.append(.blocks(fault: index, blocks))
            case .logGap: plan.logs.hasGap = true
            case .rangeCap:
                plan.logs.rangeMax = Swift.min(plan.logs.rangeMax ?? .max, fault.limit)
            case .resultCap:
                plan.logs.resultsMax = Swift.min(plan.logs.resultsMax ?? .max, fault.limit)
            case .rateLimit:
                let isWithin = rates[
                    index, default: RequestRate(perSecond: fault.limit, nowMicros: nowMicros)
                ].take(UInt64(calls), nowMicros: nowMicros)
                if !isWithin, plan.refusal == nil {
                    plan.refusal = (.rateLimit, FaultDraws.tooMany)
                }
            case .errors:
                let reply = FaultDraws.error(streams[index].index(below: 5), over: transport)
                if plan.refusal == nil { plan.refusal = (.errors, reply) }
            case .latency:
                let millis = fault.latencyMillis.sampleInteger(&streams[index])
                let micros = Swift.min(millis, 3_600_000) * 1_000
                plan.latencyMicros = (plan.latencyMicros ?? 0) + micros
            case .sendUnknown: plan.leavesUnanswered = true
            case .socketsDropped, .socketsSilent: break
            }
        }
        return plan
    }

    static let tooMany = ShellReply.status(429, "too many requests", retryAfterSeconds: 1)

    /// One of what overloaded nodes say. On a WebSocket, where they can say it in JSON, `refused` turns
    /// the first two into errors of each call.
    private static func error(_ index: Int, over transport: NodeClient.Transport) -> ShellReply {
        switch index {
        case 0: tooMany
        case 1: .status(500, "internal server error", retryAfterSeconds: nil)
        case 2: .status(502, "bad gateway", retryAfterSeconds: nil)
        case 3: .status(503, "service unavailable", retryAfterSeconds: nil)
        default: .silence
        }
    }

    /// Whether a socket meets a fault of sockets.
    mutating func meets(_ index: Int) -> Bool { streams[index].chance(probabilities[index]) }

    /// The head that a node shows while the real one is another.
    func shownHead(_ lateness: FaultPlan.Lateness, head: UInt64) -> UInt64 {
        switch lateness {
        case .ofHead(let index): shownHead(index, head: head)
        case .blocks(_, let blocks): head - Swift.min(head, blocks)
        }
    }

    /// The head that all nodes which lag show to sockets; nil where none does.
    func shownHead(_ head: UInt64, nowMicros: UInt64) -> UInt64? {
        faults.indices.filter { faults[$0].fault.kind == .lag && isActive($0, nowMicros) }
            .map { shownHead($0, head: head) }.min()
    }

    /// How far each head is behind depends on its number alone, not on who asked when. A node that lags
    /// goes on as its peers do: while the chain grows it never shows an older head than before.
    private func shownHead(_ index: Int, head: UInt64) -> UInt64 {
        let blocks = FaultDraws.blocks(of: faults[index].fault)
        let first = head - Swift.min(head, blocks)
        return (first...head).map { number in
            var stream = seed.stream("node/fault-\(index)/head-\(number)")
            return number - Swift.min(number, stream.below(blocks + 1))
        }.max() ?? head
    }

    /// Bounded: no node that still answers is further behind.
    private static func blocks(of fault: NodeFaultSettings) -> UInt64 {
        Swift.min(fault.blocks, 1_024)
    }
}

extension FaultPlan.Lateness {
    /// The fault's number.
    var fault: Int {
        switch self {
        case .ofHead(let fault), .blocks(let fault, _): fault
        }
    }
}
