import VenueFormulas
import WideIntegers

/// Refuses a price that is near the least or greatest that its feed can tell.
///
/// A feed with bounds stops at them while the world goes on; a price near a bound may be the last one
/// before that.
/// - Source: LUNA on 12 May 2022: floor 0.10, last answer 0.107, market 0.01.
public struct NearBound: Equatable, Sendable {
    /// The feed's least answer, wad; nil for none.
    public var minAnswerWad: UInt256?
    /// The feed's greatest answer, wad; nil for none.
    public var maxAnswerWad: UInt256?
    /// What counts as near, as a share of the bound from 0 to 1; exactly at it is near.
    public var margin: Fraction

    /// A rule from its parts.
    public init(minAnswerWad: UInt256? = nil, maxAnswerWad: UInt256? = nil, margin: Fraction) {
        self.minAnswerWad = minAnswerWad
        self.maxAnswerWad = maxAnswerWad
        self.margin = margin
    }

    /// Checks bounds and margin.
    func validate() throws(GuardParameterError) {
        try GuardParameterError.check("margin", margin, atMost: 1)
        if let minAnswerWad, let maxAnswerWad, minAnswerWad >= maxAnswerWad {
            throw .bounds(minAnswerWad, maxAnswerWad)
        }
    }

    /// Whether a price is near a bound or beyond it.
    public func isNear(_ priceWad: UInt256) -> Bool {
        if let low = minAnswerWad,
            priceWad <= low || !PriceApartness.isOver(priceWad, from: low, by: margin)
        {
            return true
        }
        guard let high = maxAnswerWad else { return false }
        return priceWad >= high || !PriceApartness.isOver(priceWad, from: high, by: margin)
    }
}
