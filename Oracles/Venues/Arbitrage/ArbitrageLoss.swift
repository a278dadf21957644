import SimulationKernel
import WideIntegers

/// What arbitrage takes from a constant-product pool that it keeps at an outside price.
///
/// Once a block the pool is brought to the edge of the band `[g p, p/g]`; the loss is what the
/// arbitrageur gains at the outside price, over the worth of the pool.
public enum ArbitrageLoss {
    /// sqrt(2 pi) / |zeta(1/2)|.
    ///
    /// - Source: Nezlobin and Tassy, "Loss-Versus-Rebalancing under Deterministic and Generalized
    ///   block-times" (arXiv 2505.05113); sqrt(2 pi) = 2.5066282746310005, zeta(1/2) =
    ///   -1.4603545088095868.
    public static let discreteTimeFactor = 2.506_628_274_631_000_5 / 1.460_354_508_809_586_8

    /// The mean loss of a block as a share of the pool's worth, and how sure it is.
    public struct Estimate: Hashable, Sendable {
        /// Blocks simulated.
        public let blockCount: UInt64
        /// Blocks in which there was something to gain.
        public let tradeCount: UInt64
        /// The mean over all blocks.
        public let lossPerBlock: Double
        /// The standard error of that mean, from the means of 100 runs of blocks one after the
        /// other, which hardly depend on each other.
        public let standardError: Double
    }

    /// The expected loss per block as a share of the pool's worth: `s^2 / (8 (1 + 1.7164 f/s))`.
    ///
    /// - Parameters:
    ///   - sigma: Standard deviation of the logarithm of the outside price over a block.
    ///   - fee: The fee on one side, as a share.
    public static func closedForm(sigma: Double, fee: Double) -> Double {
        sigma * sigma / (8 * (1 + discreteTimeFactor * fee / sigma))
    }
}
