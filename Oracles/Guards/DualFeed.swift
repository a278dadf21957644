import VenueFormulas
import WideIntegers

/// A first feed, a second one where the first is doubtful, and the last good price where both are.
///
/// A feed is doubtful when it stands by no price, or by one that is too old or from the future. Where
/// neither is doubtful and they are apart by more than a share of the second, the second is used.
public struct DualFeed: Equatable, Sendable {
    /// The age up to which an answer counts, in seconds.
    public var maxAgeSeconds: UInt64
    /// The share of the second price by which the first may be off, from 0.
    public var apartMax: Fraction

    /// A rule from its parts.
    public init(maxAgeSeconds: UInt64, apartMax: Fraction) {
        self.maxAgeSeconds = maxAgeSeconds
        self.apartMax = apartMax
    }

    func step(_ candidate: GuardCandidate) -> GuardStep {
        let second = candidate.input.secondary.flatMap { isSound($0, candidate) ? $0 : nil }
        if isSound(candidate.reading, candidate) {
            guard let second,
                PriceApartness.isOver(
                    candidate.priceWad, from: second.priceWad, by: apartMax)
            else { return .pass }
            return .replace(second, .secondary)
        }
        if let second { return .replace(second, .secondary) }
        return candidate.lastGood.map { .replace($0, .lastGood) } ?? .refuse(.noPrice)
    }

    private func isSound(_ reading: FeedReading, _ candidate: GuardCandidate) -> Bool {
        reading.isPrice
            && reading.ageRefusal(
                limitSeconds: maxAgeSeconds, nowSeconds: candidate.nowSeconds) == nil
    }
}
