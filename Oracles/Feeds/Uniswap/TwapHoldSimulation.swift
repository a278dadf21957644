import SimulationKernel
import VenueFormulas
import WideIntegers

/// Why a hold cannot be simulated.
package enum TwapHoldError: Error, Hashable, Sendable, CustomStringConvertible {
    /// A reserve of zero, or one of 112 bits or more, in base units.
    case reserveOutOfRange(UInt256)
    /// More blocks held than the window has, or a window of none or too many.
    case blocksOutOfRange(held: UInt32, window: UInt32)
    /// No time in a block, or 2^32 seconds or more in the window.
    case secondsOutOfRange(UInt32)
    /// A fee of all that comes in.
    case feeOutOfRange
    /// A factor of zero, or one that reserves of 112 bits cannot show, wad.
    case factorOutOfRange(UInt256)
    /// A price, first or held, whose wad has too few digits to show the factor.
    case priceTooLow(UInt256)

    /// Parameter, value and what is allowed.
    package var description: String {
        switch self {
        case .reserveOutOfRange(let reserve): "a reserve is 1 to 2^112 - 1, not \(reserve)"
        case .blocksOutOfRange(let held, let window):
            "held blocks are at most the window's, of 1 to \(TwapHoldSimulation.windowBlocksMax): "
                + "not \(held) of \(window)"
        case .secondsOutOfRange(let seconds):
            "a window has 1 to 4294967295 seconds, not so with \(seconds) s a block"
        case .feeOutOfRange: "a fee is below one"
        case .factorOutOfRange(let factor): "the pool cannot show the factor \(factor) wad"
        case .priceTooLow(let price):
            "a price is \(TwapHoldSimulation.priceWadMin) wad or more, before and while it is held, "
                + "not \(price)"
        }
    }
}

