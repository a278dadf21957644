import WideIntegers

/// A price feed on the chain, with those who write it and the rules it is read through.
public struct FeedSettings: Hashable, Sendable {
    /// Its name.
    public var name = ""
    /// How its price comes about.
    public var model = FeedModel.network(NetworkFeedSettings())
    /// Rules that the market reads it through, in order.
    public var guards: [GuardSettings] = []

    /// A network that watches nothing yet.
    public init() {}
}

/// How a feed's price comes about.
public enum FeedModel: Hashable, Sendable {
    /// A network of reporters agrees on a median and one of them writes it (Chainlink's kind).
    case network(NetworkFeedSettings)
    /// One account writes what it sees (a pusher; an open setter where everyone may).
    case posted(PostedFeedSettings)
    /// A median that a delayed module passes on an hour later (Maker's kind).
    case delayed(DelayedFeedSettings)
    /// The average of a pair's price over a window (Uniswap v2's kind).
    case pairAverage(PairFeedSettings)
}

/// What reporters of a feed look at.
public struct SourceSettings: Hashable, Sendable {
    /// The venues.
    public var venues: [String] = []
    /// A path that is seen as it is, as one more source; nil for none.
    public var path: String?

    /// Nothing.
    public init() {}
}

/// A feed of the OCR kind.
public struct NetworkFeedSettings: Hashable, Sendable {
    /// What the nodes look at; each node takes the median of all.
    public var sources = SourceSettings()
    /// Nodes.
    public var nodes: UInt64 = 4
    /// Nodes that may lie.
    public var faults: UInt64 = 1
    /// Least relative change that is written, wad.
    public var deviationWad: UInt256 = .share(1, 200)
    /// Age after which any price is written, seconds.
    public var heartbeatSeconds: UInt64 = 3_600
    /// From one round to the next, microseconds.
    public var roundMicros: UInt64 = 12_000_000
    /// How old what nodes see is, microseconds.
    public var latencyMicros: UInt64 = 1_000_000
    /// Digits of the answer.
    public var decimals: UInt64 = 8
    /// What reports offer per gas above the base fee, wei.
    public var tipWei: UInt256 = 2_000_000_000

    /// Four nodes, half a percent, one hour.
    public init() {}
}

/// A feed that one account writes.
public struct PostedFeedSettings: Hashable, Sendable {
    /// What the account looks at; it posts the median.
    public var sources = SourceSettings()
    /// Least relative change that is posted, wad.
    public var deviationWad: UInt256 = .share(1, 200)
    /// Age after which any price is posted, seconds.
    public var heartbeatSeconds: UInt64 = 3_600
    /// From one look to the next, microseconds.
    public var everyMicros: UInt64 = 12_000_000
    /// How old what it sees is, microseconds.
    public var latencyMicros: UInt64 = 1_000_000
    /// What it offers per gas above the base fee, wei.
    public var tipWei: UInt256 = 2_000_000_000

    /// Half a percent, one hour.
    public init() {}
}

/// A feed of Maker's kind: a medianizer, and a security module that lags behind it.
public struct DelayedFeedSettings: Hashable, Sendable {
    /// What the reporters look at.
    public var sources = SourceSettings()
    /// Reporters.
    public var reporters: UInt64 = 3
    /// Least relative change that is relayed, wad.
    public var deviationWad: UInt256 = .share(1, 100)
    /// Age after which any price is relayed, seconds.
    public var heartbeatSeconds: UInt64 = 3_600
    /// From one look to the next, microseconds.
    public var everyMicros: UInt64 = 60_000_000
    /// How long the module holds a price back, seconds.
    public var delaySeconds: UInt64 = 3_600
    /// What relayers offer per gas above the base fee, wei.
    public var tipWei: UInt256 = 2_000_000_000

    /// Three reporters and an hour's delay.
    public init() {}
}

/// A feed that averages a pair on the chain.
public struct PairFeedSettings: Hashable, Sendable {
    /// The pair.
    public var venue = ""
    /// The window, seconds; zero: the pair's price of the moment.
    public var windowSeconds: UInt64 = 1_800
    /// Observations in a window.
    public var granularity: UInt64 = 6

    /// Half an hour.
    public init() {}
}

/// A rule that a feed is read through.
public struct GuardSettings: Hashable, Sendable {
    /// What it checks.
    public enum Rule: String, Hashable, Sendable, CaseIterable {
        /// The price may be at most so old, by `seconds`.
        case maxAge = "max-age"
        /// The price may move by at most `bound` from the last one that was accepted; else it is
        /// refused.
        case deviation
        /// The same, but the price is moved to the bound.
        case clamp
        /// The price is held within `bound` of an average that takes in `weight` of each price.
        case emaBand = "ema-band"
        /// The price may move by at most `bound` in each window of `seconds`; else it is held there.
        case moveBand = "move-band"
        /// Reading stops for `seconds` after a move of more than `bound`.
        case circuitBreaker = "circuit-breaker"
    }

    /// What it checks.
    public var rule = Rule.maxAge
    /// A ratio, wad.
    public var boundWad: UInt256 = .share(1, 5)
    /// A duration, seconds.
    public var seconds: UInt64 = 3_600
    /// The average's step, wad.
    public var weightWad: UInt256 = .share(1, 10)

    /// An hour's age at most.
    public init() {}
}
