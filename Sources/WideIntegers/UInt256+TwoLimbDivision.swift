extension UInt256 {
    /// Quotient and remainder by a divisor of two limbs, as reserves, sizes and amounts are.
    ///
    /// Knuth, The Art of Computer Programming, volume 2, 4.3.1, algorithm D, on 64-bit digits: each
    /// digit that is not zero takes one division of two limbs by one.
    /// - Precondition: `divisor >= 2^64`.
    @inline(__always)
    func quotientAndRemainder(
        dividingByTwoLimbs divisor: UInt128
    ) -> (quotient: UInt256, remainder: UInt128) {
        precondition(divisor >> 64 != 0, "a divisor of one limb")
        let shift = UInt64(truncatingIfNeeded: divisor.leadingZeroBitCount)
        // Back in two steps, since a step of 64 is not defined when the shift is zero.
        let back = 63 &- shift
        let scaled = divisor &<< UInt128(shift)
        // What the shift moves out is less than the divisor's top limb, which has its top bit set.
        let over = (w3 &>> 1) &>> back
        let n3 = w3 &<< shift | (w2 &>> 1) &>> back
        let n2 = w2 &<< shift | (w1 &>> 1) &>> back
        let n1 = w1 &<< shift | (w0 &>> 1) &>> back
        var rest = UInt128(over) &<< 64 | UInt128(n3)
        let q2 = scaled.takeDigit(from: &rest, next: n2)
        let q1 = scaled.takeDigit(from: &rest, next: n1)
        let q0 = scaled.takeDigit(from: &rest, next: w0 &<< shift)
        return (UInt256(q0, q1, q2, 0), rest &>> UInt128(shift))
    }
}

extension UInt128 {
    /// Divides the three limbs `rest * 2^64 + next` by `self`: returns the digit, leaves the rest.
    ///
    /// Steps D3 to D6. The top bit of `self` is set and `rest < self`.
    @inline(__always)
    fileprivate func takeDigit(from rest: inout UInt128, next: UInt64) -> UInt64 {
        let high = UInt64(truncatingIfNeeded: rest &>> 64)
        let middle = UInt64(truncatingIfNeeded: rest)
        if high == 0 {
            // Two limbs are less than twice the divisor.
            rest = UInt128(middle) &<< 64 | UInt128(next)
            if rest < self { return 0 }
            rest &-= self
            return 1
        }
        let top = UInt64(truncatingIfNeeded: self &>> 64)
        var digit: UInt64
        var left: UInt64
        if high == top {
            digit = .max
            let isWhole: Bool
            (left, isWhole) = middle.addingReportingOverflow(top)
            if isWhole {
                // The estimate's remainder has passed 64 bits, so that the estimate is right.
                rest = UInt128(left) &<< 64 | UInt128(next)
                rest &-= UInt128(digit) &* UInt128(UInt64(truncatingIfNeeded: self))
                return digit
            }
        } else {
            (digit, left) = top.dividingFullWidth((high, middle))
        }
        let product = UInt128(digit) &* UInt128(UInt64(truncatingIfNeeded: self))
        var isNegative: Bool
        (rest, isNegative) = (UInt128(left) &<< 64 | UInt128(next))
            .subtractingReportingOverflow(product)
        while isNegative {
            // The estimate is at most two too large; an addition that carries has reached zero.
            digit &-= 1
            let isCarried: Bool
            (rest, isCarried) = rest.addingReportingOverflow(self)
            isNegative = !isCarried
        }
        return digit
    }
}
