import Agents
import Chain
import Simulation
import SimulationKernel
import WideIntegers

/// Prices and health over a trial, for pictures; at most some hundreds of moments.
public struct TrialCourse: Hashable, Sendable {
    /// A market at a moment.
    public struct Point: Hashable, Sendable {
        /// The curve's price and the feed's, quote; nil where there is none.
        public var mark: Double?, oracle: Double?
        /// The lowest margin ratio of all positions; nil without positions.
        public var marginRatioMin: Double?
        /// Positions that could be liquidated.
        public var openCount = 0
    }

    /// Moments.
    public private(set) var times: [SimulatedTime] = []
    /// The base fee at each moment, gwei.
    public private(set) var baseFeesGwei: [Double] = []
    /// For each market a point for each moment.
    public private(set) var markets: [[Point]] = []
    private let everyMicros: UInt64
    private var next = SimulatedTime(micros: 0)

    /// Moments that a picture has at most.
    private static let momentsMax: UInt64 = 720

    init(_ scenario: Scenario, marketCount: Int) {
        everyMicros = max(scenario.durationMicros / Self.momentsMax, 1)
        markets = Array(repeating: [], count: marketCount)
    }

    /// Takes in a block that the host's state is that of, where a moment is due.
    mutating func add(_ block: Block, _ facts: BlockFacts, in world: SimulationWorld) {
        guard block.sealedAt >= next else { return }
        next = block.sealedAt + everyMicros
        times.append(block.sealedAt)
        baseFeesGwei.append(facts.baseFeeWei.real * 1e9)
        let environment = block.environment(chainID: world.chain.settings.chainID)
        for market in world.markets {
            var point = Point()
            if market.exchange == nil {
                let quote = market.design.quote(in: world.chain.host, block: environment)
                point.mark = quote.markWad.real
                point.oracle = quote.oracleWad?.real
                let risk = market.risk(after: block, in: world.chain.host, environment)
                point.marginRatioMin = risk.positions.map(\.marginRatioWad).min().map {
                    $0.isNegative ? -$0.magnitude.real : $0.magnitude.real
                }
                point.openCount = facts.open.count { $0.name.market == market.index }
            }
            markets[market.index].append(point)
        }
    }

    /// Takes back the moments at and after one, whose blocks are orphaned.
    mutating func cut(from time: SimulatedTime) {
        while let last = times.last, last >= time {
            times.removeLast()
            baseFeesGwei.removeLast()
            for place in markets.indices { markets[place].removeLast() }
            next = last
        }
    }
}
