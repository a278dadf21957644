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
        var digits = LongDivision(
            numerator: UInt512(high: .zero, low: self),
            divisor: divisor
        )
        let (quotient, remainder) = digits.divide()
        return (quotient.low, remainder)
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

    /// The square root, rounded down.
    ///
    /// Newton's iteration from above, seeded with the root of the upper half, so that each level
    /// doubles the number of correct bits.
    public var squareRoot: UInt256 {
        if fitsUInt128 { return UInt256(UInt64.squareRoot(of: low128)) }
        // Shift by an even count that leaves at most 128 bits; rounding up keeps the seed above.
        let shift = (bitWidth - 127) & ~1
        let seed = UInt64.squareRoot(of: (self >> shift).low128)
        var root = (UInt256(seed) &+ .one) << (shift / 2)
        while true {
            let quotient = quotientAndRemainder(dividingBy: root).quotient
            let next = (root &+ quotient) >> 1
            if next >= root { return root }
            root = next
        }
    }
}

extension UInt64 {
    /// The square root of a 128-bit number, rounded down.
    static func squareRoot(of value: UInt128) -> UInt64 {
        guard value > 0 else { return 0 }
        let bits = 128 - value.leadingZeroBitCount
        // 2^ceil(bits / 2) is at least the root; one bit less than 2^64 is all that fits.
        var root = bits > 126 ? UInt128(UInt64.max) : UInt128(1) << ((bits + 1) / 2)
        while true {
            let next = (root &+ value / root) >> 1
            if next >= root { return UInt64(truncatingIfNeeded: root) }
            root = next
        }
    }
}
