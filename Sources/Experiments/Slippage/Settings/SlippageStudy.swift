/// A comparison of curves with a book: one market, the same flow, and orders of many sizes.
public struct SlippageStudy: Hashable, Sendable {
    /// Its name.
    public var name = ""
    /// One line about it.
    public var title = ""
    /// How many seeds are run; each is one window per regime.
    public var seeds: Int = 200
    /// The first seed.
    public var firstSeed: UInt64 = 1
    /// What is held equal.
    public var modes: [ComparisonMode] = [.zeroProfit, .capitalAtRisk, .environment, .equalDepth]
    /// The regimes that are looked at.
    public var regimes: [MarketRegime] = [.calm, .stressed]
    /// The ways of sending.
    public var policies: [ExecutionPolicy] = [.limited, .unlimited, .split]
    /// The environment, the same for all venues.
    public var market = LabMarketSettings()
    /// The flow of other orders.
    public var flow = LabFlowSettings()
    /// The orders whose cost is measured.
    public var orders = LabOrderSettings()
    /// The book.
    public var book = LabBookSettings()
    /// The curves.
    public var curves: [LabCurveSettings] = []
    /// A recorded book in the place of the simulated one; nil for none.
    public var recording: LabRecordingSettings?
    /// Runs of large orders worked over minutes, for the exponent of impact; zero for none.
    public var metaorderRuns: Int = 100
    /// Confidence of all intervals.
    public var level = 0.95
    /// Samples of the bootstrap.
    public var resamples: Int = 2_000

    /// A study of nothing yet.
    public init() {}
}

/// The path of the index and the rhythm of blocks.
public struct LabMarketSettings: Hashable, Sendable {
    /// The index at the start, quote per base; results are in basis points, so that it only labels.
    public var indexPrice = 2_000.0
    /// From block to block, microseconds.
    public var blockMicros: UInt64 = 2_000_000
    /// Length of a window, microseconds.
    public var windowMicros: UInt64 = 900_000_000
    /// Volatility of the index in calm windows, per root of a year.
    public var volatility = 0.6
    /// The same in stressed windows.
    public var stressedVolatility = 2.5
    /// Jumps per hour in calm windows.
    public var jumpsPerHour = 0.05
    /// Jumps per hour in stressed windows.
    public var stressedJumpsPerHour = 4.0
    /// Deviation of a jump, basis points.
    public var jumpBps = 80.0
    /// Weight of the stressed windows where both are taken together, as in calibrations.
    public var stressedWeight = 0.05

    /// A liquid market.
    public init() {}
}

/// Orders of others, the same on all venues: a quote amount, a side, a limit.
public struct LabFlowSettings: Hashable, Sendable {
    /// Orders per minute in calm windows.
    public var ordersPerMinute = 20.0
    /// Orders per minute in stressed windows.
    public var stressedOrdersPerMinute = 60.0
    /// The median order, quote.
    public var medianQuote = 4_000.0
    /// Deviation of the order's logarithm.
    public var sigma = 1.3
    /// Chance that an order is a sale in a stressed window; a half in calm ones.
    public var stressedSellShare = 0.6
    /// The worst average price that an order takes, basis points from the index.
    public var limitBps = 100.0

    /// The flow of a liquid market.
    public init() {}
}

/// The orders that are measured.
public struct LabOrderSettings: Hashable, Sendable {
    /// Sizes, whole quote.
    public var sizes: [UInt64] = [
        1_000, 2_000, 5_000, 10_000, 20_000, 50_000, 100_000, 200_000, 500_000, 1_000_000,
        2_000_000, 5_000_000, 10_000_000,
    ]
    /// Blocks from decision to arrival.
    public var latencyBlocks: Int = 1
    /// How much worse than quoted the average price may be, basis points.
    public var toleranceBps = 50.0
    /// Tries of an order that is refused.
    public var attempts: Int = 3
    /// Parts of a split order.
    public var parts: Int = 10
    /// Blocks from one part to the next.
    public var partEveryBlocks: Int = 1
    /// Gas of one try on a curve, quote.
    public var curveGasQuote = 0.5
    /// Cost of one try on a book, quote.
    public var bookGasQuote = 0.0
    /// What completing an unfilled rest costs beyond the index at the end, basis points.
    public var completionBps = 100.0
    /// How long the position is held, for funding, microseconds.
    public var holdingMicros: UInt64 = 3_600_000_000

