import WideIntegers

/// What one guard remembers between evaluations; each guard says what it keeps where.
///
/// It fits two storage slots, so that a contract keeps it as it is.
public struct GuardMemory: Hashable, Sendable {
    /// A price, in the guard's own scale; zero before the first one.
    public var reference: UInt256 = .zero
    /// Where a window of time begins.
    public var sinceSeconds: UInt64 = 0
    /// The last second that something was taken into account.
    public var seenAtSeconds: UInt64 = 0
    /// The first second after a pause; zero for none.
    public var pausedUntilSeconds: UInt64 = 0
    /// Updates of the running window.
    public var freshCount: UInt64 = 0

    /// No memory yet.
    public init() {}

    /// The memory in two slots.
    init(_ words: (UInt256, UInt256)) {
        reference = words.0
        sinceSeconds = words.1.w0
        seenAtSeconds = words.1.w1
        pausedUntilSeconds = words.1.w2
        freshCount = words.1.w3
    }

    /// Two slots that hold it.
    var words: (UInt256, UInt256) {
        (reference, UInt256(sinceSeconds, seenAtSeconds, pausedUntilSeconds, freshCount))
    }

    /// Begins the next window where a whole one has passed, on the grid of the first.
    /// - Returns: how many windows have ended.
    mutating func rollWindow(ofSeconds length: UInt64, at now: UInt64) -> UInt64 {
        guard now > sinceSeconds, now - sinceSeconds >= length else { return 0 }
        let (count, rest) = (now - sinceSeconds).quotientAndRemainder(dividingBy: length)
        sinceSeconds = now - rest
        return count
    }
}

/// What a chain of guards remembers.
public struct GuardState: Hashable, Sendable {
    /// The last price that all guards let through, wad; zero before the first.
    public var lastGoodWad: UInt256 = .zero
    /// The second of that price.
    public var lastGoodAtSeconds: UInt64 = 0
    /// What each guard remembers.
    public var memories: [GuardMemory]

    /// The state of so many guards before the first evaluation.
    public init(guardCount: Int) {
        memories = Array(repeating: GuardMemory(), count: guardCount)
    }

    /// The last good price as an answer; nil before the first.
    var lastGood: FeedReading? {
        if lastGoodWad.isZero { return nil }
        return FeedReading(
            priceWad: lastGoodWad, updatedAtSeconds: lastGoodAtSeconds, status: .ok)
    }
}
