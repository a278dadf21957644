import WideIntegers

/// What stands in for the vAMM markets of a scenario.
public enum VenueKind: String, Hashable, Sendable, CaseIterable {
    /// The markets are what they say.
    case vamm
    /// Each market on a curve becomes one in an order book.
    case orderBook = "order-book"
    /// Each market on a curve has a twin in an order book, with the same flow.
    case both
}

/// A market in an order book, off the chain; shares are parts per million.
public struct OrderBookMarketSettings: Hashable, Sendable {
    /// The mark's rule.
    public enum Mark: String, Hashable, Sendable, CaseIterable {
        /// The index.
        case oracle
        /// The median of the index, the index and the average basis, and the last trade.
        case median
        /// The index and the funding to come.
        case fair
    }

    /// Where the index comes from.
    public enum Index: String, Hashable, Sendable, CaseIterable {
        /// The market's feed, as it stands on the chain after each block.
        case feed
        /// The true price.
        case truth
    }

    /// How a funding rate follows from the premium.
    public enum FundingForm: String, Hashable, Sendable, CaseIterable {
        case hourly
        case eightHour = "eight-hour"
    }

    /// Who is asked for what the book did not close.
    public enum Payer: String, Hashable, Sendable, CaseIterable {
        case backstop, fund, deleverage
    }

    /// The order of deleveraging.
    public enum Rank: String, Hashable, Sendable, CaseIterable {
        case bitmex, binance, hyperliquid, dydx
    }

    /// The price of deleveraging.
    public enum DeleveragingPrice: String, Hashable, Sendable, CaseIterable {
        case bankruptcy
        case previousOracle = "previous-oracle"
    }

    /// What is refused under load.
    public enum Shedding: String, Hashable, Sendable, CaseIterable {
        case newOrders = "new-orders"
        case cancels
        case all
    }

    // The grid.
    /// Step of prices, wad; nil: a power of ten that fits the first price.
    public var tickWad: UInt256?
    /// Step of sizes, wad; nil: a power of ten of at most a tenth of a unit of quote.
    public var lotWad: UInt256?
    // Fees and margins.
    /// Fee of the resting side, wad; below zero for a rebate.
    public var makerFeeWad: Int256 = .zero
    /// Fee of the incoming side.
    public var takerFeePpm: UInt64 = 450
    /// Margin to open.
    public var initialMarginPpm: UInt64 = 100_000
    /// Margin below which a position is liquidated.
    public var maintenanceMarginPpm: UInt64 = 50_000
    // Prices.
    /// Where the index comes from.
    public var index = Index.feed
    /// The rule of the mark.
    public var mark = Mark.oracle
    /// Window of the average basis, microseconds.
    public var basisWindowMicros: UInt64 = 150_000_000
    // Funding.
    /// From one funding to the next, microseconds; zero for none.
    public var fundingMicros: UInt64 = 3_600_000_000
    /// How the rate follows from the premium.
    public var fundingForm = FundingForm.hourly
    /// Notional of the impact prices, wad.
    public var impactNotionalWad: UInt256 = .wad &* 10_000
    /// The greatest rate of an interval; nil for none.
    public var fundingCapPpm: UInt64? = 40_000
    // Limits.
    /// Whether profit on paper may be withdrawn.
    public var withdrawsUnrealised = true
    /// What a withdrawal must leave of the position's notional; nil: the initial margin.
    public var keepMarginPpm: UInt64?
    /// The greatest open interest, base wad; zero for any.
    public var openInterestMaxWad: UInt256 = .zero
    /// The greatest position, base wad; zero for any.
    public var positionMaxWad: UInt256 = .zero
    /// The greatest open interest as a multiple of the book's depth, wad; nil for any.
    public var depthCapWad: UInt256?
    /// How far from the middle orders count for that, basis points.
    public var depthCapBps: UInt64 = 100
    // Losses.
    /// The part of a large position that is liquidated first.
    public var partialPpm: UInt64 = 200_000
    /// The notional above which it is, wad; zero for never.
    public var partialAboveWad: UInt256 = .zero
    /// How long the account is left alone then, microseconds.
    public var partialPauseMicros: UInt64 = 30_000_000
    /// The fund's fee of a liquidation.
    public var liquidationFeePpm: UInt64 = 0
    /// What the backstop begins with, wad; zero for no backstop.
    public var backstopWad: UInt256 = .zero
    /// The share of the maintenance margin below which it takes over at once.
    public var backstopBelowPpm: UInt64 = 666_667
    /// The greatest notional that it holds, wad; zero for any.
    public var backstopInventoryMaxWad: UInt256 = .zero
    /// Who is asked for what the book did not close, in order.
    public var payers: [Payer] = [.backstop, .fund, .deleverage]
    /// The order of deleveraging.
    public var rank = Rank.hyperliquid
    /// The price of deleveraging.
    public var deleveragingPrice = DeleveragingPrice.bankruptcy
    // The way in.
    /// From an agent's sending to the exchange, microseconds.
    public var latencyMicros: UInt64 = 50_000
    /// What the service of a request takes, microseconds.
    public var serviceMicros: UInt64 = 20
    /// Requests that may wait; zero for any number.
    public var waitingMax: UInt64 = 0
    /// Requests from which on load is shed; zero for never.
    public var shedsFrom: UInt64 = 0
    /// What is refused then.
    public var shedding = Shedding.newOrders
    /// From one publication of market data to the next, microseconds.
    public var publishMicros: UInt64 = 1_000_000

    /// Margins of 10 % and 5 %, the feed's price as mark, hourly funding.
    public init() {}
}
