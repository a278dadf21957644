import BigInt
import TestSupport
import Testing
import WideIntegers

@Suite struct MulDivTests {
    /// Compares floor and ceiling of a*b/d with exact integers, and with `mulMod`'s remainder.
    private func check(_ a: UInt256, _ b: UInt256, _ d: UInt256, seed: UInt64? = nil) {
        let comment = Comment("a = \(a), b = \(b), d = \(d), seed \(String(describing: seed))")
        let down = Result { () throws(MulDivError) in try a.mulDivDown(b, d) }
        let up = Result { () throws(MulDivError) in try a.mulDivUp(b, d) }
        guard let r = try? a.mulMod(b, d) else {
            #expect(d.isZero, comment)
            #expect(down == .failure(.denominatorIsZero), comment)
            #expect(up == .failure(.denominatorIsZero), comment)
            return
        }
        let product = BigUInt(a) * BigUInt(b)
        #expect(r < d, comment)
        guard let q = try? down.get() else {
            #expect(down == .failure(.resultOverflow), comment)
            #expect(product >> 256 >= BigUInt(d), comment)
            #expect(up == .failure(.resultOverflow), comment)
            return
        }
        #expect(BigUInt(q) * BigUInt(d) + BigUInt(r) == product, comment)
        if r.isZero {
            #expect(up == .success(q), comment)
        } else if q == .max {
            #expect(up == .failure(.resultOverflow), comment)
        } else {
            #expect(up == .success(q &+ .one), comment)
        }
    }

    @Test("satisfies q*d + r = a*b on all triples of edges")
    func edges() {
        for a in UInt256.fewEdges {
            for b in UInt256.fewEdges {
                for d in UInt256.fewEdges { check(a, b, d) }
            }
        }
    }

    @Test("satisfies q*d + r = a*b on random triples", arguments: [1, 2, 3, 4] as [UInt64])
    func random(seed: UInt64) {
        var generator = SeededGenerator(seed: seed)
        for _ in 0..<3_000 {
            check(generator.wide(), generator.wide(), generator.wide(), seed: seed)
            check(generator.patterned(), generator.patterned(), generator.patterned(), seed: seed)
        }
    }

    @Test("gives the factor back where the denominator is the other factor")
    func cancellation() throws {
        for a in UInt256.edges {
            for d in UInt256.edges where !d.isZero {
                #expect(try a.mulDivDown(d, d) == a, "\(a), \(d)")
                #expect(try a.mulDivUp(d, d) == a, "\(a), \(d)")
            }
        }
    }

    @Test("overflows from 2^256 on, and not one below")
    func overflowBoundary() throws {
        let half = UInt256.one << 255
        #expect(try UInt256.max.mulDivDown(half, half) == .max)
        #expect(throws: MulDivError.resultOverflow) { try half.mulDivDown(2, 1) }
        // 2^256 - 1 < max * max / (max - 1) < 2^256 + 1.
        #expect(throws: MulDivError.resultOverflow) {
            try UInt256.max.mulDivDown(.max, .max &- .one)
        }
    }

    @Test("rounds up out of the type where the quotient is the largest number with a remainder")
    func roundedOverflow() throws {
        // 535006138814359 * 432862656469423142931042426214547535783388063929571229938474969 is one
        // below 2 * 2^256 (the example of Uniswap v3's FullMath test).
        let a: UInt256 = 535_006_138_814_359
        let b = try UInt256(
            decimal: "432862656469423142931042426214547535783388063929571229938474969"
        )
        #expect(try a.mulDivDown(b, 2) == .max)
        #expect(throws: MulDivError.resultOverflow) { try a.mulDivUp(b, 2) }
    }
}
