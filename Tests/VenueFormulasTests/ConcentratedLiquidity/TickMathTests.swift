import BigInt
import TestSupport
import Testing
import VenueFormulas
import WideIntegers

@Suite struct TickMathTests {
    /// `1.0001^tick` times 2^512, by repeated squaring of integers cut to 512 bits behind the point.
    private static func powerX512(_ tick: Int32) -> BigInt {
        let one = BigInt(1) << 512
        var result = one
        var base = one * 10_001 / 10_000
        var rest = tick.magnitude
        while rest > 0 {
            if rest & 1 == 1 { result = (result * base) >> 512 }
            base = (base * base) >> 512
            rest >>= 1
        }
        return tick < 0 ? (BigInt(1) << 1024) / result : result
    }

    @Test("both ends have the published root prices")
    func ends() throws {
        #expect(try TickMath.sqrtRatioX96(at: TickMath.tickMin) == 4_295_128_739)
        #expect(TickMath.sqrtRatioMinX96 == 4_295_128_739)
        let highest = try UInt256(decimal: "1461446703485210103287273052203988822378723970342")
        #expect(try TickMath.sqrtRatioX96(at: TickMath.tickMax) == highest)
        #expect(TickMath.sqrtRatioMaxX96 == highest)
        #expect(try TickMath.sqrtRatioX96(at: 0) == SqrtPriceMath.q96)
    }

    @Test(
        "the square of a root price is 1.0001^tick",
        arguments: [
            Int32(1), -1, 2, -3, 7, 100, -255, 4_096, -10_000, 46_054, -69_081, 250_000, -500_000,
            700_001, 887_271, 887_272, -887_271, -887_272, 0x5_5555, -0x2_aaaa,
        ])
    func squares(tick: Int32) throws {
        let root = BigInt(try TickMath.sqrtRatioX96(at: tick))
        // The root of 1.0001^tick times 2^96 is that of the power times 2^512, over 2^160.
        let exact = ((Self.powerX512(tick) << 192) >> 512).squareRoot()
        let gap = root > exact ? root - exact : exact - root
        // The multipliers are cut to 128 bits, and the last one has but 75 left.
        #expect(gap <= 1 + exact >> 64, "\(tick): \(root) instead of \(exact)")
    }

    @Test("root prices rise with their ticks")
    func ascending() throws {
        var last = UInt256.zero
        for tick in stride(from: TickMath.tickMin, through: TickMath.tickMax, by: 1_009) {
            let ratio = try TickMath.sqrtRatioX96(at: tick)
            #expect(ratio > last)
            last = ratio
        }
    }

    @Test("the tick of a root price is the greatest whose own is not above it")
    func definition() throws {
        var generator = SeededGenerator(seed: 11)
        var prices: [UInt256] = [TickMath.sqrtRatioMinX96, TickMath.sqrtRatioMaxX96 &- .one]
        for _ in 0..<400 {
            let tick = Int32(generator.below(2 * 887_271)) - 887_271
            let ratio = try TickMath.sqrtRatioX96(at: tick)
            prices += [ratio &- .one, ratio, ratio &+ .one]
            let width = 33 + generator.below(127)
            let random = generator.wide() | UInt256.one << 255
            prices.append(random >> (256 - width))
        }
        for price in prices
        where price >= TickMath.sqrtRatioMinX96 && price < TickMath.sqrtRatioMaxX96 {
            let tick = try TickMath.tick(atSqrtPriceX96: price)
            #expect(try TickMath.sqrtRatioX96(at: tick) <= price)
            #expect(try TickMath.sqrtRatioX96(at: tick + 1) > price)
        }
    }

