import WideIntegers

/// A feed that is written on deviation or heartbeat after a fixed latency, without a chain.
///
/// Answers are polled. One request is in flight at a time; it lands `latencySeconds` after its poll
/// with the answer that was seen then. What is due at a poll lands before the poll's answer is
/// judged. An answer out of range is judged, and requested, as its bound, or not at all.
/// - Source: smartcontractkit/libocr, median plugin.
public struct DeviationHeartbeatFeed: Hashable, Sendable {
    /// When an answer is requested.
    public let trigger: ReportTrigger
    /// Which answers are.
    public let bounds: AnswerBounds
    /// From a request to its landing.
    public let latencySeconds: UInt64
    /// The round that stands; nil before the first one.
    public private(set) var latest: WrittenRound?

    private var inFlight: Request?

    private struct Request: Hashable, Sendable {
        let answer: Int256
        let observedAtSeconds: UInt64
        let dueAtSeconds: UInt64
    }

    /// A feed without rounds.
    public init(trigger: ReportTrigger, bounds: AnswerBounds, latencySeconds: UInt64) {
        self.trigger = trigger
        self.bounds = bounds
        self.latencySeconds = latencySeconds
    }

    /// Whether a request has not landed yet.
    public var isInFlight: Bool { inFlight != nil }

    /// Writes what is due at a second.
    /// - Returns: the round that was written, if one was.
    @discardableResult
    public mutating func land(atSeconds nowSeconds: UInt64) -> WrittenRound? {
        guard let request = inFlight, request.dueAtSeconds <= nowSeconds else { return nil }
        inFlight = nil
        latest = WrittenRound(
            number: (latest?.number ?? 0) + 1, answer: request.answer,
            observedAtSeconds: request.observedAtSeconds,
            updatedAtSeconds: request.dueAtSeconds)
        return latest
    }

    /// Shows the feed an answer, after it has written what is due.
    /// - Returns: the rounds that were written: the one that was due, and at a latency of zero the
    ///   new one.
    @discardableResult
    public mutating func poll(
        _ median: Int256, atSeconds nowSeconds: UInt64, isRequested: Bool = false
    ) -> [WrittenRound] {
        let landed = land(atSeconds: nowSeconds)
        guard inFlight == nil, let answer = bounds.answer(forMedian: median),
            trigger.cause(
                for: answer, atSeconds: nowSeconds, after: latest, isRequested: isRequested) != nil
        else { return landed.map { [$0] } ?? [] }
        let (due, overflow) = nowSeconds.addingReportingOverflow(latencySeconds)
        inFlight = Request(
            answer: answer, observedAtSeconds: nowSeconds, dueAtSeconds: overflow ? .max : due)
        let written = latencySeconds == 0 ? land(atSeconds: nowSeconds) : nil
        return [landed, written].compactMap { $0 }
    }
}
