/// What goes wrong with one request to a node.
package struct FaultPlan: Hashable, Sendable {
    /// How far a node is behind.
    package enum Lateness: Hashable, Sendable {
        /// As far as the fault of that number says for the head.
        case ofHead(fault: Int)
        /// So many blocks.
        case blocks(fault: Int, UInt64)

        /// The fault's number.
        package var fault: Int {
            switch self {
            case .ofHead(let fault), .blocks(let fault, _): fault
            }
        }
    }

    /// How a request is refused.
    package enum Refusal: Hashable, Sendable {
        /// There were too many.
        case tooManyRequests
        /// By a status of the server.
        case status(UInt16)
        /// No answer ever comes.
        case silence
    }

    /// What is wrong with `eth_getLogs`.
    package struct Logs: Hashable, Sendable {
        /// Blocks in a range; nil for no cap.
        package var rangeMax: UInt64?
        /// Results; nil for no cap.
        package var resultsMax: UInt64?
        /// Whether the newest block's logs are missing.
        package var hasGap = false

        /// Whether nothing is.
        package var isNone: Bool { rangeMax == nil && resultsMax == nil && !hasGap }

        /// Nothing.
        package init() {}
    }

    /// Nothing is asked; this is the answer.
    package var refusal: (kind: NodeFault.Kind, how: Refusal)? {
        get { refusalKind.flatMap { kind in refusalHow.map { (kind, $0) } } }
        set { (refusalKind, refusalHow) = (newValue?.kind, newValue?.how) }
    }
    private var refusalKind: NodeFault.Kind?
    private var refusalHow: Refusal?
    /// How late the answer is.
    package var latencyMicros: UInt64?
    /// Faults by which the node is behind.
    package var behind: [Lateness] = []
    /// What is wrong with queries of logs.
    package var logs = Logs()
    /// Transactions are taken and not answered.
    package var leavesUnanswered = false

    /// Whether the request goes to the node and its answer to the client as they are.
    package var isNone: Bool { behind.isEmpty && logs.isNone && !leavesUnanswered }

    package init() {}
}
