import SimulationKernel

/// Wakes a reporter at equal distances.
final class RoundTimer {
    private let timeline: Timeline
    private let everyMicros: UInt64
    private let wake: (SimulatedTime) -> Void
    private var next: EventID?

    /// A timer that stands still; a distance of zero counts as one microsecond.
    init(
        _ timeline: Timeline, everyMicros: UInt64, wake: @escaping (SimulatedTime) -> Void
    ) {
        self.timeline = timeline
        self.everyMicros = max(everyMicros, 1)
        self.wake = wake
    }

    /// Wakes from a moment on, or from now on if that is later.
    func start(at time: SimulatedTime) {
        stop()
        next = timeline.schedule(at: time) { [weak self] in self?.tick() }
    }

    func stop() {
        if let next { timeline.cancel(next) }
        next = nil
    }

    private func tick() {
        // The next waking is scheduled first, so that a waking can stop the timer.
        next = timeline.schedule(afterMicros: everyMicros) { [weak self] in self?.tick() }
        wake(timeline.now)
    }
}
