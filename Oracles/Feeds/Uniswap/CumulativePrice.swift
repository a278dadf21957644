import WideIntegers

/// Why sums of prices give no mean.
public enum CumulativePriceError: Error, Hashable, Sendable, CustomStringConvertible {
    /// A reserve that 112 bits do not hold.
    case reserveTooLarge(UInt256)
    /// A mean over no time.
    case noTime
    /// A product that does not fit 256 bits.
    case overflow

    /// Value and what is allowed.
    public var description: String {
        switch self {
        case .reserveTooLarge(let reserve): "a reserve is below 2^112, not \(reserve)"
        case .noTime: "no second has passed between two points"
        case .overflow: "the product does not fit 256 bits"
        }
    }
}

/// The sum of a pool's price times seconds at one second.
///
/// The sum is UQ112x112 times seconds in 256 bits and wraps, and so do the seconds in 32 bits: only
/// differences of two points mean anything.
/// - Source: Uniswap v2 core, `UniswapV2Pair._update`; white paper, section 2.2.
public struct CumulativePrice: Hashable, Sendable {
    /// The sum.
    public var cumulativeX112: UInt256
    /// Seconds since 1970 modulo 2^32.
    public var timestampSeconds: UInt32

    /// A sum at a second.
    public init(cumulativeX112: UInt256, timestampSeconds: UInt32) {
        self.cumulativeX112 = cumulativeX112
        self.timestampSeconds = timestampSeconds
    }

    /// Quote per base as UQ112x112, rounded down; zero where either reserve is.
    /// - Throws: `.reserveTooLarge`.
    public static func priceX112(
        reserveBase: UInt256, reserveQuote: UInt256
    ) throws(CumulativePriceError) -> UInt256 {
        for reserve in [reserveBase, reserveQuote] where reserve.bitWidth > 112 {
            throw .reserveTooLarge(reserve)
        }
        if reserveBase.isZero { return .zero }
        return (reserveQuote << 112).quotientAndRemainder(dividingBy: reserveBase).quotient
    }

    /// The sum at a later second, with reserves that held all along.
    /// - Throws: `.reserveTooLarge`.
    public func carried(
        to seconds: UInt32, reserveBase: UInt256, reserveQuote: UInt256
    ) throws(CumulativePriceError) -> CumulativePrice {
        let price = try Self.priceX112(reserveBase: reserveBase, reserveQuote: reserveQuote)
        let elapsed = UInt256(UInt64(seconds &- timestampSeconds))
        return CumulativePrice(
            cumulativeX112: cumulativeX112 &+ price &* elapsed, timestampSeconds: seconds)
    }

    /// Seconds since an earlier point, less than 2^32.
    public func elapsedSeconds(since earlier: CumulativePrice) -> UInt32 {
        timestampSeconds &- earlier.timestampSeconds
    }

    /// The arithmetic mean of the price since an earlier point, cut to 224 bits.
    /// - Throws: `.noTime`.
    /// - Source: Uniswap v2 periphery, `ExampleOracleSimple.update`.
    public func average(
        since earlier: CumulativePrice
    ) throws(CumulativePriceError) -> AveragePrice {
        let elapsed = elapsedSeconds(since: earlier)
        guard elapsed > 0 else { throw .noTime }
        let mean = (cumulativeX112 &- earlier.cumulativeX112)
            .quotientAndRemainder(dividingBy: UInt256(UInt64(elapsed))).quotient
        return AveragePrice(priceX112: mean)
    }
}

/// A mean price, quote per base, UQ112x112 in 224 bits.
public struct AveragePrice: Hashable, Sendable {
    /// The number times 2^112.
    public let priceX112: UInt256

    /// A price, of which the low 224 bits count.
    public init(priceX112: UInt256) {
        self.priceX112 = priceX112 & (UInt256.max >> 32)
    }

    /// What an amount of base is worth, rounded down, in units of quote.
    /// - Throws: `.overflow` when the product does not fit 256 bits.
    /// - Source: Uniswap v2 periphery, `ExampleOracleSimple.consult`; Uniswap lib, `FixedPoint`.
    public func consult(_ amountBase: UInt256) throws(CumulativePriceError) -> UInt256 {
        let (product, overflows) = priceX112.multipliedReportingOverflow(by: amountBase)
        if overflows { throw .overflow }
        return product >> 112
    }

    /// The price times `10^decimals`, rounded down.
    /// - Throws: `.overflow` when it does not fit 256 bits.
    public func price(decimals: Int = 18) throws(CumulativePriceError) -> UInt256 {
        try scaled(decimals).quotient
    }

    /// The price times 10^18, rounded to the nearest, halves up.
    public var nearestWad: UInt256 {
        guard let scaled = try? scaled(18) else { return .max }
        return scaled.remainder.bit(111) ? scaled.quotient &+ .one : scaled.quotient
    }

    private func scaled(
        _ decimals: Int
    ) throws(CumulativePriceError) -> (quotient: UInt256, remainder: UInt256) {
        guard decimals.magnitude <= 77,
            let power = try? UInt256(10).power(UInt256(UInt64(decimals.magnitude)))
        else { throw .overflow }
        if decimals < 0 {
            return ((priceX112 >> 112).quotientAndRemainder(dividingBy: power).quotient, .zero)
        }
        let product = UInt512(priceX112, times: power)
        let parts = product.quotientAndRemainder(
            dividingBy: UInt512(high: .zero, low: UInt256.one << 112))
        guard parts.quotient.high.isZero else { throw .overflow }
        return (parts.quotient.low, parts.remainder.low)
    }
}
