import SimulationKernel
import WideIntegers

/// What the rows of a file are.
public enum DataKind: String, Hashable, Sendable, CaseIterable {
    /// Open, high, low and close of equal spans of time.
    case bars
    /// Prices at moments: trades, or prints of a feed.
    case ticks
    /// Rates of a perpetual's funding.
    case fundingRates = "funding rates"
    /// The best levels of a book at moments.
    case depth
    /// What a book has within some distances of its middle, at moments.
    case depthBands = "depth bands"
    /// Counts of liquidations and auto-deleveragings.
    case cascade = "cascade counts"
    /// Auto-deleveraging by coin.
    case deleveraging = "deleveraging by coin"
}

/// A row of a file, in integers.
///
/// Prices are in the scale that the reader was asked for; quantities and rates are in wad.
public enum DataRow: Hashable, Sendable {
    /// A bar.
    case bar(PriceBar)
    /// A trade or a print.
    case tick(PriceTick)
    /// A funding rate.
    case fundingRate(FundingRow)
    /// A book.
    case depth(DepthRow)
    /// What a book has within a distance of its middle.
    case depthBand(DepthBandRow)
    /// Counts of a second.
    case cascade(CascadeRow)
    /// A coin's sums.
    case deleveraging(DeleveragingRow)

    /// The row's moment; nil for kinds without one.
    public var time: SimulatedTime? {
        switch self {
        case .bar(let row): row.openTime
        case .tick(let row): row.time
        case .fundingRate(let row): row.time
        case .depth(let row): row.time
        case .depthBand(let row): row.time
        case .cascade(let row): row.time
        case .deleveraging: nil
        }
    }
}

/// The prices of a span of time.
public struct PriceBar: Hashable, Sendable {
    /// When the span begins.
    public var openTime: SimulatedTime
    /// The first price.
    public var open: UInt256
    /// The highest price.
    public var high: UInt256
    /// The lowest price.
    public var low: UInt256
    /// The last price.
    public var close: UInt256
    /// Base traded, wad; nil where the file has none.
    public var volumeBaseWad: UInt256?
    /// Quote traded, wad; nil where the file has none.
    public var volumeQuoteWad: UInt256?
    /// The number of trades; nil where the file has none.
    public var trades: UInt64?

    /// A bar from its parts.
    public init(
        openTime: SimulatedTime, open: UInt256, high: UInt256, low: UInt256, close: UInt256,
        volumeBaseWad: UInt256? = nil, volumeQuoteWad: UInt256? = nil, trades: UInt64? = nil
    ) {
        self.openTime = openTime
        self.open = open
        self.high = high
        self.low = low
        self.close = close
        self.volumeBaseWad = volumeBaseWad
        self.volumeQuoteWad = volumeQuoteWad
        self.trades = trades
    }

    /// Whether open and close lie between low and high.
    public var isConsistent: Bool { low <= min(open, close) && max(open, close) <= high }
}

/// A price at a moment.
public struct PriceTick: Hashable, Sendable {
    /// When.
    public var time: SimulatedTime
    /// The price.
    public var price: UInt256
    /// Base traded, wad; nil for a print that is no trade.
    public var sizeWad: UInt256?
    /// What the taker did; nil where the file does not say.
    public var takerSide: SpotSide?

    /// A tick from its parts.
    public init(
        time: SimulatedTime, price: UInt256, sizeWad: UInt256? = nil, takerSide: SpotSide? = nil
    ) {
        self.time = time
        self.price = price
        self.sizeWad = sizeWad
        self.takerSide = takerSide
    }
}

/// A rate of funding.
public struct FundingRow: Hashable, Sendable {
    /// When it was paid.
    public var time: SimulatedTime
    /// The share of notional for the period, wad; above zero longs pay.
    public var rateWad: Int256

    /// A rate from its parts.
    public init(time: SimulatedTime, rateWad: Int256) {
        self.time = time
        self.rateWad = rateWad
    }
}

/// The best levels of a book, best first.
public struct DepthRow: Hashable, Sendable {
    /// A price with what rests there.
    public struct Level: Hashable, Sendable {
        /// The price.
        public var price: UInt256
        /// Base, wad.
        public var sizeWad: UInt256

        /// A level from its parts.
        public init(price: UInt256, sizeWad: UInt256) {
            self.price = price
            self.sizeWad = sizeWad
        }
    }

    /// When.
    public var time: SimulatedTime
    /// What buyers bid, falling.
    public var bids: [Level]
    /// What sellers ask, rising.
    public var asks: [Level]

    /// A book from its parts.
    public init(time: SimulatedTime, bids: [Level], asks: [Level]) {
        self.time = time
        self.bids = bids
        self.asks = asks
    }
}

/// What happened in a second of a cascade.
public struct CascadeRow: Hashable, Sendable {
    /// When.
    public var time: SimulatedTime
    /// Whole seconds since the first liquidation.
    public var secondsSinceFirst: UInt64
    /// Positions liquidated.
    public var liquidations: UInt64
    /// Positions deleveraged.
    public var deleveragings: UInt64

    /// Counts from their parts.
    public init(
        time: SimulatedTime, secondsSinceFirst: UInt64, liquidations: UInt64, deleveragings: UInt64
    ) {
        self.time = time
        self.secondsSinceFirst = secondsSinceFirst
        self.liquidations = liquidations
        self.deleveragings = deleveragings
    }
}

/// What auto-deleveraging did to a coin.
public struct DeleveragingRow: Hashable, Sendable {
    /// The coin.
    public var coin: String
    /// Base taken over, wad.
    public var baseWad: UInt256
    /// Its worth, wad of quote.
    public var notionalWad: UInt256
    /// What those who were closed had gained, wad of quote.
    public var closedProfitWad: Int256
    /// The number of fills.
    public var fills: UInt64
    /// The mean price.
    public var meanPrice: UInt256

    /// Sums from their parts.
    public init(
        coin: String, baseWad: UInt256, notionalWad: UInt256, closedProfitWad: Int256,
        fills: UInt64, meanPrice: UInt256
    ) {
        self.coin = coin
        self.baseWad = baseWad
        self.notionalWad = notionalWad
        self.closedProfitWad = closedProfitWad
        self.fills = fills
        self.meanPrice = meanPrice
    }
}
