import WideIntegers

/// A pool as one direction of trade sees it.
///
/// Reserves are below 2^161, amounts at most 2^160, and both terms of the fee below 2^64, so that
/// no product of two and no sum here passes 256 bits.
struct PoolDirection {
    /// The reserve that grows.
    let reserveIn: UInt256
    /// The reserve that shrinks.
    let reserveOut: UInt256
    /// `b - a` of a fee of `a/b`, at least one.
    let kept: UInt256
    /// `b` of a fee of `a/b`.
    let whole: UInt256

    func output(of amountIn: UInt256) -> UInt256 {
        let effective = amountIn &* kept
        // The quotient is below the reserve, and the divisor positive since the reserve is.
        return (try? reserveOut.mulDivDown(effective, reserveIn &* whole &+ effective)) ?? .zero
    }

    /// The least input for an output; nil where there is none, or it passes 256 bits.
    func input(for amountOut: UInt256) -> UInt256? {
        guard amountOut < reserveOut else { return nil }
        return try? amountOut.mulDivUp(reserveIn &* whole, (reserveOut &- amountOut) &* kept)
    }

    // MARK: - Closed form

    /// The input that brings the ratio of the reserves to `factor` times what it is, as real
    /// numbers would have it: `in (sqrt((1-g)^2 + 4 g m) - (1+g)) / (2 g)`.
    ///
    /// The root is taken in 96 binary digits, so that the result is right to about
    /// `in 2^-96 / g` units.
    /// - Parameter factorQ192: `m` times 2^192, at most 2^234.
    func closedFormInput(factorQ192: UInt256) -> UInt256? {
        let taken = whole &- kept
        guard let square = try? (taken &* taken).mulDivDown(.one << 192, whole &* whole),
            let product = try? (factorQ192 << 2).mulDivDown(kept, whole),
            let keptQ96 = try? kept.mulDivDown(.one << 96, whole)
        else { return nil }
        let rootQ96 = (square &+ product).squareRoot
        let subtrahend = (.one << 96) &+ keptQ96
        if rootQ96 <= subtrahend { return .zero }
        return try? reserveIn.mulDivDown((rootQ96 &- subtrahend) &* whole, kept << 97)
    }
}

/// The ratio of a pool's reserves that a trade is to bring about.
struct PoolGoal {
    /// The trade has arrived when `(in + i) inWeight` is at least `(out - o) outWeight`, or above
    /// it when the goal is strict.
    let inWeight: UInt256
    let outWeight: UInt256
    let isStrict: Bool
    /// The wanted ratio over the present one, times 2^192, rounded up.
    let factorQ192: UInt256

    /// The least input after which the goal is reached, which the pool's integers decide.
    ///
    /// More input never leads away from the goal. The search starts at the closed form, doubles its
    /// steps until the answer is enclosed, and halves what is left.
    /// - Returns: nil where it may pass 2^190, which only a pool that has been pushed far can ask
    ///   for.
    func leastInput(_ direction: PoolDirection) -> UInt256? {
        if isReached(by: .zero, direction) { return .zero }
        // Even if nothing came out, in (m - 1) more would do, and one more for a strict goal.
        let rise = factorQ192 > .one << 192 ? factorQ192 &- (.one << 192) : .zero
        let bound = ((try? direction.reserveIn.mulDivUp(rise, .one << 192)) ?? .zero) &+ .one
        guard bound.bitWidth <= 190 else { return nil }
        let estimate = direction.closedFormInput(factorQ192: factorQ192) ?? bound
        var reached = bound
        var missed = UInt256.zero
        var step = UInt256.one
        if estimate < bound, isReached(by: estimate, direction) {
            reached = estimate
            while step < reached {
                let lower = reached &- step
                guard isReached(by: lower, direction) else {
                    missed = lower
                    break
                }
                reached = lower
                step = step << 1
            }
        } else if estimate < bound {
            missed = estimate
            while step < bound &- missed {
                let higher = missed &+ step
                if isReached(by: higher, direction) {
                    reached = higher
                    break
                }
                missed = higher
                step = step << 1
            }
        }
        while reached &- missed > .one {
            let middle = missed &+ (reached &- missed) >> 1
            if isReached(by: middle, direction) { reached = middle } else { missed = middle }
        }
        return reached
    }

    private func isReached(by amountIn: UInt256, _ direction: PoolDirection) -> Bool {
        let left = UInt512(direction.reserveIn &+ amountIn, times: inWeight)
        let right = UInt512(
            direction.reserveOut &- direction.output(of: amountIn), times: outWeight)
        if left == right { return !isStrict }
        return left.high == right.high ? left.low > right.low : left.high > right.high
    }
}
