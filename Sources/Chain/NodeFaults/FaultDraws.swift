import SimulationKernel
import WideIntegers

/// The planned faults of a node, with their chance, for whoever stands between it and its clients.
///
/// Chance comes from one stream for each fault, drawn once for each request while the fault goes on.
/// Whoever keeps agents from a node and whoever keeps bots behind JSON-RPC from it draw alike.
package struct FaultDraws: Sendable {
    /// The faults.
    package let faults: [PlannedNodeFault]
    private let seed: RandomSource
    private let probabilities: [Ratio]
    private var streams: [RandomStream]
    private var rates: [Int: RequestRate] = [:]

    /// Faults; the source gives chance its seed.
    package init(_ faults: [PlannedNodeFault], seed: RandomSource) {
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
    package func isActive(_ index: Int, _ nowMicros: UInt64) -> Bool {
        let fault = faults[index]
        return nowMicros >= fault.atMicros && nowMicros - fault.atMicros < fault.forMicros
    }

    /// Whether anything goes on.
    package func anyActive(_ nowMicros: UInt64) -> Bool {
        faults.indices.contains { isActive($0, nowMicros) }
    }

    /// Whether a node that lags is planned for now.
    package func isLagging(_ nowMicros: UInt64) -> Bool {
        faults.indices.contains { faults[$0].fault.kind == .lag && isActive($0, nowMicros) }
    }

    /// Draws for a request, once for each fault that goes on, and says what becomes of it.
    package mutating func plan(calls: Int, nowMicros: UInt64) -> FaultPlan {
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
                    plan.refusal = (.rateLimit, .tooManyRequests)
                }
            case .errors:
                let how = FaultDraws.error(streams[index].index(below: 5))
                if plan.refusal == nil { plan.refusal = (.errors, how) }
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

    /// One of what overloaded nodes say.
    private static func error(_ index: Int) -> FaultPlan.Refusal {
        switch index {
        case 0: .tooManyRequests
        case 1: .status(500)
        case 2: .status(502)
        case 3: .status(503)
        default: .silence
        }
    }

    /// Whether a socket meets a fault of sockets.
    package mutating func meets(_ index: Int) -> Bool {
        streams[index].chance(probabilities[index])
    }

    /// The head that a node shows while the real one is another.
    package func shownHead(_ lateness: FaultPlan.Lateness, head: UInt64) -> UInt64 {
        switch lateness {
        case .ofHead(let index): shownHead(index, head: head)
        case .blocks(_, let blocks): head - Swift.min(head, blocks)
        }
    }

    /// The head that all nodes which lag show to sockets; nil where none does.
    package func shownHead(_ head: UInt64, nowMicros: UInt64) -> UInt64? {
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
    private static func blocks(of fault: NodeFault) -> UInt64 {
        Swift.min(fault.blocks, 1_024)
    }
}
