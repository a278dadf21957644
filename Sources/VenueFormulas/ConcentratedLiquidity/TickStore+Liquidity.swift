import WideIntegers

/// The liquidity that one account has in one range, and what it has earned.
///
/// - Source: Uniswap v3 core, `Position`.
public struct LiquidityPosition: Hashable, Sendable {
    /// 128 bits.
    public var liquidity = UInt256.zero
    /// Fee growth of token0 within the range when it was last brought up to date, Q128.128.
    public var feeGrowthInside0X128 = UInt256.zero
    /// Fee growth of token1 within the range when it was last brought up to date, Q128.128.
    public var feeGrowthInside1X128 = UInt256.zero
    /// Token0 that may be collected, modulo 2^128.
    public var owed0 = UInt256.zero
    /// Token1 that may be collected, modulo 2^128.
    public var owed1 = UInt256.zero

    /// No liquidity and nothing owed.
    public init() {}

    /// Takes up the fees since the last time, and changes the liquidity.
    /// - Throws: `.emptyPosition` when neither was nor is any liquidity; `.liquidityTooSmall`;
    ///   `.liquidityTooLarge`.
    mutating func update(
        by change: Int256, feeGrowthInside0X128 growth0: UInt256,
        feeGrowthInside1X128 growth1: UInt256
    ) throws(ConcentratedLiquidityError) {
        if change.isZero && liquidity.isZero { throw .emptyPosition }
        let changed = try liquidity.changed(by: change)
        owed0 = try owed(owed0, growth0 &- feeGrowthInside0X128)
        owed1 = try owed(owed1, growth1 &- feeGrowthInside1X128)
        liquidity = changed
        feeGrowthInside0X128 = growth0
        feeGrowthInside1X128 = growth1
    }

    private func owed(
        _ before: UInt256, _ growthX128: UInt256
    ) throws(ConcentratedLiquidityError) -> UInt256 {
        let fee = try SqrtPriceMath.mulDiv(
            growthX128, liquidity, UInt256(0, 0, 1, 0), roundingUp: false)
        return (before &+ fee) & SqrtPriceMath.liquidityMax
    }
}

/// Amounts of both tokens, in base units.
public struct TokenAmounts: Hashable, Sendable {
    /// Token0.
    public var amount0: UInt256
    /// Token1.
    public var amount1: UInt256

    /// Amounts of both tokens.
    public init(amount0: UInt256, amount1: UInt256) {
        self.amount0 = amount0
        self.amount1 = amount1
    }

    /// What stands behind a range's liquidity at a price.
    /// - Parameter roundingUp: whether it is to be paid in rather than out.
    /// - Throws: `.liquidityTooLarge`; `.overflow`.
    public init(
        ofLiquidity liquidity: UInt256, in range: TickRange, at pool: ConcentratedPoolState,
        roundingUp: Bool
    ) throws(ConcentratedLiquidityError) {
        let ends = range.sqrtPricesX96
        // The tick decides on which side of an end the price is, as it does for liquidity.
        let isBelow = pool.tick < range.lower
        let isAbove = pool.tick >= range.upper
        let price = isBelow ? ends.lower : isAbove ? ends.upper : pool.sqrtPriceX96
        amount0 = try SqrtPriceMath.amount0(
            between: price, and: ends.upper, liquidity: liquidity, roundingUp: roundingUp)
        amount1 = try SqrtPriceMath.amount1(
            between: ends.lower, and: price, liquidity: liquidity, roundingUp: roundingUp)
    }
}

