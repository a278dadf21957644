import BigInt
import TestSupport
import Testing
import WideIntegers

@Suite struct UInt256FixedPointTests {
    private typealias Outcome = Result<UInt256, FixedPointError>

    private func outcome(_ exact: BigInt, orError error: FixedPointError) -> Outcome {
        UInt256(exactly: exact).map { .success($0) } ?? .failure(error)
    }

    /// What the original gives: the product must fit before anything is divided.
    private func scaled(
        _ product: BigInt,
        by divisor: BigInt,
        zero: FixedPointError,
        _ divide: (BigInt, BigInt) -> BigInt
    ) -> Outcome {
        guard UInt256(exactly: product) != nil else { return .failure(.multiplicationOverflow) }
        return divisor == 0 ? .failure(zero) : outcome(divide(product, divisor), orError: zero)
    }

    private func check(_ a: UInt256, _ b: UInt256, seed: UInt64? = nil) {
        let comment = Comment("a = \(a), b = \(b), seed \(String(describing: seed))")
        let (x, y, one) = (BigInt(a), BigInt(b), BigInt(10).power(18))
        func run(_ body: () throws(FixedPointError) -> UInt256) -> Outcome {
            Result(catching: body)
        }

        let sum = run { () throws(FixedPointError) in try a.addD(b) }
        #expect(sum == outcome(x + y, orError: .additionOverflow), comment)
        let difference = run { () throws(FixedPointError) in try a.subD(b) }
        #expect(difference == outcome(x - y, orError: .subtractionOverflow), comment)
        let product = run { () throws(FixedPointError) in try a.mulD(b) }
        #expect(product == scaled(x * y, by: one, zero: .divisionByZero, /), comment)
        let quotient = run { () throws(FixedPointError) in try a.divD(b) }
        #expect(quotient == scaled(x * one, by: y, zero: .divisionByZero, /), comment)
        let remainder = run { () throws(FixedPointError) in try a.modD(b) }
        #expect(remainder == scaled(x * one, by: y, zero: .remainderByZero, %), comment)
        let multiple = run { () throws(FixedPointError) in try a.mulScalar(b) }
        #expect(multiple == outcome(x * y, orError: .multiplicationOverflow), comment)
        let share = run { () throws(FixedPointError) in try a.divScalar(b) }
        #expect(share == scaled(x, by: y, zero: .divisionByZero, /), comment)
    }

    @Test("follows the original's formulas on all pairs of edges")
    func edges() {
        for a in UInt256.edges {
            for b in UInt256.edges { check(a, b) }
        }
    }

    @Test("follows the original's formulas on random pairs", arguments: [1, 2] as [UInt64])
    func random(seed: UInt64) {
        var generator = SeededGenerator(seed: seed)
        for _ in 0..<3_000 {
            check(generator.wide(), generator.wide(), seed: seed)
            check(generator.wide() >> 130, generator.wide() >> 130, seed: seed)
        }
    }

    @Test("rounds down")
    func rounding() throws {
        #expect(try UInt256(1).mulD(999_999_999_999_999_999) == 0)
        #expect(try UInt256(2).divD(3) == 666_666_666_666_666_666)
        #expect(try UInt256(2).modD(3) == 2)
    }

    @Test(
        "reverts with the original's texts",
        arguments: [
            (.additionOverflow, "SafeMath: addition overflow"),
            (.subtractionOverflow, "SafeMath: subtraction overflow"),
            (.multiplicationOverflow, "SafeMath: multiplication overflow"),
            (.divisionByZero, "SafeMath: division by zero"),
            (.remainderByZero, nil),
            (.signedAdditionOverflow, "SignedSafeMath: addition overflow"),
            (.signedSubtractionOverflow, "SignedSafeMath: subtraction overflow"),
            (.signedMultiplicationOverflow, "SignedSafeMath: multiplication overflow"),
            (.signedDivisionOverflow, "SignedSafeMath: division overflow"),
            (.signedDivisionByZero, "SignedSafeMath: division by zero"),
            (.valueAboveInt256Max, "MixedDecimal: uint value is bigger than _INT256_MAX"),
        ] as [(FixedPointError, String?)]
    )
    func texts(error: FixedPointError, reason: String?) {
        #expect(error.reason == reason)
    }
}
