import BigInt
import TestSupport
import Testing

@testable import WideIntegers

/// The long division itself, with numerators built backwards from quotient and remainder.
///
/// Digits of all zeros, all ones and around a half drive algorithm D through its rare branches: an
/// estimate one or two too large, a leading digit equal to the divisor's, and the add-back.
@Suite struct UInt512Tests {
    private static let digits: [UInt64] = [0, 1, 1 << 63 - 1, 1 << 63, 1 << 63 + 1, .max - 1, .max]

    private func check(_ quotient: BigUInt, _ d: UInt256, _ remainder: BigUInt) {
        let numerator = quotient * BigUInt(d) + remainder
        guard numerator.bitWidth <= 512 else { return }
        let n = UInt512(
            high: UInt256(truncating: BigInt(numerator >> 256)),
            low: UInt256(truncating: BigInt(numerator))
        )
        let result = n.quotientAndRemainder(dividingBy: d)
        let got = BigUInt(result.quotient.high) << 256 + BigUInt(result.quotient.low)
        #expect(got == quotient, "\(quotient) * \(d) + \(remainder)")
        #expect(BigUInt(result.remainder) == remainder, "\(quotient) * \(d) + \(remainder)")
    }

    private func checkRemainders(_ quotient: BigUInt, _ d: UInt256) {
        guard !d.isZero else { return }
        check(quotient, d, 0)
        check(quotient, d, BigUInt(d) - 1)
        check(quotient, d, BigUInt(d) / 2)
    }

    private func words(_ words: UInt64...) -> BigUInt {
        BigUInt(words: words.map { UInt($0) })
    }

    @Test("divides by two limbs of extreme digits")
    func twoLimbs() {
        for d0 in Self.digits {
            for d1 in Self.digits {
                for q0 in Self.digits {
                    for q1 in Self.digits {
                        checkRemainders(words(q0, q1), UInt256(d0, d1, 0, 0))
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
                        checkRemainders(words(q0), UInt256(d0, d1, d2, 0))
                        checkRemainders(words(.max, q0), UInt256(d0, d1, d2, 0))
                    }
                }
            }
        }
    }

    @Test("divides by any divisor into quotients of extreme digits", arguments: [1, 2] as [UInt64])
    func patterned(seed: UInt64) {
        var generator = SeededGenerator(seed: seed)
        for _ in 0..<5_000 {
            let d = generator.patterned() >> generator.below(256)
            let q = BigUInt(generator.patterned()) << 256 + BigUInt(generator.patterned())
            checkRemainders(q >> generator.below(512), d)
        }
    }

    @Test("adds back where the estimate stays one too large after correction")
    func addBack() {
        // The numerator's digits follow the divisor's until the third, so that only the full
        // subtraction shows the estimate to be too large (Knuth, exercise 4.3.1-21).
        let d = UInt256(.max, 0, 1 << 63, 0)
        check(words(.max - 1), d, BigUInt(d) - 1)
        check(words(.max), UInt256(1, 0, 1 << 63, 0), 0)
        check(words(.max - 1, .max), UInt256(.max, .max, 1 << 63, 0), 5)
    }

    @Test("takes the numerator's digits in the divisor's own value")
    func equalLeadingDigits() {
        for top in [1 << 63, .max, 1] as [UInt64] {
            let d = UInt256(.max, .max, top, 0)
            check(words(.max, .max), d, BigUInt(d) - 1)
            check(words(0, 1), d, BigUInt(d) - 1)
        }
    }
}
