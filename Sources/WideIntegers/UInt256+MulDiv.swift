extension UInt256 {
    /// `self * other / denominator`, rounded down, from the full 512-bit product.
    ///
    /// - Throws: `MulDivError` for a zero denominator or a quotient above 2^256 - 1.
    /// - Source: `FullMath.mulDiv` of Uniswap v3, `fullMulDiv` of solady.
    public func mulDivDown(
        _ other: UInt256,
        _ denominator: UInt256
    ) throws(MulDivError) -> UInt256 {
        try mulDivRemainder(other, denominator).quotient
    }

    /// `self * other / denominator`, rounded up, from the full 512-bit product.
    ///
    /// - Throws: `MulDivError` for a zero denominator or a rounded quotient above 2^256 - 1.
    /// - Source: `FullMath.mulDivRoundingUp` of Uniswap v3, `fullMulDivUp` of solady.
    public func mulDivUp(
        _ other: UInt256,
        _ denominator: UInt256
    ) throws(MulDivError) -> UInt256 {
        let (quotient, remainder) = try mulDivRemainder(other, denominator)
        if remainder.isZero { return quotient }
        if quotient == .max { throw .resultOverflow }
        return quotient &+ .one
    }

    private func mulDivRemainder(
        _ other: UInt256,
        _ denominator: UInt256
    ) throws(MulDivError) -> (quotient: UInt256, remainder: UInt256) {
        if denominator.isZero { throw .denominatorIsZero }
        let (high, low) = multipliedFullWidth(by: other)
        if high.isZero { return low.quotientAndRemainder(dividingBy: denominator) }
        if high >= denominator { throw .resultOverflow }
        return denominator.dividingFullWidth((high, low))
    }
}
