import PriceOracles
import SimulationKernel
import WideIntegers

/// The faults that a scenario's events bring about at one feed.
struct FeedFaults {
    /// A fault with its place in the scenario.
    struct Planned {
        let keyPath: String
        let start: SimulatedTime
        let event: FaultEvent
    }

    /// In the order of the scenario.
    let planned: [Planned]

    /// The faults of a feed.
    init(of feed: String, in events: [EventSettings], start: SimulatedTime) {
        planned = events.enumerated().compactMap { index, event in
            guard case .fault(let fault) = event.model, fault.feed == feed else { return nil }
            return Planned(
                keyPath: "events[\(index)]", start: start + event.atMicros, event: fault)
        }
    }

    /// How far back the faults let reporters look, microseconds.
    static func delayMicrosMax(in events: [EventSettings]) -> UInt64 {
        var most: UInt64 = 0
        for event in events {
            if case .fault(let fault) = event.model, fault.fault == .delay {
                most = max(most, fault.delayMicros)
            }
        }
        return most
    }

    /// The faults of so many reporters.
    /// - Throws: a problem for a count that there are not, or where all are meant.
    func schedule(reporters count: Int) throws(ScenarioProblem) -> FaultSchedule {
        var windows: [FaultWindow] = []
        for plan in planned {
            for fault in try faults(plan, reporters: count) {
                do throws(ReporterNetworkError) {
                    windows.append(
                        try FaultWindow(
                            fault, from: plan.start, until: plan.start + plan.event.forMicros))
                } catch {
                    throw ScenarioProblem(
                        "\(plan.keyPath).for", "\(plan.event.forMicros) us", "\(error)")
                }
            }
        }
        return FaultSchedule(windows)
    }

    private func faults(
        _ plan: Planned, reporters count: Int
    ) throws(ScenarioProblem) -> [FeedFault] {
        let event = plan.event
        guard let named = Int(exactly: event.count), named <= count else {
            throw ScenarioProblem(
                "\(plan.keyPath).count", "\(event.count)",
                "0 to \(count), the reporters of \(event.feed)")
        }
        switch event.fault {
        case .silent:
            return named == 0 ? [.stalled] : (0..<named).map { .reporterOffline($0) }
        case .lie:
            return [
                .corrupted(
                    first: named == 0 ? count : named, ReportedLie(.factorWad(event.factorWad)))
            ]
        case .frozen, .delay:
            guard named == 0 else {
                throw ScenarioProblem(
                    "\(plan.keyPath).count", "\(named)",
                    "0: all reporters of a feed are \(event.fault.rawValue) together")
            }
            return [event.fault == .frozen ? .frozen : .lagging(micros: event.delayMicros)]
        }
    }

    /// Refuses faults of a feed without reporters.
    func requireNone(_ allowed: String) throws(ScenarioProblem) {
        guard let plan = planned.first else { return }
        throw ScenarioProblem("\(plan.keyPath).feed", plan.event.feed, allowed)
    }
}
