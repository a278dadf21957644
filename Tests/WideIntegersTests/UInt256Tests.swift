import BigInt
import TestSupport
import Testing
import WideIntegers

@Suite struct UInt256Tests {
    @Test("orders all pairs of edges as their values")
    func comparison() {
        for a in UInt256.edges {
            for b in UInt256.edges {
                #expect((a < b) == (BigUInt(a) < BigUInt(b)), "\(a), \(b)")
                #expect((a == b) == (BigUInt(a) == BigUInt(b)), "\(a), \(b)")
            }
        }
    }

    @Test("orders numbers that differ in one limb only")
    func comparisonByLimb() {
        for exponent in [0, 64, 128, 192] {
            let step = UInt256.one << exponent
            #expect(UInt256.zero < step)
            #expect(!(step < .zero))
            #expect(UInt256.max &- step < .max)
            #expect(!(UInt256.max < .max &- step))
        }
    }

    @Test("narrows exactly when the value fits")
    func narrowing() {
        for value in UInt256.edges {
            let exact = BigUInt(value)
            #expect(UInt64(exactly: value) == UInt64(exactly: exact))
            #expect(UInt128(exactly: value) == UInt128(exactly: exact))
            #expect(value.asCount == Int(exactly: exact))
            #expect(value.fitsUInt64 == (exact.bitWidth <= 64))
            #expect(value.fitsUInt128 == (exact.bitWidth <= 128))
            #expect(value.isZero == (exact == 0))
        }
        #expect(UInt256(UInt64(Int.max)).asCount == .max)
        #expect(UInt256(UInt64(Int.max) + 1).asCount == nil)
    }

    @Test("widens 64 and 128 bits")
    func widening() {
        #expect(UInt256(UInt64.max) == UInt256(.max, 0, 0, 0))
        #expect(UInt256(UInt128.max) == UInt256(.max, .max, 0, 0))
        #expect(UInt256(UInt128(5) << 64 | 7) == UInt256(7, 5, 0, 0))
        #expect(UInt256(exactly: Int256(-1)) == nil)
        #expect(UInt256(exactly: Int256.max) == UInt256.max >> 1)
    }

    @Test("counts the bits up to the highest")
    func bitWidth() {
        #expect(UInt256.zero.bitWidth == 0)
        for index in 0..<256 {
            let power = UInt256.one << index
            #expect(power.bitWidth == index + 1)
            #expect((power &- .one).bitWidth == index)
            #expect(power.bit(index))
            #expect(!(~power).bit(index))
        }
    }
}
