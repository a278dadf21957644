import EthereumPrimitives
import SimulationKernel
import WideIntegers

/// A time in which no blocks are made.
public struct Outage: Hashable, Sendable {
    /// What happens to transactions that wait, and that come while it lasts.
    public enum Queue: String, CaseIterable, Hashable, Sendable {
        /// They wait for the end.
        case kept
        /// They are lost, and newcomers refused.
        case dropped
    }

    /// Which times the blocks carry that are made up for afterwards.
    public enum Timestamps: String, CaseIterable, Hashable, Sendable {
        /// Those of the slots that were missed, as on rollups whose blocks must be a fixed time apart.
        case forced
        /// The present; missed slots stay missed.
        case present
    }

    /// When blocks stop.
    public var start: SimulatedTime
    /// For how long, in microseconds.
    public var durationMicros: UInt64
    /// What happens to waiting transactions.
    public var queue: Queue
    /// Blocks a second that are made to catch up; nil for the usual pace.
    public var catchUpPerSecond: UInt64?
    /// Which times those blocks carry.
    public var timestamps: Timestamps
    /// The base fee of the first block afterwards; nil for the rule's own.
    public var restartBaseFeeWei: UInt256?
    /// Whose transactions come first or last in the first block afterwards.
    public var backlog: BacklogOrder

    /// An outage; the queue is kept and nothing is made up for unless said so.
    public init(
        start: SimulatedTime, durationMicros: UInt64, queue: Queue = .kept,
        catchUpPerSecond: UInt64? = nil, timestamps: Timestamps = .present,
        restartBaseFeeWei: UInt256? = nil, backlog: BacklogOrder = .asArrived
    ) {
        self.start = start
        self.durationMicros = durationMicros
        self.queue = queue
        self.catchUpPerSecond = catchUpPerSecond
        self.timestamps = timestamps
        self.restartBaseFeeWei = restartBaseFeeWei
        self.backlog = backlog
    }
}

/// In which order the first block after an outage takes what has waited.
public enum BacklogOrder: Hashable, Sendable {
    /// As always.
    case asArrived
    /// Transactions of these senders before all others, an oracle's for example.
    case first([Address])
    /// Transactions of these senders after all others.
    case last([Address])
}

/// An outage that is going on.
struct ActiveOutage {
    let outage: Outage
    /// Slots that have passed without a block.
    var missedSlots: UInt64 = 0

    var keepsQueue: Bool { outage.queue == .kept }
}
