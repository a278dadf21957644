import Testing
import VenueFormulas
import WideIntegers

@Suite struct FractionTextTests {
    @Test(
        "decimals and quotients are read exactly",
        arguments: [
            ("0", 0, 1), ("-12.50", -25, 2), ("3/1000", 3, 1_000), ("1e-3/0.5", 2, 1_000),
            ("1E2", 100, 1), ("-1/4", -1, 4), ("0.1/0.3", 1, 3),
        ] as [(String, Int64, UInt64)])
    func reads(text: String, numerator: Int64, denominator: UInt64) throws {
        let expected = try Fraction(Int256(numerator), over: UInt256(denominator))
        #expect(try Fraction(text: text) == expected)
    }

    @Test(
        "anything else is refused with the text",
        arguments: ["", "/", "1/", "/2", "1/0", "1/2/3", "1,5", ".5", "1e9999", "nan", "0x1", "1 "])
    func refuses(text: String) {
        let error = #expect(throws: FractionTextError.self) { try Fraction(text: text) }
        #expect(error?.reason.isEmpty == false)
    }

    @Test("estimates are near over the whole range")
    func estimates() throws {
        for shift in stride(from: 0, to: 255, by: 17) {
            let value = UInt256.one << shift &+ 12_345
            let expected = Double("\(value)") ?? 0
            #expect(abs(value.estimate - expected) <= 2e-16 * expected)
        }
        #expect(try Fraction(text: "-1/3").estimate == -1.0 / 3)
        #expect(UInt256.max.estimate == 0x1p256)
    }
}
