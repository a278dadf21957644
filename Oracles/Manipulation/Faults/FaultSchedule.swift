import SimulationKernel

/// A fault and when it holds.
public struct FaultWindow: Hashable, Sendable {
    /// What goes wrong.
    public let fault: FeedFault
    /// The first moment.
    public let start: SimulatedTime
    /// The first moment after it.
    public let end: SimulatedTime

    /// A fault between two moments.
    /// - Throws: `.emptyFaultWindow`, or what is wrong with the fault.
    public init(
        _ fault: FeedFault, from start: SimulatedTime, until end: SimulatedTime
    ) throws(ReporterNetworkError) {
        guard start < end else {
            throw .emptyFaultWindow(fromMicros: start.micros, untilMicros: end.micros)
        }
        if let defect = fault.defect { throw defect }
        self.fault = fault
        self.start = start
        self.end = end
    }

    /// Whether it holds at a moment.
    public func holds(at time: SimulatedTime) -> Bool { start <= time && time < end }
}

/// That a fault has begun or ended, for reports.
public struct FaultRecord: Hashable, Sendable {
    /// What happened to it.
    public enum Change: String, Hashable, Sendable {
        /// It holds from this moment on.
        case began
        /// It holds no longer.
        case ended
    }

    /// When.
    public let time: SimulatedTime
    /// What happened.
    public let change: Change
    /// To which fault.
    public let fault: FeedFault
}

/// All that goes wrong with a feed, and when; faults may overlap.
public struct FaultSchedule: Hashable, Sendable {
    /// The faults; of those that hold together, earlier ones work first.
    public let windows: [FaultWindow]

    /// Nothing goes wrong.
    public static let none = FaultSchedule([])

    /// A schedule of faults.
    public init(_ windows: [FaultWindow]) {
        self.windows = windows
    }

    /// What holds at a moment, in the schedule's order.
    public func active(at time: SimulatedTime) -> [FeedFault] {
        windows.filter { $0.holds(at: time) }.map(\.fault)
    }

    /// What has begun and ended up to and at a moment, in order of time.
    ///
    /// Of one moment, ends come before begins, and both in the schedule's order.
    public func records(through now: SimulatedTime) -> [FaultRecord] {
        let ends = windows.filter { $0.end <= now }
            .map { FaultRecord(time: $0.end, change: .ended, fault: $0.fault) }
        let begins = windows.filter { $0.start <= now }
            .map { FaultRecord(time: $0.start, change: .began, fault: $0.fault) }
        let all = ends + begins
        return all.indices.sorted { (all[$0].time, $0) < (all[$1].time, $1) }.map { all[$0] }
    }

    /// A reporter that a fault names and that is not one of so many.
    func unknownReporter(of count: Int) -> Int? {
        for window in windows {
            if let unknown = window.fault.unknownReporter(of: count) { return unknown }
        }
        return nil
    }
}
