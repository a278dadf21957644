extension UInt256 {
    /// Quotient rounded down, and remainder.
    /// - Precondition: the divisor is not zero; `/` and `%` check it.
    public func quotientAndRemainder(
        dividingBy divisor: UInt256
    ) -> (quotient: UInt256, remainder: UInt256) {
        precondition(!divisor.isZero, "division of a 256-bit number by zero")
        if divisor.fitsUInt64 {
            let (quotient, remainder) = quotientAndRemainder(dividingByLimb: divisor.w0)
            return (quotient, UInt256(remainder))
        }
        if divisor.fitsUInt128 {
            let (quotient, remainder) = quotientAndRemainder(dividingByTwoLimbs: divisor.low128)
            return (quotient, UInt256(remainder))
        }
        if self < divisor { return (.zero, self) }
        return divisor.dividingFullWidth((.zero, self))
    }

    /// The quotient by 10^18, rounded down.
    ///
    /// The divisor's reciprocal is known, so that a digit takes two multiplications instead of a
    /// division.
    /// - Source: Moeller and Granlund, Improved division by invariant integers, IEEE Transactions on
    ///   Computers 60 (2011), algorithm 4.
    func dividedByWad() -> UInt256 { quotientAndRemainderByWad().quotient }

    /// The greatest multiple of 10^18 that is not above the number.
    ///
    /// `(x / 10^18) * 10^18` in fewer steps.
    public func roundedDownToWad() -> UInt256 {
        let scaled = quotientAndRemainderByWad().scaledRemainder
        return self &- UInt256(scaled &>> 4)
    }

    /// The quotient by 10^18, and 16 times the remainder.
    @inline(__always)
    private func quotientAndRemainderByWad() -> (quotient: UInt256, scaledRemainder: UInt64) {
        let dividend = self << 4
        var rest = w3 &>> 60
        var q3: UInt64 = 0
        var q2: UInt64 = 0
        var q1: UInt64 = 0
        // Zero limbs on top need no division; prices and sizes seldom fill 256 bits.
        if rest | dividend.w3 != 0 { q3 = WadDivisor.takeDigit(from: &rest, next: dividend.w3) }
        if rest | dividend.w2 != 0 { q2 = WadDivisor.takeDigit(from: &rest, next: dividend.w2) }
        if rest | dividend.w1 != 0 { q1 = WadDivisor.takeDigit(from: &rest, next: dividend.w1) }
        let q0 = WadDivisor.takeDigit(from: &rest, next: dividend.w0)
        return (UInt256(q0, q1, q2, q3), rest)
    }

    /// Quotient and remainder by one limb, below `carry` limbs of a longer number.
    ///
    /// - Precondition: `divisor > carry`.
    package func quotientAndRemainder(
        dividingByLimb divisor: UInt64,
        carry: UInt64 = 0
    ) -> (quotient: UInt256, remainder: UInt64) {
        // Zero limbs on top need no division; prices and sizes seldom fill 256 bits.
        var rest = carry
        var q3: UInt64 = 0
        var q2: UInt64 = 0
        var q1: UInt64 = 0
        if rest != 0 || w3 != 0 { (q3, rest) = divisor.dividingFullWidth((rest, w3)) }
        if rest != 0 || w2 != 0 { (q2, rest) = divisor.dividingFullWidth((rest, w2)) }
        if rest != 0 || w1 != 0 { (q1, rest) = divisor.dividingFullWidth((rest, w1)) }
        let (q0, remainder) = divisor.dividingFullWidth((rest, w0))
        return (UInt256(q0, q1, q2, q3), remainder)
    }
}

/// 10^18 with its top bit shifted up to bit 63, and what dividing by it needs.
private enum WadDivisor {
    /// `10^18 * 2^4`.
    static let divisor: UInt64 = 0xde0b_6b3a_7640_0000
    /// `floor((2^128 - 1) / divisor) - 2^64`.
    static let reciprocal: UInt64 = 0x2725_dd1d_243a_ba0e

    /// Divides `rest * 2^64 + next`: returns the digit, leaves the rest.
    ///
    /// - Precondition: `rest < divisor`.
    @inline(__always)
    static func takeDigit(from rest: inout UInt64, next: UInt64) -> UInt64 {
        let estimate =
            UInt128(reciprocal) &* UInt128(rest) &+ (UInt128(rest) &<< 64 | UInt128(next))
        var digit = UInt64(truncatingIfNeeded: estimate &>> 64) &+ 1
        rest = next &- digit &* divisor
        // As often true as not, so that a branch would be guessed wrong half the time.
        let isTooLarge: UInt64 = rest > UInt64(truncatingIfNeeded: estimate) ? .max : 0
        digit &+= isTooLarge
        rest &+= isTooLarge & divisor
        if rest >= divisor {
            digit &+= 1
            rest &-= divisor
        }
        return digit
    }
}