extension TickStore {
    /// Adds liquidity to a position, or takes it away, and brings its fees up to date.
    ///
    /// - Returns: what must be paid in for liquidity that is added, rounded up, or what is paid out for
    ///   what is taken away, rounded down.
    /// - Throws: `.tickOffSpacing`; `.liquidityTooLarge` for what a tick or the pool cannot bear;
    ///   `.liquidityTooSmall`; `.emptyPosition`; what the store throws.
    /// - Source: Uniswap v3 core, `UniswapV3Pool._modifyPosition` and `Tick.update`.
    public mutating func changeLiquidity(
        of position: inout LiquidityPosition, in range: TickRange, by change: Int256,
        _ pool: inout ConcentratedPoolState, _ parameters: ConcentratedPoolParameters
    ) throws(Failure) -> TokenAmounts {
        for tick in [range.lower, range.upper] where tick % parameters.tickSpacing != 0 {
            throw failure(for: .tickOffSpacing(tick, spacing: parameters.tickSpacing))
        }
        var lower = try state(ofTick: range.lower)
        var upper = try state(ofTick: range.upper)
        var flipped: [Int32] = []
        if !change.isZero {
            let current = pool
            try checked { () throws(ConcentratedLiquidityError) in
                if try lower.change(
                    by: change, at: range.lower, isUpper: false, current, parameters)
                {
                    flipped.append(range.lower)
                }
                if try upper.change(
                    by: change, at: range.upper, isUpper: true, current, parameters)
                {
                    flipped.append(range.upper)
                }
            }
        }
        let amounts = try checked { () throws(ConcentratedLiquidityError) in
            let inside = pool.feeGrowthInside(range, lower, upper)
            try position.update(
                by: change, feeGrowthInside0X128: inside.growth0,
                feeGrowthInside1X128: inside.growth1)
            let amounts = try TokenAmounts(
                ofLiquidity: change.magnitude, in: range, at: pool, roundingUp: !change.isNegative)
            if range.contains(pool.tick) {
                pool.liquidity = try pool.liquidity.changed(by: change)
            }
            return amounts
        }
        for tick in flipped { try flip(tick, spacing: parameters.tickSpacing) }
        if !change.isZero {
            // A tick at which nothing begins or ends any more is forgotten.
            try setState(lower.liquidityGross.isZero ? TickState() : lower, ofTick: range.lower)
            try setState(upper.liquidityGross.isZero ? TickState() : upper, ofTick: range.upper)
        }
        return amounts
    }
}

extension TickState {
    /// Changes the liquidity that begins or ends here; tells whether the tick came into use or out.
    fileprivate mutating func change(
        by change: Int256, at tick: Int32, isUpper: Bool, _ pool: ConcentratedPoolState,
        _ parameters: ConcentratedPoolParameters
    ) throws(ConcentratedLiquidityError) -> Bool {
        let before = liquidityGross
        liquidityGross = try before.changed(by: change)
        guard liquidityGross <= parameters.liquidityPerTickMax else {
            throw .liquidityTooLarge(liquidityGross)
        }
        if before.isZero && tick <= pool.tick {
            // By convention all growth before the tick came into use was below it.
            feeGrowthOutside0X128 = pool.feeGrowth0X128
            feeGrowthOutside1X128 = pool.feeGrowth1X128
        }
        liquidityNet = isUpper ? liquidityNet &- change : liquidityNet &+ change
        return before.isZero != liquidityGross.isZero
    }
}

extension ConcentratedPoolState {
    /// Fee growth within a range, Q128.128; only differences of it mean anything.
    /// - Source: Uniswap v3 core, `Tick.getFeeGrowthInside`; white paper, section 6.3.
    fileprivate func feeGrowthInside(
        _ range: TickRange, _ lower: TickState, _ upper: TickState
    ) -> (growth0: UInt256, growth1: UInt256) {
        func inside(_ total: UInt256, _ lowerOutside: UInt256, _ upperOutside: UInt256) -> UInt256 {
            let below = tick >= range.lower ? lowerOutside : total &- lowerOutside
            let above = tick < range.upper ? upperOutside : total &- upperOutside
            return total &- below &- above
        }
        return (
            inside(feeGrowth0X128, lower.feeGrowthOutside0X128, upper.feeGrowthOutside0X128),
            inside(feeGrowth1X128, lower.feeGrowthOutside1X128, upper.feeGrowthOutside1X128)
        )
    }
}
