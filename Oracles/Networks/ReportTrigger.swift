import WideIntegers

/// One answer as it stands in a feed.
public struct WrittenRound: Hashable, Sendable {
    /// Counts from one.
    public var number: UInt64
    /// The answer in the feed's decimals.
    public var answer: Int256
    /// The second at which it was seen.
    public var observedAtSeconds: UInt64
    /// The second at which it was written.
    public var updatedAtSeconds: UInt64

    /// A round from its parts.
    public init(
        number: UInt64, answer: Int256, observedAtSeconds: UInt64, updatedAtSeconds: UInt64
    ) {
        self.number = number
        self.answer = answer
        self.observedAtSeconds = observedAtSeconds
        self.updatedAtSeconds = updatedAtSeconds
    }
}

/// Why a report is made.
public enum ReportCause: String, Hashable, Sendable, CaseIterable {
    /// Nothing was written before.
    case firstRound = "first round"
    /// The answer is far enough from the one that stands.
    case deviation
    /// The answer that stands is too old.
    case heartbeat
    /// Somebody has asked for it.
    case request
}

/// When reporters write a new answer: far enough from the old one, or long enough after it.
///
/// - Source: smartcontractkit/libocr, median plugin, `shouldReport`.
public struct ReportTrigger: Hashable, Sendable {
    /// The least relative change that is written, in parts per billion of the old answer.
    public var deviationPpb: UInt64
    /// The age beyond which any answer is written, in seconds.
    public var heartbeatSeconds: UInt64

    /// A trigger from its two bounds.
    public init(deviationPpb: UInt64, heartbeatSeconds: UInt64) {
        self.deviationPpb = deviationPpb
        self.heartbeatSeconds = heartbeatSeconds
    }

    /// Why an answer is to be written at a second; nil when it is not.
    /// - Parameter last: what stands in the feed, as far as the reporters know.
    public func cause(
        for answer: Int256, atSeconds nowSeconds: UInt64, after last: WrittenRound?,
        isRequested: Bool = false
    ) -> ReportCause? {
        guard let last else { return .firstRound }
        if deviates(answer, from: last.answer) { return .deviation }
        if isOverdue(last.updatedAtSeconds, atSeconds: nowSeconds) { return .heartbeat }
        return isRequested ? .request : nil
    }

    /// Whether an answer is at least the deviation away from an older one, compared exactly.
    ///
    /// From zero any other answer is.
    public func deviates(_ answer: Int256, from old: Int256) -> Bool {
        if old.isZero { return !answer.isZero }
        // The distance of two signed numbers of 256 bits fits an unsigned one.
        let distance =
            answer > old
            ? answer.bitPattern &- old.bitPattern : old.bitPattern &- answer.bitPattern
        let change = UInt512(distance, times: 1_000_000_000)
        let least = UInt512(old.magnitude, times: UInt256(deviationPpb))
        return change.high == least.high ? change.low >= least.low : change.high > least.high
    }

    /// Whether an answer of a second is older than the heartbeat.
    func isOverdue(_ updatedAtSeconds: UInt64, atSeconds nowSeconds: UInt64) -> Bool {
        nowSeconds > updatedAtSeconds && nowSeconds - updatedAtSeconds > heartbeatSeconds
    }
}
