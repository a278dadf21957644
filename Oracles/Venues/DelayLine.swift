import SimulationKernel

/// Has actions happen later: a delay of its own stream for each, on the clock of the run.
///
/// Actions of one moment happen in the order in which they were sent.
public struct DelayLine {
    /// The clock.
    public let timeline: Timeline
    private let delayMicros: Distribution
    private var stream: RandomStream

    /// A line whose delays follow a law, in microseconds.
    /// - Throws: `.delay` for a law with bad parameters.
    public init(
        _ timeline: Timeline, delayMicros: Distribution = .constant(0), stream: RandomStream
    ) throws(VenueSettingsError) {
        if let defect = delayMicros.defect { throw .delay(defect) }
        self.timeline = timeline
        self.delayMicros = delayMicros
        self.stream = stream
    }

    /// Has an action happen after the next delay.
    mutating func send(_ action: @escaping () -> Void) {
        timeline.schedule(afterMicros: delayMicros.sampleInteger(&stream), action)
    }
}
