import VenueFormulas
import WideIntegers

/// Lets a price move by a share at most within each window of time.
///
/// Windows lie on a grid from the first good price, which passes as it is. A window's reference is
/// the last good price at its beginning; within it prices are clipped to the share round the
/// reference. In k windows a price can rise to `(1 + share)^k` at most, however long the lie: with
/// 20 % in 300 s to 2.99 times in the six windows of half an hour.
/// - Source: FTX's price for risk, about 20 % in 5 minutes.
public struct MoveBand: Equatable, Sendable {
    /// The share of the reference, from 0 to 1.
    public var limit: Fraction
    /// The length of a window, in seconds.
    public var windowSeconds: UInt64

    /// A band from its parts.
    public init(_ limit: Fraction, windowSeconds: UInt64) {
        self.limit = limit
        self.windowSeconds = windowSeconds
    }

    /// Checks both numbers.
    func validate() throws(GuardParameterError) {
        try GuardParameterError.check("move", limit, atMost: 1)
        try GuardParameterError.check("window", isPositive: windowSeconds)
    }

    /// In memory the reference is that of the running window, in wad.
    func step(_ candidate: GuardCandidate, _ memory: inout GuardMemory) -> GuardStep {
        guard let last = candidate.lastGood else {
            // A later guard may still refuse this price, and then the next one is the first.
            memory.sinceSeconds = candidate.nowSeconds
            return .pass
        }
        let ended = memory.rollWindow(ofSeconds: windowSeconds, at: candidate.nowSeconds)
        if ended > 0 || memory.reference.isZero { memory.reference = last.priceWad }
        let price = candidate.priceWad
        let band = PriceApartness.band(around: memory.reference, limit)
        if band.contains(price) { return .pass }
        return candidate.replacing(min(max(price, band.lowerBound), band.upperBound))
    }
}
