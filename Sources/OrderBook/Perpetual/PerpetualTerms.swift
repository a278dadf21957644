/// The rules of an order-book perpetual. What is not set is off, or as its text says.
///
/// Prices are quote ticks per lot, quantities lots, money is their product; shares are parts per million
/// (ppm) or per billion (ppb), times microseconds.
public struct PerpetualTerms: Hashable, Sendable {
    /// The rules of the book, with its fees. Its mark, if there is one, is the first index price.
    public var book = BookConfiguration()
    /// What a position needs to be opened, of its notional at the mark.
    public var initialMarginPpm: Int64 = 100_000
    /// What it needs not to be liquidated, at most the initial margin.
    public var maintenanceMarginPpm: Int64 = 50_000
    /// Where the mark comes from.
    public var markRule = MarkRule.oracle
    /// Funding between longs and shorts.
    public var funding = Funding()
    /// What of an account's money may leave.
    public var withdrawal = Withdrawal()
    /// The most lots that may be open, each pair of a long and a short counted once; zero for any number.
    public var openInterestMax: Int64 = 0
    /// The most lots of an account, its open orders included; zero for any number.
    public var positionMax: Int64 = 0
    /// The open interest that the book's depth carries; nil for no such rule.
    public var depthCap: DepthCap?
    /// How positions are closed by force.
    public var liquidation = Liquidation()
    /// The account that takes over what the book does not.
    public var backstop = Backstop()
    /// Who is asked, in this order, for what the book did not close; the rest is uncovered.
    public var waterfall: [LossBearer] = [.backstop, .fund, .deleverage]
    /// Who is closed against, and at which price.
    public var deleveraging = Deleveraging()

    /// Margins of 10 % and 5 %, the oracle's price as mark, hourly funding, no backstop.
    public init() {}

    /// Where the mark comes from.
    public enum MarkRule: Hashable, Sendable {
        /// The index.
        case oracle
        /// The median of the index, the index plus the average of mid price less index over a window,
        /// and the last trade. A sample of the basis is taken at each advance of the clock.
        case medianOfIndexBasisLast(basisWindowMicros: Int64)
        /// BitMEX's fair price: the index and the funding to come, at the rate that was set last.
        case fair
    }

    /// Funding between longs and shorts.
    public struct Funding: Hashable, Sendable {
        /// The time between payments; zero for no funding.
        public var intervalMicros: Int64 = 3_600_000_000
        /// The time between samples of the premium.
        public var sampleEveryMicros: Int64 = 5_000_000
        /// The notional whose average price on a side of the book is that side's impact price.
        public var impactNotional: Int64 = 1_000_000
        /// Interest, in ppb: of one interval in the eight-hour form, of eight hours in the hourly one.
        public var interestPpb: Int64 = 100_000
        /// How far interest may move the premium, in ppb.
        public var clampPpb: Int64 = 500_000
        /// The greatest size of the rate of an interval, in ppb; nil for none.
        public var capPpb: Int64? = 40_000_000
        /// How the rate follows from the premium.
        public var form = Form.hourly

        /// Hyperliquid's.
        public init() {}

        /// How the rate follows from the premium.
        public enum Form: Hashable, Sendable {
            /// `FundingRate.eightHour`, paid on the value at the mark (BitMEX, Binance).
            case eightHour
            /// `HourlyFunding.hyperliquid`, its eighth part, paid on the value at the index.
            case hourly
        }
    }

    /// What of an account's money may leave.
    public struct Withdrawal: Hashable, Sendable {
        /// The share of the position's notional at the mark that must stay; nil for the initial margin.
        public var keepMarginPpm: Int64?
        /// Whether profit that is not realised counts.
        public var includesUnrealised = true

        /// Up to equity less initial margin.
        public init() {}
    }

    /// The open interest that the book's depth carries.
    public struct DepthCap: Hashable, Sendable {
        /// The greatest open interest, as a share of the depth.
        public var sharePpm: Int64
        /// How far from the mid price orders count, both sides together.
        public var distanceBps: Int64

        /// A cap. Post-only orders are not held by it, since they are the depth.
        public init(sharePpm: Int64, distanceBps: Int64) {
            self.sharePpm = sharePpm
            self.distanceBps = distanceBps
        }
    }

    /// How positions are closed by force.
    public struct Liquidation: Hashable, Sendable {
        /// The part that is sent first of a position above `partialAboveNotional`.
        public var partialSharePpm: Int64 = 200_000
        /// The notional at the mark above which only a part is sent; zero for always the whole.
        public var partialAboveNotional: Int64 = 0
        /// How long the account then is left alone, unless its equity is gone or the backstop's.
        public var partialPauseMicros: Int64 = 30_000_000
        /// What the fund gets of the notional that the book closed, out of the equity that is left.
        public var feePpm: Int64 = 0

        /// The whole position, without a fee.
        public init() {}
    }

    /// The account that takes over what the book does not.
    public struct Backstop: Hashable, Sendable {
        /// The account; nil for none.
        public var account: AccountIndex?
        /// The share of the maintenance margin below which it takes over without asking the book; zero
        /// for never. Hyperliquid has two thirds.
        public var takesOverBelowPpm: Int64 = 0
        /// The greatest notional at the mark that it holds; zero for any.
        public var inventoryMaxNotional: Int64 = 0

        /// None.
        public init() {}
    }

    /// Who is asked for what the book did not close.
    public enum LossBearer: Hashable, Sendable, CaseIterable {
        /// The backstop account takes the position at its bankruptcy price.
        case backstop
        /// The fund pays for a worse price than that, as far as its money goes, and for debts.
        case fund
        /// Opposite positions are closed by force.
        case deleverage
    }

    /// Who is closed against, and at which price.
    public struct Deleveraging: Hashable, Sendable {
        /// The order of the opposite positions.
        public var rank = Rank.hyperliquid
        /// The price at which both sides are closed.
        public var price = Price.bankruptcy

        /// Hyperliquid's rank at the bankruptcy price.
        public init() {}

        /// The order of the opposite positions.
        public enum Rank: Hashable, Sendable {
            /// `BitMEXRank`.
            case bitmex
            /// `BinanceRank`.
            case binance
            /// Unrealised profit over entry value, times notional over equity.
            case hyperliquid
            /// Ascending from a pseudo-random account (dYdX v4).
            case dydx(seed: UInt64)
        }

        /// The price at which both sides are closed.
        public enum Price: Hashable, Sendable {
            /// The price at which the closed account is left with nothing, exact in money.
            case bankruptcy
            /// The index price before the newest one (Hyperliquid).
            case previousOracle
        }
    }
}

/// The bounds within which no sum of a venue can overflow.
public enum PerpetualLimits {
    /// The highest price of an index or an order.
    public static let priceMax: Int64 = 1 << 40
    /// The most lots of an account, open orders included, and of the open interest.
    public static let lotsMax: Int64 = 1 << 60
    /// The most money in the vault, and the greatest notional of an order or of the open interest.
    public static let moneyMax: Int64 = 1 << 61
    /// The latest time.
    public static let microsMax: Int64 = 1 << 60
    /// Fundings for which one advance of the clock pays; those due before them lapse.
    public static let fundingsPerAdvanceMax: Int64 = 1_024
    /// Samples of the basis that are kept; older ones are dropped though the window has them.
    public static let basisSamplesMax = 4_096
    /// Numbers of orders from here on are the venue's own.
    public static let reservedOrderID: OrderID = 1 << 63
}
