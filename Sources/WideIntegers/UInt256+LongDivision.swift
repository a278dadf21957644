extension UInt256 {
    /// Quotient and remainder of a 512-bit dividend by `self`.
    ///
    /// Knuth, The Art of Computer Programming, volume 2, 4.3.1, algorithm D, on 64-bit digits. The
    /// divisor is shifted to fill all four limbs whatever its size: the quotient then always has
    /// four digits, and nothing needs an array.
    /// - Precondition: `self > dividend.high`, so that the quotient fits 256 bits.
    package func dividingFullWidth(
        _ dividend: (high: UInt256, low: UInt256)
    ) -> (quotient: UInt256, remainder: UInt256) {
        precondition(dividend.high < self, "a quotient by \(self) does not fit 256 bits")
        if fitsUInt64 {
            let (quotient, remainder) = dividend.low.quotientAndRemainder(
                dividingByLimb: w0,
                carry: dividend.high.w0
            )
            return (quotient, UInt256(remainder))
        }
        let shift = 256 - bitWidth
        let divisor = self << shift
        let low = dividend.low << shift
        var rest = dividend.high << shift | dividend.low >> (256 - shift)
        let q3 = divisor.takeDigit(from: &rest, next: low.w3)
        let q2 = divisor.takeDigit(from: &rest, next: low.w2)
        let q1 = divisor.takeDigit(from: &rest, next: low.w1)
        let q0 = divisor.takeDigit(from: &rest, next: low.w0)
        return (UInt256(q0, q1, q2, q3), rest >> shift)
    }

    /// Divides the five limbs `rest * 2^64 + next` by `self`: returns the digit, leaves the rest.
    ///
    /// Steps D3 to D6. The top bit of `self` is set and `rest < self`, so that an estimate from the
    /// leading limbs alone is at most two too large.
    @inline(__always)
    private func takeDigit(from rest: inout UInt256, next: UInt64) -> UInt64 {
        if rest.w3 == 0 {
            // Four limbs are less than twice the divisor.
            rest = UInt256(next, rest.w0, rest.w1, rest.w2)
            let (difference, isSmaller) = rest.subtractingReportingOverflow(self)
            if isSmaller { return 0 }
            rest = difference
            return 1
        }
        var digit = rest.w3 == w3 ? .max : w3.dividingFullWidth((rest.w3, rest.w2)).quotient

        let p0 = UInt128(digit) &* UInt128(w0)
        let p1 = UInt128(digit) &* UInt128(w1) &+ (p0 &>> 64)
        let p2 = UInt128(digit) &* UInt128(w2) &+ (p1 &>> 64)
        let p3 = UInt128(digit) &* UInt128(w3) &+ (p2 &>> 64)

        // Halves of 128 bits: limb by limb, the compiler branches on borrows, which are random.
        let (low, borrow) = UInt128(high: rest.w0, low: next)
            .subtractingReportingOverflow(p1 &<< 64 | UInt128(UInt64(truncatingIfNeeded: p0)))
        let (difference, isLess) = UInt128(high: rest.w2, low: rest.w1)
            .subtractingReportingOverflow(p3 &<< 64 | UInt128(UInt64(truncatingIfNeeded: p2)))
        let (high, isLessByOne) = difference.subtractingReportingOverflow(borrow ? 1 : 0)
        var top = rest.w3 &- UInt64(truncatingIfNeeded: p3 &>> 64)
        if isLess != isLessByOne { top &-= 1 }

        rest = UInt256(high: high, low: low)
        while top != 0 {
            // The top limb is negative; each of at most two additions may carry it back to zero.
            digit &-= 1
            let (sum, carry) = rest.addingReportingOverflow(self)
            rest = sum
            if carry { top &+= 1 }
        }
        return digit
    }
}

extension UInt128 {
    @inline(__always)
    fileprivate init(high: UInt64, low: UInt64) {
        self = UInt128(high) &<< 64 | UInt128(low)
    }
}
