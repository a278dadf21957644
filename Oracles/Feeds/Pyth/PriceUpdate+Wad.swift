import WideIntegers

extension PriceUpdate {
    /// The price as wad, rounded down; nil where it is not positive or does not fit 256 bits.
    public var priceWad: UInt256? {
        price > 0
            ? PriceUpdate.wad(price.magnitude, exponent: exponent, roundsUp: false) : nil
    }

    /// The confidence as wad, rounded up; nil where it does not fit 256 bits.
    public var confidenceWad: UInt256? {
        PriceUpdate.wad(confidence, exponent: exponent, roundsUp: true)
    }

    /// The average price as wad, rounded down; nil where it is not positive or does not fit 256
    /// bits.
    public var emaPriceWad: UInt256? {
        emaPrice > 0
            ? PriceUpdate.wad(emaPrice.magnitude, exponent: exponent, roundsUp: false) : nil
    }

    /// `number * 10^(18 + exponent)`; nil where it does not fit 256 bits.
    private static func wad(_ number: UInt64, exponent: Int32, roundsUp: Bool) -> UInt256? {
        if number == 0 { return .zero }
        let shift = 18 + Int(exponent)
        if shift >= 0 {
            // Above 10^77 nothing but zero fits.
            guard shift <= 77 else { return nil }
            let (wad, overflow) = UInt256(number).multipliedReportingOverflow(
                by: UInt256(10).evmExp(UInt256(UInt64(shift))))
            return overflow ? nil : wad
        }
        // A number of 64 bits is below 10^20.
        if shift <= -20 { return roundsUp ? .one : .zero }
        let divisor = UInt256(10).evmExp(UInt256(UInt64(-shift)))
        let (quotient, remainder) = UInt256(number).quotientAndRemainder(dividingBy: divisor)
        return roundsUp && !remainder.isZero ? quotient &+ .one : quotient
    }
}
