import SimulationKernel
import WideIntegers

/// What a source of prices said last at a moment, in the feed's decimals; nil when it has nothing.
///
/// Sources are numbered; what stands behind a number, a venue, a path or a table, is the caller's.
/// A moment may lie before the present one: lags and frozen feeds look back.
public typealias ProviderPrices = (_ provider: Int, _ time: SimulatedTime) -> UInt256?

/// One who reports a price: a node, a publisher, a signer, a validator.
///
/// What it sees at a moment t is `index(t - lag) * (1 + noise)`, where the index is a median over
/// its providers.
public struct Reporter: Hashable, Sendable {
    /// A source that the reporter asks.
    public struct Provider: Hashable, Sendable {
        /// Its number.
        public var number: Int
        /// What it counts in a weighted median.
        public var weight: UInt64

        /// A source and its weight.
        public init(_ number: Int, weight: UInt64 = 1) {
            self.number = number
            self.weight = weight
        }
    }

    /// How a reporter makes one price of its providers'.
    public enum ProviderRule: String, Hashable, Sendable, CaseIterable {
        /// The upper median; weights do not count.
        case upperMedian = "upper median"
        /// The smallest price whose cumulated weight reaches half.
        case weightedMedian = "weighted median"
    }

    /// Names its stream of chance; unique in a network, and without a slash.
    public var name: String
    /// Whom it asks.
    public var providers: [Provider]
    /// How it makes one price of theirs.
    public var rule: ProviderRule
    /// How old what it sees is, in microseconds.
    public var lagMicros: UInt64
    /// Its relative error, drawn anew at each observation.
    public var noise: Distribution

    /// A reporter; by default it sees the present without error.
    public init(
        _ name: String, providers: [Provider], rule: ProviderRule = .upperMedian,
        lagMicros: UInt64 = 0, noise: Distribution = .constant(0)
    ) {
        self.name = name
        self.providers = providers
        self.rule = rule
        self.lagMicros = lagMicros
        self.noise = noise
    }

    /// What is wrong with it; nil when all is well.
    var defect: ReporterNetworkError? {
        if !providers.contains(where: { $0.weight > 0 }) { return .noProviders(reporter: name) }
        return noise.defect.map { .badDistribution(reporter: name, defect: $0) }
    }

    /// The one price of the providers that have one; nil when none has.
    func index(_ price: (Int) -> UInt256?) -> UInt256? {
        let prices = providers.compactMap { provider in
            price(provider.number).map { (value: $0, weight: provider.weight) }
        }
        switch rule {
        case .upperMedian: return UpperMedian.of(prices.map(\.value))
        case .weightedMedian: return WeightedMedian.of(prices)
        }
    }
}
