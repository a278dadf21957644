import SimulationKernel

/// When blocks may be made.
struct SlotClock {
    let schedule: BlockProduction.Schedule
    let start: SimulatedTime

    init(_ schedule: BlockProduction.Schedule, start: SimulatedTime) {
        self.schedule = schedule
        self.start = start
    }

    /// The usual time from block to block, in microseconds.
    var intervalMicros: UInt64 {
        switch schedule {
        case .slots(let interval), .onDemand(let interval, _): interval
        case .exponential(let mean): mean
        }
    }

    /// When a slot begins; slots are counted from one.
    func time(of slot: UInt64) -> SimulatedTime {
        let (offset, overflow) = slot.multipliedReportingOverflow(by: intervalMicros)
        return start + (overflow ? .max : offset)
    }
}
