import WideIntegers

/// Why a pool of concentrated liquidity cannot be made, asked or traded with.
public enum ConcentratedLiquidityError: Error, Hashable, Sendable, CustomStringConvertible {
    /// A tick outside -887272 ... 887272.
    case tickOutOfRange(Int32)
    /// A root price, Q64.96, that no tick is below, or that is at the last tick or above it.
    case sqrtPriceOutOfRange(UInt256)
    /// A price in wad that no root price stands for.
    case priceOutOfRange(UInt256)
    /// A tick that is no multiple of the pool's spacing.
    case tickOffSpacing(Int32, spacing: Int32)
    /// A range whose lower tick is not below its upper tick.
    case emptyRange(lower: Int32, upper: Int32)
    /// A spacing outside 1 ... 16383.
    case spacingOutOfRange(Int32)
    /// A fee of the whole or more, in millionths.
    case feeOutOfRange(ppm: UInt32)
    /// A price limit on the wrong side of the price, or beyond all ticks, Q64.96.
    case limitOutOfRange(UInt256)
    /// A trade or a change of liquidity of nothing.
    case zeroAmount
    /// More than the liquidity at hand can give.
    case amountAboveReserves(UInt256)
    /// A liquidity of more than 128 bits, or of more than one tick may bear.
    case liquidityTooLarge(UInt256)
    /// Less liquidity than is to be taken away.
    case liquidityTooSmall
    /// A position without liquidity has nothing to bring up to date.
    case emptyPosition
    /// A result that does not fit its type.
    case overflow

    /// Place, value and what is allowed.
    public var description: String {
        switch self {
        case .tickOutOfRange(let tick):
            "a tick is from \(TickMath.tickMin) to \(TickMath.tickMax), not \(tick)"
        case .sqrtPriceOutOfRange(let price):
            "a root price is from \(TickMath.sqrtRatioMinX96) to below "
                + "\(TickMath.sqrtRatioMaxX96), not \(price)"
        case .priceOutOfRange(let price): "no root price stands for the price \(price)"
        case .tickOffSpacing(let tick, let spacing):
            "a tick is a multiple of \(spacing), not \(tick)"
        case .emptyRange(let lower, let upper):
            "a range's lower tick is below its upper one, not \(lower) to \(upper)"
        case .spacingOutOfRange(let spacing): "tickSpacing is 1 to 16383, not \(spacing)"
        case .feeOutOfRange(let ppm): "feePpm is 0 to 999999, not \(ppm)"
        case .limitOutOfRange(let limit):
            "a limit is beyond the price and within the ticks, unlike \(limit)"
        case .zeroAmount: "an amount is not zero"
        case .amountAboveReserves(let amount): "the liquidity cannot give \(amount)"
        case .liquidityTooLarge(let liquidity):
            "a liquidity of \(liquidity) is more than 128 bits or a tick hold"
        case .liquidityTooSmall: "there is less liquidity than is taken away"
        case .emptyPosition: "the position has no liquidity"
        case .overflow: "the result does not fit"
        }
    }
}
