import BigInt
import TestSupport
import Testing
import VenueFormulas
import WideIntegers

/// A pool in memory with the position of each of its ranges.
struct MemoryPool {
    let parameters: ConcentratedPoolParameters
    var state: ConcentratedPoolState
    var ticks = MemoryTicks()
    var positions: [LiquidityPosition] = []
    let ranges: [ConcentratedRange]
    /// What came in less what went out.
    var held0 = BigInt(0)
    var held1 = BigInt(0)

    init(feePpm: UInt32, spacing: Int32 = 60, tick: Int32, ranges: [(Int32, Int32, UInt256)]) throws
    {
        parameters = try ConcentratedPoolParameters(feePpm: feePpm, tickSpacing: spacing)
        state = try ConcentratedPoolState(sqrtPriceX96: try TickMath.sqrtRatioX96(at: tick))
        self.ranges = try ranges.map {
            ConcentratedRange(try TickRange(lower: $0.0, upper: $0.1), liquidity: $0.2)
        }
        positions = self.ranges.map { _ in LiquidityPosition() }
        for index in self.ranges.indices {
            try change(index, by: Int256(bitPattern: self.ranges[index].liquidity))
        }
    }

    mutating func change(_ index: Int, by change: Int256) throws {
        let moved = try ticks.changeLiquidity(
            of: &positions[index], in: ranges[index].ticks, by: change, &state, parameters)
        let sign = change.isNegative ? BigInt(-1) : BigInt(1)
        held0 += sign * BigInt(moved.amount0)
        held1 += sign * BigInt(moved.amount1)
    }

    @discardableResult
    mutating func swap(
        isDown: Bool, _ amount: SwapAmount, limit: UInt256? = nil
    ) throws -> SwapOutcome {
        let farthest =
            isDown ? TickMath.sqrtRatioMinX96 &+ .one : TickMath.sqrtRatioMaxX96 &- .one
        let outcome = try ticks.swap(
            &state, parameters, isDown: isDown, amount: amount,
            limitSqrtPriceX96: limit ?? farthest)
        let (paid, given) = (BigInt(outcome.amountIn), BigInt(outcome.amountOut))
        held0 += isDown ? paid : -given
        held1 += isDown ? -given : paid
        return outcome
    }

    /// The liquidity that the ranges themselves give at the tick.
    var liquidityOfRanges: UInt256 {
        zip(ranges, positions).reduce(.zero) {
            $1.0.ticks.contains(state.tick) ? $0 &+ $1.1.liquidity : $0
        }
    }
}

@Suite struct TickStoreTests {
    private static let ranges: [(Int32, Int32, UInt256)] = [
        (-887_220, 887_220, 1_000_000_000_000), (-600, 600, 50_000_000_000_000),
        (-120, 60, 7_000_000_000_000), (6_000, 12_000, 3_000_000_000_000),
        (-30_000, -24_000, 9_000_000_000_000),
    ]

    @Test("random trades keep liquidity, tick and price together and never drain the pool")
    func randomTrades() throws {
        var pool = try MemoryPool(feePpm: 3_000, tick: 13, ranges: Self.ranges)
        var generator = SeededGenerator(seed: 41)
        var crossings = 0
        for _ in 0..<400 {
            let amount = UInt256(UInt64(1 + generator.below(6_000_000_000_000)))
            // Far out a unit of a root price is worth many units of a token.
            let tick = pool.state.tick
            let isDown = tick > 59_000 || (tick > -59_000 && generator.below(2) == 0)
            try pool.swap(
                isDown: isDown, generator.below(2) == 0 ? .input(amount) : .output(amount),
                limit: try TickMath.sqrtRatioX96(at: isDown ? -60_000 : 60_000))
            let before = tick
            crossings += abs(Int(before) - Int(pool.state.tick)) > 5_000 ? 1 : 0
            #expect(pool.state.liquidity == pool.liquidityOfRanges)
            let price = pool.state.sqrtPriceX96
            #expect(price >= (try TickMath.sqrtRatioX96(at: pool.state.tick)))
            #expect(price <= (try TickMath.sqrtRatioX96(at: pool.state.tick + 1)))
        }
        #expect(crossings > 10)
        for index in pool.ranges.indices {
            try pool.change(
                index, by: Int256.zero &- Int256(bitPattern: pool.positions[index].liquidity))
        }
        // Everything is withdrawn but fees: what is left covers what is owed.
        #expect(pool.state.liquidity.isZero)
        let owed0 = pool.positions.reduce(BigInt(0)) { $0 + BigInt($1.owed0) }
        let owed1 = pool.positions.reduce(BigInt(0)) { $0 + BigInt($1.owed1) }
        #expect(owed0 > 0 && owed1 > 0)
        #expect(pool.held0 >= owed0 && pool.held1 >= owed1)
        // What is kept back by rounding is a unit or two a step.
        #expect(pool.held0 - owed0 < 20_000 && pool.held1 - owed1 < 20_000)
    }

