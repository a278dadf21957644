import Agents
import Chain
import ContractRuntime
import EthereumPrimitives
import PerpContracts
import PriceOracles
import SimulationKernel
import WideIntegers

/// A venue of the run with what stands behind its desk.
final class OutsideVenue {
    /// How agents deal with it.
    let desk: VenueDesk
    /// The place of the path that it stands around.
    let pathIndex: Int
    /// The exchange; nil for a pair.
    let exchange: OffChainExchange?
    /// The pair; nil for an exchange.
    let pair: PlacedPair?
    /// Halts that hold at present.
    private var haltCount = 0

    init(
        _ desk: VenueDesk, pathIndex: Int, exchange: OffChainExchange? = nil,
        pair: PlacedPair? = nil
    ) {
        self.desk = desk
        self.pathIndex = pathIndex
        self.exchange = exchange
        self.pair = pair
    }

    /// The price as a reporter sees it that looks back to a moment, wad; nil while the venue is
    /// closed.
    func seenPriceWad(at time: SimulatedTime) -> UInt256? {
        if desk.isHalted { return nil }
        return exchange?.spotPriceWad(at: time) ?? pair?.record.priceWad(at: time)
    }

    /// Closes the venue for a time; orders that are under way are refused as well.
    func halt(at time: SimulatedTime, forMicros micros: UInt64, on timeline: Timeline) {
        timeline.schedule(at: time) { [self] in change(by: 1) }
        timeline.schedule(at: time + micros) { [self] in change(by: -1) }
    }

    private func change(by count: Int) {
        haltCount += count
        desk.isHalted = haltCount > 0
        exchange?.isHalted = haltCount > 0
    }
}

/// A pair on the chain as the genesis has it.
struct PlacedPair {
    /// How accounts trade on it.
    let route: SpotSwapRoute
    /// The token that has the price.
    let baseToken: ERC20Token
    /// What its price was at each block that its observer has seen.
    let record: SeenPrices
}

/// Prices by the moment at which they were seen, as far back as somebody may ask.
final class SeenPrices {
    private var points: [PathPoint]
    private let historyMicros: UInt64

    /// Prices that begin with a first one.
    init(_ first: PathPoint, historyMicros: UInt64) {
        points = [first]
        self.historyMicros = historyMicros
    }

    /// Takes a price in; times do not fall.
    func see(_ priceWad: UInt256, at time: SimulatedTime) {
        if points.last?.priceWad == priceWad { return }
        points.append(PathPoint(time, priceWad: priceWad))
        while points.count > 1, time.micros(since: points[1].time) > historyMicros {
            points.removeFirst()
        }
    }

    /// The price that was seen last at a moment; before all of them the oldest.
    func priceWad(at time: SimulatedTime) -> UInt256 {
        (points.last { $0.time <= time } ?? points[0]).priceWad
    }
}
