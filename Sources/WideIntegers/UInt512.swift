/// The 512-bit intermediate of a multiplication, only to be divided again.
struct UInt512 {
    var high: UInt256
    var low: UInt256

    /// Quotient and remainder by a 256-bit divisor.
    ///
    /// Knuth, The Art of Computer Programming, volume 2, 4.3.1, algorithm D, on 64-bit digits.
    /// - Precondition: the divisor is not zero.
    func quotientAndRemainder(
        dividingBy divisor: UInt256
    ) -> (quotient: UInt512, remainder: UInt256) {
        precondition(!divisor.isZero, "division of a 512-bit number by zero")
        if high.isZero {
            let (quotient, remainder) = low.quotientAndRemainder(dividingBy: divisor)
            return (UInt512(high: .zero, low: quotient), remainder)
        }
        if divisor.fitsUInt64 {
            let (quotientHigh, carry) = high.quotientAndRemainder(dividingByLimb: divisor.w0)
            let (quotientLow, remainder) = low.quotientAndRemainder(
                dividingByLimb: divisor.w0,
                carry: carry
            )
            return (UInt512(high: quotientHigh, low: quotientLow), UInt256(remainder))
        }
        var digits = LongDivision(numerator: self, divisor: divisor)
        return digits.divide()
    }
}

/// The working digits of one long division by a divisor of at least two limbs.
struct LongDivision {
    /// Numerator shifted left by `shift`, then, from the bottom up, the remainder.
    private var u: InlineArray<9, UInt64>
    /// Divisor shifted left so that the top bit of its top digit is set.
    private let v: InlineArray<4, UInt64>
    private let divisorCount: Int
    private let numeratorCount: Int
    private let shift: UInt64

    init(numerator: UInt512, divisor: UInt256) {
        divisorCount = divisor.w3 != 0 ? 4 : divisor.w2 != 0 ? 3 : 2
        let top = divisorCount == 4 ? divisor.w3 : divisorCount == 3 ? divisor.w2 : divisor.w1
        shift = UInt64(top.leadingZeroBitCount)
        let d = divisor << Int(shift)
        v = [d.w0, d.w1, d.w2, d.w3]
        let high = numerator.high << Int(shift)
        let low = numerator.low << Int(shift)
        let spill = shift == 0 ? 0 : numerator.low.w3 &>> (64 &- shift)
        let last = shift == 0 ? 0 : numerator.high.w3 &>> (64 &- shift)
        u = [low.w0, low.w1, low.w2, low.w3, high.w0 | spill, high.w1, high.w2, high.w3, last]
        numeratorCount = LongDivision.digitCount(u, atLeast: divisorCount)
    }

    /// The index of the highest digit that can matter: the one below it may be the first non-zero.
    private static func digitCount(_ u: InlineArray<9, UInt64>, atLeast least: Int) -> Int {
        var count = 8
        while count > least && u[count] == 0 && u[count - 1] == 0 { count -= 1 }
        return count
    }

    mutating func divide() -> (quotient: UInt512, remainder: UInt256) {
        var q = InlineArray<8, UInt64>(repeating: 0)
        let vTop = v[divisorCount - 1]
        let vNext = v[divisorCount - 2]
        var j = numeratorCount - divisorCount
        while j >= 0 {
            let digit = estimateDigit(at: j + divisorCount, vTop: vTop, vNext: vNext)
            q[j] = subtract(digit, at: j)
            j -= 1
        }
        let quotient = UInt512(
            high: UInt256(q[4], q[5], q[6], q[7]),
            low: UInt256(q[0], q[1], q[2], q[3])
        )
        return (quotient, remainder)
    }

    /// Steps D3: a quotient digit that is exact or one too large.
    private func estimateDigit(at top: Int, vTop: UInt64, vNext: UInt64) -> UInt64 {
        let u0 = u[top]
        let u1 = u[top - 1]
        let u2 = u[top - 2]
        var digit: UInt64
        var rest: UInt64
        if u0 >= vTop {
            // u0 cannot exceed vTop, so the digit is at most 2^64, held down to 2^64 - 1.
            digit = .max
            let (sum, carry) = u1.addingReportingOverflow(vTop)
            if carry { return digit }
            rest = sum
        } else {
            (digit, rest) = vTop.dividingFullWidth((u0, u1))
        }
        var product = UInt128(digit) &* UInt128(vNext)
        while product > (UInt128(rest) &<< 64 | UInt128(u2)) {
            digit &-= 1
            product &-= UInt128(vNext)
            let (sum, carry) = rest.addingReportingOverflow(vTop)
            if carry { break }
            rest = sum
        }
        return digit
    }

    /// Steps D4 to D6: subtracts `digit * v` at position `j`; adds `v` back when that went negative.
    private mutating func subtract(_ digit: UInt64, at j: Int) -> UInt64 {
        var carry: UInt64 = 0
        var borrow: UInt64 = 0
        for i in 0..<divisorCount {
            let product = UInt128(digit) &* UInt128(v[i]) &+ UInt128(carry)
            carry = UInt64(truncatingIfNeeded: product &>> 64)
            let (a, b1) = u[i + j].subtractingReportingOverflow(
                UInt64(truncatingIfNeeded: product)
            )
            let (b, b2) = a.subtractingReportingOverflow(borrow)
            u[i + j] = b
            borrow = (b1 ? 1 : 0) &+ (b2 ? 1 : 0)
        }
        let (a, b1) = u[j + divisorCount].subtractingReportingOverflow(carry)
        let (b, b2) = a.subtractingReportingOverflow(borrow)
        u[j + divisorCount] = b
        guard b1 || b2 else { return digit }
        var carryBack: UInt64 = 0
        for i in 0..<divisorCount {
            let sum = UInt128(u[i + j]) &+ UInt128(v[i]) &+ UInt128(carryBack)
            u[i + j] = UInt64(truncatingIfNeeded: sum)
            carryBack = UInt64(truncatingIfNeeded: sum &>> 64)
        }
        u[j + divisorCount] = u[j + divisorCount] &+ carryBack
        return digit &- 1
    }

    private var remainder: UInt256 {
        let shifted = UInt256(
            u[0],
            u[1],
            divisorCount > 2 ? u[2] : 0,
            divisorCount > 3 ? u[3] : 0
        )
        return shifted >> Int(shift)
    }
}