    @Test("a trade there and back without fee loses only roundings")
    func roundTrip() throws {
        var pool = try MemoryPool(feePpm: 0, tick: 0, ranges: Self.ranges)
        let start = pool.state.sqrtPriceX96
        let bought = try pool.swap(isDown: false, .input(40_000_000_000_000))
        #expect(pool.state.tick > 6_000)
        let back = try pool.swap(isDown: true, .input(bought.amountOut))
        let loss = BigInt(40_000_000_000_000) - BigInt(back.amountOut)
        #expect(loss >= 0 && loss < 500)
        let end = pool.state.sqrtPriceX96
        #expect(max(start, end) &- min(start, end) < start >> 30)
    }

    @Test("fees go to the liquidity in range, by its share")
    func fees() throws {
        var pool = try MemoryPool(
            feePpm: 10_000, tick: 0,
            ranges: [
                (-600, 600, 3_000_000_000_000), (-600, 600, 1_000_000_000_000),
                (6_000, 6_060, 1_000_000),
            ])
        let outcome = try pool.swap(isDown: true, .input(1_000_000_000))
        #expect(outcome.fee == 10_000_000)
        for index in pool.ranges.indices { try pool.change(index, by: .zero) }
        #expect(pool.positions[0].owed0 == 7_499_999)
        #expect(pool.positions[1].owed0 == 2_499_999)
        #expect(pool.positions[2].owed0 == .zero)
        #expect(pool.positions[0].owed1 == .zero)
    }

    @Test("a range crossed both ways earns only what was traded inside it")
    func feesInside() throws {
        var pool = try MemoryPool(
            feePpm: 3_000, tick: 0,
            ranges: [(-887_220, 887_220, 1_000_000_000_000), (600, 1_200, 1_000_000_000_000)])
        let up = try pool.swap(isDown: false, .input(200_000_000_000))
        #expect(pool.state.tick > 1_200)
        let total = try pool.swap(
            isDown: true, .input(1_000_000_000_000), limit: SqrtPriceMath.q96)
        for index in pool.ranges.indices { try pool.change(index, by: .zero) }
        let owed1 = BigInt(pool.positions[0].owed1) + BigInt(pool.positions[1].owed1)
        let owed0 = BigInt(pool.positions[0].owed0) + BigInt(pool.positions[1].owed0)
        #expect(BigInt(up.fee) - owed1 >= 0 && BigInt(up.fee) - owed1 < 20)
        #expect(BigInt(total.fee) - owed0 >= 0 && BigInt(total.fee) - owed0 < 20)
        // Within the range each has half; outside the full range earns alone.
        let ends = try TickRange(lower: 600, upper: 1_200).sqrtPricesX96
        let inside = try ConcentratedPush(
            through: pool.ranges, fromSqrtPriceX96: ends.lower, toSqrtPriceX96: ends.upper,
            feePpm: 3_000)
        let half = BigInt(inside.amountIn) * 3_000 / 1_000_000 / 2
        let gap = BigInt(pool.positions[1].owed1) - half
        #expect(gap > -20 && gap < 20)
    }

    @Test("a gap between ranges is crossed for nothing, up to the limit")
    func gap() throws {
        var pool = try MemoryPool(
            feePpm: 0, tick: 0,
            ranges: [(-60, 60, 1_000_000_000_000), (6_000, 6_060, 1_000_000_000)])
        let within = try TickMath.sqrtRatioX96(at: 5_000)
        let first = try pool.swap(isDown: false, .input(.wad), limit: within)
        #expect(pool.state.sqrtPriceX96 == within)
        #expect(pool.state.tick == 5_000)
        #expect(pool.state.liquidity.isZero)
        let toEdge = try ConcentratedPush(
            through: pool.ranges, fromSqrtPriceX96: SqrtPriceMath.q96, toSqrtPriceX96: within)
        #expect(first.amountIn == toEdge.amountIn)
        let far = try pool.swap(isDown: false, .input(.wad))
        #expect(pool.state.tick == 887_271)
        #expect(!far.isComplete)
        #expect(far.amountIn > .zero && far.amountIn < 10_000_000)
        // The way back starts from nowhere and finds the same liquidity.
        try pool.swap(isDown: true, .output(first.amountOut))
        #expect(pool.state.tick < 60)
        #expect(pool.state.liquidity == 1_000_000_000_000)
    }

