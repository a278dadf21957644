import EthereumPrimitives
import WideIntegers

/// Everything that one market of ReferencePerp can be told to do otherwise.
///
/// Ratios are wad fractions of one; zero switches a limit, cap or threshold off. A value is refused or
/// accepted as a whole by `validate`.
/// - Source: perplab's specification of ReferencePerp, sections 2 to 10.
public struct ReferenceMarketParameters: Hashable, Sendable {
    /// The price feed, which tells the time of its price.
    public var feed: Address
    /// The feed's key of this market.
    public var feedKey = Hash256.zero
    /// The insurance fund; several markets may name the same one.
    public var fund: Address
    /// Age from which a feed's price is stale; zero for never.
    public var maxAgeSeconds: UInt64 = 0
    /// What a bad feed does.
    public var onBadFeed = BadFeedPolicy.halt
    /// Window of the averages that margins and the shutdown use.
    public var twapWindowSeconds: UInt64 = 3_600
    /// The curve.
    public var curve: CurveParameters
    /// The price by which margins are measured.
    public var marginPrice = MarginPrice.mark
    /// What a position is worth at that price.
    public var pnlBasis = PnlBasis.price
    /// How much profit can leave before it is realised.
    public var withdrawUnrealised = WithdrawalPolicy.none
    /// Margin requirements by notional, the last without a bound.
    public var tiers: [MarginTier]
    /// Limits of open interest, size and price.
    public var limits = LimitParameters()
    /// Fees of trades.
    public var fees = FeeParameters()
    /// Whether a block with a liquidation allows an account one action only.
    public var isRestrictionMode = false
    /// Accounts that take positions over and bear bad debt, in order.
    public var backstops: [Address] = []
    /// Liquidation.
    public var liquidation = LiquidationParameters()
    /// Funding.
    public var funding = FundingParameters()
    /// Who bears bad debt.
    public var waterfall = WaterfallParameters()
    /// Shutdown.
    public var shutdown = ShutdownParameters()

    /// The simplest market on a curve; every policy can be changed afterwards.
    public init(feed: Address, fund: Address, curve: CurveParameters, tiers: [MarginTier]) {
        self.feed = feed
        self.fund = fund
        self.curve = curve
        self.tiers = tiers
    }
}

// MARK: - Prices

/// What a call does when the feed's price is zero or stale.
public enum BadFeedPolicy: String, Hashable, Sendable, CaseIterable {
    /// It reverts.
    case halt
    /// The mark of the moment stands for the oracle.
    case useMark
    /// The last good price stands for the oracle.
    case useLast
}

/// A price that rules can name.
public enum PriceSource: String, Hashable, Sendable, CaseIterable {
    /// The curve's price.
    case mark
    /// Its average over a window.
    case markTwap
    /// The feed's price.
    case oracle
    /// Its average over a window.
    case oracleTwap
}

/// The price by which margins are measured.
public enum MarginPrice: Hashable, Sendable {
    /// One price for both sides; `oracleTwap` is not among them.
    case mark, markTwap, oracle
    /// The median of mark, its average and the oracle.
    case median
    /// The worse for the position among those named: mark, its average, the oracle.
    case worst([PriceSource])
    /// The better for the position among those named: mark, its average, the oracle.
    case best([PriceSource])
}

/// What a position is worth.
public enum PnlBasis: String, Hashable, Sendable, CaseIterable {
    /// Its size at the margin price.
    case price
    /// What closing it on the curve exchanges, moved to the margin price.
    case close
}

// MARK: - Curve

/// A curve of two reserves and a peg.
public struct CurveParameters: Hashable, Sendable {
    /// Whether the peg and the depth can change.
    public enum Form: String, Hashable, Sendable, CaseIterable {
        /// Peg one, for ever.
        case constantProduct
        /// The price is scaled by a peg, and depth and peg can be changed at a cost.
        case pegged
    }

    /// What the market changes by itself after funding.
    public enum Automatic: Hashable, Sendable {
        /// Nothing.
        case none
        /// Moves the peg toward the oracle with a fraction of the fees, in steps of at most a ratio.
        case repegToOracle(feesRatioWad: UInt256, stepRatioMaxWad: UInt256)
        /// Deepens the curve by a ratio while the imbalance is at most a threshold, else thins it.
        case kByImbalance(stepWad: UInt256, thresholdWad: UInt256)
    }

    /// The form.
    public var form: Form
    /// Quote reserve at the start, wad.
    public var quoteReserveWad: UInt256
    /// Base reserve at the start, wad.
    public var baseReserveWad: UInt256
    /// Money per unit of the quote reserve, wad.
    public var pegWad: UInt256
    /// The part of a reserve that a trade may take at most, wad.
    public var tradeLimitRatioWad: UInt256
    /// The most by which a change of depth may differ from one, wad.
    public var kStepLimitWad: UInt256
    /// What changes by itself.
    public var automatic: Automatic

    /// A curve by its parts.
    public init(
        form: Form = .constantProduct, quoteReserveWad: UInt256, baseReserveWad: UInt256,
        pegWad: UInt256 = .wad, tradeLimitRatioWad: UInt256 = .wad, kStepLimitWad: UInt256 = 0,
        automatic: Automatic = .none
    ) {
        self.form = form
        self.quoteReserveWad = quoteReserveWad
        self.baseReserveWad = baseReserveWad
        self.pegWad = pegWad
        self.tradeLimitRatioWad = tradeLimitRatioWad
        self.kStepLimitWad = kStepLimitWad
        self.automatic = automatic
    }
}

// MARK: - Margin and limits

/// How much unrealised profit counts when margin is withdrawn.
public enum WithdrawalPolicy: Hashable, Sendable {
    /// None.
    case none
    /// All of it.
    case full
    /// A part of it, wad.
    case upTo(UInt256)
}

/// Margin requirements of positions up to a notional; they apply to the whole of it.
public struct MarginTier: Hashable, Sendable {
    /// The notional that the tier reaches to, wad; the last reaches to `unbounded`.
    public var notionalUpToWad: UInt256
    /// Margin to open, wad of the notional.
    public var initialWad: UInt256
    /// Margin below which a position may be liquidated, wad of the notional.
    public var maintenanceWad: UInt256

    /// A tier by its parts.
    public init(notionalUpToWad: UInt256, initialWad: UInt256, maintenanceWad: UInt256) {
        self.notionalUpToWad = notionalUpToWad
        self.initialWad = initialWad
        self.maintenanceWad = maintenanceWad
    }

    /// The bound of the last tier: the greatest signed number.
    public static let unbounded = Int256.max.bitPattern
}

/// Limits; zero for none.
public struct LimitParameters: Hashable, Sendable {
    /// Open notional of all longs, wad.
    public var openNotionalLongWad: UInt256 = 0
    /// Open notional of all shorts, wad.
    public var openNotionalShortWad: UInt256 = 0
    /// Open notional of both, wad.
    public var openNotionalTotalWad: UInt256 = 0
    /// Size of one position, wad.
    public var positionSizeWad: UInt256 = 0
    /// Distance of mark and oracle as a ratio of the oracle, wad.
    public var bandWad: UInt256 = 0
    /// Change of the mark in one block as a ratio, wad.
    public var fluctuationWad: UInt256 = 0

    /// No limits.
    public init() {}
}

/// Fees of trades, wad of the quote exchanged.
public struct FeeParameters: Hashable, Sendable {
    /// The fund's part.
    public var spreadRatioWad: UInt256 = 0
    /// The market's part.
    public var tollRatioWad: UInt256 = 0

    /// No fees.
    public init() {}
}
