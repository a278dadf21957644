import WideIntegers

/// What of a pool never changes.
public struct ConcentratedPoolParameters: Hashable, Sendable {
    /// The fee on what comes in, in millionths.
    public let feePpm: UInt32
    /// Ticks that ranges may begin and end at are multiples of it.
    public let tickSpacing: Int32

    /// Parameters of a pool.
    /// - Throws: `.feeOutOfRange` from 1,000,000 on; `.spacingOutOfRange` outside 1 ... 16383.
    public init(feePpm: UInt32, tickSpacing: Int32) throws(ConcentratedLiquidityError) {
        guard feePpm < 1_000_000 else { throw .feeOutOfRange(ppm: feePpm) }
        guard (1...16_383).contains(tickSpacing) else { throw .spacingOutOfRange(tickSpacing) }
        self.feePpm = feePpm
        self.tickSpacing = tickSpacing
    }

    /// The widest range that the spacing allows.
    public var fullRange: TickRange {
        let edge = TickMath.tickMax / tickSpacing * tickSpacing
        return TickRange(uncheckedLower: -edge, upper: edge)
    }

    /// The most liquidity that may begin or end at one tick.
    /// - Source: Uniswap v3 core, `Tick.tickSpacingToMaxLiquidityPerTick`.
    public var liquidityPerTickMax: UInt256 {
        let tickCount = UInt64(2 * (TickMath.tickMax / tickSpacing) + 1)
        return SqrtPriceMath.liquidityMax
            .quotientAndRemainder(dividingBy: UInt256(tickCount)).quotient
    }
}

/// The ticks between which liquidity is given.
public struct TickRange: Hashable, Sendable {
    /// The tick at which it begins.
    public let lower: Int32
    /// The tick at which it ends.
    public let upper: Int32

    /// A range of ticks.
    /// - Throws: `.tickOutOfRange`; `.emptyRange`.
    public init(lower: Int32, upper: Int32) throws(ConcentratedLiquidityError) {
        for tick in [lower, upper]
        where !(TickMath.tickMin...TickMath.tickMax).contains(tick) {
            throw .tickOutOfRange(tick)
        }
        guard lower < upper else { throw .emptyRange(lower: lower, upper: upper) }
        self.init(uncheckedLower: lower, upper: upper)
    }

    init(uncheckedLower lower: Int32, upper: Int32) {
        self.lower = lower
        self.upper = upper
    }

    /// Whether its liquidity counts at a tick.
    public func contains(_ tick: Int32) -> Bool { lower <= tick && tick < upper }

    /// The root prices at both ends, Q64.96.
    public var sqrtPricesX96: (lower: UInt256, upper: UInt256) {
        (TickMath.sqrtRatioX96(inRange: lower), TickMath.sqrtRatioX96(inRange: upper))
    }
}

/// Where a pool stands between its ticks.
public struct ConcentratedPoolState: Hashable, Sendable {
    /// The root price, Q64.96.
    public var sqrtPriceX96: UInt256
    /// The greatest tick not above it; one less at a tick that was crossed downwards.
    public var tick: Int32
    /// Liquidity of the ranges that contain the tick, 128 bits.
    public var liquidity = UInt256.zero
    /// Fees in token0 per liquidity since the beginning, Q128.128; it wraps.
    public var feeGrowth0X128 = UInt256.zero
    /// Fees in token1 per liquidity since the beginning, Q128.128; it wraps.
    public var feeGrowth1X128 = UInt256.zero

    /// A pool without liquidity at a root price.
    /// - Throws: `.sqrtPriceOutOfRange`.
    public init(sqrtPriceX96: UInt256) throws(ConcentratedLiquidityError) {
        tick = try TickMath.tick(atSqrtPriceX96: sqrtPriceX96)
        self.sqrtPriceX96 = sqrtPriceX96
    }

    /// A pool from its parts.
    package init(
        sqrtPriceX96: UInt256, tick: Int32, liquidity: UInt256, feeGrowth0X128: UInt256,
        feeGrowth1X128: UInt256
    ) {
        self.sqrtPriceX96 = sqrtPriceX96
        self.tick = tick
        self.liquidity = liquidity
        self.feeGrowth0X128 = feeGrowth0X128
        self.feeGrowth1X128 = feeGrowth1X128
    }
}
