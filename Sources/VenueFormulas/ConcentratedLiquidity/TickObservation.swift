import WideIntegers

/// Sums over time that a pool has noted at one second.
///
/// - Source: Uniswap v3 core, `Oracle`; white paper, section 5.
public struct TickObservation: Hashable, Sendable {
    /// Seconds since 1970 modulo 2^32.
    public var timestampSeconds: UInt32
    /// The sum of tick times seconds, 56 bits with sign; it wraps.
    public var tickCumulative: Int64
    /// The sum of seconds over liquidity, Q128.128 in 160 bits; it wraps.
    public var secondsPerLiquidityX128: UInt256
    /// Whether the place in the ring has been written.
    public var isInitialized: Bool

    /// A note of a second.
    public init(
        timestampSeconds: UInt32, tickCumulative: Int64,
        secondsPerLiquidityX128: UInt256 = .zero, isInitialized: Bool = true
    ) {
        self.timestampSeconds = timestampSeconds
        self.tickCumulative = tickCumulative
        self.secondsPerLiquidityX128 = secondsPerLiquidityX128
        self.isInitialized = isInitialized
    }

    /// A place that was never written.
    public static let none = TickObservation(
        timestampSeconds: 0, tickCumulative: 0, isInitialized: false)

    /// The sums at a later second, with a tick and a liquidity that held all along.
    public func carried(
        to seconds: UInt32, tick: Int32, liquidity: UInt256 = .zero
    ) -> TickObservation {
        let elapsed = seconds &- timestampSeconds
        let perLiquidity = (UInt256(UInt64(elapsed)) << 128)
            .quotientAndRemainder(dividingBy: liquidity.isZero ? .one : liquidity).quotient
        return TickObservation(
            timestampSeconds: seconds,
            tickCumulative: (tickCumulative &+ Int64(tick) &* Int64(elapsed)).wrapped56,
            secondsPerLiquidityX128: (secondsPerLiquidityX128 &+ perLiquidity).low160)
    }

    /// The sums between this note and a later one: the tick's rate is cut to a whole tick first.
    func interpolated(to later: TickObservation, at seconds: UInt32) -> TickObservation {
        let width = later.timestampSeconds &- timestampSeconds
        if width == 0 { return self }
        let part = seconds &- timestampSeconds
        let rate = (later.tickCumulative &- tickCumulative).wrapped56 / Int64(width)
        let perLiquidity = (later.secondsPerLiquidityX128 &- secondsPerLiquidityX128).low160
        let share = (perLiquidity &* UInt256(UInt64(part)))
            .quotientAndRemainder(dividingBy: UInt256(UInt64(width))).quotient
        return TickObservation(
            timestampSeconds: seconds,
            tickCumulative: (tickCumulative &+ rate &* Int64(part)).wrapped56,
            secondsPerLiquidityX128: (secondsPerLiquidityX128 &+ share).low160)
    }
}

extension Int64 {
    /// The low 56 bits as a signed number.
    package var wrapped56: Int64 { (self << 8) >> 8 }
}

extension UInt256 {
    /// The low 160 bits.
    package var low160: UInt256 { UInt256(w0, w1, w2 & 0xffff_ffff, 0) }
}
