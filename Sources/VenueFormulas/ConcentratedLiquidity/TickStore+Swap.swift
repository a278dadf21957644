import WideIntegers

/// What a trade moved, in base units.
public struct SwapOutcome: Hashable, Sendable {
    /// What came in, fee included.
    public var amountIn = UInt256.zero
    /// What went out.
    public var amountOut = UInt256.zero
    /// The part of what came in that is fee.
    public var fee = UInt256.zero
    /// Whether the whole amount was traded before the limit.
    public var isComplete = false

    /// Nothing moved.
    public init() {}
}

extension TickStore {
    /// Trades against the pool until an amount is used up or the price is at a limit.
    ///
    /// Where ranges leave a gap the price runs through it for nothing, up to the limit.
    /// - Parameters:
    ///   - isDown: whether token0 comes in, which lowers the price.
    ///   - limitSqrtPriceX96: where the price stops at the latest, beyond the present one and strictly
    ///     within the lowest and the highest tick's.
    /// - Throws: `.zeroAmount`; `.limitOutOfRange`; what the store throws.
    /// - Source: Uniswap v3 core, `UniswapV3Pool.swap`, without a protocol's share of the fee.
    public mutating func swap(
        _ pool: inout ConcentratedPoolState, _ parameters: ConcentratedPoolParameters,
        isDown: Bool, amount: SwapAmount, limitSqrtPriceX96 limit: UInt256
    ) throws(Failure) -> SwapOutcome {
        try checked { () throws(ConcentratedLiquidityError) in
            if amount.value.isZero { throw .zeroAmount }
            let isBeyond = isDown ? limit < pool.sqrtPriceX96 : limit > pool.sqrtPriceX96
            guard isBeyond && limit > TickMath.sqrtRatioMinX96 && limit < TickMath.sqrtRatioMaxX96
            else { throw .limitOutOfRange(limit) }
        }
        var remaining = amount
        var outcome = SwapOutcome()
        while !remaining.value.isZero && pool.sqrtPriceX96 != limit {
            let next = try nextTick(
                from: pool.tick, isDown: isDown, spacing: parameters.tickSpacing)
            let nextTick = min(max(next.tick, TickMath.tickMin), TickMath.tickMax)
            let nextPrice = TickMath.sqrtRatioX96(inRange: nextTick)
            let step = try checked { () throws(ConcentratedLiquidityError) in
                try SwapStep(
                    from: pool.sqrtPriceX96,
                    toward: isDown ? max(nextPrice, limit) : min(nextPrice, limit),
                    liquidity: pool.liquidity, remaining: remaining, feePpm: parameters.feePpm)
            }
            let stepInput = step.amountIn &+ step.fee
            remaining = remaining.reduced(byInput: stepInput, output: step.amountOut)
            outcome.amountIn = outcome.amountIn &+ stepInput
            outcome.amountOut = outcome.amountOut &+ step.amountOut
            outcome.fee = outcome.fee &+ step.fee
            try checked { () throws(ConcentratedLiquidityError) in
                try pool.addFee(step.fee, ofToken0: isDown)
            }
            let startPrice = pool.sqrtPriceX96
            pool.sqrtPriceX96 = step.sqrtPriceX96
            if step.sqrtPriceX96 == nextPrice {
                if next.isInitialized { try cross(nextTick, &pool, isDown: isDown) }
                pool.tick = isDown ? nextTick - 1 : nextTick
            } else if step.sqrtPriceX96 != startPrice {
                pool.tick = try checked { () throws(ConcentratedLiquidityError) in
                    try TickMath.tick(atSqrtPriceX96: step.sqrtPriceX96)
                }
            }
        }
        outcome.isComplete = remaining.value.isZero
        return outcome
    }

    /// Turns over the fee growth at a tick, and adds or takes the liquidity that begins or ends there.
    /// - Source: Uniswap v3 core, `Tick.cross`.
    private mutating func cross(
        _ tick: Int32, _ pool: inout ConcentratedPoolState, isDown: Bool
    ) throws(Failure) {
        var state = try state(ofTick: tick)
        state.feeGrowthOutside0X128 = pool.feeGrowth0X128 &- state.feeGrowthOutside0X128
        state.feeGrowthOutside1X128 = pool.feeGrowth1X128 &- state.feeGrowthOutside1X128
        try setState(state, ofTick: tick)
        let change = isDown ? Int256.zero &- state.liquidityNet : state.liquidityNet
        pool.liquidity = try checked { () throws(ConcentratedLiquidityError) in
            try pool.liquidity.changed(by: change)
        }
    }
}

extension ConcentratedPoolState {
    /// Shares a fee among the liquidity; a fee on no liquidity cannot arise.
    fileprivate mutating func addFee(
        _ fee: UInt256, ofToken0: Bool
    ) throws(ConcentratedLiquidityError) {
        if liquidity.isZero || fee.isZero { return }
        let growth = try SqrtPriceMath.mulDiv(
            fee, UInt256(0, 0, 1, 0), liquidity, roundingUp: false)
        if ofToken0 {
            feeGrowth0X128 = feeGrowth0X128 &+ growth
        } else {
            feeGrowth1X128 = feeGrowth1X128 &+ growth
        }
    }
}

extension UInt256 {
    /// Liquidity after a change.
    /// - Throws: `.liquidityTooSmall`; `.liquidityTooLarge` above 128 bits.
    /// - Source: Uniswap v3 core, `LiquidityMath.addDelta`.
    func changed(by change: Int256) throws(ConcentratedLiquidityError) -> UInt256 {
        if change.isNegative {
            let (rest, isShort) = subtractingReportingOverflow(change.magnitude)
            if isShort { throw .liquidityTooSmall }
            return rest
        }
        let (sum, carries) = addingReportingOverflow(change.bitPattern)
        if carries || sum > SqrtPriceMath.liquidityMax { throw .liquidityTooLarge(sum) }
        return sum
    }
}
