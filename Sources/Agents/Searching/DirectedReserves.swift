import WideIntegers

/// The reserves of a constant-product pair as a swap meets them, with the exact output function.
///
/// - Source: Uniswap v2 periphery, `UniswapV2Library.getAmountOut`; fees in parts of a thousand.
public struct DirectedReserves: Hashable, Sendable {
    /// The largest reserve, 2^112 - 1, which keeps every product here below 2^256.
    public static let reserveMax = UInt256.one << 112 &- .one

    /// Base units of the token that is put in.
    public let reserveIn: UInt256
    /// Base units of the token that is taken out.
    public let reserveOut: UInt256
    /// The fee on what goes in.
    public let feePerMille: UInt64

    /// A pair's reserves in the direction of a swap.
    public init(reserveIn: UInt256, reserveOut: UInt256, feePerMille: UInt64 = 3) {
        precondition(!reserveIn.isZero && !reserveOut.isZero, "an empty pool")
        precondition(
            reserveIn <= Self.reserveMax && reserveOut <= Self.reserveMax, "reserves over 2^112")
        precondition(feePerMille < 1_000, "a fee of \(feePerMille) thousandths")
        self.reserveIn = reserveIn
        self.reserveOut = reserveOut
        self.feePerMille = feePerMille
    }

    /// What the pool gives for an amount of at most `reserveMax`, rounded down.
    public func amountOut(for amountIn: UInt256) -> UInt256 {
        precondition(amountIn <= Self.reserveMax, "\(amountIn) is more than a pool can hold")
        let afterFee = amountIn &* UInt256(1_000 - feePerMille)
        let denominator = reserveIn &* 1_000 &+ afterFee
        return (afterFee &* reserveOut).quotientAndRemainder(dividingBy: denominator).quotient
    }

    /// The pool after a swap of an amount; nil when it cannot hold that.
    public func after(_ amountIn: UInt256) -> DirectedReserves? {
        let held = reserveIn &+ amountIn
        guard held <= Self.reserveMax else { return nil }
        let left = reserveOut &- amountOut(for: amountIn)
        guard !left.isZero else { return nil }
        return DirectedReserves(reserveIn: held, reserveOut: left, feePerMille: feePerMille)
    }

    /// The same pool for a swap the other way.
    public var reversed: DirectedReserves {
        DirectedReserves(
            reserveIn: reserveOut, reserveOut: reserveIn, feePerMille: feePerMille)
    }
}

/// Searches over integers, each of at most some hundreds of steps.
enum IntegerSearch {
    /// The largest number up to a bound for which a claim holds, which from some number on fails.
    /// - Returns: nil when it fails at zero.
    static func largest(upTo bound: UInt256, where holds: (UInt256) -> Bool) -> UInt256? {
        guard holds(.zero) else { return nil }
        if holds(bound) { return bound }
        var (good, bad) = (UInt256.zero, bound)
        while bad &- good > .one {
            let middle = good &+ (bad &- good) >> 1
            if holds(middle) { good = middle } else { bad = middle }
        }
        return good
    }

    /// Where a function with one peak is highest, up to the plateaus that rounding makes of it.
    ///
    /// The range is cut by thirds until its numbers can be tried one by one; where the function only
    /// rises, its end is tried too, since plateaus can lead away from it.
    static func peak(upTo bound: UInt256, of value: (UInt256) -> Int256) -> UInt256 {
        var (low, high) = (UInt256.zero, bound)
        while high &- low > 64 {
            let third = (high &- low).quotientAndRemainder(dividingBy: 3).quotient
            if value(low &+ third) < value(high &- third) {
                low = low &+ third
            } else {
                high = high &- third
            }
        }
        var best = low
        var bestValue = value(low)
        var candidate = low
        while candidate < high {
            candidate = candidate &+ .one
            let candidateValue = value(candidate)
            if candidateValue > bestValue { (best, bestValue) = (candidate, candidateValue) }
        }
        return value(bound) > bestValue ? bound : best
    }
}
