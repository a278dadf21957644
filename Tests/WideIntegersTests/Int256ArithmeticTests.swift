import BigInt
import TestSupport
import Testing
import WideIntegers

@Suite struct Int256ArithmeticTests {
    private typealias Outcome = Result<Int256, ArithmeticPanic>

    private func outcome(_ exact: BigInt) -> Outcome {
        Int256(exactly: exact).map { .success($0) } ?? .failure(.overflow)
    }

    private func check(_ a: Int256, _ b: Int256, seed: UInt64? = nil) {
        let comment = Comment("a = \(a), b = \(b), seed \(String(describing: seed))")
        let (x, y) = (BigInt(a), BigInt(b))
        func expect(
            _ exact: BigInt,
            _ checked: Outcome,
            _ wrapped: Int256,
            _ reported: (partialValue: Int256, overflow: Bool)
        ) {
            #expect(checked == outcome(exact), comment)
            #expect(wrapped == Int256(truncating: exact), comment)
            #expect(reported.partialValue == wrapped, comment)
            #expect(reported.overflow == (Int256(exactly: exact) == nil), comment)
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

        let quotient = Result { () throws(ArithmeticPanic) in try a / b }
        let remainder = Result { () throws(ArithmeticPanic) in try a % b }
        if y == 0 {
            #expect(quotient == .failure(.divisionByZero), comment)
            #expect(remainder == .failure(.divisionByZero), comment)
            #expect(a.evmSdiv(b) == .zero, comment)
            #expect(a.evmSmod(b) == .zero, comment)
        } else {
            // BigInt truncates toward zero as well; its remainder has the dividend's sign.
            #expect(quotient == outcome(x / y), comment)
            #expect(remainder == outcome(x % y), comment)
            #expect(a.evmSdiv(b) == Int256(truncating: x / y), comment)
            #expect(a.evmSmod(b) == Int256(truncating: x % y), comment)
        }
    }

    @Test("agrees with exact integers on all pairs of edges")
    func edges() {
        for a in Int256.edges {
            for b in Int256.edges { check(a, b) }
        }
    }

    @Test("agrees with exact integers on random pairs", arguments: [1, 2, 3] as [UInt64])
    func random(seed: UInt64) {
        var generator = SeededGenerator(seed: seed)
        for _ in 0..<2_000 {
            check(generator.signedWide(), generator.signedWide(), seed: seed)
        }
    }

    @Test("divides toward zero, the remainder following the dividend")
    func truncation() throws {
        #expect(try Int256(7) / -2 == -3)
        #expect(try Int256(-7) / 2 == -3)
        #expect(try Int256(-7) / -2 == 3)
        #expect(try Int256(-7) % 2 == -1)
        #expect(try Int256(7) % -2 == 1)
        #expect(try Int256(-6) % 2 == 0)
        #expect(try Int256(-1) / 2 == 0)
    }

    @Test("panics where the least number is divided by -1, and wraps as the opcode")
    func leastByMinusOne() throws {
        #expect(throws: ArithmeticPanic.overflow) { try Int256.min / -1 }
        #expect(Int256.min.evmSdiv(-1) == .min)
        #expect(try Int256.min % -1 == 0)
        #expect(Int256.min.evmSmod(-1) == .zero)
        #expect(try Int256.min / 1 == .min)
        #expect(throws: ArithmeticPanic.overflow) { try Int256.min * -1 }
        #expect(throws: ArithmeticPanic.overflow) { try Int256(-1) * Int256.min }
    }

    @Test("negates and takes absolute values, except of the least number")
    func negation() {
        for value in Int256.edges {
            let negative = Result { () throws(ArithmeticPanic) in try -value }
            #expect(negative == outcome(-BigInt(value)))
            let absolute = Result { () throws(ArithmeticPanic) in try value.absoluteValue() }
            #expect(absolute == outcome(BigInt(BigInt(value).magnitude)))
        }
        #expect(throws: ArithmeticPanic.overflow) { try -Int256.min }
        #expect(throws: ArithmeticPanic.overflow) { try Int256.min.absoluteValue() }
    }

    @Test("shifts edges by every count, repeating the sign")
    func shifts() {
        for value in Int256.edges {
            for count in Array(0...257) + [.max] {
                let bounded = min(count, 257)
                // BigInt's own >> does not round every negative number down.
                let power = BigInt(1) << bounded
                let floor = (BigInt(value) - BigInt(value).modulus(power)) / power
                let right = Int256(truncating: floor)
                #expect(value >> count == right, "\(value) >> \(count)")
                #expect(value << count == Int256(truncating: BigInt(value) << bounded))
                #expect(value.evmSar(UInt256(UInt64(count))) == right)
            }
            for count in [UInt256(0, 1, 0, 0), UInt256(1, 0, 0, 1 << 63), .max] {
                #expect(value.evmSar(count) == (value.isNegative ? -1 : 0))
            }
        }
    }
}