/// A manipulation of both means of a constant-product pool, block by block in integers.
///
/// In each of the first `heldBlocks` blocks of the window the attacker pushes the price to a factor at
/// the block's end, and arbitrage brings it back at the start of the next; the pool then rests for
/// the remaining blocks. The attacker keeps what the push bought, and values it at the first price.
/// Both means come from the sums that the pools keep: `CumulativePrice` and `TickObservations`.
package struct TwapHoldSimulation: Hashable, Sendable {
    /// The most blocks of a window: those of 12 s of four months.
    package static let windowBlocksMax: UInt32 = 1_000_000
    /// The lowest price, first or held: rounded to wad it is then true to a millionth.
    package static let priceWadMin: UInt256 = 1_000_000

    /// Base units of base, below 2^112.
    package var reserveBase: UInt256
    /// Base units of quote, below 2^112.
    package var reserveQuote: UInt256
    /// The fee on what comes in, below one.
    package var fee = Ratio.never
    /// Blocks over which the mean is taken.
    package var windowBlocks: UInt32
    /// Blocks of them that are held.
    package var heldBlocks: UInt32
    /// Seconds of a block.
    package var secondsPerBlock: UInt32 = 12
    /// The price to hold over the first one, wad; below one for a fall.
    package var spotFactorWad: UInt256

    /// A hold of some blocks.
    package init(
        reserveBase: UInt256, reserveQuote: UInt256, windowBlocks: UInt32, heldBlocks: UInt32,
        spotFactorWad: UInt256
    ) {
        self.reserveBase = reserveBase
        self.reserveQuote = reserveQuote
        self.windowBlocks = windowBlocks
        self.heldBlocks = heldBlocks
        self.spotFactorWad = spotFactorWad
    }

    /// What came of a hold.
    package struct Outcome: Hashable, Sendable {
        /// The arithmetic mean over the first price, wad, rounded down.
        package var arithmeticFactorWad: UInt256
        /// The mean tick, rounded toward minus infinity.
        package var meanTick: Int32
        /// The tick of the first price.
        package var firstTick: Int32
        /// The geometric mean over the first price, wad: a power of 1.0001.
        package var geometricFactorWad: UInt256
        /// The geometric mean of the blocks' prices over the first price, before ticks cut it: an estimate
        /// to hold formulas against.
        package var geometricFactor: Double
        /// What the first push took in, worth in quote at the first price, rounded down.
        package var capitalQuote: UInt256
        /// What all pushes lost, in quote at the first price, each rounded down.
        package var lossQuote: UInt256
    }

    /// Runs through the window.
    /// - Throws: `TwapHoldError` for parameters out of range.
    /// - Complexity: two searches for the least swap in each held block.
    package func run() throws(TwapHoldError) -> Outcome {
        let first = try checkedPool()
        let firstTick = try tick(of: first)
        let isUp = spotFactorWad >= .wad
        let targetWad = try heldPriceWad(over: first.spotPriceWad, isUp: isUp)
        var pool = first
        var now: UInt32 = 0
        let start = CumulativePrice(cumulativeX112: .zero, timestampSeconds: now)
        var sum = start
        var ticks = TickObservations(startSeconds: now)
        var capital = UInt256.zero
        var loss = UInt256.zero
        var logSum = 0.0
        for block in 0..<windowBlocks {
            if block < heldBlocks {
                let push = try moved(pool, isUp ? .buy : .sell, toPriceWad: targetWad)
                pool = push.pool
                let paid = worth(push.amountIn, isQuote: isUp)
                let bought = worth(push.amountOut, isQuote: !isUp)
                if block == 0 { capital = paid }
                loss = loss &+ (paid > bought ? paid &- bought : .zero)
            }
            // What stands at the end of a block counts until the next one touches the pool.
            now += secondsPerBlock
            sum = try carried(sum, to: now, pool)
            ticks.write(now: now, tick: try tick(of: pool))
            logSum += ExactMath.log(pool.priceEstimate / first.priceEstimate)
            if block < heldBlocks {
                pool = try moved(
                    pool, isUp ? .sell : .buy, toPriceWad: first.spotPriceWad
                ).pool
            }
        }
        return try outcome(
            mean(of: sum, since: start), ticks.totalCumulative, firstTick,
            ExactMath.exp(logSum / Double(windowBlocks)), capital, loss)
    }

    // MARK: - Results

    private func outcome(
        _ mean: AveragePrice, _ cumulative: Int64, _ firstTick: Int32,
        _ geometricFactor: Double, _ capital: UInt256, _ loss: UInt256
    ) throws(TwapHoldError) -> Outcome {
        let seconds = windowBlocks * secondsPerBlock
        let meanTick = TickSpan.meanTick(cumulativeDelta: cumulative, seconds: seconds) ?? 0
        do {
            let firstX112 = try CumulativePrice.priceX112(
                reserveBase: reserveBase, reserveQuote: reserveQuote)
            return Outcome(
                arithmeticFactorWad: try mean.priceX112.mulDivDown(.wad, firstX112),
                meanTick: meanTick, firstTick: firstTick,
                geometricFactorWad: try TickMath.price(atTick: meanTick - firstTick),
                geometricFactor: geometricFactor,
                capitalQuote: capital, lossQuote: loss)
        } catch {
            throw .factorOutOfRange(spotFactorWad)
        }
    }

    /// An amount in quote at the first price, rounded down.
    private func worth(_ amount: UInt256, isQuote: Bool) -> UInt256 {
        // Amounts and reserves have 112 bits, so that the product fits.
        isQuote
            ? amount
            : (amount &* reserveQuote).quotientAndRemainder(dividingBy: reserveBase).quotient
    }

    private func mean(
        of sum: CumulativePrice, since start: CumulativePrice
    ) throws(TwapHoldError) -> AveragePrice {
        do throws(CumulativePriceError) {
            return try sum.average(since: start)
        } catch {
            throw .secondsOutOfRange(secondsPerBlock)
        }
    }

    private func carried(
        _ sum: CumulativePrice, to now: UInt32, _ pool: ConstantProductPool
    ) throws(TwapHoldError) -> CumulativePrice {
        do throws(CumulativePriceError) {
            return try sum.carried(
                to: now, reserveBase: pool.baseReserve, reserveQuote: pool.quoteReserve)
        } catch {
            throw .factorOutOfRange(spotFactorWad)
        }
    }

    private func tick(of pool: ConstantProductPool) throws(TwapHoldError) -> Int32 {
        do throws(ConcentratedLiquidityError) {
            return try TickMath.tick(
                atSqrtPriceX96: try TickMath.sqrtPriceX96(
                    amount0: pool.baseReserve, amount1: pool.quoteReserve))
        } catch {
            throw .factorOutOfRange(spotFactorWad)
        }
    }

    // MARK: - Moves

    /// The price to hold, rounded away from the first one.
    private func heldPriceWad(
        over firstWad: UInt256, isUp: Bool
    ) throws(TwapHoldError) -> UInt256 {
        let held =
            isUp
            ? try? firstWad.mulDivUp(spotFactorWad, .wad)
            : try? firstWad.mulDivDown(spotFactorWad, .wad)
        guard let held else { throw .factorOutOfRange(spotFactorWad) }
        let lowest = min(firstWad, held)
        guard lowest >= Self.priceWadMin else { throw .priceTooLow(lowest) }
        return held
    }

    /// The least trade that brings a pool to a price or beyond it.
    private func moved(
        _ pool: ConstantProductPool, _ side: SpotSide, toPriceWad targetWad: UInt256
    ) throws(TwapHoldError) -> (
        pool: ConstantProductPool, amountIn: UInt256, amountOut: UInt256
    ) {
        guard let amountIn = pool.leastInput(side, toPriceWad: targetWad),
            let trade = try? pool.trading(amountIn, side),
            trade.pool.baseReserve.bitWidth <= 112, trade.pool.quoteReserve.bitWidth <= 112
        else { throw .factorOutOfRange(spotFactorWad) }
        return (trade.pool, amountIn, trade.amountOut)
    }

    // MARK: - Checks

    private func checkedPool() throws(TwapHoldError) -> ConstantProductPool {
        for reserve in [reserveBase, reserveQuote]
        where reserve.isZero || reserve.bitWidth > 112 {
            throw .reserveOutOfRange(reserve)
        }
        guard (1...Self.windowBlocksMax).contains(windowBlocks), heldBlocks <= windowBlocks else {
            throw .blocksOutOfRange(held: heldBlocks, window: windowBlocks)
        }
        guard
            secondsPerBlock > 0
                && !windowBlocks.multipliedReportingOverflow(by: secondsPerBlock).overflow
        else { throw .secondsOutOfRange(secondsPerBlock) }
        guard !spotFactorWad.isZero && spotFactorWad.fitsUInt128 else {
            throw .factorOutOfRange(spotFactorWad)
        }
        guard
            let pool = try? ConstantProductPool(
                baseReserve: reserveBase, quoteReserve: reserveQuote, fee: fee)
        else { throw .feeOutOfRange }
        return pool
    }
}

extension ConstantProductPool {
    /// Quote per base.
    fileprivate var priceEstimate: Double { quoteReserve.estimate / baseReserve.estimate }
}

extension TickObservations {
    /// The newest note's sum of tick times seconds.
    fileprivate var totalCumulative: Int64 {
        (try? observation(at: cursor.index))?.tickCumulative ?? 0
    }
}
