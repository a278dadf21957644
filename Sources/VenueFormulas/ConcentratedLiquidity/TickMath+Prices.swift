import WideIntegers

/// Prices behind ticks and root prices.
extension TickMath {
    /// Token1 per token0 at a root price, times `10^decimals`, rounded down.
    ///
    /// Tokens of `d0` and `d1` decimals have a price in wad at `decimals` of 18 + d0 - d1.
    /// - Throws: `.overflow` when it does not fit, or for more than 56 decimals.
    public static func price(
        ofSqrtPriceX96 sqrtPrice: UInt256, decimals: Int = 18
    ) throws(ConcentratedLiquidityError) -> UInt256 {
        guard decimals <= 56 else { throw .overflow }
        if decimals < 0 {
            let whole = try price(ofSqrtPriceX96: sqrtPrice, decimals: 0)
            return whole.dividedByPowerOfTen(decimals.magnitude)
        }
        // Half of the decimals go to each factor of the square.
        do {
            let factor = try sqrtPrice * UInt256(10).power(UInt256(UInt64(decimals / 2)))
            let other = decimals % 2 == 0 ? factor : try factor * 10
            return try factor.mulDivDown(other, UInt256(0, 0, 0, 1))
        } catch {
            throw .overflow
        }
    }

    /// Token0 per token1 at a root price, times `10^decimals`, rounded down.
    /// - Throws: `.sqrtPriceOutOfRange` for zero; `.overflow` when it does not fit, or for more than
    ///   56 decimals.
    public static func inversePrice(
        ofSqrtPriceX96 sqrtPrice: UInt256, decimals: Int = 18
    ) throws(ConcentratedLiquidityError) -> UInt256 {
        if sqrtPrice.isZero { throw .sqrtPriceOutOfRange(sqrtPrice) }
        guard decimals <= 56 else { throw .overflow }
        if decimals < 0 {
            let whole = try inversePrice(ofSqrtPriceX96: sqrtPrice, decimals: 0)
            return whole.dividedByPowerOfTen(decimals.magnitude)
        }
        guard let scale = try? UInt256(10).power(UInt256(UInt64(decimals))) else {
            throw .overflow
        }
        // Dividing twice and rounding down each time is dividing once by the square; what lies
        // between may have more than 256 bits.
        let root = UInt512(high: .zero, low: sqrtPrice)
        let once = UInt512(UInt256(0, 0, 0, 1), times: scale)
            .quotientAndRemainder(dividingBy: root).quotient
        let inverse = once.quotientAndRemainder(dividingBy: root).quotient
        guard inverse.high.isZero else { throw .overflow }
        return inverse.low
    }

    /// `1.0001^tick`, times `10^decimals`, rounded down.
    /// - Throws: `.tickOutOfRange`; `.overflow` when it does not fit.
    public static func price(
        atTick tick: Int32, decimals: Int = 18
    ) throws(ConcentratedLiquidityError) -> UInt256 {
        try price(ofSqrtPriceX96: try sqrtRatioX96(at: tick), decimals: decimals)
    }

    /// The lowest root price, Q64.96, at which a price in wad is reached from below.
    /// - Throws: `.priceOutOfRange` outside the prices of ticks.
    public static func sqrtPriceX96(
        atLeast priceWad: UInt256
    ) throws(ConcentratedLiquidityError) -> UInt256 {
        // A price is at least a whole number when it is so rounded down.
        let found = try bisected { root throws(ConcentratedLiquidityError) in
            try price(ofSqrtPriceX96: root) >= priceWad
        }
        guard !priceWad.isZero, let found, found < sqrtRatioMaxX96 else {
            throw .priceOutOfRange(priceWad)
        }
        return found
    }

    /// The highest root price, Q64.96, at which a price in wad is reached from above.
    /// - Throws: `.priceOutOfRange` outside the prices of ticks.
    public static func sqrtPriceX96(
        atMost priceWad: UInt256
    ) throws(ConcentratedLiquidityError) -> UInt256 {
        let found = try bisected { root throws(ConcentratedLiquidityError) in
            // The square of the root times 10^9, over 2^192, rounded up.
            let factor = root &* 1_000_000_000
            return try SqrtPriceMath.mulDiv(factor, factor, UInt256(0, 0, 0, 1), roundingUp: true)
                > priceWad
        }
        guard !priceWad.isZero, let found, found > sqrtRatioMinX96 else {
            throw .priceOutOfRange(priceWad)
        }
        return found &- .one
    }

    /// The root of `amount1 / amount0`, Q64.96, rounded down.
    ///
    /// Exact for quotients below 2^64; above, cut to 128 leading bits or more.
    /// - Throws: `.priceOutOfRange` for an amount of zero; `.overflow`.
    public static func sqrtPriceX96(
        amount0: UInt256, amount1: UInt256
    ) throws(ConcentratedLiquidityError) -> UInt256 {
        if amount0.isZero || amount1.isZero { throw .priceOutOfRange(.zero) }
        let quotient = amount1.quotientAndRemainder(dividingBy: amount0).quotient
        let excess = max(0, quotient.bitWidth - 64)
        let halved = (excess + 1) / 2
        guard halved <= 96 else { throw .overflow }
        let square = try SqrtPriceMath.mulDiv(
            amount1, UInt256.one << (192 - 2 * halved), amount0, roundingUp: false)
        return square.squareRoot << halved
    }

    /// The lowest root price for which a claim that turns true once holds; nil where it never does.
    private static func bisected(
        _ holds: (UInt256) throws(ConcentratedLiquidityError) -> Bool
    ) throws(ConcentratedLiquidityError) -> UInt256? {
        var (low, high) = (sqrtRatioMinX96, sqrtRatioMaxX96)
        guard try holds(high) else { return nil }
        while low < high {
            let middle = (low &+ high) >> 1
            if try holds(middle) { high = middle } else { low = middle &+ .one }
        }
        return low
    }
}

extension UInt256 {
    /// The quotient by a power of ten, rounded down; zero where the power does not fit.
    fileprivate func dividedByPowerOfTen(_ exponent: UInt) -> UInt256 {
        guard exponent <= 77, let power = try? UInt256(10).power(UInt256(UInt64(exponent))) else {
            return .zero
        }
        return quotientAndRemainder(dividingBy: power).quotient
    }
}
