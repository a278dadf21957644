import EthereumPrimitives
import TestSupport
import Testing
import WideIntegers

@Suite struct HexTests {
    @Test("bytes survive the way to text and back")
    func roundTrip() throws {
        var random = SeededGenerator(seed: 1)
        for count in 0..<70 {
            let bytes = random.bytes(count)
            #expect(try [UInt8](hex: bytes.hex) == bytes)
            #expect(try [UInt8](hex: "0x" + bytes.hex.dropFirst(2).uppercased()) == bytes)
        }
    }

    @Test(
        "refuses other texts with the place",
        arguments: [
            ("", HexError.missingPrefix), ("ab", .missingPrefix), ("0Xab", .missingPrefix),
            ("0xabc", .oddLength),
            ("0xag", .invalidCharacter(UInt8(ascii: "g"), offset: 3)),
            ("0x\u{e9}", .invalidCharacter(0xc3, offset: 2)),
            ("0x 1", .invalidCharacter(UInt8(ascii: " "), offset: 2)),
        ])
    func refused(text: String, error: HexError) {
        #expect(throws: error) { try [UInt8](hex: text) }
    }

    @Test("hashes compare and convert as numbers do")
    func hashes() throws {
        var random = SeededGenerator(seed: 2)
        for _ in 0..<200 {
            let (a, b) = (random.wide(), random.wide())
            let hash = Hash256(a)
            #expect(UInt256(hash) == a)
            #expect(Hash256(bytes: hash.bytes) == hash)
            #expect(try Hash256(hex: hash.description) == hash)
            #expect((hash < Hash256(b)) == (a < b))
        }
        #expect(throws: HexError.wrongByteCount(31, expected: 32)) {
            try Hash256(hex: [UInt8](repeating: 1, count: 31).hex)
        }
    }
}
