import BigInt
import TestSupport
import Testing
import WideIntegers

@Suite struct UInt256ModularTests {
    private func check(_ a: UInt256, _ b: UInt256, _ m: UInt256, seed: UInt64? = nil) {
        let comment = Comment("a = \(a), b = \(b), m = \(m), seed \(String(describing: seed))")
        let (x, y, modulus) = (BigUInt(a), BigUInt(b), BigUInt(m))
        #expect((try? a.addMod(b, m)).map { BigUInt($0) } == (x + y) % modulus, comment)
        #expect((try? a.mulMod(b, m)).map { BigUInt($0) } == (x * y) % modulus, comment)
        #expect(BigUInt(a.evmAddMod(b, m)) == (x + y) % modulus, comment)
        #expect(BigUInt(a.evmMulMod(b, m)) == (x * y) % modulus, comment)
    }

    @Test("agrees with exact integers on all triples of edges")
    func edges() {
        for a in UInt256.fewEdges {
            for b in UInt256.fewEdges {
                for m in UInt256.fewEdges where !m.isZero { check(a, b, m) }
            }
        }
    }

    @Test("agrees with exact integers on random triples", arguments: [1, 2] as [UInt64])
    func random(seed: UInt64) {
        var generator = SeededGenerator(seed: seed)
        for _ in 0..<3_000 {
            let m = generator.wide()
            if !m.isZero { check(generator.wide(), generator.wide(), m, seed: seed) }
        }
    }

    @Test("panics for modulus zero where the opcodes give zero")
    func zeroModulus() {
        for a in UInt256.fewEdges {
            #expect(throws: ArithmeticPanic.divisionByZero) { try a.addMod(.max, .zero) }
            #expect(throws: ArithmeticPanic.divisionByZero) { try a.mulMod(.max, .zero) }
            #expect(a.evmAddMod(.max, .zero) == .zero)
            #expect(a.evmMulMod(.max, .zero) == .zero)
        }
    }
}
