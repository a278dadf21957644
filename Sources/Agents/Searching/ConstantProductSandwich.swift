import WideIntegers

/// The best purchase before and sale after somebody's swap on a constant-product pair.
///
/// The victim names the least that it accepts; the front trade may move the price just so far. What
/// the front trade buys, the back trade sells whole.
/// - Source: Zhou et al. 2021, "High-Frequency Trading on Decentralized On-Chain Exchanges"
///   (arXiv 2009.14021); sizes are searched over the exact integer output.
public struct ConstantProductSandwich: Hashable, Sendable {
    /// What is put in first.
    public let frontIn: UInt256
    /// What that buys, and what is sold after the victim.
    public let frontOut: UInt256
    /// What the victim gets.
    public let victimOut: UInt256
    /// What the sale brings, in the token that was put in.
    public let backOut: UInt256

    /// What is left, in base units of the token that was put in; gas is not counted.
    public var profit: UInt256 { backOut.saturatingSubtract(frontIn) }

    /// A sandwich of a given size; nil when the pool cannot hold it or the victim gets too little.
    public init?(
        frontIn: UInt256, pool: DirectedReserves, victimIn: UInt256, victimOutMin: UInt256
    ) {
        guard frontIn <= DirectedReserves.reserveMax,
            victimIn <= DirectedReserves.reserveMax, let moved = pool.after(frontIn),
            let last = moved.after(victimIn)
        else { return nil }
        self.frontIn = frontIn
        frontOut = pool.amountOut(for: frontIn)
        victimOut = moved.amountOut(for: victimIn)
        guard victimOut >= victimOutMin else { return nil }
        backOut = last.reversed.amountOut(for: frontOut)
    }

    /// The most profitable sandwich.
    ///
    /// - Parameters:
    ///   - pool: before anything, in the victim's direction.
    ///   - victimIn: what the victim puts in.
    ///   - victimOutMin: the least that it accepts.
    ///   - capital: the most that is put in.
    /// - Returns: nil when none leaves a profit.
    /// - Complexity: about 600 evaluations of the output function.
    public static func best(
        on pool: DirectedReserves, victimIn: UInt256, victimOutMin: UInt256, capital: UInt256
    ) -> ConstantProductSandwich? {
        func sandwich(_ frontIn: UInt256) -> ConstantProductSandwich? {
            ConstantProductSandwich(
                frontIn: frontIn, pool: pool, victimIn: victimIn, victimOutMin: victimOutMin)
        }
        let bound = min(capital, DirectedReserves.reserveMax)
        // The more goes in before it, the less the victim gets.
        guard let largest = IntegerSearch.largest(upTo: bound, where: { sandwich($0) != nil })
        else { return nil }
        let size = IntegerSearch.peak(upTo: largest) { size in
            sandwich(size).map { Int256(difference: $0.backOut, $0.frontIn) } ?? .min
        }
        guard let best = sandwich(size), best.backOut > best.frontIn else { return nil }
        return best
    }
}

/// The best trade against a pair whose price somebody's swap, or news, has moved away from a price
/// elsewhere.
public struct ConstantProductBackrun: Hashable, Sendable {
    /// What is put in.
    public let amountIn: UInt256
    /// What comes out.
    public let amountOut: UInt256
    /// What that is worth elsewhere, in the token that is put in, rounded down.
    public let worth: UInt256

    /// What is left, in base units of the token that is put in; gas is not counted.
    public var profit: UInt256 { worth.saturatingSubtract(amountIn) }

    /// The most profitable trade.
    ///
    /// - Parameters:
    ///   - pool: after the swap that is followed, in one's own direction.
    ///   - price: what a unit of the token that comes out is worth in the other, as a ratio.
    ///   - capital: the most that is put in.
    /// - Returns: nil when none leaves a profit.
    public static func best(
        on pool: DirectedReserves, price: (numerator: UInt256, denominator: UInt256),
        capital: UInt256
    ) -> ConstantProductBackrun? {
        func trade(_ amountIn: UInt256) -> ConstantProductBackrun? {
            let amountOut = pool.amountOut(for: amountIn)
            guard let worth = try? amountOut.mulDivDown(price.numerator, price.denominator) else {
                return nil
            }
            return ConstantProductBackrun(amountIn: amountIn, amountOut: amountOut, worth: worth)
        }
        let bound = min(capital, DirectedReserves.reserveMax &- pool.reserveIn)
        let size = IntegerSearch.peak(upTo: bound) { size in
            trade(size).map { Int256(difference: $0.worth, $0.amountIn) } ?? .min
        }
        guard let best = trade(size), best.worth > best.amountIn else { return nil }
        return best
    }
}

extension Int256 {
    /// A difference of two amounts, or the nearest number where it has none.
    fileprivate init(difference left: UInt256, _ right: UInt256) {
        let isFall = left < right
        let magnitude = isFall ? right &- left : left &- right
        self = Int256(magnitude: magnitude, isNegative: isFall) ?? (isFall ? .min : .max)
    }
}
