import BigInt
import TestSupport
import Testing
import WideIntegers

@Suite struct Int256FixedPointTests {
    private typealias Outcome = Result<Int256, FixedPointError>

    private func outcome(_ exact: BigInt, orError error: FixedPointError) -> Outcome {
        Int256(exactly: exact).map { .success($0) } ?? .failure(error)
    }

    /// What the original gives: the product must fit before it is divided, toward zero.
    private func scaled(_ product: BigInt, by divisor: BigInt) -> Outcome {
        guard Int256(exactly: product) != nil else {
            return .failure(.signedMultiplicationOverflow)
        }
        if divisor == 0 { return .failure(.signedDivisionByZero) }
        return outcome(product / divisor, orError: .signedDivisionOverflow)
    }

    private func run(_ body: () throws(FixedPointError) -> Int256) -> Outcome {
        Result(catching: body)
    }

    private func check(_ a: Int256, _ b: Int256, seed: UInt64? = nil) {
        let comment = Comment("a = \(a), b = \(b), seed \(String(describing: seed))")
        let (x, y, one) = (BigInt(a), BigInt(b), BigInt(10).power(18))
        let sum = run { () throws(FixedPointError) in try a.addD(b) }
        #expect(sum == outcome(x + y, orError: .signedAdditionOverflow), comment)
        let difference = run { () throws(FixedPointError) in try a.subD(b) }
        #expect(difference == outcome(x - y, orError: .signedSubtractionOverflow), comment)
        let product = run { () throws(FixedPointError) in try a.mulD(b) }
        #expect(product == scaled(x * y, by: one), comment)
        let quotient = run { () throws(FixedPointError) in try a.divD(b) }
        #expect(quotient == scaled(x * one, by: y), comment)
        let multiple = run { () throws(FixedPointError) in try a.mulScalar(b) }
        #expect(multiple == outcome(x * y, orError: .signedMultiplicationOverflow), comment)
        let share = run { () throws(FixedPointError) in try a.divScalar(b) }
        #expect(share == scaled(x, by: y), comment)
    }

    /// The mixed forms are the signed ones behind a bounds check of the unsigned operand.
    private func checkMixed(_ a: Int256, _ b: UInt256) {
        func expect(_ mixed: Outcome, _ signed: (Int256) throws(FixedPointError) -> Int256) {
            let expected = run { () throws(FixedPointError) in
                guard let exact = Int256(exactly: BigInt(b)) else { throw .valueAboveInt256Max }
                return try signed(exact)
            }
            #expect(mixed == expected, "a = \(a), b = \(b)")
        }
        expect(run { () throws(FixedPointError) in try a.addD(b) }, a.addD)
        expect(run { () throws(FixedPointError) in try a.subD(b) }, a.subD)
        expect(run { () throws(FixedPointError) in try a.mulD(b) }, a.mulD)
        expect(run { () throws(FixedPointError) in try a.divD(b) }, a.divD)
        expect(run { () throws(FixedPointError) in try a.mulScalar(b) }, a.mulScalar)
        expect(run { () throws(FixedPointError) in try a.divScalar(b) }, a.divScalar)
        expect(run { () throws(FixedPointError) in try Int256(fromDecimal: b) }) { $0 }
    }

    @Test("follows the original's formulas on all pairs of edges")
    func edges() {
        for a in Int256.edges {
            for b in Int256.edges { check(a, b) }
        }
    }

    @Test("follows the original's formulas on random pairs", arguments: [1, 2] as [UInt64])
    func random(seed: UInt64) {
        var generator = SeededGenerator(seed: seed)
        for _ in 0..<3_000 {
            check(generator.signedWide(), generator.signedWide(), seed: seed)
            check(generator.signedWide() >> 130, generator.signedWide() >> 130, seed: seed)
        }
    }

    @Test("takes an unsigned operand up to 2^255 - 1")
    func mixed() {
        for a in Int256.edges {
            for b in UInt256.edges { checkMixed(a, b) }
        }
    }

    @Test("truncates toward zero")
    func rounding() throws {
        #expect(try Int256(-1).mulD(999_999_999_999_999_999 as Int256) == 0)
        #expect(try Int256(-2).divD(3 as Int256) == -666_666_666_666_666_666)
        #expect(try Int256(-7).divScalar(2 as UInt256) == -3)
    }

    @Test("overflows where the least number is divided by -1")
    func divisionOverflow() {
        #expect(throws: FixedPointError.signedDivisionOverflow) {
            try Int256.min.divScalar(-1 as Int256)
        }
        #expect(throws: FixedPointError.signedMultiplicationOverflow) {
            try Int256.min.mulScalar(-1 as Int256)
        }
    }
}
