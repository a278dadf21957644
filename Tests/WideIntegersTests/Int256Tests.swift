import BigInt
import TestSupport
import Testing
import WideIntegers

@Suite struct Int256Tests {
    @Test("orders all pairs of edges as their values")
    func comparison() {
        for a in Int256.edges {
            for b in Int256.edges {
                #expect((a < b) == (BigInt(a) < BigInt(b)), "\(a), \(b)")
            }
        }
    }

    @Test("tells sign and magnitude")
    func signs() {
        for value in Int256.edges {
            let exact = BigInt(value)
            #expect(value.isNegative == (exact < 0))
            #expect(value.isZero == (exact == 0))
            #expect(value.signum == Int(exact.signum()))
            #expect(BigUInt(value.magnitude) == exact.magnitude)
            #expect(Int256(magnitude: value.magnitude, isNegative: value.isNegative) == value)
        }
    }

    @Test("takes magnitude and sign up to the bounds")
    func magnitudes() {
        let half = UInt256.one << 255
        #expect(Int256(magnitude: half, isNegative: true) == .min)
        #expect(Int256(magnitude: half, isNegative: false) == nil)
        #expect(Int256(magnitude: half &+ .one, isNegative: true) == nil)
        #expect(Int256(magnitude: .max, isNegative: false) == nil)
        #expect(Int256(magnitude: .max, isNegative: true) == nil)
        #expect(Int256(magnitude: half &- .one, isNegative: false) == .max)
        #expect(Int256(magnitude: .zero, isNegative: true) == .zero)
    }

    @Test("converts between signed and unsigned exactly when the value fits")
    func conversion() {
        for value in UInt256.edges {
            #expect(Int256(exactly: value) == Int256(exactly: BigInt(value)))
        }
        for value in Int256.edges {
            #expect(UInt256(exactly: value) == UInt256(exactly: BigInt(value)))
        }
    }

    @Test("widens 64 bits with their sign")
    func widening() {
        for value in [.min, -1, 0, 1, .max] as [Int64] {
            #expect(BigInt(Int256(value)) == BigInt(value))
        }
        #expect(BigInt(Int256.min) == -(BigInt(1) << 255))
        #expect(BigInt(Int256.max) == BigInt(1) << 255 - 1)
    }

    @Test("writes edges as exact integers do, and reads them back")
    func text() throws {
        for value in Int256.edges {
            #expect(value.description == BigInt(value).description)
            #expect(try Int256(decimal: value.description) == value)
        }
        #expect(try Int256(decimal: "-0") == .zero)
        #expect(try Int256(decimal: "-007") == -7)
    }

    @Test(
        "refuses bad text and says where",
        arguments: [
            ("", .noDigits), ("-", .noDigits), ("--1", .invalidCharacter(0x2d, offset: 1)),
            ("-1a", .invalidCharacter(0x61, offset: 2)), ("+1", .invalidCharacter(0x2b, offset: 0)),
            (
                "57896044618658097711785492504343953926634992332820282019728792003956564819968",
                .outOfRange
            ),
            (
                "-57896044618658097711785492504343953926634992332820282019728792003956564819969",
                .outOfRange
            ),
        ] as [(String, IntegerTextError)]
    )
    func badText(text: String, error: IntegerTextError) {
        #expect(throws: error) { try Int256(decimal: text) }
    }
}
