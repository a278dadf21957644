import WideIntegers

/// One parameter of a market with its value, as profiles list them.
///
/// What belongs to a market alone is not among them: its feed, fund, reserves, caps and accounts.
public enum ReferenceSetting: Hashable, Sendable {
    // Prices.
    case feedAgeMaxSeconds(UInt64)
    case onBadFeed(BadFeedPolicy)
    case marginWindowSeconds(UInt64)
    case marginPrice(MarginPrice)
    case pnlBasis(PnlBasis)
    // The curve.
    case curveForm(CurveParameters.Form)
    case automatic(CurveParameters.Automatic)
    case kStepLimitWad(UInt256)
    case tradeLimitRatioWad(UInt256)
    // Margin and limits.
    case withdrawUnrealised(WithdrawalPolicy)
    case tiers([MarginTier])
    case bandWad(UInt256)
    case fluctuationWad(UInt256)
    case restrictionMode(Bool)
    // Fees.
    case spreadRatioWad(UInt256)
    case tollRatioWad(UInt256)
    // Liquidation.
    case flagDelaySeconds(UInt64)
    case liquidationSize(LiquidationParameters.Size)
    case venue(LiquidationParameters.Venue)
    case penaltyRatioWad(UInt256)
    case rewardMinWad(UInt256)
    case penaltyShares(liquidatorWad: UInt256, insuranceWad: UInt256)
    case remainder(LiquidationParameters.Remainder)
    case rewardTopUp(Bool)
    case badDebtBy(LiquidationParameters.BadDebtRule)
    // Funding.
    case settlement(FundingParameters.Settlement)
    case fundingIntervalSeconds(UInt64)
    case fundingWindowSeconds(UInt64)
    case premium(of: PriceSource, over: PriceSource)
    case dampening(UInt256)
    case interestWad(Int256)
    case fundingForm(FundingParameters.Form)
    case rateCapWad(UInt256)
    case rateStepWad(UInt256)
    case reference(PriceSource)
    case fundingPayer(FundingParameters.Payer)
    case fundingRewardWad(UInt256)
    // Losses and the end.
    case payers([WaterfallParameters.Payer])
    case insuranceUse(WaterfallParameters.InsuranceUse)
    case rank(WaterfallParameters.Rank)
    case shutdownThresholdWad(UInt256)
    case shutdownPrice(ShutdownParameters.Price)

    /// Sets the parameter.
    public func apply(to market: inout ReferenceMarketParameters) {
        switch self {
        case .feedAgeMaxSeconds(let value): market.maxAgeSeconds = value
        case .onBadFeed(let value): market.onBadFeed = value
        case .marginWindowSeconds(let value): market.twapWindowSeconds = value
        case .marginPrice(let value): market.marginPrice = value
        case .pnlBasis(let value): market.pnlBasis = value
        case .curveForm(let value): market.curve.form = value
        case .automatic(let value): market.curve.automatic = value
        case .kStepLimitWad(let value): market.curve.kStepLimitWad = value
        case .tradeLimitRatioWad(let value): market.curve.tradeLimitRatioWad = value
        case .withdrawUnrealised(let value): market.withdrawUnrealised = value
        case .tiers(let value): market.tiers = value
        case .bandWad(let value): market.limits.bandWad = value
        case .fluctuationWad(let value): market.limits.fluctuationWad = value
        case .restrictionMode(let value): market.isRestrictionMode = value
        case .spreadRatioWad(let value): market.fees.spreadRatioWad = value
        case .tollRatioWad(let value): market.fees.tollRatioWad = value
        case .shutdownThresholdWad(let value): market.shutdown.thresholdWad = value
        case .shutdownPrice(let value): market.shutdown.price = value
        case .payers(let value): market.waterfall.payers = value
        case .insuranceUse(let value): market.waterfall.insuranceUse = value
        case .rank(let value): market.waterfall.rank = value
        default:
            apply(to: &market.liquidation)
            apply(to: &market.funding)
        }
    }

    private func apply(to liquidation: inout LiquidationParameters) {
        switch self {
        case .flagDelaySeconds(let value): liquidation.flagDelaySeconds = value
        case .liquidationSize(let value): liquidation.size = value
        case .venue(let value): liquidation.venue = value
        case .penaltyRatioWad(let value): liquidation.feeRatioWad = value
        case .rewardMinWad(let value): liquidation.minRewardWad = value
        case .penaltyShares(let liquidator, let insurance):
            liquidation.liquidatorShareWad = liquidator
            liquidation.insuranceShareWad = insurance
        case .remainder(let value): liquidation.remainder = value
        case .rewardTopUp(let value): liquidation.isRewardToppedUp = value
        case .badDebtBy(let value): liquidation.badDebtBy = value
        default: break
        }
    }

    private func apply(to funding: inout FundingParameters) {
        switch self {
        case .settlement(let value): funding.settlement = value
        case .fundingIntervalSeconds(let value): funding.intervalSeconds = value
        case .fundingWindowSeconds(let value): funding.windowSeconds = value
        case .premium(let of, let over): (funding.premiumOf, funding.premiumOver) = (of, over)
        case .dampening(let value): funding.dampening = value
        case .interestWad(let value): funding.interestWad = value
        case .fundingForm(let value): funding.form = value
        case .rateCapWad(let value): funding.capWad = value
        case .rateStepWad(let value): funding.stepWad = value
        case .reference(let value): funding.reference = value
        case .fundingPayer(let value): funding.payer = value
        case .fundingRewardWad(let value): funding.rewardWad = value
        default: break
        }
    }
}
