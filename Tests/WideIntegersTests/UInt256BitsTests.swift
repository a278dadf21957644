import BigInt
import TestSupport
import Testing
import WideIntegers

@Suite struct UInt256BitsTests {
    private static let counts = Array(0...257) + [300, 512, .max]

    @Test("shifts edges by every count")
    func shifts() {
        for value in UInt256.edges {
            for count in Self.counts {
                let bounded = min(count, 256)
                let left = UInt256(truncating: BigInt(value) << bounded)
                let right = UInt256(truncating: BigInt(value) >> bounded)
                #expect(value << count == left, "\(value) << \(count)")
                #expect(value >> count == right, "\(value) >> \(count)")
            }
        }
    }

    @Test("shifts by the EVM's 256-bit counts")
    func wideCounts() {
        let outside: [UInt256] = [256, 257, UInt256(0, 1, 0, 0), UInt256(1, 0, 0, 1), .max]
        for value in UInt256.edges {
            for count in 0..<256 as Range<UInt64> {
                #expect(value.evmShl(UInt256(count)) == value << Int(count))
                #expect(value.evmShr(UInt256(count)) == value >> Int(count))
            }
            for count in outside {
                #expect(value.evmShl(count) == .zero)
                #expect(value.evmShr(count) == .zero)
            }
        }
    }

    @Test("combines bits as exact integers do, on all pairs of edges")
    func logic() {
        for a in UInt256.edges {
            #expect(BigUInt(~a) == BigUInt(UInt256.max) - BigUInt(a))
            for b in UInt256.edges {
                #expect(BigUInt(a & b) == BigUInt(a) & BigUInt(b))
                #expect(BigUInt(a | b) == BigUInt(a) | BigUInt(b))
                #expect(BigUInt(a ^ b) == BigUInt(a) ^ BigUInt(b))
            }
        }
    }
}
