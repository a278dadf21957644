import Agents
import Chain
import EthereumPrimitives
import PriceOracles
import SimulationKernel
import WideIntegers

/// A feed on a pair of the chain: its average over a sliding window that somebody keeps going, or
/// its price of the moment.
final class PairFeed: FeedMechanism {
    let address: Address
    private let site: FeedSite
    private let settings: PairFeedSettings
    private var poker: SecurityModulePoker?

    private static let gas: UInt64 = 200_000
    /// Points of a window, which are all taken while the world is built.
    private static let granularityMax: UInt64 = 1_000
    private static let updateCall = Selector(signature: "update()").bytes
    /// What the poker offers per gas above the base fee.
    private static let tipWei: UInt256 = 2_000_000_000

    init(
        _ settings: PairFeedSettings, on pair: SpotSwapRoute, site: FeedSite
    ) throws(ScenarioProblem) {
        self.site = site
        self.settings = settings
        address = site.contract("pair")
        let host = site.genesis.host
        try site.faults.requireNone("a feed with reporters; this one reads a pair")
        do {
            let sides = try PoolSides(base: pair.baseToken < pair.quoteToken ? .token0 : .token1)
            if settings.windowSeconds == 0 {
                _ = try PairSpotFeed(at: address, in: host, pair: pair.pair, sides: sides)
                return
            }
            guard let window = UInt32(exactly: settings.windowSeconds) else {
                throw site.problem(
                    "window", "\(settings.windowSeconds) s", "at most \(UInt32.max) s")
            }
            guard settings.granularity <= PairFeed.granularityMax else {
                throw site.problem(
                    "granularity", "\(settings.granularity)", "2 to \(PairFeed.granularityMax)")
            }
            _ = try SlidingWindowFeed(
                at: address, in: host, pair: pair.pair, sides: sides, windowSeconds: window,
                granularity: settings.granularity)
        } catch let problem as ScenarioProblem {
            throw problem
        } catch {
            throw site.problem("granularity", "\(settings.granularity)", "\(error)")
        }
        _ = site.fundedAccount("poker")
        try fillWindow()
    }

    private var periodSeconds: UInt64 { settings.windowSeconds / settings.granularity }

    /// How long before the run pairs must stand, so that windows over them are full, seconds.
    static func pairAgeSeconds(for feeds: [FeedSettings]) -> UInt64 {
        var age: UInt64 = 0
        for feed in feeds {
            if case .pairAverage(let model) = feed.model {
                age = max(age, min(model.windowSeconds, UInt64(UInt32.max)))
            }
        }
        return 2 * age
    }

    /// Takes a point in each period of the window before the run.
    private func fillWindow() throws(ScenarioProblem) {
        let now = site.genesis.block.timestampSeconds
        let period = now / periodSeconds
        guard period >= settings.granularity else {
            throw site.problem("window", "\(settings.windowSeconds) s", "less than the run's start")
        }
        for place in (0..<settings.granularity).reversed() {
            try site.call(
                address, PairFeed.updateCall, from: site.genesis.owner,
                atSeconds: (period - place) * periodSeconds)
        }
    }

    /// Nobody writes a price here: it is the pair's.
    func writtenPriceWad(in log: EventLog) -> UInt256? { nil }

    /// Updates are due at the first second of each period.
    func start(with crew: ReporterCrew, at time: SimulatedTime) -> [ReportSender] {
        guard settings.windowSeconds > 0 else { return [] }
        let poker = SecurityModulePoker(
            sender: crew.sender(site.role("poker"), tipWei: PairFeed.tipWei, gas: PairFeed.gas),
            poke: CallIntent(to: address, data: PairFeed.updateCall, gasLimit: PairFeed.gas),
            everyMicros: periodSeconds * 1_000_000
        ) { _, _ in true }
        poker.start(
            at: SimulatedTime(seconds: (time.seconds / periodSeconds + 1) * periodSeconds))
        self.poker = poker
        return [poker.sender]
    }
}
