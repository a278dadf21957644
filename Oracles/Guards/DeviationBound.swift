import VenueFormulas
import WideIntegers

/// Holds a price within a share of the last good one or of an average; exactly at the share is within.
///
/// Against the last price it lets a slow walk through, by the share in each second: all prices of a
/// second are held to the last good one before it, so that repeated calls in a block lead no farther.
/// A true crash it refuses as it refuses a lie. The first price is let through as it is.
public struct DeviationBound: Equatable, Sendable {
    /// What a price is measured by.
    public enum Reference: Hashable, Sendable {
        /// The last price that all guards let through.
        case lastGood
        /// The average over time.
        case twap
    }

    /// What is done with a price outside.
    public enum Action: Hashable, Sendable {
        /// It is refused.
        case refuse
        /// The nearest price within is used.
        case clamp
    }

    /// The share of the reference by which a price may be off, from 0.
    public var limit: Fraction
    /// What it is measured by.
    public var reference: Reference
    /// What is done outside.
    public var action: Action

    /// A bound from its parts.
    public init(_ limit: Fraction, of reference: Reference, _ action: Action) {
        self.limit = limit
        self.reference = reference
        self.action = action
    }

    /// In memory the reference is the last good price before the second that was seen last, in wad.
    func step(_ candidate: GuardCandidate, _ memory: inout GuardMemory) -> GuardStep {
        let known: UInt256
        switch reference {
        case .lastGood:
            guard let last = candidate.lastGood else { return .pass }
            if memory.reference.isZero || memory.seenAtSeconds != candidate.nowSeconds {
                memory.reference = last.priceWad
                memory.seenAtSeconds = candidate.nowSeconds
            }
            known = memory.reference
        case .twap:
            guard let twap = candidate.input.twapPriceWad else { return .refuse(.missing(.twap)) }
            known = twap
        }
        let price = candidate.priceWad
        guard PriceApartness.isOver(price, from: known, by: limit) else { return .pass }
        if action == .refuse { return .refuse(.deviation) }
        let band = PriceApartness.band(around: known, limit)
        return candidate.replacing(min(max(price, band.lowerBound), band.upperBound))
    }
}
