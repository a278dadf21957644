import SimulationKernel
import VenueFormulas

/// What happens outside of the venues in a window, the same for all of them.
///
/// A window is a function of study, regime and seed: common random numbers are had by running each
/// venue through the same window.
struct MarketWindow: Sendable {
    /// The index at each block; the first is one, and stands for the time before the window as well.
    var indices: [Int64] = []
    /// Orders of others by block.
    var flow: [LabOrder] = []
    /// The place in `flow` at which each block's orders begin; one more than blocks.
    var flowStarts: [Int] = [0]
    /// Volatility over the last minute against the calm one, in parts per million, by block.
    var volatilityRatios: [Int64] = []
    /// The block at whose end the trader decides.
    var decision = 0

    /// Blocks.
    var count: Int { indices.count }

    /// The index at a block; the first one before it.
    @inline(__always)
    func index(_ block: Int) -> Int64 { indices[min(max(block, 0), indices.count - 1)] }

    /// Orders of a block.
    @inline(__always)
    func orders(in block: Int) -> Range<Int> { flowStarts[block]..<flowStarts[block + 1] }
}

/// An order by an amount of quote.
struct LabOrder: Hashable, Sendable {
    var side: TakerSide
    /// To be spent, or to be received; before fees, millionths.
    var quote: Int64
    /// The worst average price; nil for any.
    var limit: Int64?
    /// The price at which it was traded in a record.
    var printed: Int64?
}

extension MarketWindow {
    /// The window of a seed in a regime.
    init(_ study: SlippageStudy, _ regime: MarketRegime, seed: UInt64) {
        let random = RandomSource(seed: seed)
        let market = study.market
        let isStressed = regime == .stressed
        let blocks = max(Int(market.windowMicros / market.blockMicros), 2)
        let blockSeconds = Double(market.blockMicros) / 1e6
        let yearSeconds = 31_536_000.0
        let sigma = isStressed ? market.stressedVolatility : market.volatility
        let step = sigma * (blockSeconds / yearSeconds).squareRoot()
        let jumpRate = isStressed ? market.stressedJumpsPerHour : market.jumpsPerHour
        var draws = random.stream("slippage/\(regime.rawValue)/index")
        var jumps = random.stream("slippage/\(regime.rawValue)/jumps")
        let normal = Distribution.normal(mean: 0, deviation: 1)
        var price = 1.0
        var squares: [Double] = []
        indices.reserveCapacity(blocks)
        for block in 0..<blocks {
            var change = -step * step / 2 + step * normal.sample(&draws)
            if jumps.unit() < jumpRate * blockSeconds / 3_600 {
                change += market.jumpBps / 1e4 * normal.sample(&jumps)
            }
            if block > 0 { price *= ExactMath.exp(change) }
            squares.append(block > 0 ? change * change : step * step)
            indices.append(Int64((price * Double(LabUnits.price)).rounded()))
        }
        let calm = market.volatility * (blockSeconds / yearSeconds).squareRoot()
        volatilityRatios = Self.ratios(
            squares, over: calm, blocks: max(Int(60 / blockSeconds), 1))
        drawFlow(
            study.flow, isStressed, blockSeconds, random.stream("slippage/\(regime.rawValue)/flow"))
        // The trader decides in the middle half, with enough blocks after it to send again.
        var moments = random.stream("slippage/\(regime.rawValue)/decision")
        decision = blocks / 4 + moments.index(below: max(blocks / 2, 1))
    }

    /// Root of the mean square over the last blocks, against a reference, parts per million.
    private static func ratios(_ squares: [Double], over reference: Double, blocks: Int) -> [Int64]
    {
        var sum = 0.0
        return squares.indices.map { place in
            sum += squares[place]
            if place >= blocks { sum -= squares[place - blocks] }
            let mean = max(sum, 0) / Double(min(place + 1, blocks))
            return Int64((mean.squareRoot() / reference * 1e6).rounded())
        }
    }

    private mutating func drawFlow(
        _ flow: LabFlowSettings, _ isStressed: Bool, _ blockSeconds: Double, _ stream: RandomStream
    ) {
        var stream = stream
        let perMinute = isStressed ? flow.stressedOrdersPerMinute : flow.ordersPerMinute
        let arrivals = Distribution.poisson(mean: perMinute * blockSeconds / 60)
        let amounts = Distribution.logNormal(
            shift: 0, median: flow.medianQuote, sigma: flow.sigma)
        let limit = LabUnits.microBps(flow.limitBps)
        for index in indices {
            for _ in 0..<arrivals.sampleInteger(&stream) {
                let side: TakerSide =
                    stream.unit() < (isStressed ? flow.stressedSellShare : 0.5) ? .sell : .buy
                let quote = LabUnits.quoteMicro(min(amounts.sample(&stream), 1e9))
                guard quote > 0 else { continue }
                self.flow.append(
                    LabOrder(
                        side: side, quote: quote,
                        limit: LabUnits.price(index, movedBy: side == .buy ? limit : -limit)))
            }
            flowStarts.append(self.flow.count)
        }
    }
}
