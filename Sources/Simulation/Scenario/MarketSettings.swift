import PerpContracts
import WideIntegers

/// A perpetual market.
public struct MarketSettings: Hashable, Sendable {
    /// Its name.
    public var name = ""
    /// The path that is its true price.
    public var truth = ""
    /// The feed that it reads.
    public var feed = ""
    /// The fund that stands for its bad debt.
    public var fund = "fund"
    /// Quote reserve of the curve at the start, wad.
    public var quoteReserveWad: UInt256 = .wad &* 10_000_000
    /// First mark, wad; the true price at the start if it is not given.
    public var priceWad: UInt256?
    /// The design of its contracts.
    public var design = MarketDesign.reference(ReferenceMarketSettings())

    /// A market of ReferencePerp.
    public init() {}
}

/// The design of a market: its contracts, or an order book.
public enum MarketDesign: Hashable, Sendable {
    /// ReferencePerp, where every policy is a parameter.
    case reference(ReferenceMarketSettings)
    /// Perpetual Protocol v1, exactly.
    case perpV1(PerpV1MarketSettings)
    /// An order book off the chain.
    case orderBook(OrderBookMarketSettings)
}

/// A market of Perpetual Protocol v1; ratios are wad.
public struct PerpV1MarketSettings: Hashable, Sendable {
    /// Margin to open; all markets of one house have the first one's.
    public var initialMarginWad: UInt256 = .share(1, 10)
    /// Margin below which a position may be liquidated.
    public var maintenanceMarginWad: UInt256 = .share(1, 16)
    /// Penalty of a liquidation.
    public var liquidationFeeWad: UInt256 = .share(1, 80)
    /// The part that a partial liquidation closes; zero closes all.
    public var partialLiquidationWad: UInt256 = .share(1, 4)
    /// The part of a reserve that a trade may take at most.
    public var tradeLimitWad: UInt256 = .share(9, 10)
    /// Change of the mark in one block; zero for no limit.
    public var fluctuationLimitWad: UInt256 = .share(12, 1_000)
    /// Fee that the fund gets.
    public var spreadWad: UInt256 = .share(1, 1_000)
    /// Fee that the fee pool gets.
    public var tollWad: UInt256 = .share(1, 1_000)
    /// From one funding to the next, seconds.
    public var fundingPeriodSeconds: UInt64 = 3_600
    /// The greatest position, base wad; zero for no limit.
    public var positionCapWad: UInt256 = .zero
    /// The greatest open interest, quote wad; zero for no limit.
    public var openInterestCapWad: UInt256 = .zero

    /// As deployed in 2021 after partial liquidations came.
    public init() {}
}

/// A market of ReferencePerp: a profile, and what is set otherwise; nil leaves the profile's value.
public struct ReferenceMarketSettings: Hashable, Sendable {
    /// The profile.
    public var profile = ReferenceProfile.oracleMargined
    /// Money per unit of the quote reserve, wad; pegged curves only.
    public var pegWad: UInt256 = .wad
    /// Populations whose members are backstop accounts, in order.
    public var backstops: [String] = []
    /// Populations whose members alone may liquidate; empty for anyone.
    public var liquidators: [String] = []
    /// Populations that are never deleveraged.
    public var exempt: [String] = []
    /// What is set otherwise.
    public var rules = ReferenceRules()

    /// The profile `oracle-margined`.
    public init() {}
}

