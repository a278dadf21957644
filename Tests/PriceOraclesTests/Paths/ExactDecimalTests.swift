import BigInt
import PriceOracles
import TestSupport
import Testing
import WideIntegers

@Suite struct ExactDecimalTests {
    static func number(_ text: String) throws(DecimalTextError) -> ExactDecimal {
        try ExactDecimal(Array(text.utf8)[...])
    }

    static func rounded(_ text: String, _ decimals: Int) throws -> String {
        try number(text).rounded(toDecimals: decimals).description
    }

    @Test(
        "reads decimals and rounds halves to even",
        arguments: [
            ("61.52953636", 8, "6152953636"), ("9e-05", 18, "90000000000000"), ("1E-8", 8, "1"),
            ("-0.00012359", 18, "-123590000000000"), ("0.5", 0, "0"), ("1.5", 0, "2"),
            ("2.5", 0, "2"), ("-2.5", 0, "-2"), ("-3.5", 0, "-4"), ("2.5000000000001", 0, "3"),
            ("0.000000005", 8, "0"), ("0.000000015", 8, "2"), ("1e3", 2, "100000"),
            ("+7", 0, "7"), (".5", 1, "5"), ("5.", 1, "50"), ("007", 0, "7"), ("-0", 3, "0"),
            ("1.25E+2", 0, "125"), ("1e-9999", 18, "0"), ("0e9999", 18, "0"),
            ("12345678901234567890.123456789", 4, "123456789012345678901235"),
            ("1000000000000000000", 0, "1000000000000000000"),
        ])
    func values(text: String, decimals: Int, expected: String) throws {
        let found = try Self.rounded(text, decimals)
        #expect(found == expected)
    }

    @Test(
        "refuses what is no number, by name",
        arguments: [
            ("", .empty), ("nan", .notFinite), ("-Inf", .notFinite), ("NULL", .notFinite),
            ("N/A", .notFinite), ("Infinity", .notFinite), ("-", .noDigits), (".", .noDigits),
            ("1e", .noDigits), ("e5", .noDigits), ("1.2.3", .invalidByte(0x2e, offset: 3)),
            ("1,5", .invalidByte(0x2c, offset: 1)), ("1 5", .invalidByte(0x20, offset: 1)),
            ("0x1f", .invalidByte(0x78, offset: 1)), ("1e5.0", .invalidByte(0x2e, offset: 3)),
            ("1e10000", .exponentOutOfRange), ("--1", .invalidByte(0x2d, offset: 1)),
            ("1_000", .invalidByte(0x5f, offset: 1)),
        ] as [(String, DecimalTextError)])
    func refused(text: String, expected: DecimalTextError) {
        #expect(throws: expected) { try Self.number(text) }
    }

    @Test("bounds digits and sizes")
    func bounds() throws {
        let nines = String(repeating: "9", count: 76)
        let found = try Self.rounded(nines, 0)
        #expect(found == nines)
        let led = try Self.rounded("0000." + nines, 76)
        #expect(led == nines)
        #expect(throws: DecimalTextError.tooManyDigits) { try Self.number(nines + "9") }
        #expect(throws: DecimalTextError.outOfRange) { try Self.rounded(nines, 1) }
        #expect(throws: DecimalTextError.outOfRange) { try Self.rounded("1e9999", 18) }
        #expect(throws: DecimalTextError.outOfRange) { try Self.rounded("6e76", 0) }
        let small = try [-76, -77, -78, -400].map { try Self.rounded(nines, $0) }
        #expect(small == ["1", "0", "0", "0"])
    }

    @Test("agrees with whole-number division on random texts")
    func random() throws {
        var random = SeededGenerator(seed: 11)
        for _ in 0..<20_000 {
            let digits = (0..<(1 + random.below(40))).map { _ in "\(random.below(10))" }.joined()
            let fraction = (0..<random.below(30)).map { _ in "\(random.below(10))" }.joined()
            let exponent = random.below(61) - 30
            let decimals = random.below(19)
            let text = "\(digits).\(fraction)e\(exponent)"
            let shift = exponent + decimals - fraction.count
            guard var value = BigUInt(digits + fraction) else { continue }
            if shift >= 0 {
                value *= BigUInt(10).power(shift)
            } else {
                let divisor = BigUInt(10).power(-shift)
                let (quotient, rest) = value.quotientAndRemainder(dividingBy: divisor)
                let isUp = rest * 2 == divisor ? quotient % 2 == 1 : rest * 2 > divisor
                value = isUp ? quotient + 1 : quotient
            }
            let found = try? Self.rounded(text, decimals)
            #expect(found == (value.bitWidth > 255 ? nil : "\(value)"), "\(text) \(decimals)")
        }
    }

    @Test("tells whether a number is whole at a scale")
    func exactness() throws {
        for (text, decimals, isWhole) in [
            ("1583798400.0", 0, true), ("1583798400.5", 0, false), ("1.5", 1, true),
            ("1.55", 1, false), ("1e-7", 6, false), ("0", 0, true), ("1e-200", 0, false),
        ] {
            let found = try Self.number(text).exactly(atDecimals: decimals)
            #expect((found == nil) != isWhole, "\(text)")
        }
    }
}
