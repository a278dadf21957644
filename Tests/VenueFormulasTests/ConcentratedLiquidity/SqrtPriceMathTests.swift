import BigInt
import TestSupport
import Testing
import VenueFormulas
import WideIntegers

@Suite struct SqrtPriceMathTests {
    private static let edges: [(UInt256, UInt256, UInt256)] = {
        var generator = SeededGenerator(seed: 21)
        return (0..<300).map { _ in
            let one = 4_295_128_739 &+ generator.wide() >> 97
            let other = 4_295_128_739 &+ generator.wide() >> 97
            return (one, other, generator.wide() >> 128)
        }
    }()

    @Test(
        "amounts are L (b - a) / (a b) and L (b - a), less than two units off, on the pool's side")
    func amounts() throws {
        for (one, other, liquidity) in Self.edges {
            let (a, b) = (BigInt(min(one, other)), BigInt(max(one, other)))
            let width = BigInt(liquidity) * (b - a)
            let down0 = try SqrtPriceMath.amount0(
                between: one, and: other, liquidity: liquidity, roundingUp: false)
            let up0 = try SqrtPriceMath.amount0(
                between: one, and: other, liquidity: liquidity, roundingUp: true)
            #expect(BigInt(down0) * a * b <= width << 96)
            #expect((BigInt(down0) + 2) * a * b > width << 96)
            #expect(BigInt(up0) * a * b >= width << 96)
            #expect((BigInt(up0) - 2) * a * b < width << 96)
            let down1 = try SqrtPriceMath.amount1(
                between: one, and: other, liquidity: liquidity, roundingUp: false)
            let up1 = try SqrtPriceMath.amount1(
                between: other, and: one, liquidity: liquidity, roundingUp: true)
            #expect(BigInt(down1) == width >> 96)
            #expect(BigInt(up1) == (width + (BigInt(1) << 96) - 1) >> 96)
        }
    }

    @Test("published amounts between the prices 1 and 1.21 are met")
    func publishedAmounts() throws {
        let upper = try UInt256(decimal: "87150978765690771352898345369")
        let liquidity = UInt256.wad
        let up = try SqrtPriceMath.amount0(
            between: SqrtPriceMath.q96, and: upper, liquidity: liquidity, roundingUp: true)
        let down = try SqrtPriceMath.amount0(
            between: SqrtPriceMath.q96, and: upper, liquidity: liquidity, roundingUp: false)
        #expect(up == 90_909_090_909_090_910)
        #expect(down == 90_909_090_909_090_909)
        let paid = try SqrtPriceMath.amount1(
            between: SqrtPriceMath.q96, and: upper, liquidity: liquidity, roundingUp: true)
        #expect(paid == 100_000_000_000_000_000)
    }

    @Test("published prices after a tenth of a token are met")
    func publishedPrices() throws {
        let tenth: UInt256 = 100_000_000_000_000_000
        func price(_ ofToken0: Bool, isInput: Bool) throws -> String {
            let found =
                isInput
                ? try SqrtPriceMath.price(
                    from: SqrtPriceMath.q96, liquidity: .wad, afterInput: tenth, ofToken0: ofToken0)
                : try SqrtPriceMath.price(
                    from: SqrtPriceMath.q96, liquidity: .wad, afterOutput: tenth, ofToken0: ofToken0
                )
            return found.description
        }
        #expect(try price(true, isInput: true) == "72025602285694852357767227579")
        #expect(try price(false, isInput: true) == "87150978765690771352898345369")
        #expect(try price(true, isInput: false) == "88031291682515930659493278152")
        #expect(try price(false, isInput: false) == "71305346262837903834189555302")
    }

    @Test("an amount moves the price by exactly what it pays for, rounded for the pool")
    func prices() throws {
        var generator = SeededGenerator(seed: 22)
        for (price, _, liquidity) in Self.edges where !liquidity.isZero {
            let amount = generator.wide() >> 100
            let (p, l, a) = (BigInt(price), BigInt(liquidity) << 96, BigInt(amount))
            let after0 = BigInt(
                try SqrtPriceMath.price(
                    from: price, liquidity: liquidity, afterInput: amount, ofToken0: true))
            // The price is the quotient l p / (l + a p) rounded up, or wider where products overflow.
            #expect(after0 * (l + a * p) >= l * p)
            if l + a * p < BigInt(1) << 256 { #expect((after0 - 1) * (l + a * p) < l * p) }
            if let after1 = try? SqrtPriceMath.price(
                from: price, liquidity: liquidity, afterInput: amount, ofToken0: false)
            {
                #expect(BigInt(after1) == p + (a << 96) / BigInt(liquidity))
            }
            if let after1 = try? SqrtPriceMath.price(
                from: price, liquidity: liquidity, afterOutput: amount, ofToken0: false)
            {
                let fall = ((a << 96) + BigInt(liquidity) - 1) / BigInt(liquidity)
                #expect(BigInt(after1) == p - fall)
            }
            if let after0 = try? SqrtPriceMath.price(
                from: price, liquidity: liquidity, afterOutput: amount, ofToken0: true)
            {
                let rest = l - a * p
                #expect(BigInt(after0) == (l * p + rest - 1) / rest)
            }
        }
    }

    @Test("what cannot be is refused")
    func refusals() {
        typealias Failure = ConcentratedLiquidityError
        #expect(throws: Failure.sqrtPriceOutOfRange(.zero)) {
            try SqrtPriceMath.amount0(between: .zero, and: 1, liquidity: 1, roundingUp: true)
        }
        let tooMuch = UInt256(0, 0, 1, 0)
        #expect(throws: Failure.liquidityTooLarge(tooMuch)) {
            try SqrtPriceMath.amount1(between: 1, and: 2, liquidity: tooMuch, roundingUp: true)
        }
        #expect(throws: Failure.liquidityTooSmall) {
            try SqrtPriceMath.price(from: 1, liquidity: 0, afterInput: 1, ofToken0: true)
        }
        for amount in [UInt256.wad, .max] {
            #expect(throws: Failure.self) {
                try SqrtPriceMath.price(
                    from: SqrtPriceMath.q96, liquidity: .wad, afterOutput: amount, ofToken0: true)
            }
            #expect(throws: Failure.self) {
                try SqrtPriceMath.price(
                    from: SqrtPriceMath.q96, liquidity: .wad, afterOutput: amount, ofToken0: false)
            }
        }
        #expect(throws: Failure.overflow) {
            try SqrtPriceMath.price(
                from: SqrtPriceMath.q96, liquidity: .one, afterInput: .max, ofToken0: false)
        }
    }
}
