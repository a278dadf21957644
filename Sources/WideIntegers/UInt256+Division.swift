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
        if self < divisor { return (.zero, self) }
        if divisor.fitsUInt128 {
            let (quotient, remainder) = quotientAndRemainder(dividingByTwoLimbs: divisor.low128)
            return (quotient, UInt256(remainder))
        }
        return divisor.dividingFullWidth((.zero, self))
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
