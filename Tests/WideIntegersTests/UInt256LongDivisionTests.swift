import BigInt
import TestSupport
import Testing
import WideIntegers

/// Dividends of 512 bits, built backwards from quotient and remainder.
///
/// Digits of all zeros, all ones and around a half drive algorithm D through its rare branches: an
/// estimate one or two too large, and a leading digit equal to the divisor's.
@Suite struct UInt256LongDivisionTests {
    private static let digits: [UInt64] = [0, 1, 1 << 63 - 1, 1 << 63, 1 << 63 + 1, .max - 1, .max]

    private func check(_ quotient: UInt256, _ d: UInt256, _ remainder: BigUInt) {
        let dividend = BigInt(BigUInt(quotient) * BigUInt(d) + remainder)
        let result = d.dividingFullWidth(
            (UInt256(truncating: dividend >> 256), UInt256(truncating: dividend))
        )
        let comment = Comment("\(quotient) * \(d) + \(remainder)")
        #expect(result.quotient == quotient, comment)
        #expect(BigUInt(result.remainder) == remainder, comment)
    }

    private func checkRemainders(_ quotient: UInt256, _ d: UInt256) {
        guard !d.isZero else { return }
        check(quotient, d, 0)
        check(quotient, d, BigUInt(d) - 1)
        check(quotient, d, BigUInt(d) / 2)
    }

    @Test("divides by two limbs of extreme digits")
    func twoLimbs() {
        for d0 in Self.digits {
            for d1 in Self.digits {
                for q0 in Self.digits {
                    for q1 in Self.digits {
                        checkRemainders(UInt256(q0, q1, 0, 0), UInt256(d0, d1, 0, 0))
                        checkRemainders(UInt256(q0, 0, 0, q1), UInt256(d0, d1, 0, 0))
                    }
                }
            }
        }
    }

    @Test("divides by three limbs of extreme digits")
    func threeLimbs() {
        for d0 in Self.digits {
            for d1 in Self.digits {
                for d2 in Self.digits {
                    for q0 in Self.digits {
                        checkRemainders(UInt256(q0, 0, 0, 0), UInt256(d0, d1, d2, 0))
                        checkRemainders(UInt256(.max, q0, 0, .max), UInt256(d0, d1, d2, 0))
                    }
                }
            }
        }
    }

    @Test("divides by any divisor into quotients of extreme digits", arguments: [1, 2] as [UInt64])
    func patterned(seed: UInt64) {
        var generator = SeededGenerator(seed: seed)
        for _ in 0..<10_000 {
            let d = generator.patterned() >> generator.below(256)
            checkRemainders(generator.patterned() >> generator.below(256), d)
        }
    }

    @Test("takes back an estimate that is two too large")
    func estimateTooLargeByTwo() {
        // 2^64 - 1 is estimated where the digit is 2^64 - 3: the divisor's lower limbs, which the
        // estimate leaves out, are all ones, and its top limb is the least there can be.
        let d = UInt256(.max, .max, .max, 1 << 63)
        check(UInt256(.max - 2, 0, 0, 0), d, BigUInt(d) - 1)
    }

    @Test("divides where the leading digits are those of the divisor")
    func equalLeadingDigits() {
        for top in [1, 1 << 63, .max] as [UInt64] {
            let d = UInt256(.max, .max, .max, top)
            check(.max, d, BigUInt(d) - 1)
            check(UInt256(.max, 0, 0, 0), d, BigUInt(d) - 1)
        }
    }
}
