import ContractRuntime
import WideIntegers

/// The arithmetic of constant-product pools with a fee on what goes in.
///
/// All fees are parts of a thousand; failures have the texts of the original.
/// - Source: Uniswap v2 periphery, `UniswapV2Library`; Uniswap v2 core, `SafeMath`.
public enum SpotMath {
    /// The fee of the original.
    public static let usualFeePerMille: UInt64 = 3

    /// How much of B is worth as much as an amount of A at the reserves' ratio, rounded down.
    public static func quote(
        _ amountA: UInt256, reserveA: UInt256, reserveB: UInt256
    ) throws(Revert) -> UInt256 {
        if amountA.isZero { throw .reason("UniswapV2Library: INSUFFICIENT_AMOUNT") }
        try requireLiquidity(reserveA, reserveB)
        return try product(amountA, reserveB).quotientAndRemainder(dividingBy: reserveA).quotient
    }

    /// What a pool gives for an amount, rounded down, so for the pool.
    public static func amountOut(
        for amountIn: UInt256, reserveIn: UInt256, reserveOut: UInt256,
        feePerMille: UInt64 = usualFeePerMille
    ) throws(Revert) -> UInt256 {
        if amountIn.isZero { throw .reason("UniswapV2Library: INSUFFICIENT_INPUT_AMOUNT") }
        try requireLiquidity(reserveIn, reserveOut)
        let afterFee = try product(amountIn, UInt256(1_000 - feePerMille))
        let numerator = try product(afterFee, reserveOut)
        let denominator = try sum(try product(reserveIn, 1_000), afterFee)
        return numerator.quotientAndRemainder(dividingBy: denominator).quotient
    }

    /// What must be given for an amount: the quotient rounded down plus one, so for the pool.
    public static func amountIn(
        for amountOut: UInt256, reserveIn: UInt256, reserveOut: UInt256,
        feePerMille: UInt64 = usualFeePerMille
    ) throws(Revert) -> UInt256 {
        if amountOut.isZero { throw .reason("UniswapV2Library: INSUFFICIENT_OUTPUT_AMOUNT") }
        try requireLiquidity(reserveIn, reserveOut)
        let numerator = try product(try product(reserveIn, amountOut), 1_000)
        let rest = try difference(reserveOut, amountOut)
        let denominator = try product(rest, UInt256(1_000 - feePerMille))
        // Taking all that is there divides by zero, which compiles to an invalid instruction.
        if denominator.isZero { throw .invalidOpcode }
        return try sum(numerator.quotientAndRemainder(dividingBy: denominator).quotient, .one)
    }

    private static func requireLiquidity(_ one: UInt256, _ other: UInt256) throws(Revert) {
        if one.isZero || other.isZero {
            throw .reason("UniswapV2Library: INSUFFICIENT_LIQUIDITY")
        }
    }

    // MARK: - Checked operations

    static func sum(_ left: UInt256, _ right: UInt256) throws(Revert) -> UInt256 {
        let (sum, overflows) = left.addingReportingOverflow(right)
        if overflows { throw .reason("ds-math-add-overflow") }
        return sum
    }

    static func difference(_ left: UInt256, _ right: UInt256) throws(Revert) -> UInt256 {
        let (difference, underflows) = left.subtractingReportingOverflow(right)
        if underflows { throw .reason("ds-math-sub-underflow") }
        return difference
    }

    static func product(_ left: UInt256, _ right: UInt256) throws(Revert) -> UInt256 {
        let (product, overflows) = left.multipliedReportingOverflow(by: right)
        if overflows { throw .reason("ds-math-mul-overflow") }
        return product
    }
}

/// Both reserves of a pair and the time of their last change, as one storage slot holds them.
///
/// - Source: Uniswap v2 core, `UniswapV2Pair`: uint112, uint112 and uint32 from the low end.
public struct SpotReserves: Hashable, Sendable {
    /// The largest reserve, 2^112 - 1.
    public static let reserveMax = UInt256.one << 112 &- .one

    /// Base units of the token with the lower address.
    public var reserve0: UInt256
    /// Base units of the token with the higher address.
    public var reserve1: UInt256
    /// Seconds since 1970 modulo 2^32.
    public var timestampLast: UInt32

    /// Reserves from their parts.
    public init(reserve0: UInt256, reserve1: UInt256, timestampLast: UInt32) {
        self.reserve0 = reserve0
        self.reserve1 = reserve1
        self.timestampLast = timestampLast
    }

    /// Reads a slot.
    init(packed word: UInt256) {
        reserve0 = word & SpotReserves.reserveMax
        reserve1 = word >> 112 & SpotReserves.reserveMax
        timestampLast = UInt32(truncatingIfNeeded: word.w3 >> 32)
    }

    /// The slot's word.
    var packed: UInt256 {
        reserve0 | reserve1 << 112 | UInt256(UInt64(timestampLast)) << 224
    }
}