/// Parameters of a market of ReferencePerp that are set otherwise than in its profile.
///
/// Names, units and meaning are those of `ReferenceMarketParameters`.
public struct ReferenceRules: Hashable, Sendable {
    // Prices.
    /// Age from which the feed's price is stale, seconds; zero for never.
    public var maxAgeSeconds: UInt64?
    /// What a bad feed does.
    public var onBadFeed: BadFeedPolicy?
    /// Window of the averages that margins use, seconds.
    public var twapWindowSeconds: UInt64?
    /// The price by which margins are measured.
    public var marginPrice: MarginPrice?
    /// What a position is worth at that price.
    public var pnlBasis: PnlBasis?
    // The curve.
    /// Whether the peg and the depth can change.
    public var curveForm: CurveParameters.Form?
    /// What the curve changes by itself after funding.
    public var automatic: CurveParameters.Automatic?
    /// The most by which a change of depth may differ from one, wad.
    public var kStepLimitWad: UInt256?
    /// The part of a reserve that a trade may take at most, wad.
    public var tradeLimitRatioWad: UInt256?
    // Margin and limits.
    /// How much profit can leave before it is realised.
    public var withdrawUnrealised: WithdrawalPolicy?
    /// Margin requirements by notional, the last without a bound.
    public var tiers: [MarginTier]?
    /// Open notional of all longs at most, wad; zero for no limit.
    public var openNotionalLongWad: UInt256?
    /// Open notional of all shorts at most, wad; zero for no limit.
    public var openNotionalShortWad: UInt256?
    /// Open notional of both sides at most, wad; zero for no limit.
    public var openNotionalTotalWad: UInt256?
    /// Size of one position at most, wad; zero for no limit.
    public var positionSizeWad: UInt256?
    /// Distance of mark and oracle as a ratio of the oracle at most, wad; zero for no limit.
    public var bandWad: UInt256?
    /// Change of the mark in one block as a ratio at most, wad; zero for no limit.
    public var fluctuationWad: UInt256?
    /// Whether a block with a liquidation allows an account one action only.
    public var restrictionMode: Bool?
    // Fees.
    /// The fund's fee, wad of the quote exchanged.
    public var spreadRatioWad: UInt256?
    /// The market's fee, wad of the quote exchanged.
    public var tollRatioWad: UInt256?
    // Liquidation.
    /// Seconds between flagging and liquidation; zero for no flags.
    public var flagDelaySeconds: UInt64?
    /// How much of a position a liquidation closes.
    public var liquidationSize: LiquidationParameters.Size?
    /// Where it is closed.
    public var liquidationVenue: LiquidationParameters.Venue?
    /// The penalty, wad of the quote exchanged.
    public var feeRatioWad: UInt256?
    /// The least penalty, wad.
    public var minRewardWad: UInt256?
    /// The liquidator's part of the penalty, wad.
    public var liquidatorShareWad: UInt256?
    /// The fund's part of the penalty, wad.
    public var insuranceShareWad: UInt256?
    /// What becomes of what a full close leaves.
    public var remainder: LiquidationParameters.Remainder?
    /// Whether the fund makes up what the liquidator is short of.
    public var rewardTopUp: Bool?
    /// Who may make bad debt.
    public var badDebtBy: LiquidationParameters.BadDebtRule?
    // Funding.
    /// When funding is paid.
    public var settlement: FundingParameters.Settlement?
    /// Length of a funding interval, seconds.
    public var fundingIntervalSeconds: UInt64?
    /// Window of funding's averages, seconds.
    public var fundingWindowSeconds: UInt64?
    /// The premium's price.
    public var premiumOf: PriceSource?
    /// What it is a premium over.
    public var premiumOver: PriceSource?
    /// What the premium is divided by.
    public var dampening: UInt64?
    /// Interest of an interval, signed wad.
    public var interestWad: Int256?
    /// How the premium becomes a rate.
    public var fundingForm: FundingParameters.Form?
    /// The greatest rate, wad; zero for none.
    public var fundingCapWad: UInt256?
    /// The greatest change of the rate, wad; zero for none.
    public var fundingStepWad: UInt256?
    /// The price that the rate is of.
    public var fundingReference: PriceSource?
    /// Who bears the difference between payers and receivers.
    public var fundingPayer: FundingParameters.Payer?
    /// What the caller of funding gets from the market's fees, wad.
    public var fundingRewardWad: UInt256?
    // Losses and the end.
    /// Who bears bad debt, in order.
    public var payers: [WaterfallParameters.Payer]?
    /// How much of the fund one event may take.
    public var insuranceUse: WaterfallParameters.InsuranceUse?
    /// The order of deleveraging.
    public var rank: WaterfallParameters.Rank?
    /// Uncovered debt over open notional from which anyone may shut down, wad; zero for never.
    public var shutdownThresholdWad: UInt256?
    /// The settlement price.
    public var shutdownPrice: ShutdownParameters.Price?

    /// The profile as it is.
    public init() {}
}
