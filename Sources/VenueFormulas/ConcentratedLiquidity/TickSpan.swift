/// A tick and the seconds for which it held, and what is made of several.
public struct TickSpan: Hashable, Sendable {
    /// Seconds.
    public var seconds: UInt32
    /// The tick.
    public var tick: Int32

    /// A tick that held for some seconds.
    public init(seconds: UInt32, tick: Int32) {
        self.seconds = seconds
        self.tick = tick
    }

    /// What the spans add to a sum of tick times seconds, 56 bits with sign; it wraps.
    public static func cumulative(of spans: [TickSpan]) -> Int64 {
        spans.reduce(0) { ($0 &+ Int64($1.tick) &* Int64($1.seconds)).wrapped56 }
    }

    /// The mean tick behind a difference of sums, rounded toward minus infinity; nil over no time.
    /// - Source: Uniswap v3 periphery, `OracleLibrary.consult`.
    public static func meanTick(cumulativeDelta: Int64, seconds: UInt32) -> Int32? {
        guard seconds > 0 else { return nil }
        let width = Int64(seconds)
        let quotient = cumulativeDelta / width
        let isRounded = cumulativeDelta < 0 && cumulativeDelta % width != 0
        return Int32(clamping: isRounded ? quotient - 1 : quotient)
    }

    /// The tick below which half of the time was spent, the upper one of two; nil over no time.
    ///
    /// To move it one must hold a tick for half of the window, whatever the tick.
    public static func medianTick(of spans: [TickSpan]) -> Int32? {
        let sorted = spans.sorted { $0.tick < $1.tick }
        let total = sorted.reduce(UInt64(0)) { $0 + UInt64($1.seconds) }
        var passed: UInt64 = 0
        for span in sorted {
            passed += UInt64(span.seconds)
            if 2 * passed > total { return span.tick }
        }
        return nil
    }

    /// A tick that is no further than a bound from the one recorded before it.
    /// - Parameter moveMax: ticks, not below zero.
    public static func truncatedTick(
        _ tick: Int32, after previous: Int32, moveMax: Int32
    ) -> Int32 {
        precondition(moveMax >= 0, "a move of at most \(moveMax) ticks")
        let (low, high) = (Int64(previous) - Int64(moveMax), Int64(previous) + Int64(moveMax))
        return Int32(clamping: min(max(Int64(tick), low), high))
    }
}
