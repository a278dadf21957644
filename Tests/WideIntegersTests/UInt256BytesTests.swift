import BigInt
import TestSupport
import Testing
import WideIntegers

@Suite struct UInt256BytesTests {
    @Test("writes and reads 32 big-endian bytes")
    func roundTrip() {
        for value in UInt256.edges {
            let bytes = value.bigEndianBytes
            #expect(bytes.count == 32)
            #expect(UInt256(bigEndianBytes: bytes) == value)
            #expect(UInt256(bigEndian: bytes.span.bytes, at: 0) == value)
            let reference = [UInt8](BigUInt(value).serialize())
            #expect(Array(bytes.suffix(reference.count)) == reference)
            #expect(value.minimalBigEndianBytes == reference)
        }
    }

    @Test("reads at an unaligned offset")
    func offset() {
        let bytes = [UInt8](0..<48)
        for offset in 0...16 {
            let expected = UInt256(bigEndianBytes: bytes[offset..<offset + 32])
            #expect(UInt256(bigEndian: bytes.span.bytes, at: offset) == expected)
        }
    }

    @Test("appends behind what is there")
    func append() {
        var bytes: [UInt8] = [7]
        UInt256(0x0102).appendBigEndian(to: &bytes)
        #expect(bytes == [7] + [UInt8](repeating: 0, count: 30) + [1, 2])
    }

    @Test("reads fewer bytes as a smaller number, and refuses more than 32")
    func lengths() {
        #expect(UInt256(bigEndianBytes: [UInt8]()) == .zero)
        #expect(UInt256(bigEndianBytes: [1, 0] as [UInt8]) == 256)
        #expect(UInt256(bigEndianBytes: [UInt8](repeating: 0xff, count: 32)) == .max)
        #expect(UInt256(bigEndianBytes: [UInt8](repeating: 0, count: 33)) == nil)
        #expect(UInt256.zero.minimalBigEndianBytes.isEmpty)
    }
}
