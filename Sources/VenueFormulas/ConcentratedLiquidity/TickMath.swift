import WideIntegers

/// Root prices at ticks, and ticks at root prices, to the last bit of Uniswap v3.
///
/// The price at tick `t` is `1.0001^t` of token1 per token0; a root price is its square root in Q64.96.
/// - Source: Uniswap v3 core, `TickMath`: multipliers, order of rounding and bounds.
public enum TickMath {
    /// The lowest tick.
    public static let tickMin: Int32 = -887_272
    /// The highest tick.
    public static let tickMax: Int32 = 887_272
    /// The root price at the lowest tick, 4295128739.
    public static let sqrtRatioMinX96: UInt256 = 4_295_128_739
    /// The root price at the highest tick, 1461446703485210103287273052203988822378723970342; the
    /// price stays below it.
    public static let sqrtRatioMaxX96 = UInt256(
        0x5d95_1d52_6398_8d26, 0xefd1_fc6a_5064_8849, 0x0000_0000_fffd_8963, 0)

    /// `2^128 / 1.0001^(2^i / 2)` for `i` from 0 to 19.
    private static let multipliersX128: [UInt256] = [
        UInt256(0xaa2d162d1a594001, 0xfffcb933bd6fad37, 0, 0),
        UInt256(0x59a46990580e213a, 0xfff97272373d4132, 0, 0),
        UInt256(0xef12357cf3c7fdcc, 0xfff2e50f5f656932, 0, 0),
        UInt256(0x1c3624eaa0941cd0, 0xffe5caca7e10e4e6, 0, 0),
        UInt256(0xc9db58835c926644, 0xffcb9843d60f6159, 0, 0),
        UInt256(0x472e6896dfb254c0, 0xff973b41fa98c081, 0, 0),
        UInt256(0x43ec78b326b52861, 0xff2ea16466c96a38, 0, 0),
        UInt256(0x11c461f1969c3053, 0xfe5dee046a99a2a8, 0, 0),
        UInt256(0xdcffc83b479aa3a4, 0xfcbe86c7900a88ae, 0, 0),
        UInt256(0x6f2b074cf7815e54, 0xf987a7253ac41317, 0, 0),
        UInt256(0x940c7a398e4b70f3, 0xf3392b0822b70005, 0, 0),
        UInt256(0x43b29c7fa6e889d9, 0xe7159475a2c29b74, 0, 0),
        UInt256(0x845ad8f792aa5825, 0xd097f3bdfd2022b8, 0, 0),
        UInt256(0x8a65dc1f90e061e5, 0xa9f746462d870fdf, 0, 0),
        UInt256(0x90bb3df62baf32f7, 0x70d869a156d2a1b8, 0, 0),
        UInt256(0x81231505542fcfa6, 0x31be135f97d08fd9, 0, 0),
        UInt256(0xc677de54f3e99bc9, 0x09aa508b5b7a84e1, 0, 0),
        UInt256(0x6699c329225ee604, 0x005d6af8dedb8119, 0, 0),
        UInt256(0x1ea926041bedfe98, 0x00002216e584f5fa, 0, 0),
        UInt256(0x91f7dc42444e8fa2, 0x00000000048a1703, 0, 0),
    ]

    /// The root price at a tick, Q64.96, rounded up.
    /// - Throws: `.tickOutOfRange`.
    public static func sqrtRatioX96(
        at tick: Int32
    ) throws(ConcentratedLiquidityError) -> UInt256 {
        guard (tickMin...tickMax).contains(tick) else { throw .tickOutOfRange(tick) }
        return sqrtRatioX96(inRange: tick)
    }

    /// The root price at a tick that is known to be in range.
    static func sqrtRatioX96(inRange tick: Int32) -> UInt256 {
        var ratioX128 = UInt256(0, 0, 1, 0)
        for (index, multiplier) in multipliersX128.enumerated()
        where tick.magnitude >> UInt32(index) & 1 == 1 {
            // At most 2^128 times less than 2^128.
            ratioX128 = (ratioX128 &* multiplier) >> 128
        }
        if tick > 0 { ratioX128 = UInt256.max.quotientAndRemainder(dividingBy: ratioX128).quotient }
        let isExact = ratioX128.w0 & 0xffff_ffff == 0
        return ratioX128 >> 32 &+ (isExact ? .zero : .one)
    }

    /// The greatest tick whose root price is not above a root price.
    /// - Throws: `.sqrtPriceOutOfRange` below the lowest tick's, at the highest tick's or above it.
    public static func tick(
        atSqrtPriceX96 price: UInt256
    ) throws(ConcentratedLiquidityError) -> Int32 {
        guard price >= sqrtRatioMinX96 && price < sqrtRatioMaxX96 else {
            throw .sqrtPriceOutOfRange(price)
        }
        // The estimate is less than two ticks off; the definition itself decides.
        var tick = min(max(estimatedTick(price), tickMin), tickMax - 1)
        while sqrtRatioX96(inRange: tick + 1) <= price { tick += 1 }
        while sqrtRatioX96(inRange: tick) > price { tick -= 1 }
        return tick
    }

    /// `log2(price / 2^96)`, its fraction cut to 14 bits, times the ticks of a doubling.
    private static func estimatedTick(_ price: UInt256) -> Int32 {
        let width = price.bitWidth
        var mantissa = (width > 128 ? price >> (width - 128) : price << (128 - width)).low128
        var logarithm = Int64(width - 1 - 96)
        for _ in 0..<14 {
            let square = mantissa.multipliedFullWidth(by: mantissa)
            let isTwo = square.high >> 127 == 1
            mantissa = isTwo ? square.high : square.high << 1 | square.low >> 127
            logarithm = logarithm << 1 | (isTwo ? 1 : 0)
        }
        return Int32(truncatingIfNeeded: (logarithm * ticksPerDoublingX16) >> 30)
    }

    /// `ln 2 / ln sqrt(1.0001)`, the ticks in which a root price doubles, times 2^16.
    private static let ticksPerDoublingX16: Int64 = 908_567_298
}
