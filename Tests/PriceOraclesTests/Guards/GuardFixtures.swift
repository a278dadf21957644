import PriceOracles
import TestSupport
import VenueFormulas
import WideIntegers

/// An answer of a feed in decimals.
func answer(
    _ price: String, at seconds: UInt64 = 1_000, confidence: String? = nil,
    status: FeedStatus = .ok
) -> FeedReading {
    FeedReading(
        priceWad: wad(price), confidenceWad: confidence.map { wad($0) },
        updatedAtSeconds: seconds, status: status)
}

/// An input with a price of the present second and nothing beside it.
func input(_ price: String, at now: UInt64 = 1_000) -> GuardInput {
    GuardInput(answer(price, at: now), nowSeconds: now)
}

/// A quotient of small numbers.
func share(_ numerator: Int64, _ denominator: UInt64) throws -> Fraction {
    try Fraction(Int256(numerator), over: UInt256(denominator))
}

extension GuardDecision {
    /// Whether this is that price.
    func isPrice(_ text: String) -> Bool { priceWad == wad(text) }

    /// Why there is no price.
    var refusal: GuardRefusal? {
        if case .refuse(let refusal) = self { refusal } else { nil }
    }
}
