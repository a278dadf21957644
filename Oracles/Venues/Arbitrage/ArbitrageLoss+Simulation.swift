import SimulationKernel
import WideIntegers

extension ArbitrageLoss {
    /// Runs of blocks by whose means the error is estimated.
    private static let runCount: UInt64 = 100
    /// Blocks that one simulation may take, some minutes of work.
    public static let blocksMax: UInt64 = 100_000_000

    /// Simulates the pool in integers against an outside price that is a martingale of lognormal
    /// steps.
    ///
    /// - Parameters:
    ///   - sigma: Standard deviation of the logarithm over a block, above zero and at most 0.5.
    ///   - fee: The pool's fee, below one.
    ///   - blocks: How many, from 100 to `blocksMax`; rounded down to whole hundreds.
    /// - Throws: `ArbitrageLossError`.
    public static func simulate(
        sigma: Double, fee: Ratio, blocks: UInt64, stream: RandomStream
    ) throws(ArbitrageLossError) -> Estimate {
        guard sigma > 0, sigma <= 0.5 else { throw .sigma(sigma) }
        guard fee.numerator < fee.denominator else { throw .fee(fee) }
        guard (runCount...blocksMax).contains(blocks) else { throw .blocks(blocks) }
        var market = try ArbitragedPool(sigma: sigma, fee: fee, stream: stream)
        let length = blocks / runCount
        var (sum, squares) = (0.0, 0.0)
        for _ in 0..<runCount {
            var run = 0.0
            for _ in 0..<length {
                run += market.nextBlock()
                market.recentre()
            }
            let mean = run / Double(length)
            sum += mean
            squares += mean * mean
        }
        let count = Double(runCount)
        let mean = sum / count
        let variance = max(0, squares / count - mean * mean) / (count - 1)
        return Estimate(
            blockCount: length * runCount, tradeCount: market.tradeCount, lossPerBlock: mean,
            standardError: variance.squareRoot())
    }
}

/// Why a loss is not simulated.
public enum ArbitrageLossError: Error, Hashable, Sendable, CustomStringConvertible {
    /// A standard deviation outside of what is offered.
    case sigma(Double)
    /// A fee of everything.
    case fee(Ratio)
    /// Too few blocks to tell the error, or too many to wait for.
    case blocks(UInt64)

    /// Parameter, value and what is allowed.
    public var description: String {
        switch self {
        case .sigma(let sigma): "sigma is above 0 and at most 0.5, not \(sigma)"
        case .fee(let fee): "fee is below one, not \(fee.numerator)/\(fee.denominator)"
        case .blocks(let count): "blocks are from 100 to \(ArbitrageLoss.blocksMax), not \(count)"
        }
    }
}

/// A pool and the outside price that arbitrage keeps it at.
private struct ArbitragedPool {
    /// Reserves at a price of one: large enough for a unit not to matter, small enough to grow.
    private static let reserve = UInt256(1_000_000) &* .wad
    /// Bits of both reserves together from which on they are divided; 160 at the start.
    private static let bitsMax = 184

    /// The logarithm of the price from which on it is brought back.
    private static let logPriceMax = 16.0
    private static let ln2 = 0.693_147_180_559_945_3

    private let sigma: Double
    private let fee: Ratio
    private var stream: RandomStream
    private var pool: ConstantProductPool
    private var logPrice = 0.0
    private(set) var tradeCount: UInt64 = 0

    init(sigma: Double, fee: Ratio, stream: RandomStream) throws(ArbitrageLossError) {
        guard
            let pool = try? ConstantProductPool(
                baseReserve: Self.reserve, quoteReserve: Self.reserve, fee: fee)
        else { throw .fee(fee) }
        self.sigma = sigma
        self.fee = fee
        self.stream = stream
        self.pool = pool
    }

    /// Moves the price and has the pool arbitraged; the loss over the pool's worth.
    mutating func nextBlock() -> Double {
        let draw = ExactMath.inverseNormal(stream.openUnit())
        logPrice += sigma * draw - sigma * sigma / 2
        let priceWad = Self.wad(ExactMath.exp(logPrice))
        let band = NoArbitrageBand(aroundWad: priceWad, fee: fee)
        guard let (side, targetWad) = band.correction(ofPriceWad: pool.spotPriceWad),
            let amountIn = pool.leastInput(side, toPriceWad: targetWad),
            let (amountOut, after) = try? pool.trading(amountIn, side)
        else { return 0 }
        tradeCount += 1
        pool = after
        let (base, quote) = side == .buy ? (amountOut, amountIn) : (amountIn, amountOut)
        let worth = (try? base.mulDivDown(priceWad, .wad)) ?? .zero
        let held = (try? pool.baseReserve.mulDivDown(priceWad, .wad)) ?? .zero
        let gain =
            side == .buy ? Self.difference(worth, quote) : Self.difference(quote, worth)
        return gain / Double((held &+ pool.quoteReserve).low128)
    }

    /// Divides the price and the pool's quote by one power of two when they have gone far, and both
    /// reserves when fees have made them large, so that a run of any length stays within the
    /// integers. Loss and band depend on quotients alone.
    mutating func recentre() {
        if logPrice > Self.logPriceMax || logPrice < -Self.logPriceMax {
            let bits = Int(logPrice / Self.ln2)
            logPrice -= Double(bits) * Self.ln2
            pool = pool.shifted(baseRight: 0, quoteRight: bits)
        }
        if pool.baseReserve.bitWidth + pool.quoteReserve.bitWidth > Self.bitsMax {
            pool = pool.shifted(baseRight: 8, quoteRight: 8)
        }
    }

    private static func difference(_ a: UInt256, _ b: UInt256) -> Double {
        a >= b ? Double((a &- b).low128) : -Double((b &- a).low128)
    }

    /// The crossing of the price from `Double` to wad, rounded down.
    private static func wad(_ price: Double) -> UInt256 { UInt256(UInt128(price * 1e18)) }
}
