/// Functions of the C library, made of IEEE 754's basic operations alone.
///
/// C libraries differ from each other in the last bits, and from one release to the next. Sums,
/// products and quotients do not: these functions give the same bits on every machine. No product is
/// fused with a sum, which Swift never does unasked.
public enum ExactMath {
    /// ln 2 to 33 bits, so that its product with an exponent of a `Double` is exact.
    private static let ln2High = 0x1.62e42feep-1
    /// What `ln2High` leaves of ln 2.
    private static let ln2Low = 0x1.a39ef35793c76p-33
    /// 1 / ln 2.
    private static let log2E = 0x1.71547652b82fep+0

    /// The natural logarithm, less than one unit in the last place off.
    ///
    /// With x = 2^k m and sqrt(1/2) <= m < sqrt(2), it is k ln 2 + log m. Let f = m - 1, which is
    /// exact, and s = f / (2 + f). Then log m = 2 atanh s = 2s + sR with R = 2s^2/3 + 2s^4/5 + ...,
    /// and 2s = f - f^2/2 + s f^2/2: rounding touches only what follows the leading f.
    /// - Source: this arrangement of the series: the comments of Sun's fdlibm, e_log.c (1993).
    /// - Returns: minus infinity for zero, nan below zero.
    public static func log(_ x: Double) -> Double {
        guard x > 0, x < .infinity else { return x == 0 ? -.infinity : x < 0 ? .nan : x }
        let (m, k) = split(x)
        let f = m - 1
        let s = f / (2 + f)
        let s2 = s * s
        // The next term, 2s^23/23, is below 2^-60 of the sum.
        var series = 2.0 / 21
        series = series * s2 + 2.0 / 19
        series = series * s2 + 2.0 / 17
        series = series * s2 + 2.0 / 15
        series = series * s2 + 2.0 / 13
        series = series * s2 + 2.0 / 11
        series = series * s2 + 2.0 / 9
        series = series * s2 + 2.0 / 7
        series = series * s2 + 2.0 / 5
        series = series * s2 + 2.0 / 3
        series *= s2
        let halfSquare = 0.5 * f * f
        let tail = s * (halfSquare + series) + k * ln2Low
        return k * ln2High + (f - (halfSquare - tail))
    }

    /// x as 2^k m with sqrt(1/2) <= m < sqrt(2), for a positive finite x.
    private static func split(_ x: Double) -> (m: Double, k: Double) {
        // Subnormal numbers are brought to full precision first.
        let isSubnormal = x < .leastNormalMagnitude
        let bits = (isSubnormal ? x * 0x1p54 : x).bitPattern
        var k = Int(bits >> 52) - 1023 - (isSubnormal ? 54 : 0)
        var m = Double(bitPattern: bits & 0x000f_ffff_ffff_ffff | 0x3ff0_0000_0000_0000)
        if m >= 0x1.6a09e667f3bcdp+0 {
            m *= 0.5
            k += 1
        }
        return (m, Double(k))
    }

    /// e to the power x, less than one unit in the last place off.
    ///
    /// With x = k ln 2 + r and |r| <= ln(2)/2, it is 2^k e^r, and e^r comes from its Taylor series up
    /// to r^14/14!, whose rest is below 2^-63. What subtracting k ln 2 rounds off is of the size of
    /// `k * ln2Low` and joins the small terms.
    public static func exp(_ x: Double) -> Double {
        if x.isNaN { return x }
        // Beyond these, e^x is far outside of what a `Double` holds.
        if x > 710 { return .infinity }
        if x < -746 { return 0 }
        let k = Int(x * log2E + (x < 0 ? -0.5 : 0.5))
        let high = x - Double(k) * ln2High
        let low = Double(k) * ln2Low
        let r = high - low
        var series = 1.0 / 87_178_291_200
        series = series * r + 1.0 / 6_227_020_800
        series = series * r + 1.0 / 479_001_600
        series = series * r + 1.0 / 39_916_800
        series = series * r + 1.0 / 3_628_800
        series = series * r + 1.0 / 362_880
        series = series * r + 1.0 / 40320
        series = series * r + 1.0 / 5040
        series = series * r + 1.0 / 720
        series = series * r + 1.0 / 120
        series = series * r + 1.0 / 24
        series = series * r + 1.0 / 6
        series = series * r + 0.5
        let power = 1 + (high + (r * r * series - low))
        // In two steps, of which only the second may leave the normal numbers and round.
        return power * powerOfTwo(k >> 1) * powerOfTwo(k - (k >> 1))
    }

    private static func powerOfTwo(_ exponent: Int) -> Double {
        Double(bitPattern: UInt64(exponent + 1023) << 52)
    }
}
