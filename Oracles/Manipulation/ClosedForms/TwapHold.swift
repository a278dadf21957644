import SimulationKernel
import VenueFormulas
import WideIntegers

/// Holding a constant-product pool away from the outside price so that its average is bent.
///
/// Of N equal blocks in the window n are held at a factor m of the outside price; arbitrage brings the
/// pool back in each of them and the attacker pushes again. An arithmetic mean is then T = 1 + (n/N)(m - 1),
/// a geometric one T = m^(n/N).
/// - Source: Bentley, "Manipulating Uniswap v3 TWAP oracles" (Euler) for the geometric mean; Mackinga,
///   Nadahalli and Wattenhofer, eprint 2022/445, for the arithmetic one.
public struct TwapHold: Sendable {
    /// Which mean a feed takes of its blocks.
    public enum Mean: String, Hashable, Sendable, CaseIterable {
        /// Of the prices: Uniswap v2.
        case arithmetic
        /// Of their logarithms: Uniswap v3.
        case geometric
    }

    /// N.
    public let windowBlocks: UInt64
    /// n, from one to N.
    public let heldBlocks: UInt64
    /// T, the factor of the average that is wanted.
    public let targetFactor: Fraction
    /// Which mean.
    public let mean: Mean
    /// m as the formula has it: not above zero where no push is enough, as for an arithmetic mean at or
    /// below (N - n)/N.
    public let requiredFactor: Double
    /// The push of each held block, as shares of the quote reserve; nil when no push is enough, or none
    /// within `PoolPushShares.factors`.
    public let push: PoolPushShares?

    /// The plan that reaches a target.
    /// - Precondition: 1 <= n <= N, a target above zero, a fee of at least zero and below one.
    public init(
        windowBlocks: UInt64, heldBlocks: UInt64, targetFactor: Fraction, mean: Mean,
        fee: Double = 0
    ) {
        precondition(
            heldBlocks >= 1 && heldBlocks <= windowBlocks,
            "\(heldBlocks) held of \(windowBlocks) blocks")
        precondition(targetFactor.signum > 0, "a target factor of \(targetFactor)")
        self.windowBlocks = windowBlocks
        self.heldBlocks = heldBlocks
        self.targetFactor = targetFactor
        self.mean = mean
        let rise: Double
        switch mean {
        case .arithmetic:
            (requiredFactor, rise) = Self.arithmeticFactor(
                windowBlocks, heldBlocks, targetFactor)
        case .geometric:
            let ratio = Double(windowBlocks) / Double(heldBlocks)
            requiredFactor = ExactMath.exp(ratio * ExactMath.log(targetFactor.estimate))
            rise = requiredFactor - 1
        }
        let isReachable = PoolPushShares.factors.contains(requiredFactor)
        push = isReachable ? PoolPushShares(factor: requiredFactor, rise: rise, fee: fee) : nil
    }

    /// m = 1 + (N/n)(T - 1) and m - 1, both exact up to their last step: an average that is just out of
    /// reach would otherwise seem to be within by rounding.
    private static func arithmeticFactor(
        _ windowBlocks: UInt64, _ heldBlocks: UInt64, _ target: Fraction
    ) -> (factor: Double, rise: Double) {
        let (window, held) = (UInt256(windowBlocks), UInt256(heldBlocks))
        do throws(VenueFormulaError) {
            let ratio = try Fraction(Int256(bitPattern: window), over: held)
            let rise = try ratio * (target - .one)
            return (try (.one + rise).estimate, rise.estimate)
        } catch {
            // A target of very many digits is no round share of the blocks.
            let rise = window.estimate / held.estimate * (target.estimate - 1)
            return (1 + rise, rise)
        }
    }

    /// What all held blocks lose together, as a share of the quote reserve; nil when not reachable.
    ///
    /// An upper bound: whoever controls all held blocks and the one after loses only fees (`roundTrip`).
    public var totalLoss: Double? { push.map { Double(heldBlocks) * $0.loss } }

    /// The average that n held blocks at a factor give.
    public static func averageFactor(
        windowBlocks: UInt64, heldBlocks: UInt64, factor: Double, mean: Mean
    ) -> Double {
        precondition(windowBlocks > 0 && heldBlocks <= windowBlocks && factor > 0)
        let share = Double(heldBlocks) / Double(windowBlocks)
        switch mean {
        case .arithmetic: return 1 + share * (factor - 1)
        case .geometric: return ExactMath.exp(share * ExactMath.log(factor))
        }
    }

    /// The rise e from which one block at 1 + N e is cheaper than N blocks at 1 + e, for an arithmetic
    /// mean and no fee; holding is cheaper below it.
    ///
    /// With one block both plans are the same, so that there is none.
    public static func breakEvenRise(windowBlocks: UInt64) -> Double? {
        guard windowBlocks > 1 else { return nil }
        let blocks = Double(windowBlocks)
        func heldCostsMore(_ rise: Double) -> Bool {
            let held = blocks * PoolPushShares(factor: 1 + rise, fee: 0).loss
            return held > PoolPushShares(factor: 1 + blocks * rise, fee: 0).loss
        }
        // One block costs N times as much as a rise goes to zero, and 1 / sqrt N as it grows.
        var (low, high) = (0.0, 1.0)
        while !heldCostsMore(high) {
            low = high
            high *= 2
        }
        while true {
            let middle = low + (high - low) / 2
            if middle <= low || middle >= high { return middle }
            if heldCostsMore(middle) { high = middle } else { low = middle }
        }
    }
}