    @Test("liquidity is refused off the spacing, beyond a tick's share and below zero")
    func refusals() throws {
        typealias Failure = ConcentratedLiquidityError
        var pool = try MemoryPool(feePpm: 0, tick: 0, ranges: [(-60, 60, 1_000)])
        #expect(throws: Failure.liquidityTooSmall) { try pool.change(0, by: -1_001) }
        let limit = pool.parameters.liquidityPerTickMax
        #expect(BigInt(limit) == ((BigInt(1) << 128) - 1) / 29_575)
        #expect(throws: Failure.liquidityTooLarge(limit &+ .one)) {
            try pool.change(0, by: Int256(bitPattern: limit &- 999))
        }
        try pool.change(0, by: Int256(bitPattern: limit &- 1_000))
        #expect(throws: Failure.tickOffSpacing(61, spacing: 60)) {
            _ = try MemoryPool(feePpm: 0, tick: 0, ranges: [(-60, 61, 1)])
        }
        #expect(throws: Failure.emptyRange(lower: 60, upper: 60)) {
            try TickRange(lower: 60, upper: 60)
        }
        #expect(throws: Failure.tickOutOfRange(887_273)) {
            try TickRange(lower: 0, upper: 887_273)
        }
        var empty = try MemoryPool(feePpm: 0, tick: 0, ranges: [(-60, 60, 0)].filter { _ in false })
        #expect(throws: Failure.zeroAmount) { try empty.swap(isDown: true, .input(.zero)) }
        for limit in [SqrtPriceMath.q96, SqrtPriceMath.q96 &+ .one, TickMath.sqrtRatioMinX96] {
            #expect(throws: Failure.limitOutOfRange(limit)) {
                try empty.swap(isDown: true, .input(1), limit: limit)
            }
        }
        for spacing in [Int32(0), -1, 16_384] {
            #expect(throws: Failure.spacingOutOfRange(spacing)) {
                try ConcentratedPoolParameters(feePpm: 0, tickSpacing: spacing)
            }
        }
    }

    @Test("the closed form costs what the pool charges, roundings of its stops aside")
    func closedForm() throws {
        var generator = SeededGenerator(seed: 42)
        for _ in 0..<60 {
            let start = Int32(generator.below(80_000)) - 40_000
            let end = Int32(generator.below(80_000)) - 40_000
            if start == end { continue }
            let feePpm = UInt32(generator.below(10_000))
            var pool = try MemoryPool(feePpm: feePpm, tick: start, ranges: Self.ranges)
            let target = try TickMath.sqrtRatioX96(at: end)
            let push = try ConcentratedPush(
                through: pool.ranges, fromSqrtPriceX96: pool.state.sqrtPriceX96,
                toSqrtPriceX96: target, feePpm: feePpm)
            let outcome = try pool.swap(isDown: end < start, .input(.wad &* .wad), limit: target)
            let stops = BigInt(abs(end - start) / (60 * 256) + 14)
            let extraIn = BigInt(outcome.amountIn) - BigInt(push.amountIn)
            let lessOut = BigInt(push.amountOut) - BigInt(outcome.amountOut)
            #expect(extraIn >= 0 && extraIn <= 2 * stops, "\(start) to \(end)")
            #expect(lessOut >= 0 && lessOut <= 2 * stops, "\(start) to \(end)")
        }
    }

    @Test("over the full range the closed form is that of constant product with L = sqrt(x y)")
    func constantProduct() throws {
        // y (sqrt m - 1) in and x (1 - 1 / sqrt m) out at a price of 4 and a factor of 2.25.
        let liquidity = UInt256.wad &* 2_000
        let range = ConcentratedRange(
            try ConcentratedPoolParameters(feePpm: 0, tickSpacing: 1).fullRange,
            liquidity: liquidity)
        let push = try ConcentratedPush(
            through: [range], fromSqrtPriceX96: SqrtPriceMath.q96 &* 2,
            toSqrtPriceX96: SqrtPriceMath.q96 &* 3)
        #expect(push.legs.count == 1)
        #expect(push.amountIn == wad("2000"))
        #expect(push.amountOut == wad("333.333333333333333333"))
        let down = try ConcentratedPush(
            through: [range], fromSqrtPriceX96: SqrtPriceMath.q96 &* 3,
            toSqrtPriceX96: SqrtPriceMath.q96 &* 2)
        #expect(down.amountIn == wad("333.333333333333333334"))
        #expect(down.amountOut == wad("2000"))
    }
}
