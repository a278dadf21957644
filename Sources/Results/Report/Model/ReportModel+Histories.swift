/// The course of a market: columns of one length.
public struct MarketHistory: Sendable, Equatable {
    /// The market's name.
    public var name: String
    /// Microseconds since 1970, rising.
    public var times: [Int64] = []
    public var mark: [Double?] = []
    public var oracle: [Double?] = []
    public var truth: [Double?] = []
    public var longNotional: [Double?] = []
    public var shortNotional: [Double?] = []
    public var liquidatable: [Double?] = []
    public var unhealthyTrue: [Double?] = []
    public var fund: [Double?] = []
    public var vault: [Double?] = []
    public var badDebtBooked: [Double?] = []
    public var latentTrue: [Double?] = []
    public var latentCurve: [Double?] = []
    /// Margin bands at the moments that have them.
    public var bandTimes: [Int64] = []
    /// Notional by moment, then band, from `MarginBand.first` upwards.
    public var bandNotional: [[Double]] = []

    /// Name of a market, without rows.
    public init(name: String) { self.name = name }
}

/// The bands of margin ratios that the store knows: steps of 2.5 %, from below -10 % to 100 % and more.
public enum MarginBand {
    /// Number of the lowest and the highest band.
    public static let first = -4
    public static let last = 40
    /// How many there are.
    public static let count = last - first + 1
}

/// Prices that were written to a feed.
public struct FeedHistory: Sendable, Equatable {
    public var name: String
    public var times: [Int64] = []
    public var price: [Double?] = []
    public var truth: [Double?] = []
    public var error: [Double?] = []
    /// Name of a feed, without rows.
    public init(name: String) { self.name = name }
}

/// The course of a spot venue.
public struct VenueHistory: Sendable, Equatable {
    public var name: String
    public var times: [Int64] = []
    public var price: [Double?] = []
    public var fair: [Double?] = []
    public var depthUp: [Double?] = []
    public var depthDown: [Double?] = []
    /// Name of a venue, without rows.
    public init(name: String) { self.name = name }
}

/// The course of the chain, a row for each canonical block.
public struct ChainHistory: Sendable, Equatable {
    public var times: [Int64] = []
    /// In gwei; nil on a chain without one.
    public var baseFee: [Double?] = []
    public var gasUsed: [Double?] = []
    public var gasLimit: [Double?] = []
    /// Transactions that wait after the block.
    public var pool: [Double?] = []
    public var transactions = 0
    /// Median and 95 % quantile of the delay of agents' transactions by slice of time, seconds.
    public var delayTimes: [Int64] = []
    public var delayMedian: [Double?] = []
    public var delayHigh: [Double?] = []
    /// Delays of all agents' included transactions, seconds.
    public var delays: [Double] = []
    /// Fates of agents' transactions with their counts, most frequent first.
    public var fates: [Fate] = []
    /// Blocks that were taken off again.
    public var reorganized = 0

    /// How many transactions ended in one way.
    public struct Fate: Sendable, Equatable {
        public var name: String
        public var count: Int
    }

    /// No blocks.
    public init() {}
}
