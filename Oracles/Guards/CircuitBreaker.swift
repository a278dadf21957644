import VenueFormulas
import WideIntegers

/// Pauses the market on a jump of the price, or when too few updates have come in a window of time.
///
/// After the pause it begins anew with the first price that comes. Pausing is itself a weapon: who
/// can make the feed jump can stop liquidations. An update counts in the window in which it was
/// judged; a window in which nothing was judged has none. A feed without a price it leaves to the
/// guards after it.
public struct CircuitBreaker: Equatable, Sendable {
    /// The share of the last price by which the next may be off; more is a jump. Nil for no limit.
    public var jumpMax: Fraction?
    /// New updates that each window must have; zero for none.
    public var freshMin: UInt64
    /// The length of a window, in seconds.
    public var windowSeconds: UInt64
    /// How long the market is paused, in seconds.
    public var pauseSeconds: UInt64

    /// A breaker from its parts.
    public init(
        jumpMax: Fraction? = nil, freshMin: UInt64 = 0, windowSeconds: UInt64 = 3_600,
        pauseSeconds: UInt64
    ) {
        self.jumpMax = jumpMax
        self.freshMin = freshMin
        self.windowSeconds = windowSeconds
        self.pauseSeconds = pauseSeconds
    }

    /// Checks all numbers.
    func validate() throws(GuardParameterError) {
        if let jumpMax { try GuardParameterError.check("jump", jumpMax) }
        try GuardParameterError.check("window", isPositive: windowSeconds)
        try GuardParameterError.check("pause", isPositive: pauseSeconds)
    }

    /// In memory the reference is the last price in wad, and the second that was seen last is that of
    /// the newest update.
    func step(_ candidate: GuardCandidate, _ memory: inout GuardMemory) -> GuardStep {
        let now = candidate.nowSeconds
        if memory.pausedUntilSeconds > 0 {
            if now < memory.pausedUntilSeconds { return .refuse(.paused) }
            memory = GuardMemory()
        }
        if memory.sinceSeconds == 0 { memory.sinceSeconds = now }
        let ended = memory.rollWindow(ofSeconds: windowSeconds, at: now)
        if ended > 0 {
            // Of several windows, the count is that of the first; the others were empty.
            let least = ended == 1 ? memory.freshCount : 0
            memory.freshCount = 0
            if least < freshMin { return pause(.tooFewUpdates, at: now, &memory) }
        }
        guard candidate.isPrice else { return .pass }
        let reading = candidate.reading
        if memory.reference.isZero || reading.updatedAtSeconds > memory.seenAtSeconds {
            memory.freshCount &+= 1
            memory.seenAtSeconds = reading.updatedAtSeconds
        }
        if let jumpMax, !memory.reference.isZero,
            PriceApartness.isOver(reading.priceWad, from: memory.reference, by: jumpMax)
        {
            return pause(.jump, at: now, &memory)
        }
        memory.reference = reading.priceWad
        return .pass
    }

    private func pause(
        _ refusal: GuardRefusal, at now: UInt64, _ memory: inout GuardMemory
    ) -> GuardStep {
        let (until, overflows) = now.addingReportingOverflow(pauseSeconds)
        memory.pausedUntilSeconds = overflows ? .max : until
        return .refuse(refusal)
    }
}
