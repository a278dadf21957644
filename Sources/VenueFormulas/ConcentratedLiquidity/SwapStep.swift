import WideIntegers

/// What a trade is fixed by, in base units.
public enum SwapAmount: Hashable, Sendable {
    /// What is paid in, fee included.
    case input(UInt256)
    /// What is paid out.
    case output(UInt256)

    /// The number of base units.
    public var value: UInt256 {
        switch self {
        case .input(let amount), .output(let amount): amount
        }
    }

    func reduced(byInput input: UInt256, output: UInt256) -> SwapAmount {
        switch self {
        case .input(let amount): .input(amount &- input)
        case .output(let amount): .output(amount &- output)
        }
    }
}

/// A trade between two root prices with one liquidity.
///
/// - Source: Uniswap v3 core, `SwapMath.computeSwapStep`.
public struct SwapStep: Hashable, Sendable {
    /// The root price at the end, Q64.96.
    public let sqrtPriceX96: UInt256
    /// What comes in, without the fee.
    public let amountIn: UInt256
    /// What goes out.
    public let amountOut: UInt256
    /// The fee, in units of what comes in.
    public let fee: UInt256

    /// Trades up to a target or until an amount is used up.
    ///
    /// A target below the price means that token0 comes in. The fee is on top of what comes in and
    /// rounded up; an input that does not reach the target leaves all its rest as fee.
    /// - Parameter feePpm: below 1,000,000.
    /// - Throws: `.feeOutOfRange`, and what `SqrtPriceMath` refuses.
    public init(
        from price: UInt256, toward target: UInt256, liquidity: UInt256, remaining: SwapAmount,
        feePpm: UInt32
    ) throws(ConcentratedLiquidityError) {
        guard feePpm < 1_000_000 else { throw .feeOutOfRange(ppm: feePpm) }
        let isDown = price >= target
        let keptPpm = UInt256(UInt64(1_000_000 - feePpm))
        let next: UInt256
        switch remaining {
        case .input(let amount):
            let lessFee = try SqrtPriceMath.mulDiv(amount, keptPpm, 1_000_000, roundingUp: false)
            let needed = try Self.input(price, target, liquidity, isDown)
            next =
                lessFee >= needed
                ? target
                : try SqrtPriceMath.price(
                    from: price, liquidity: liquidity, afterInput: lessFee, ofToken0: isDown)
        case .output(let amount):
            let available = try Self.output(price, target, liquidity, isDown)
            next =
                amount >= available
                ? target
                : try SqrtPriceMath.price(
                    from: price, liquidity: liquidity, afterOutput: amount, ofToken0: !isDown)
        }
        sqrtPriceX96 = next
        amountIn = try Self.input(price, next, liquidity, isDown)
        let given = try Self.output(price, next, liquidity, isDown)
        if case .output(let amount) = remaining {
            // Rounding the price may have made room for more than was asked for.
            amountOut = min(given, amount)
        } else {
            amountOut = given
        }
        if case .input(let amount) = remaining, next != target {
            fee = amount &- amountIn
        } else {
            fee = try SqrtPriceMath.mulDiv(
                amountIn, UInt256(UInt64(feePpm)), keptPpm, roundingUp: true)
        }
    }

    private static func input(
        _ price: UInt256, _ next: UInt256, _ liquidity: UInt256, _ isDown: Bool
    ) throws(ConcentratedLiquidityError) -> UInt256 {
        isDown
            ? try SqrtPriceMath.amount0(
                between: price, and: next, liquidity: liquidity, roundingUp: true)
            : try SqrtPriceMath.amount1(
                between: price, and: next, liquidity: liquidity, roundingUp: true)
    }

    private static func output(
        _ price: UInt256, _ next: UInt256, _ liquidity: UInt256, _ isDown: Bool
    ) throws(ConcentratedLiquidityError) -> UInt256 {
        isDown
            ? try SqrtPriceMath.amount1(
                between: price, and: next, liquidity: liquidity, roundingUp: false)
            : try SqrtPriceMath.amount0(
                between: price, and: next, liquidity: liquidity, roundingUp: false)
    }
}
