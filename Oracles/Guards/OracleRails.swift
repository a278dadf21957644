import VenueFormulas
import WideIntegers

/// Four limits in one, each of which may be left out: market against feed, age, uncertainty, and
/// distance from the average and the last good price.
///
/// The last one refuses a true collapse as well: after a fall beyond it no price passes any more.
/// - Source: Drift v1, oracle guard rails: 10 % divergence, price over confidence 4, factor 5.
public struct OracleRails: Equatable, Sendable {
    /// The share of the feed's price by which the market's may be off; more is refused.
    public var divergenceMax: Fraction?
    /// The oldest age, in seconds; more is refused.
    public var maxAgeSeconds: UInt64?
    /// How many times its uncertainty a price must be; less is refused.
    public var confidenceRatioMin: UInt64?
    /// How many times the average or the last good price it may be, or they it; more is refused.
    public var factorMax: Fraction?

    /// Rails from their parts; by default none but those that are named.
    public init(
        divergenceMax: Fraction? = nil, maxAgeSeconds: UInt64? = nil,
        confidenceRatioMin: UInt64? = nil, factorMax: Fraction? = nil
    ) {
        self.divergenceMax = divergenceMax
        self.maxAgeSeconds = maxAgeSeconds
        self.confidenceRatioMin = confidenceRatioMin
        self.factorMax = factorMax
    }

    /// Checks all limits.
    func validate() throws(GuardParameterError) {
        if let divergenceMax { try GuardParameterError.check("divergence", divergenceMax) }
        guard let factorMax else { return }
        try GuardParameterError.check("factor", factorMax)
        if factorMax.numerator.isZero { throw .isZero("factor") }
    }

    func step(_ candidate: GuardCandidate) -> GuardStep {
        let reading = candidate.reading
        if let maxAgeSeconds,
            let refusal = reading.ageRefusal(
                limitSeconds: maxAgeSeconds, nowSeconds: candidate.nowSeconds)
        {
            return .refuse(refusal)
        }
        if let confidenceRatioMin, let confidence = reading.confidenceWad,
            isUncertain(reading.priceWad, confidence, confidenceRatioMin)
        {
            return .refuse(.uncertain)
        }
        if let factorMax {
            let known = [candidate.input.twapPriceWad, candidate.lastGood?.priceWad]
            for other in known.compactMap({ $0 })
            where PriceApartness.isOverFactor(reading.priceWad, other, factorMax) {
                return .refuse(.volatile)
            }
        }
        if let divergenceMax {
            guard let mark = candidate.input.markPriceWad else { return .refuse(.missing(.mark)) }
            if PriceApartness.isOver(mark, from: reading.priceWad, by: divergenceMax) {
                return .refuse(.divergence)
            }
        }
        return .pass
    }

    private func isUncertain(
        _ price: UInt256, _ confidence: UInt256, _ ratio: UInt64
    ) -> Bool {
        let (least, overflows) = confidence.multipliedReportingOverflow(by: UInt256(ratio))
        return overflows || price < least
    }
}
