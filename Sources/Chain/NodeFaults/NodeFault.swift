import SimulationKernel
import WideIntegers

/// What goes wrong between a bot and the chain at the node that it talks to.
///
/// The chain itself goes on as ever: a fault is in what is said of it, and in whether anything is said
/// at all.
public struct NodeFault: Hashable, Sendable {
    /// What goes wrong.
    public enum Kind: String, Hashable, Sendable, CaseIterable {
        /// The node is behind: it tells of a head that is up to `blocks` older than the real one, drawn
        /// anew at each head.
        case lag
        /// A balancer hands requests to several nodes: with `probability` one is answered by a node
        /// that is up to `blocks` behind.
        case balancer
        /// `eth_getLogs` leaves out the newest block's logs, without an error.
        case logGap = "log-gap"
        /// `eth_getLogs` over more than `limit` blocks is refused.
        case rangeCap = "range-cap"
        /// `eth_getLogs` with more than `limit` results is refused.
        case resultCap = "result-cap"
        /// More than `limit` calls in a second are refused, with status 429.
        case rateLimit = "rate-limit"
        /// Requests are answered by 429, 500, 502, 503 or not at all.
        case errors
        /// Answers come late, by `latencyMillis`.
        case latency
        /// `eth_sendRawTransaction` is accepted and not answered.
        case sendUnknown = "send-unknown"
        /// WebSockets are closed, and new ones refused.
        case socketsDropped = "sockets-dropped"
        /// WebSockets stay open, and nothing arrives on them.
        case socketsSilent = "sockets-silent"
    }

    /// What goes wrong.
    public var kind = Kind.lag
    /// The share of requests that it happens to, wad; of all by default.
    public var probabilityWad = UInt256.wad
    /// Blocks behind.
    public var blocks: UInt64 = 1
    /// Blocks, results or calls in a second.
    public var limit: UInt64 = 2_000
    /// How late answers are, milliseconds.
    public var latencyMillis = Distribution.constant(0)

    /// A lag of one block.
    public init() {}
}

/// A fault with its time, microseconds from the start of a run.
public struct PlannedNodeFault: Hashable, Sendable {
    /// When it begins.
    public var atMicros: UInt64
    /// For how long it lasts.
    public var forMicros: UInt64
    /// What goes wrong.
    public var fault: NodeFault

    /// A fault in a time.
    public init(atMicros: UInt64, forMicros: UInt64, fault: NodeFault) {
        self.atMicros = atMicros
        self.forMicros = forMicros
        self.fault = fault
    }
}
