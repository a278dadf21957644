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

/// The design of a market's contracts.
public enum MarketDesign: Hashable, Sendable {
    /// ReferencePerp, where every policy is a parameter.
    case reference(ReferenceMarketSettings)
    /// Perpetual Protocol v1, exactly.
    case perpV1(PerpV1MarketSettings)
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
    public var maxAgeSeconds: UInt64?
    public var onBadFeed: BadFeedPolicy?
    public var twapWindowSeconds: UInt64?
    public var marginPrice: MarginPrice?
    public var pnlBasis: PnlBasis?
    // The curve.
    public var curveForm: CurveParameters.Form?
    public var automatic: CurveParameters.Automatic?
    public var kStepLimitWad: UInt256?
    public var tradeLimitRatioWad: UInt256?
    // Margin and limits.
    public var withdrawUnrealised: WithdrawalPolicy?
    public var tiers: [MarginTier]?
    public var openNotionalLongWad: UInt256?
    public var openNotionalShortWad: UInt256?
    public var openNotionalTotalWad: UInt256?
    public var positionSizeWad: UInt256?
    public var bandWad: UInt256?
    public var fluctuationWad: UInt256?
    public var restrictionMode: Bool?
    // Fees.
    public var spreadRatioWad: UInt256?
    public var tollRatioWad: UInt256?
    // Liquidation.
    public var flagDelaySeconds: UInt64?
    public var liquidationSize: LiquidationParameters.Size?
    public var liquidationVenue: LiquidationParameters.Venue?
    public var feeRatioWad: UInt256?
    public var minRewardWad: UInt256?
    public var liquidatorShareWad: UInt256?
    public var insuranceShareWad: UInt256?
    public var remainder: LiquidationParameters.Remainder?
    public var rewardTopUp: Bool?
    public var badDebtBy: LiquidationParameters.BadDebtRule?
    // Funding.
    public var settlement: FundingParameters.Settlement?
    public var fundingIntervalSeconds: UInt64?
    public var fundingWindowSeconds: UInt64?
    public var premiumOf: PriceSource?
    public var premiumOver: PriceSource?
    public var dampening: UInt64?
    public var interestWad: Int256?
    public var fundingForm: FundingParameters.Form?
    public var fundingCapWad: UInt256?
    public var fundingStepWad: UInt256?
    public var fundingReference: PriceSource?
    public var fundingPayer: FundingParameters.Payer?
    public var fundingRewardWad: UInt256?
    // Losses and the end.
    public var payers: [WaterfallParameters.Payer]?
    public var insuranceUse: WaterfallParameters.InsuranceUse?
    public var rank: WaterfallParameters.Rank?
    public var shutdownThresholdWad: UInt256?
    public var shutdownPrice: ShutdownParameters.Price?

    /// The profile as it is.
    public init() {}
}
