import WideIntegers

/// Liquidity that is given between two ticks.
public struct ConcentratedRange: Hashable, Sendable {
    /// Where it is given.
    public var ticks: TickRange
    /// How much, 128 bits.
    public var liquidity: UInt256

    /// Liquidity in a range.
    public init(_ ticks: TickRange, liquidity: UInt256) {
        self.ticks = ticks
        self.liquidity = liquidity
    }
}

/// What it takes to move a price through ranges of liquidity, in closed form.
///
/// Each stretch between neighbouring ends of ranges takes `L (s2 - s1)` of token1 and gives
/// `L (1/s1 - 1/s2)` of token0, downwards the other way round; where there is no liquidity it takes
/// nothing. What comes in is rounded up in each stretch and what goes out down; a pool that stops at
/// more ticks rounds more often, by a unit each.
/// - Source: Uniswap v3 white paper, section 6.2.3.
public struct ConcentratedPush: Hashable, Sendable {
    /// A stretch with one liquidity.
    public struct Leg: Hashable, Sendable {
        /// The root price where it begins, Q64.96.
        public let fromSqrtPriceX96: UInt256
        /// The root price where it ends, Q64.96.
        public let toSqrtPriceX96: UInt256
        /// The sum over the ranges that cover it.
        public let liquidity: UInt256
        /// What comes in, fee included: quote upwards, base downwards.
        public let amountIn: UInt256
        /// What goes out: base upwards, quote downwards.
        public let amountOut: UInt256
    }

    /// The stretches with liquidity in the order in which the price runs through them.
    public let legs: [Leg]
    /// What comes in for all of them, fee included.
    public let amountIn: UInt256
    /// What goes out of all of them.
    public let amountOut: UInt256

    /// The way from one root price to another.
    /// - Throws: `.feeOutOfRange`; `.sqrtPriceOutOfRange`; `.liquidityTooLarge`; `.overflow`.
    public init(
        through ranges: [ConcentratedRange], fromSqrtPriceX96 start: UInt256,
        toSqrtPriceX96 end: UInt256, feePpm: UInt32 = 0
    ) throws(ConcentratedLiquidityError) {
        for price in [start, end]
        where price < TickMath.sqrtRatioMinX96 || price > TickMath.sqrtRatioMaxX96 {
            throw .sqrtPriceOutOfRange(price)
        }
        let isDown = end < start
        let ends = ranges.map { (range: $0, prices: $0.ticks.sqrtPricesX96) }
        let (low, high) = (min(start, end), max(start, end))
        var stops = ends.flatMap { [$0.prices.lower, $0.prices.upper] }
            .filter { $0 > low && $0 < high }
        stops += [low, high]
        stops.sort()
        if isDown { stops.reverse() }
        var legs: [Leg] = []
        var (amountIn, amountOut) = (UInt256.zero, UInt256.zero)
        for (from, to) in zip(stops, stops.dropFirst()) where from != to {
            var liquidity = UInt256.zero
            for end in ends
            where end.prices.lower <= min(from, to) && end.prices.upper >= max(from, to) {
                let (sum, carries) = liquidity.addingReportingOverflow(end.range.liquidity)
                if carries { throw .liquidityTooLarge(end.range.liquidity) }
                liquidity = sum
            }
            if liquidity.isZero { continue }
            let step = try SwapStep(
                from: from, toward: to, liquidity: liquidity, remaining: .output(.max),
                feePpm: feePpm)
            let leg = Leg(
                fromSqrtPriceX96: from, toSqrtPriceX96: to, liquidity: liquidity,
                amountIn: step.amountIn &+ step.fee, amountOut: step.amountOut)
            legs.append(leg)
            amountIn = amountIn &+ leg.amountIn
            amountOut = amountOut &+ leg.amountOut
        }
        self.legs = legs
        self.amountIn = amountIn
        self.amountOut = amountOut
    }
}
