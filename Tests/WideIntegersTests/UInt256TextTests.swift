import BigInt
import TestSupport
import Testing
import WideIntegers

@Suite struct UInt256TextTests {
    @Test("writes edges as exact integers do, and reads them back")
    func edges() throws {
        for value in UInt256.edges {
            #expect(value.description == BigUInt(value).description)
            #expect(try UInt256(decimal: value.description) == value)
            #expect(value.hex == "0x" + String(BigUInt(value), radix: 16))
            #expect(try UInt256(hex: value.hex) == value)
            #expect(try UInt256(hex: value.hex.dropFirst(2).uppercased()) == value)
        }
    }

    @Test("writes random numbers as exact integers do", arguments: [1, 2] as [UInt64])
    func random(seed: UInt64) throws {
        var generator = SeededGenerator(seed: seed)
        for _ in 0..<2_000 {
            let value = generator.wide()
            #expect(value.description == BigUInt(value).description, "seed \(seed)")
            #expect(try UInt256(decimal: value.description) == value, "seed \(seed)")
            #expect(try UInt256(hex: value.hex) == value, "seed \(seed)")
        }
    }

    @Test("keeps the zeros inside groups of digits")
    func innerZeros() {
        for exponent in 0...77 {
            let text = "1" + String(repeating: "0", count: exponent)
            #expect((try? UInt256(decimal: text))?.description == text)
        }
    }

    @Test("allows leading zeros")
    func leadingZeros() throws {
        #expect(try UInt256(decimal: String(repeating: "0", count: 100) + "42") == 42)
        #expect(try UInt256(hex: "0x" + String(repeating: "0", count: 100) + "2a") == 42)
    }

    @Test(
        "refuses bad decimal text and says where",
        arguments: [
            ("", .noDigits), ("+1", .invalidCharacter(0x2b, offset: 0)),
            ("-1", .invalidCharacter(0x2d, offset: 0)), ("12 ", .invalidCharacter(0x20, offset: 2)),
            ("0x1", .invalidCharacter(0x78, offset: 1)),
            ("1_0", .invalidCharacter(0x5f, offset: 1)),
            ("/", .invalidCharacter(0x2f, offset: 0)), (":", .invalidCharacter(0x3a, offset: 0)),
            ("1é", .invalidCharacter(0xc3, offset: 1)),
            (
                "115792089237316195423570985008687907853269984665640564039457584007913129639936",
                .outOfRange
            ),
        ] as [(String, IntegerTextError)]
    )
    func badDecimal(text: String, error: IntegerTextError) {
        #expect(throws: error) { try UInt256(decimal: text) }
    }

    @Test(
        "refuses bad hexadecimal text and says where",
        arguments: [
            ("", .noDigits), ("0x", .noDigits), ("0X1", .invalidCharacter(0x58, offset: 1)),
            ("0xg", .invalidCharacter(0x67, offset: 2)),
            ("0x/", .invalidCharacter(0x2f, offset: 2)),
            ("0x1:", .invalidCharacter(0x3a, offset: 3)), ("@", .invalidCharacter(0x40, offset: 0)),
            ("0xG", .invalidCharacter(0x47, offset: 2)), ("`", .invalidCharacter(0x60, offset: 0)),
            ("0x0x1", .invalidCharacter(0x78, offset: 3)),
            ("0x1" + String(repeating: "0", count: 64), .outOfRange),
        ] as [(String, IntegerTextError)]
    )
    func badHex(text: String, error: IntegerTextError) {
        #expect(throws: error) { try UInt256(hex: text) }
    }

    @Test("explains a refusal in words")
    func words() {
        #expect(IntegerTextError.noDigits.description == "no digits")
        #expect(
            IntegerTextError.invalidCharacter(0x2b, offset: 0).description
                == "'+' at offset 0 is not a digit"
        )
        #expect(
            IntegerTextError.invalidCharacter(0xc3, offset: 1).description
                == "byte 195 at offset 1 is not a digit"
        )
        #expect(IntegerTextError.outOfRange.description == "the number is out of range")
    }
}
