import BigInt
import PriceOracles
import TestSupport
import Testing
import WideIntegers

@Suite struct CumulativePriceTests {
    @Test("the sum is the quotient of reserves, cut to 112 bits behind the point, times seconds")
    func sums() throws {
        let start = CumulativePrice(cumulativeX112: .zero, timestampSeconds: 1_000)
        let later = try start.carried(to: 1_600, reserveBase: 3, reserveQuote: 7)
        #expect(BigInt(later.cumulativeX112) == ((BigInt(7) << 112) / 3) * 600)
        #expect(later.elapsedSeconds(since: start) == 600)
        // Without reserves on one side nothing is added.
        let idle = try later.carried(to: 1_700, reserveBase: .zero, reserveQuote: 7)
        #expect(idle.cumulativeX112 == later.cumulativeX112)
        #expect(idle.timestampSeconds == 1_700)
    }

    @Test("seconds wrap at 32 bits and sums at 256")
    func wrapping() throws {
        let start = CumulativePrice(
            cumulativeX112: .max &- 5, timestampSeconds: UInt32.max - 299)
        let later = try start.carried(
            to: 1_500, reserveBase: wad("1000"), reserveQuote: wad("2000000"))
        #expect(later.elapsedSeconds(since: start) == 1_800)
        let mean = try later.average(since: start)
        #expect(mean.priceX112 == 2_000 &* (UInt256.one << 112))
        #expect(try mean.consult(.wad) == wad("2000"))
    }

    @Test("the mean is arithmetic, rounded down, and cut to 224 bits")
    func means() throws {
        var sum = CumulativePrice(cumulativeX112: .zero, timestampSeconds: 0)
        let start = sum
        sum = try sum.carried(to: 10, reserveBase: 3, reserveQuote: 1)
        sum = try sum.carried(to: 17, reserveBase: 1, reserveQuote: 5)
        let third = (BigInt(1) << 112) / 3
        let mean = try sum.average(since: start)
        #expect(BigInt(mean.priceX112) == (10 * third + 7 * (BigInt(5) << 112)) / 17)
        #expect(AveragePrice(priceX112: .max).priceX112 == UInt256.one << 224 &- .one)
        #expect(throws: CumulativePriceError.noTime) { try start.average(since: start) }
    }

    @Test("consulting rounds down, the decimal form to the nearest")
    func roundings() throws {
        let mean = AveragePrice(
            priceX112: try UInt256(decimal: "692539661913815849577432349237851"))
        #expect(try mean.consult(.wad) == wad("0.133378287255563047"))
        #expect(try mean.price() == wad("0.133378287255563047"))
        #expect(mean.nearestWad == wad("0.133378287255563048"))
        // A quarter and three fifths of the last decimal.
        let quarter = UInt256(truncating: (BigInt(1) << 112) / (4 * BigInt(UInt256.wad)) + 1)
        let most = UInt256(truncating: (BigInt(3) << 112) / (5 * BigInt(UInt256.wad)) + 1)
        #expect(AveragePrice(priceX112: quarter).nearestWad == .zero)
        #expect(AveragePrice(priceX112: most).nearestWad == .one)
        #expect(AveragePrice(priceX112: UInt256.one << 111).nearestWad == wad("0.5"))
        #expect(
            try AveragePrice(priceX112: 3_000 &* (UInt256.one << 112)).price(decimals: -2) == 30)
    }

    @Test("what does not fit is refused")
    func refusals() throws {
        let tooLarge = UInt256.one << 112
        #expect(throws: CumulativePriceError.reserveTooLarge(tooLarge)) {
            try CumulativePrice.priceX112(reserveBase: 1, reserveQuote: tooLarge)
        }
        let mean = AveragePrice(priceX112: .max)
        #expect(throws: CumulativePriceError.overflow) { try mean.consult(.max) }
        for decimals in [78, 77, Int.max, Int.min] {
            _ = try? mean.price(decimals: decimals)
        }
        #expect(throws: CumulativePriceError.overflow) { try mean.price(decimals: 77) }
        // The product with 10^18 has 284 bits, its quotient fits again.
        #expect(mean.nearestWad > .wad)
    }
}
