import BigInt
import TestSupport
import Testing
import WideIntegers

@Suite struct UInt256ArithmeticTests {
    private typealias Outcome = Result<UInt256, ArithmeticPanic>

    private func outcome(_ exact: BigInt) -> Outcome {
        UInt256(exactly: exact).map { .success($0) } ?? .failure(.overflow)
    }

    /// Compares the three forms of sum, difference and product with exact integers.
    private func check(_ a: UInt256, _ b: UInt256, seed: UInt64? = nil) {
        let comment = Comment("a = \(a), b = \(b), seed \(String(describing: seed))")
        let (x, y) = (BigInt(a), BigInt(b))

        func expect(
            _ exact: BigInt,
            _ checked: Outcome,
            _ wrapped: UInt256,
            _ reported: (partialValue: UInt256, overflow: Bool)
        ) {
            #expect(checked == outcome(exact), comment)
            #expect(wrapped == UInt256(truncating: exact), comment)
            #expect(reported.partialValue == wrapped, comment)
            #expect(reported.overflow == (UInt256(exactly: exact) == nil), comment)
        }
        expect(
            x + y,
            Result { () throws(ArithmeticPanic) in try a + b },
            a &+ b,
            a.addingReportingOverflow(b)
        )
        expect(
            x - y,
            Result { () throws(ArithmeticPanic) in try a - b },
            a &- b,
            a.subtractingReportingOverflow(b)
        )
        expect(
            x * y,
            Result { () throws(ArithmeticPanic) in try a * b },
            a &* b,
            a.multipliedReportingOverflow(by: b)
        )

        let (high, low) = a.multipliedFullWidth(by: b)
        #expect(BigInt(high) << 256 + BigInt(low) == x * y, comment)
    }

    @Test("agrees with exact integers on all pairs of edges")
    func edges() {
        for a in UInt256.edges {
            for b in UInt256.edges { check(a, b) }
        }
    }

    @Test("agrees with exact integers on random pairs", arguments: [1, 2, 3, 4] as [UInt64])
    func random(seed: UInt64) {
        var generator = SeededGenerator(seed: seed)
        for _ in 0..<2_000 {
            check(generator.wide(), generator.wide(), seed: seed)
            check(generator.patterned(), generator.patterned(), seed: seed)
        }
    }

    @Test("carries through every limb")
    func carries() throws {
        for exponent in [64, 128, 192] {
            let power = UInt256.one << exponent
            #expect(try power - 1 + 1 == power)
        }
        #expect(UInt256.max &+ .one == .zero)
        #expect(UInt256.zero &- .one == .max)
    }

    @Test("raises to a power as repeated multiplication, or panics where it overflows")
    func power() {
        for base in [0, 1, 2, 3, 7, 10, 255, 256] as [UInt64] {
            for exponent in 0...260 {
                let exact = BigInt(base).power(exponent)
                let result = Result { () throws(ArithmeticPanic) in
                    try UInt256(base).power(UInt256(UInt64(exponent)))
                }
                #expect(result == outcome(exact), "\(base)^\(exponent)")
            }
        }
    }

    @Test("raises large bases and 256-bit exponents")
    func powerEdges() throws {
        #expect(try UInt256.max.power(.zero) == 1)
        #expect(try UInt256.zero.power(.zero) == 1)
        #expect(try UInt256.max.power(.one) == .max)
        #expect(try UInt256.one.power(.max) == 1)
        #expect(try UInt256.zero.power(.max) == 0)
        #expect(try UInt256(UInt128.max).power(2) == UInt256(1, 0, .max - 1, .max))
        #expect(throws: ArithmeticPanic.overflow) { try (UInt256.one << 128).power(2) }
        #expect(throws: ArithmeticPanic.overflow) { try UInt256(2).power(.max) }
    }

    @Test("names the panics by Solidity's codes")
    func codes() {
        #expect(ArithmeticPanic.overflow.code == 0x11)
        #expect(ArithmeticPanic.divisionByZero.code == 0x12)
    }
}
