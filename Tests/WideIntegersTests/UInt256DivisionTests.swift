import BigInt
import TestSupport
import Testing
import WideIntegers

@Suite struct UInt256DivisionTests {
    /// `q * d + r = n` and `r < d` determine q and r.
    private func check(_ n: UInt256, by d: UInt256, seed: UInt64? = nil) {
        let (q, r) = n.quotientAndRemainder(dividingBy: d)
        let comment = Comment("n = \(n), d = \(d), seed \(String(describing: seed))")
        #expect(r < d, comment)
        #expect(BigUInt(q) * BigUInt(d) + BigUInt(r) == BigUInt(n), comment)
        #expect((try? n / d) == q, comment)
        #expect((try? n % d) == r, comment)
    }

    @Test("satisfies q*d + r = n on all pairs of edges")
    func edges() {
        for n in UInt256.edges {
            for d in UInt256.edges where !d.isZero { check(n, by: d) }
        }
    }

    @Test("satisfies q*d + r = n on random pairs", arguments: [1, 2, 3, 4] as [UInt64])
    func random(seed: UInt64) {
        var generator = SeededGenerator(seed: seed)
        for _ in 0..<4_000 {
            for (n, d) in [
                (generator.wide(), generator.wide()),
                (generator.patterned(), generator.patterned() >> generator.below(256)),
            ] where !d.isZero {
                check(n, by: d, seed: seed)
            }
        }
    }

    @Test("agrees with exact integers' own division", arguments: [5, 6] as [UInt64])
    func exactQuotients(seed: UInt64) throws {
        var generator = SeededGenerator(seed: seed)
        for _ in 0..<2_000 {
            let (n, d) = (generator.wide(), generator.wide())
            guard !d.isZero else { continue }
            let exact = BigUInt(n).quotientAndRemainder(dividingBy: BigUInt(d))
            let (q, r) = n.quotientAndRemainder(dividingBy: d)
            #expect(BigUInt(q) == exact.quotient, "n = \(n), d = \(d), seed \(seed)")
            #expect(BigUInt(r) == exact.remainder, "n = \(n), d = \(d), seed \(seed)")
        }
    }

    @Test("panics by zero")
    func zero() {
        for n in UInt256.edges {
            #expect(throws: ArithmeticPanic.divisionByZero) { try n / .zero }
            #expect(throws: ArithmeticPanic.divisionByZero) { try n % .zero }
        }
    }

    @Test("divides by one limb under a carried remainder")
    func byLimb() {
        let limbs: [UInt64] = [1, 2, 3, 10, 1 << 32, 1 << 63, .max, 1_000_000_000_000_000_000]
        for n in UInt256.edges {
            for d in limbs {
                for carry in [0, 1, d / 2, d - 1] where carry < d {
                    let (q, r) = n.quotientAndRemainder(dividingByLimb: d, carry: carry)
                    let exact = BigUInt(carry) << 256 + BigUInt(n)
                    #expect(r < d)
                    #expect(BigUInt(q) * BigUInt(d) + BigUInt(r) == exact, "\(carry), \(n), \(d)")
                }
            }
        }
    }
}
