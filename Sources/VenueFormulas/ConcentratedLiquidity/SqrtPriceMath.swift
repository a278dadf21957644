import WideIntegers

/// Amounts between two root prices, and the root price that an amount leads to.
///
/// Root prices are Q64.96, liquidity has 128 bits, amounts are base units. Every rounding is the pool's
/// gain: what comes in is rounded up, what goes out down, and a price moves no further than was paid
/// for.
/// - Source: Uniswap v3 core, `SqrtPriceMath`; white paper, sections 6.2.1 and 6.2.3.
public enum SqrtPriceMath {
    /// One in Q64.96.
    public static let q96 = UInt256(0, 1 << 32, 0, 0)

    /// The most liquidity, and the mask of what has 128 bits.
    package static let liquidityMax = UInt256(.max, .max, 0, 0)

    /// Token0 between two root prices: `L (b - a) / (a b)`.
    ///
    /// The order of the prices does not matter.
    /// - Throws: `.sqrtPriceOutOfRange` for a price of zero; `.liquidityTooLarge`; `.overflow`.
    public static func amount0(
        between one: UInt256, and other: UInt256, liquidity: UInt256, roundingUp: Bool
    ) throws(ConcentratedLiquidityError) -> UInt256 {
        let (lower, upper) = (min(one, other), max(one, other))
        if lower.isZero { throw .sqrtPriceOutOfRange(lower) }
        let scaled = try scaledX96(liquidity)
        let perUpper = try mulDiv(scaled, upper &- lower, upper, roundingUp: roundingUp)
        return divided(perUpper, by: lower, roundingUp: roundingUp)
    }

    /// Token1 between two root prices: `L (b - a)`.
    ///
    /// The order of the prices does not matter.
    /// - Throws: `.liquidityTooLarge`; `.overflow`.
    public static func amount1(
        between one: UInt256, and other: UInt256, liquidity: UInt256, roundingUp: Bool
    ) throws(ConcentratedLiquidityError) -> UInt256 {
        if liquidity > liquidityMax { throw .liquidityTooLarge(liquidity) }
        let width = max(one, other) &- min(one, other)
        return try mulDiv(liquidity, width, q96, roundingUp: roundingUp)
    }

    /// The root price after an amount came in: token0 lowers it, token1 raises it.
    /// - Throws: `.sqrtPriceOutOfRange` or `.liquidityTooSmall` for a zero; `.liquidityTooLarge`;
    ///   `.overflow` above 160 bits.
    public static func price(
        from price: UInt256, liquidity: UInt256, afterInput amount: UInt256, ofToken0: Bool
    ) throws(ConcentratedLiquidityError) -> UInt256 {
        try check(price, liquidity)
        return ofToken0
            ? try priceAdding0(price, liquidity, amount)
            : try priceAdding1(price, liquidity, amount)
    }

    /// The root price after an amount went out: token1 lowers it, token0 raises it.
    /// - Throws: `.amountAboveReserves`; otherwise as for an input.
    public static func price(
        from price: UInt256, liquidity: UInt256, afterOutput amount: UInt256, ofToken0: Bool
    ) throws(ConcentratedLiquidityError) -> UInt256 {
        try check(price, liquidity)
        return ofToken0
            ? try priceRemoving0(price, liquidity, amount)
            : try priceRemoving1(price, liquidity, amount)
    }

    // MARK: - Directions

    /// `L p / (L + amount p)`, rounded up; where the product is too wide, `L / (L / p + amount)`.
    private static func priceAdding0(
        _ price: UInt256, _ liquidity: UInt256, _ amount: UInt256
    ) throws(ConcentratedLiquidityError) -> UInt256 {
        if amount.isZero { return price }
        let scaled = liquidity << 96
        let (product, isTooWide) = amount.multipliedReportingOverflow(by: price)
        if !isTooWide {
            let (denominator, carries) = scaled.addingReportingOverflow(product)
            if !carries { return try mulDiv(scaled, price, denominator, roundingUp: true) }
        }
        let quotient = scaled.quotientAndRemainder(dividingBy: price).quotient
        let (denominator, carries) = quotient.addingReportingOverflow(amount)
        if carries { throw .overflow }
        return divided(scaled, by: denominator, roundingUp: true)
    }

    /// `L p / (L - amount p)`, rounded up.
    private static func priceRemoving0(
        _ price: UInt256, _ liquidity: UInt256, _ amount: UInt256
    ) throws(ConcentratedLiquidityError) -> UInt256 {
        if amount.isZero { return price }
        let scaled = liquidity << 96
        let (product, isTooWide) = amount.multipliedReportingOverflow(by: price)
        guard !isTooWide && scaled > product else { throw .amountAboveReserves(amount) }
        return try narrowed(try mulDiv(scaled, price, scaled &- product, roundingUp: true))
    }

    /// `p + amount / L`, rounded down.
    private static func priceAdding1(
        _ price: UInt256, _ liquidity: UInt256, _ amount: UInt256
    ) throws(ConcentratedLiquidityError) -> UInt256 {
        let rise = try mulDiv(amount, q96, liquidity, roundingUp: false)
        let (sum, carries) = price.addingReportingOverflow(rise)
        if carries { throw .overflow }
        return try narrowed(sum)
    }

    /// `p - amount / L`, rounded down.
    private static func priceRemoving1(
        _ price: UInt256, _ liquidity: UInt256, _ amount: UInt256
    ) throws(ConcentratedLiquidityError) -> UInt256 {
        let fall = try mulDiv(amount, q96, liquidity, roundingUp: true)
        guard price > fall else { throw .amountAboveReserves(amount) }
        return price &- fall
    }

    // MARK: - Arithmetic

    private static func check(
        _ price: UInt256, _ liquidity: UInt256
    ) throws(ConcentratedLiquidityError) {
        if price.isZero || price.bitWidth > 160 { throw .sqrtPriceOutOfRange(price) }
        if liquidity.isZero { throw .liquidityTooSmall }
        if liquidity > liquidityMax { throw .liquidityTooLarge(liquidity) }
    }

    private static func scaledX96(
        _ liquidity: UInt256
    ) throws(ConcentratedLiquidityError) -> UInt256 {
        if liquidity > liquidityMax { throw .liquidityTooLarge(liquidity) }
        return liquidity << 96
    }

    private static func narrowed(
        _ price: UInt256
    ) throws(ConcentratedLiquidityError) -> UInt256 {
        if price.bitWidth > 160 { throw .overflow }
        return price
    }

    private static func divided(
        _ value: UInt256, by divisor: UInt256, roundingUp: Bool
    ) -> UInt256 {
        let (quotient, remainder) = value.quotientAndRemainder(dividingBy: divisor)
        return roundingUp && !remainder.isZero ? quotient &+ .one : quotient
    }

    static func mulDiv(
        _ one: UInt256, _ other: UInt256, _ divisor: UInt256, roundingUp: Bool
    ) throws(ConcentratedLiquidityError) -> UInt256 {
        do throws(MulDivError) {
            return try roundingUp
                ? one.mulDivUp(other, divisor) : one.mulDivDown(other, divisor)
        } catch {
            throw .overflow
        }
    }
}
