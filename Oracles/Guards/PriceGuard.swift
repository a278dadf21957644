import VenueFormulas
import WideIntegers

/// A rule by which a protocol doubts a price before it uses it.
///
/// Guards stand in a chain, in any order; each is handed what the one before it let through, and
/// passes it, puts another price in its place, or refuses. They are pure: what they remember is in
/// a `GuardMemory`.
public enum PriceGuard: Equatable, Sendable {
    /// Refuses a price that is older than so many seconds, or from the future.
    case maxAge(seconds: UInt64)
    /// Holds a price near the last one or an average.
    case deviation(DeviationBound)
    /// Goes over to a second feed, or to the last good price.
    case dualFeed(DualFeed)
    /// The worse of price and average for its holder; needs an average.
    case pessimistic(ValuedSide)
    /// Keeps the old price where a report is off an anchor by more than a share of it.
    case anchor(Fraction)
    /// Several limits on price, age and uncertainty together.
    case rails(OracleRails)
    /// Clips a price to a band round its own moving average.
    case emaBand(EMABand)
    /// Lets a price move by a share at most in a window of time.
    case moveBand(MoveBand)
    /// Pauses the market on a jump or for want of updates.
    case breaker(CircuitBreaker)
    /// Refuses a price near the bounds of its own feed.
    case nearBound(NearBound)

    /// Whether it has something to say where the feed stands by no price.
    var takesBroken: Bool {
        switch self {
        case .dualFeed, .breaker: true
        default: false
        }
    }

    /// What it must be shown besides the price.
    public var needs: [GuardNeed] {
        switch self {
        case .deviation(let bound): bound.reference == .twap ? [.twap] : []
        case .dualFeed: [.secondary]
        case .pessimistic: [.twap]
        case .anchor: [.anchor]
        case .rails(let rails): rails.divergenceMax == nil ? [] : [.mark]
        default: []
        }
    }

    /// Checks all parameters.
    /// - Throws: `GuardParameterError` with the first that is not allowed.
    public func validate() throws(GuardParameterError) {
        switch self {
        case .maxAge, .pessimistic: break
        case .deviation(let bound): try GuardParameterError.check("deviation", bound.limit)
        case .dualFeed(let dual): try GuardParameterError.check("apartness", dual.apartMax)
        case .anchor(let share): try GuardParameterError.check("anchor tolerance", share)
        case .rails(let rails): try rails.validate()
        case .emaBand(let band): try band.validate()
        case .moveBand(let band): try band.validate()
        case .breaker(let breaker): try breaker.validate()
        case .nearBound(let bound): try bound.validate()
        }
    }

    /// Judges a price, and remembers what the next evaluation has to know.
    func step(_ candidate: GuardCandidate, _ memory: inout GuardMemory) -> GuardStep {
        switch self {
        case .maxAge(let seconds):
            let refusal = candidate.reading.ageRefusal(
                limitSeconds: seconds, nowSeconds: candidate.nowSeconds)
            return refusal.map(GuardStep.refuse) ?? .pass
        case .deviation(let bound): return bound.step(candidate, &memory)
        case .dualFeed(let dual): return dual.step(candidate)
        case .pessimistic(let side): return side.step(candidate)
        case .anchor(let share): return PriceGuard.anchorStep(candidate, share)
        case .rails(let rails): return rails.step(candidate)
        case .emaBand(let band): return band.step(candidate, &memory)
        case .moveBand(let band): return band.step(candidate, &memory)
        case .breaker(let breaker): return breaker.step(candidate, &memory)
        case .nearBound(let bound):
            return bound.isNear(candidate.priceWad) ? .refuse(.nearBound) : .pass
        }
    }

    /// Whether a report is near enough to its anchor; exactly at the tolerance it is.
    /// - Source: Compound, UniswapAnchoredView (2020), with the distance as a share of the anchor.
    public static func isAnchored(
        _ reportedWad: UInt256, to anchorWad: UInt256, tolerance: Fraction
    ) -> Bool {
        !PriceApartness.isOver(reportedWad, from: anchorWad, by: tolerance)
    }

    private static func anchorStep(_ candidate: GuardCandidate, _ share: Fraction) -> GuardStep {
        guard let anchor = candidate.input.anchorPriceWad else { return .refuse(.missing(.anchor)) }
        if isAnchored(candidate.priceWad, to: anchor, tolerance: share) { return .pass }
        guard let old = candidate.lastGood else { return .refuse(.awayFromAnchor) }
        return .replace(old, .lastGood)
    }
}
