import SimulationKernel
import WideIntegers

/// What has become of one report.
public struct ReportDelivery: Hashable, Sendable {
    /// When its price was seen.
    public let observedAt: SimulatedTime
    /// When it was sent.
    public let sentAt: SimulatedTime
    /// How it has ended.
    public let outcome: SendingOutcome
    /// From the observation to the block that has it, in microseconds; nil when none has.
    public let latencyMicros: UInt64?
    /// What it has cost.
    public let costs: SendingCosts
}

/// What has become of a reporter's reports.
public struct ReportTally: Hashable, Sendable {
    /// Reports that were sent.
    public internal(set) var sentCount: UInt64 = 0
    /// Those that were included and taken.
    public internal(set) var landedCount: UInt64 = 0
    /// Those that were included and refused by the contract.
    public internal(set) var revertedCount: UInt64 = 0
    /// Those that did not get in.
    public internal(set) var missedCount: UInt64 = 0
    /// Reports that were not sent since an older one was still under way.
    public internal(set) var busyCount: UInt64 = 0
    /// Reports that were not sent since gas was not worth it.
    public internal(set) var unaffordableCount: UInt64 = 0
    /// The sum of latencies of what has landed, in microseconds.
    public internal(set) var latencySumMicros: UInt64 = 0
    /// The largest of them.
    public internal(set) var latencyMaxMicros: UInt64 = 0
    /// The last deliveries, at most `deliveriesMax`.
    public internal(set) var deliveries: [ReportDelivery] = []

    /// Deliveries that are kept.
    public static let deliveriesMax = 512

    mutating func add(_ delivery: ReportDelivery) {
        switch delivery.outcome {
        case .won: landedCount += 1
        case .reverted: revertedCount += 1
        case .cancelled, .supplanted, .givenUp: missedCount += 1
        }
        if case .won = delivery.outcome, let latency = delivery.latencyMicros {
            latencySumMicros &+= latency
            latencyMaxMicros = max(latencyMaxMicros, latency)
        }
        if deliveries.count == ReportTally.deliveriesMax { deliveries.removeFirst() }
        deliveries.append(delivery)
    }
}