    /// The common grid.
    public init() {}
}

/// A book of makers who quote a ladder around an index that they see late.
public struct LabBookSettings: Hashable, Sendable {
    /// Half of the quoted spread, basis points.
    public var halfSpreadBps = 2.0
    /// Quote of one side within `depthBps` of the mid.
    public var depthQuote = 5_000_000.0
    /// The distance of that depth, basis points.
    public var depthBps = 100.0
    /// Exponent of cumulative depth over distance; below one it is crowded near the mid.
    public var beta = 0.67
    /// Levels of a side.
    public var levels: Int = 40
    /// The farthest level, basis points.
    public var reachBps = 500.0
    /// The price grid, basis points.
    public var tickBps = 0.05
    /// Blocks by which makers see the index late; at least one.
    public var lagBlocks: Int = 1
    /// Share of what was taken that comes back each second.
    public var recoveryPerSecond = 0.05
    /// Inventory of all makers at which a side is pulled, quote.
    public var inventoryMaxQuote = 10_000_000.0
    /// How far the ladder leans against the full inventory, basis points.
    public var skewBps = 5.0
    /// Margin of makers, part of what they risk, quote.
    public var marginQuote = 2_000_000.0
    /// What makers do as volatility rises.
    public var withdrawal = LabWithdrawalSettings()
    /// Fee of takers, basis points.
    public var takerFeeBps = 4.5
    /// Fee of makers, basis points; below zero for a rebate.
    public var makerFeeBps = 1.5
    /// Distance from the index beyond which no order trades, basis points; zero for none.
    public var bandBps = 500.0

    /// A book shaped as one of a large venue's.
    public init() {}
}

/// How makers take their size away: `m = max(least, exp(-a (sigma / reference - 1)+ - b inventory))`.
public struct LabWithdrawalSettings: Hashable, Sendable {
    /// `a`: how strongly they answer to volatility.
    public var volatilityFactor = 0.4
    /// `b`: how strongly they answer to their inventory over its limit.
    public var inventoryFactor = 0.5
    /// The least of their size that stays.
    public var leastShare = 0.05

    /// Makers who take away two thirds under the default stress.
    public init() {}
}

/// A curve that quotes from its reserves.
public struct LabCurveSettings: Hashable, Sendable {
    /// Its name among the results.
    public var name = ""
    /// What it is.
    public var form = LabCurveForm.constantProduct
    /// Quote reserve; for a range, the quote that one side of the range holds.
    public var quoteReserve = 50_000_000.0
    /// Fee of takers, basis points.
    public var feeBps = 10.0
    /// The most by which one block may move the price, basis points; zero for no limit.
    public var fluctuationBps = 120.0
    /// Premium of the mark over the index that is paid as funding in a day; one is all of it.
    public var fundingPerDay = 1.0
    /// Blocks by which arbitrageurs see the index late.
    public var arbitrageLagBlocks: Int = 0

    /// A constant product.
    public init() {}
}

/// The forms of curves.
public enum LabCurveForm: Hashable, Sendable {
    /// `x y = k`.
    case constantProduct
    /// `x y = k` with the quote counted times a peg, which follows the index.
    case pegged(LabPegSettings)
    /// `x y = k` of virtual reserves between two prices, and nothing beyond.
    case concentrated(LabRangeSettings)
}

/// How a peg follows.
public struct LabPegSettings: Hashable, Sendable {
    /// Distance of mark and index from which the peg is moved, basis points.
    public var thresholdBps = 30.0
    /// From one move to the next at least, microseconds.
    public var everyMicros: UInt64 = 60_000_000

    /// A peg that follows within a minute.
    public init() {}
}

/// The range of a concentrated curve.
public struct LabRangeSettings: Hashable, Sendable {
    /// How far the range reaches to both sides of the first index, share; above zero.
    public var width = 0.1

    /// Ten percent to each side.
    public init() {}
}

/// Records of a real book.
public struct LabRecordingSettings: Hashable, Sendable {
    /// The book's levels, a row for each moment.
    public var depthFile = ""
    /// Trades of the same market.
    public var tradesFile = ""
    /// Levels of the market whose mid is the index.
    public var indexFile = ""
    /// Cumulative depth in bands, for sizes that the levels cannot fill; empty for none.
    public var bandsFile = ""

    /// Files that are still to be named.
    public init() {}
}
