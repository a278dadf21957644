/// The course of a market: columns of one length.
struct MarketHistory: Sendable, Equatable {
    /// The market's name.
    var name: String
    /// Microseconds since 1970, rising.
    var times: [Int64] = []
    var mark: [Double?] = []
    var oracle: [Double?] = []
    var truth: [Double?] = []
    var longNotional: [Double?] = []
    var shortNotional: [Double?] = []
    var liquidatable: [Double?] = []
    var unhealthyTrue: [Double?] = []
    var fund: [Double?] = []
    var vault: [Double?] = []
    var badDebtBooked: [Double?] = []
    var latentTrue: [Double?] = []
    var latentCurve: [Double?] = []
    /// Margin bands at the moments that have them.
    var bandTimes: [Int64] = []
    /// Notional by moment, then band, from `MarginBand.first` upwards.
    var bandNotional: [[Double]] = []

    /// Name of a market, without rows.
    init(name: String) { self.name = name }
}

/// The bands of margin ratios that the store knows: steps of 2.5 %, from below -10 % to 100 % and more.
enum MarginBand {
    /// Number of the lowest and the highest band.
    static let first = -4
    static let last = 40
    /// How many there are.
    static let count = last - first + 1
}

/// Prices that were written to a feed.
struct FeedHistory: Sendable, Equatable {
    var name: String
    var times: [Int64] = []
    var price: [Double?] = []
    var truth: [Double?] = []
    var error: [Double?] = []
    /// Name of a feed, without rows.
    init(name: String) { self.name = name }
}

/// The course of a spot venue.
struct VenueHistory: Sendable, Equatable {
    var name: String
    var times: [Int64] = []
    var price: [Double?] = []
    var fair: [Double?] = []
    var depthUp: [Double?] = []
    var depthDown: [Double?] = []
    /// Name of a venue, without rows.
    init(name: String) { self.name = name }
}

/// The course of the chain, a row for each canonical block.
struct ChainHistory: Sendable, Equatable {
    var times: [Int64] = []
    /// In gwei; nil on a chain without one.
    var baseFee: [Double?] = []
    var gasUsed: [Double?] = []
    var gasLimit: [Double?] = []
    /// Transactions that wait after the block.
    var pool: [Double?] = []
    var transactions = 0
    /// Median and 95 % quantile of the delay of agents' transactions by slice of time, seconds.
    var delayTimes: [Int64] = []
    var delayMedian: [Double?] = []
    var delayHigh: [Double?] = []
    /// Delays of all agents' included transactions, seconds.
    var delays: [Double] = []
    /// Fates of agents' transactions with their counts, most frequent first.
    var fates: [Fate] = []
    /// Blocks that were taken off again.
    var reorganized = 0

    /// How many transactions ended in one way.
    struct Fate: Sendable, Equatable {
        var name: String
        var count: Int
    }

    /// No blocks.
    init() {}
}
