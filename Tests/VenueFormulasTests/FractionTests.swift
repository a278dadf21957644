import BigInt
import TestSupport
import Testing
import VenueFormulas
import WideIntegers

@Suite struct FractionTests {
    private static let numerators: [Int256] = [
        .min, .min &+ 1, -3_000_000_000_000_000_000, -6, -1, 0, 1, 6, 1_000_000_000_000_000_000,
        Int256(bitPattern: .one << 128), .max &- 1, .max,
    ]
    private static let denominators: [UInt256] = [
        1, 2, 6, 1_000_000_000_000_000_000, .one << 128, .one << 255, .max &- 1, .max,
    ]

    private static let edges: [Fraction] = numerators.flatMap { numerator in
        denominators.compactMap { try? Fraction(numerator, over: $0) }
    }

    private static func random(seed: UInt64, count: Int) -> [Fraction] {
        var generator = SeededGenerator(seed: seed)
        return (0..<count).compactMap { _ in
            try? Fraction(generator.signedWide(), over: generator.wide())
        }
    }

    /// Both terms without bound, the denominator positive.
    private typealias Terms = (n: BigInt, d: BigInt)

    private func terms(_ value: Fraction) -> Terms {
        (BigInt(value.numerator), BigInt(value.denominator))
    }

    private func fits(_ value: Terms) -> Bool {
        let divisor = value.n.greatestCommonDivisor(with: value.d)
        return Int256(exactly: value.n / divisor) != nil
            && UInt256(exactly: value.d / divisor) != nil
    }

    private func check(_ left: Fraction, _ right: Fraction, seed: UInt64? = nil) {
        let comment = Comment("\(left) and \(right), seed \(String(describing: seed))")
        let (a, b) = (terms(left), terms(right))
        func isSame(_ got: Fraction, _ n: BigInt, _ d: BigInt) -> Bool {
            BigInt(got.numerator) * d == n * BigInt(got.denominator)
        }
        if let sum = try? left + right {
            #expect(isSame(sum, a.n * b.d + b.n * a.d, a.d * b.d), comment)
        }
        if let difference = try? left - right {
            #expect(isSame(difference, a.n * b.d - b.n * a.d, a.d * b.d), comment)
        }
        let product = try? left * right
        #expect((product != nil) == fits((a.n * b.n, a.d * b.d)), comment)
        if let product { #expect(isSame(product, a.n * b.n, a.d * b.d), comment) }
        if let quotient = try? left / right {
            #expect(isSame(quotient, a.n * b.d, a.d * b.n), comment)
        }
        #expect((left < right) == (a.n * b.d < b.n * a.d), comment)
        #expect((left == right) == (a.n * b.d == b.n * a.d), comment)
    }

    @Test("computes and compares all pairs of edges exactly")
    func edges() {
        for left in Self.edges {
            for right in Self.edges { check(left, right) }
        }
    }

    @Test("computes and compares random pairs exactly", arguments: [1, 2, 3] as [UInt64])
    func random(seed: UInt64) {
        let values = Self.random(seed: seed, count: 3_000)
        for (left, right) in zip(values, values.reversed()) { check(left, right, seed: seed) }
    }

    @Test("sums, and divides by, what fits in lowest terms only")
    func lowestTerms() throws {
        let half = try Fraction(Int256(bitPattern: .one << 254), over: .one << 255)
        let third = try Fraction(Int256(bitPattern: .one << 253), over: UInt256(3) << 253)
        #expect(try half + half == .one)
        #expect(try half + third == Fraction(5, over: 6))
        #expect(try third / half == Fraction(2, over: 3))
        #expect(try half * third == Fraction(1, over: 6))
    }

    @Test("fails where no terms fit, and for a divisor of zero")
    func failures() throws {
        let huge = Fraction(.max)
        let tiny = try Fraction(1, over: .max)
        #expect(throws: VenueFormulaError.overflow) { try huge + huge }
        #expect(throws: VenueFormulaError.overflow) { try huge * huge }
        #expect(throws: VenueFormulaError.overflow) { try Fraction(1) / tiny }
        #expect(throws: VenueFormulaError.overflow) { try -Fraction(.min) }
        #expect(throws: VenueFormulaError.isZero(.divisor)) { try huge / .zero }
        #expect(throws: VenueFormulaError.isZero(.divisor)) { try Fraction(1, over: 0) }
    }

    @Test("rounds to 18 decimals down, up and towards zero", arguments: [4, 5] as [UInt64])
    func rounding(seed: UInt64) {
        for value in Self.edges + Self.random(seed: seed, count: 2_000) {
            let (n, d) = terms(value)
            let scaled = n * BigInt(UInt256.wad)
            let comment = Comment("\(value), seed \(seed)")
            if let down = try? value.wadDown() {
                #expect(BigInt(down) * d <= scaled && scaled < (BigInt(down) + 1) * d, comment)
                let zero = try? value.wadTowardZero()
                #expect(zero == (value.signum < 0 ? try? value.wadUp() : down), comment)
            }
            if let up = try? value.wadUp() {
                #expect(BigInt(up) * d >= scaled && scaled > (BigInt(up) - 1) * d, comment)
            } else {
                #expect(scaled.magnitude / d.magnitude >= BigUInt(1) << 255 - 1, comment)
            }
        }
    }

    @Test("keeps scale and value of wad and ppm")
    func scales() throws {
        #expect(Fraction(wad: signedWad("-1.5")) == (try Fraction(-3, over: 2)))
        #expect(Fraction(ppm: 1_500_000) == (try Fraction(3, over: 2)))
        #expect(try Fraction(wad: .min).wadDown() == .min)
    }

    @Test(
        "writes decimals, and dots for those beyond the fortieth",
        arguments: [
            (-1, 8, "-0.125"), (5, 1, "5"), (0, 7, "0"),
            (-30, 7, "-4.2857142857142857142857142857142857142857..."),
            (1, 3, "0.3333333333333333333333333333333333333333..."),
        ] as [(Int64, UInt64, String)])
    func text(numerator: Int64, denominator: UInt64, text: String) throws {
        #expect(try Fraction(Int256(numerator), over: UInt256(denominator)).description == text)
    }
}
