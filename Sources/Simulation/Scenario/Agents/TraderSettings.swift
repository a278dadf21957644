import SimulationKernel
import WideIntegers

/// Traders without a view: they come by chance, take a side by chance, and leave again.
public struct NoiseSettings: Hashable, Sendable {
    /// The markets; empty for all.
    public var markets: [String] = []
    /// Positions that a member opens in an hour, on average.
    public var tradesPerHour = 2.0
    /// Margin of a position, whole units.
    public var margin = Distribution.logNormal(shift: 0, median: 500, sigma: 0.8)
    /// Leverage of a position.
    public var leverage = Distribution.uniform(low: 1, high: 5)
    /// Share of longs.
    public var longShare = 0.5
    /// How long a position is held, seconds.
    public var holdingSeconds = Distribution.exponential(mean: 1_800)
    /// The most that a trade may move the price against itself, wad; zero for any.
    public var slippageMaxWad: UInt256 = .share(1, 20)

    /// Two trades an hour.
    public init() {}
}

/// Traders who follow what the mark has done.
public struct TrendSettings: Hashable, Sendable {
    /// The market; empty for the first.
    public var market = ""
    /// From one look to the next, microseconds.
    public var everyMicros: UInt64 = 60_000_000
    /// How far back the trend is measured, microseconds.
    public var lookbackMicros: UInt64 = 600_000_000
    /// The move that makes it open, wad.
    public var thresholdWad: UInt256 = .share(1, 100)
    /// Margin of a position, whole units.
    public var margin = Distribution.constant(1_000)
    /// Leverage, wad.
    public var leverageWad: UInt256 = .wad &* 3
    /// The most that a trade may move the price against itself, wad; zero for any.
    public var slippageMaxWad: UInt256 = .share(1, 20)

    /// Three times after one percent in ten minutes.
    public init() {}
}

/// Small traders who hold a view, watch their margin and are stopped out.
public struct RetailSettings: Hashable, Sendable {
    /// The market; empty for the first.
    public var market = ""
    /// From one look to the next, microseconds.
    public var everyMicros: UInt64 = 120_000_000
    /// Margin of a position, whole units.
    public var margin = Distribution.logNormal(shift: 0, median: 300, sigma: 0.7)
    /// Leverage of a position.
    public var leverage = Distribution.logNormal(shift: 1, median: 3, sigma: 0.5)
    /// Share of longs.
    public var longShare = 0.7
    /// Loss of margin at which a position is closed, wad.
    public var stopLossWad: UInt256 = .share(6, 10)
    /// Chance that margin is added instead when it is low.
    public var addShare = 0.3
    /// Margin ratio below which it is low, wad.
    public var lowRatioWad: UInt256 = .share(1, 10)
    /// Margin ratio above which the surplus is withdrawn, wad; zero for never.
    public var highRatioWad: UInt256 = .zero
    /// When it opens, at the latest, microseconds after its start.
    public var openWithinMicros: UInt64 = 1_800_000_000

    /// Mostly longs.
    public init() {}
}

/// An account that does what it is told at given times.
public struct ScriptSettings: Hashable, Sendable {
    /// What it does, in order of time.
    public var steps: [ScriptStep] = []

    /// Nothing.
    public init() {}
}

/// A step of a script.
public struct ScriptStep: Hashable, Sendable {
    /// What is done.
    public enum Action: String, Hashable, Sendable, CaseIterable {
        case open, close
        case addMargin = "add-margin"
        case removeMargin = "remove-margin"
        case payFunding = "pay-funding"
        case spot
        case donate
        case deposit
        case order
        case cancelAll = "cancel-all"
    }

    /// When, microseconds after the start.
    public var atMicros: UInt64 = 0
    /// What.
    public var action = Action.open
    /// The market; empty for the first.
    public var market = ""
    /// The venue of a spot order.
    public var venue = ""
    /// Whether it buys, or opens a long.
    public var isLong = true
    /// Margin, or the amount of quote, wad.
    public var amountWad: UInt256 = .zero
    /// Leverage, wad.
    public var leverageWad: UInt256 = .wad
    /// Base of an order, wad.
    public var sizeWad: UInt256 = .zero
    /// Limit of an order, wad; nil for any price.
    public var priceWad: UInt256?
    /// What becomes of an order that does not trade at once.
    public var order = OrderKind.limit
    /// Whether an order may only bring the position nearer to nothing.
    public var isReduceOnly = false
    /// Into how many equal parts it is split.
    public var parts: UInt64 = 1
    /// From one part to the next, microseconds.
    public var everyMicros: UInt64 = 12_000_000

    /// Nothing, at the start.
    public init() {}
}

/// What becomes of an order that does not trade at once, or must not.
public enum OrderKind: String, Hashable, Sendable, CaseIterable {
    /// It rests.
    case limit
    /// It is refused where it would trade at once.
    case postOnly = "post-only"
    /// It is taken back.
    case immediate
}
