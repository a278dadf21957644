import SimulationKernel
import WideIntegers

/// Validators that each make a price of venues', of which the chain takes the median by stake.
///
/// - Source: Hyperliquid's documentation, "Oracle": each validator takes the weighted median of
///   spot mids, the clearing house the median of validators weighted by stake.
public struct ValidatorNetwork: Sendable {
    /// The validators and their faults.
    public private(set) var panel: ReporterPanel
    /// What each has at stake.
    public let stakes: [UInt64]

    /// The weights of Hyperliquid's spot venues: Binance, OKX, Bybit, Kraken, KuCoin, Gate, MEXC,
    /// and its own.
    public static let hyperliquidVenueWeights: [UInt64] = [3, 2, 2, 1, 1, 1, 1, 1]

    /// Validators that have posted nothing yet.
    /// - Parameter name: begins the names of the streams of chance, after `validators/`.
    /// - Throws: what is wrong with a validator or a fault; `.outOfRange` when nobody has a stake.
    public init(
        _ validators: [(reporter: Reporter, stake: UInt64)], faults: FaultSchedule = .none,
        random: RandomSource, name: String
    ) throws(ReporterNetworkError) {
        panel = try ReporterPanel(
            validators.map(\.reporter), faults: faults, random: random, name: "validators/\(name)")
        stakes = validators.map(\.stake)
        guard stakes.contains(where: { $0 > 0 }) else {
            throw .outOfRange("stake", value: 0, allowed: 1...UInt64.max)
        }
    }

    /// What each validator posts at a moment, by place; nil for one that posts nothing.
    public mutating func posts(
        at now: SimulatedTime, prices: ProviderPrices
    ) -> [UInt256?] {
        panel.observe(at: now, prices: prices).map { $0?.value }
    }

    /// The median by stake of what was posted; nil of nothing.
    public func median(of posts: [UInt256?]) -> UInt256? {
        WeightedMedian.of(
            zip(posts, stakes).compactMap { post, stake in post.map { ($0, stake) } })
    }
}
