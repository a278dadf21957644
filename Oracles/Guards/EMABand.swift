import VenueFormulas
import WideIntegers

/// Clips each price to a band round a moving average, which then moves toward the clipped price.
///
/// `used = clip(raw, ema(1-b), ema(1+b))`, then `ema += a(used - ema)`; the first price is the first
/// average, in a chain the first that all guards let through. The average is kept with 36 decimals
/// and its steps are rounded toward it, so that it is off the rational one by less than
/// `10^-36 / a`; a clipped price is rounded to 18 decimals, half to even.
/// - Source: band guards of the FTX kind.
public struct EMABand: Equatable, Sendable {
    /// The part of the way that the average goes at each step, from 0 to 1.
    public var alpha: Fraction
    /// Half the width of the band, as a share of the average from 0 to 1.
    public var width: Fraction

    /// A band from its parts.
    public init(alpha: Fraction, width: Fraction) {
        self.alpha = alpha
        self.width = width
    }

    /// Checks both shares.
    func validate() throws(GuardParameterError) {
        try GuardParameterError.check("alpha", alpha, atMost: 1)
        try GuardParameterError.check("band", width, atMost: 1)
    }

    /// The prices that are used for a series of raw ones, wad.
    /// - Throws: `GuardParameterError` for shares that no guard may have, and for a price of 2^192 or
    ///   more.
    public func used(forWad raws: [UInt256]) throws(GuardParameterError) -> [UInt256] {
        try validate()
        let most = GuardCandidate.priceWadMax
        if let high = raws.first(where: { $0 > most }) { throw .price(high, atMost: most) }
        var average = UInt256.zero
        return raws.map { advance(&average, by: $0) }
    }

    /// In memory the reference is the average with 36 decimals. It moves once a second at most, so
    /// that repeated calls in a block do not drag it along; later prices of that second are clipped to
    /// the average as it has moved.
    func step(_ candidate: GuardCandidate, _ memory: inout GuardMemory) -> GuardStep {
        if memory.reference.isZero {
            guard let last = candidate.lastGood else {
                // A later guard may still refuse this price, and then the next one is the first.
                memory.seenAtSeconds = candidate.nowSeconds
                return .pass
            }
            memory.reference = last.priceWad &* .wad
        }
        var average = memory.reference
        let used = advance(&average, by: candidate.priceWad)
        if memory.seenAtSeconds != candidate.nowSeconds {
            memory.reference = average
            memory.seenAtSeconds = candidate.nowSeconds
        }
        return used == candidate.priceWad ? .pass : candidate.replacing(used)
    }

    /// Moves the average, of 36 decimals, by a price of 18, and gives the clipped price.
    private func advance(_ average: inout UInt256, by rawWad: UInt256) -> UInt256 {
        // A price is below 2^192 and 10^18 below 2^60.
        let raw = rawWad &* .wad
        if average.isZero {
            average = raw
            return rawWad
        }
        let band = PriceApartness.band(around: average, width)
        let clipped = min(max(raw, band.lowerBound), band.upperBound)
        if clipped > average {
            average = average &+ part(of: clipped &- average)
        } else {
            average = average &- part(of: average &- clipped)
        }
        return clipped == raw ? rawWad : EMABand.roundedToWad(clipped)
    }

    /// The way that the average goes; alpha is at most one, so that it is no more than the distance.
    private func part(of distance: UInt256) -> UInt256 {
        (try? distance.mulDivDown(alpha.numerator.magnitude, alpha.denominator)) ?? distance
    }

    /// A number of 36 decimals in 18, half to even.
    private static func roundedToWad(_ value: UInt256) -> UInt256 {
        let (quotient, remainder) = value.quotientAndRemainder(dividingBy: .wad)
        let twice = remainder &* 2
        let isUp = twice > .wad || (twice == .wad && quotient.w0 & 1 == 1)
        return isUp ? quotient &+ .one : quotient
    }
}