    @Test("ticks and root prices out of range are refused")
    func refusals() {
        for tick in [TickMath.tickMin - 1, TickMath.tickMax + 1, .min, .max] {
            #expect(throws: ConcentratedLiquidityError.tickOutOfRange(tick)) {
                try TickMath.sqrtRatioX96(at: tick)
            }
        }
        for price in [.zero, TickMath.sqrtRatioMinX96 &- .one, TickMath.sqrtRatioMaxX96, .max] {
            #expect(throws: ConcentratedLiquidityError.sqrtPriceOutOfRange(price)) {
                try TickMath.tick(atSqrtPriceX96: price)
            }
        }
    }

    // MARK: - Prices

    @Test("a tick's price and its inverse are those of the root price, rounded down")
    func prices() throws {
        for tick in [Int32(0), 307, -922, -8, 17_745, 200_000, -200_000, 887_272] {
            let root = BigInt(try TickMath.sqrtRatioX96(at: tick))
            for decimals in [18, 6, 30, 27] {
                let scale = BigInt(10).power(decimals)
                let price = (root * root * scale) >> 192
                #expect(BigInt(try TickMath.price(atTick: tick, decimals: decimals)) == price)
                let inverse = (scale << 192) / (root * root)
                let found = try TickMath.inversePrice(
                    ofSqrtPriceX96: UInt256(truncating: root), decimals: decimals)
                #expect(BigInt(found) == inverse)
            }
        }
        // Of 36 and 0 decimals: what lies between the two divisions has 276 bits.
        let widest = try TickMath.inversePrice(ofSqrtPriceX96: SqrtPriceMath.q96, decimals: 54)
        #expect(BigInt(widest) == BigInt(10).power(54))
        #expect(throws: ConcentratedLiquidityError.overflow) {
            try TickMath.inversePrice(ofSqrtPriceX96: SqrtPriceMath.q96 >> 40, decimals: 54)
        }
        #expect(try TickMath.price(atTick: 100_000, decimals: -2) == 220)
        let root = try TickMath.sqrtRatioX96(at: -100_000)
        #expect(try TickMath.inversePrice(ofSqrtPriceX96: root, decimals: -2) == 220)
    }

    @Test("no number of decimals traps")
    func wideDecimals() {
        for decimals in [57, 1_000, .max, .min, -1_000] {
            _ = try? TickMath.price(atTick: 887_272, decimals: decimals)
            _ = try? TickMath.inversePrice(ofSqrtPriceX96: 1, decimals: decimals)
        }
        #expect(throws: ConcentratedLiquidityError.overflow) {
            try TickMath.price(atTick: 887_272, decimals: 56)
        }
    }

    @Test("root prices of a price are the nearest ones on either side")
    func roots() throws {
        var generator = SeededGenerator(seed: 12)
        for _ in 0..<100 {
            let price = (generator.wide() | .one) >> 90
            guard !price.isZero else { continue }
            let above = BigInt(try TickMath.sqrtPriceX96(atLeast: price))
            let below = BigInt(try TickMath.sqrtPriceX96(atMost: price))
            let scaled = BigInt(price) << 192
            let scale = BigInt(UInt256.wad)
            #expect(above * above * scale >= scaled)
            #expect((above - 1) * (above - 1) * scale < scaled)
            #expect(below * below * scale <= scaled)
            #expect((below + 1) * (below + 1) * scale > scaled)
        }
        for price in [UInt256.zero, .max] {
            #expect(throws: ConcentratedLiquidityError.priceOutOfRange(price)) {
                try TickMath.sqrtPriceX96(atLeast: price)
            }
            #expect(throws: ConcentratedLiquidityError.priceOutOfRange(price)) {
                try TickMath.sqrtPriceX96(atMost: price)
            }
        }
    }

    @Test("the root price of reserves is the root of their quotient")
    func reserves() throws {
        var generator = SeededGenerator(seed: 13)
        for _ in 0..<200 {
            let amount0 = generator.wide() >> 144 | .one
            let amount1 = generator.wide() >> 144 | .one
            let found = BigInt(try TickMath.sqrtPriceX96(amount0: amount0, amount1: amount1))
            let exact = ((BigInt(amount1) << 192) / BigInt(amount0)).squareRoot()
            #expect(found <= exact)
            let isSmall = BigInt(amount1) < BigInt(amount0) << 63
            #expect(exact - found <= (isSmall ? 0 : exact >> 90))
        }
    }

    @Test("the root price of a quotient just below 2^64 is exact")
    func largeReserves() throws {
        for (amount0, text) in [
            (3, "42402086967493293649"), (1, "18446744073709551615"),
            (7, "129127208515966861311"), (5, "92233720368547758079"),
        ] as [(UInt256, String)] {
            let amount1 = try UInt256(decimal: text)
            let found = BigInt(try TickMath.sqrtPriceX96(amount0: amount0, amount1: amount1))
            let exact = (BigInt(amount1) << 192) / BigInt(amount0)
            #expect(found * found <= exact && (found + 1) * (found + 1) > exact)
        }
    }
}
