import OrderBook
import SimulationKernel

/// The paper's own simulation of a maker: a middle that goes up or down by `sigma sqrt(dt)` at each
/// step, and takers who meet a quote at a distance `d` with a probability of `A exp(-k d) dt`.
/// - Source: Avellaneda and Stoikov, "High-frequency trading in a limit order book", 2008, section 3.3.
public struct MakerSimulation: Hashable, Sendable {
    /// Around what the quotes stand.
    public enum Strategy: Hashable, Sendable, CaseIterable {
        /// The reservation price.
        case inventory
        /// The middle, with the spread of the other.
        case symmetric
    }

    /// Means and standard deviations over runs.
    public struct Outcome: Hashable, Sendable {
        /// The average spread, ticks.
        public let spreadTicks: Double
        /// Cash and inventory at the last middle, ticks times lots.
        public let profitMean: Double, profitDeviation: Double
        /// Lots at the end.
        public let inventoryMean: Double, inventoryDeviation: Double
    }

    /// The middle at the start, ticks.
    public var mid: Double
    /// `sigma`, ticks per square root of a second; `A`, fills per second at no distance; `k`, per tick.
    public var volatility: Double, intensity: Double, decay: Double
    /// The time of a step and their number.
    public var stepMicros: UInt64, steps: UInt64

    /// A simulation; by default the paper's, with a tick of 0.01 and a second for its unit of time:
    /// a start at 100, `sigma` 2, `k` 1.5, `A` 140, 200 steps of 0.005.
    public init(
        mid: Double = 10_000, volatility: Double = 200, intensity: Double = 140,
        decay: Double = 0.015, stepMicros: UInt64 = 5_000, steps: UInt64 = 200
    ) {
        self.mid = mid
        self.volatility = volatility
        self.intensity = intensity
        self.decay = decay
        self.stepMicros = stepMicros
        self.steps = steps
    }

    /// Lets a maker quote in many runs; run `k` draws from `maker/k`, for each strategy the same.
    /// - Precondition: at least two runs.
    public func run(
        _ maker: AvellanedaStoikovMaker, _ strategy: Strategy, runs: Int, source: RandomSource
    ) -> Outcome {
        precondition(runs >= 2, "\(runs) runs")
        var (profits, inventories, spreads) = ([Double](), [Double](), 0.0)
        for run in 0..<runs {
            var stream = source.stream("maker/\(run)")
            let end = single(maker, strategy, &stream)
            profits.append(end.profit)
            inventories.append(Double(end.inventory))
            spreads += end.spread
        }
        let (profit, inventory) = (Self.moments(profits), Self.moments(inventories))
        return Outcome(
            spreadTicks: spreads / Double(runs), profitMean: profit.mean,
            profitDeviation: profit.deviation, inventoryMean: inventory.mean,
            inventoryDeviation: inventory.deviation)
    }

    private func single(
        _ maker: AvellanedaStoikovMaker, _ strategy: Strategy, _ stream: inout RandomStream
    ) -> (profit: Double, inventory: Int64, spread: Double) {
        let seconds = Double(stepMicros) / 1e6
        let jump = volatility * seconds.squareRoot()
        var (mid, inventory, cash) = (mid, Int64(0), 0.0)
        var (spread, quoted) = (0.0, 0.0)
        for step in 0..<steps {
            let quotes = maker.quotes(
                mid: mid, inventory: strategy == .inventory ? inventory : 0, top: nil,
                at: SimulatedTime(micros: step * stepMicros))
            if let bid = quotes.bid, let ask = quotes.ask {
                spread += Double(ask.price - bid.price)
                quoted += 1
            }
            // Both sides draw whether they quote or not, so that strategies share their chance.
            let (buys, sells) = (stream.unit(), stream.unit())
            if let bid = quotes.bid, buys < probability(mid - Double(bid.price), seconds) {
                inventory += bid.quantity
                cash -= Double(bid.price) * Double(bid.quantity)
            }
            if let ask = quotes.ask, sells < probability(Double(ask.price) - mid, seconds) {
                inventory -= ask.quantity
                cash += Double(ask.price) * Double(ask.quantity)
            }
            mid += stream.below(2) == 0 ? jump : -jump
        }
        return (cash + Double(inventory) * mid, inventory, quoted == 0 ? 0 : spread / quoted)
    }

    private func probability(_ distance: Double, _ seconds: Double) -> Double {
        intensity * ExactMath.exp(-decay * distance) * seconds
    }

    private static func moments(_ values: [Double]) -> (mean: Double, deviation: Double) {
        let count = Double(values.count)
        let mean = values.reduce(0, +) / count
        let squares = values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
        return (mean, (squares / (count - 1)).squareRoot())
    }
}
