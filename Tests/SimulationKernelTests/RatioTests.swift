import SimulationKernel
import Testing

@Suite struct RatioTests {
    @Test("ratios are kept in lowest terms, so that equal probabilities are equal")
    func lowestTerms() throws {
        let ratio = try #require(Ratio(76, 10_000))
        #expect((ratio.numerator, ratio.denominator) == (19, 2500))
        #expect(Ratio(2, 4) == Ratio(1, 2))
        #expect(Ratio(0, 17) == .never)
        #expect(Ratio(17, 17) == .always)
        #expect(Ratio(.max, .max) == .always)
        #expect(Ratio(.max - 1, .max)?.denominator == .max)
        #expect((Ratio.never.numerator, Ratio.never.denominator) == (0, 1))
        #expect((Ratio.always.numerator, Ratio.always.denominator) == (1, 1))
    }

    @Test("no ratio has a denominator of zero or is above one")
    func refused() {
        #expect(Ratio(0, 0) == nil)
        #expect(Ratio(1, 0) == nil)
        #expect(Ratio(3, 2) == nil)
        #expect(Ratio(.max, .max - 1) == nil)
    }

    @Test(
        "plain decimals from zero to one",
        arguments: [
            ("0", 0, 1), ("1", 1, 1), ("1.0", 1, 1), ("0.0", 0, 1), ("0.5", 1, 2),
            ("0.0076", 19, 2500), ("0.999", 999, 1000), ("1.000000000000000000", 1, 1),
            ("0.000000000000000001", 1, 1_000_000_000_000_000_000),
            ("0.999999999999999999", 999_999_999_999_999_999, 1_000_000_000_000_000_000),
        ] as [(String, UInt64, UInt64)])
    func decimals(_ text: String, _ numerator: UInt64, _ denominator: UInt64) {
        #expect(Ratio(decimal: text) == Ratio(numerator, denominator))
        #expect(Ratio(decimal: text) != nil)
    }

    @Test(
        "anything else is no decimal",
        arguments: [
            "", ".", "1.", ".5", "-0", "+1", "-0.5", "1e-3", "0.5e0", " 0.5", "0.5 ", "0,5",
            "0.0000000000000000001", "1.1", "1.000000000000000001", "2", "9.999999999999999999",
            "00.5", "0.5.0", "0..5", "0x1", "0.\u{663}", "\u{ff10}.5", "nan", "0.1_0",
        ])
    func notDecimals(_ text: String) {
        #expect(Ratio(decimal: text) == nil)
    }
}
