import BigInt
import PriceOracles
import TestSupport
import Testing
import WideIntegers

@Suite struct PriceQuantizationTests {
    /// The nearest integer to a binary fraction times 10^18, ties to even.
    static func expected(_ price: Double) -> BigUInt {
        let exponent = Int(price.exponent) - 52
        let scaled = BigUInt(price.significandBitPattern | 1 << 52) * BigUInt(10).power(18)
        if exponent >= 0 { return scaled << exponent }
        let divisor = BigUInt(1) << -exponent
        let (quotient, rest) = scaled.quotientAndRemainder(dividingBy: divisor)
        let twice = rest * 2
        let isUp = twice == divisor ? quotient % 2 == 1 : twice > divisor
        return isUp ? quotient + 1 : quotient
    }

    @Test("crosses to the nearest wad, from the exact binary value")
    func nearest() {
        var random = SeededGenerator(seed: 7)
        for _ in 0..<20_000 {
            let exponent = UInt64(random.below(158)) + 1023 - 59
            let price = Double(bitPattern: exponent << 52 | random.next() >> 12)
            let wad = PriceQuantization.wad(price) ?? .zero
            #expect(BigUInt(wad) == Self.expected(price), "\(price)")
        }
    }

    @Test("rounds halves to the even wad")
    func ties() {
        // 10^18 has eighteen factors of two, so that odd multiples of 2^-19 end on half a wad.
        for k: UInt64 in [1, 3, 5, 7, 9, 11] {
            let exact = UInt256(k) &* .wad
            let floor = exact >> 19
            let wad = PriceQuantization.wad(Double(k) * 0x1p-19) ?? .zero
            #expect(exact &- floor << 19 == UInt256.one << 18)
            #expect(wad == (floor.bit(0) ? floor &+ .one : floor))
        }
    }

    @Test(
        "has no wad for what is no price",
        arguments: [
            0, -0.0, -1, .nan, .infinity, -.infinity, 1e-19, .leastNonzeroMagnitude,
            .greatestFiniteMagnitude, 1.1e30,
        ] as [Double])
    func refused(price: Double) {
        #expect(PriceQuantization.wad(price) == nil)
    }

    @Test("returns to the same double")
    func roundTrip() {
        for price in [1.0, 0.1, 60_000.5, 1e-6, 9e29, 123_456_789.123] {
            let back = PriceQuantization.price(PriceQuantization.wad(price) ?? .zero)
            #expect(abs(back - price) <= price * 1e-12)
        }
        let exact = PriceQuantization.price(wad(61_500))
        #expect(exact == 61_500)
    }
}
