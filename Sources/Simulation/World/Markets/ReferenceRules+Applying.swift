import EthereumPrimitives
import PerpContracts
import WideIntegers

extension ReferenceMarketSettings {
    /// The parameters of a market: its profile, and what is set otherwise.
    ///
    /// - Parameters:
    ///   - curve: reserves and peg; what else a curve has is the profile's or the rules'.
    ///   - backstops: accounts of the populations that are named; likewise the others.
    func parameters(
        feed: Address, feedKey: Hash256, fund: Address, curve: CurveParameters,
        backstops: [Address], liquidators: [Address], exempt: [Address]
    ) -> ReferenceMarketParameters {
        var market = profile.parameters(
            feed: feed, fund: fund, curve: curve, backstops: backstops)
        market.feedKey = feedKey
        rules.apply(to: &market)
        market.liquidation.liquidators = liquidators
        market.waterfall.exempt = exempt
        return market
    }
}

extension ReferenceRules {
    /// Sets what is given.
    func apply(to market: inout ReferenceMarketParameters) {
        set(&market.maxAgeSeconds, maxAgeSeconds)
        set(&market.onBadFeed, onBadFeed)
        set(&market.twapWindowSeconds, twapWindowSeconds)
        set(&market.marginPrice, marginPrice)
        set(&market.pnlBasis, pnlBasis)
        set(&market.curve.form, curveForm)
        set(&market.curve.automatic, automatic)
        set(&market.curve.kStepLimitWad, kStepLimitWad)
        set(&market.curve.tradeLimitRatioWad, tradeLimitRatioWad)
        set(&market.withdrawUnrealised, withdrawUnrealised)
        set(&market.tiers, tiers)
        set(&market.isRestrictionMode, restrictionMode)
        set(&market.fees.spreadRatioWad, spreadRatioWad)
        set(&market.fees.tollRatioWad, tollRatioWad)
        set(&market.waterfall.payers, payers)
        set(&market.waterfall.insuranceUse, insuranceUse)
        set(&market.waterfall.rank, rank)
        set(&market.shutdown.thresholdWad, shutdownThresholdWad)
        set(&market.shutdown.price, shutdownPrice)
        apply(to: &market.limits)
        apply(to: &market.liquidation)
        apply(to: &market.funding)
    }

    private func apply(to limits: inout LimitParameters) {
        set(&limits.openNotionalLongWad, openNotionalLongWad)
        set(&limits.openNotionalShortWad, openNotionalShortWad)
        set(&limits.openNotionalTotalWad, openNotionalTotalWad)
        set(&limits.positionSizeWad, positionSizeWad)
        set(&limits.bandWad, bandWad)
        set(&limits.fluctuationWad, fluctuationWad)
    }

    private func apply(to liquidation: inout LiquidationParameters) {
        set(&liquidation.flagDelaySeconds, flagDelaySeconds)
        set(&liquidation.size, liquidationSize)
        set(&liquidation.venue, liquidationVenue)
        set(&liquidation.feeRatioWad, feeRatioWad)
        set(&liquidation.minRewardWad, minRewardWad)
        set(&liquidation.liquidatorShareWad, liquidatorShareWad)
        set(&liquidation.insuranceShareWad, insuranceShareWad)
        set(&liquidation.remainder, remainder)
        set(&liquidation.isRewardToppedUp, rewardTopUp)
        set(&liquidation.badDebtBy, badDebtBy)
    }

    private func apply(to funding: inout FundingParameters) {
        set(&funding.settlement, settlement)
        set(&funding.intervalSeconds, fundingIntervalSeconds)
        set(&funding.windowSeconds, fundingWindowSeconds)
        set(&funding.premiumOf, premiumOf)
        set(&funding.premiumOver, premiumOver)
        set(&funding.dampening, dampening.map { UInt256($0) })
        set(&funding.interestWad, interestWad)
        set(&funding.form, fundingForm)
        set(&funding.capWad, fundingCapWad)
        set(&funding.stepWad, fundingStepWad)
        set(&funding.reference, fundingReference)
        set(&funding.payer, fundingPayer)
        set(&funding.rewardWad, fundingRewardWad)
    }

    private func set<Value>(_ parameter: inout Value, _ value: Value?) {
        if let value { parameter = value }
    }
}

extension ParameterRefusal {
    /// Which of a market's settings the refusal is about.
    var key: String {
        switch self {
        case .baseReserveBelowOne, .reserveOrPegIsZero: "quote_reserve"
        case .constantProductHasNoPeg: "peg"
        case .constantProductCannotBeChanged, .kStepTooLarge: "rules.automatic"
        case .tradeLimitOutside: "rules.trade_limit_ratio"
        case .windowIsZero: "rules.twap_window"
        case .fewerThanTwoPrices: "rules.margin_price"
        case .lastTierIsBounded, .maintenanceAboveInitial, .tiersNotRising: "rules.tiers"
        case .sharesAboveOne: "rules.liquidator_share"
        case .fractionOutside, .targetBelowMaintenance, .targetNotAbovePenalty, .lotIsZero,
            .ladderStartsBelowMaintenance, .ladderNotFalling:
            "rules.liquidation_size"
        case .takeoverWithoutBackstops, .backstopRuleWithoutBackstops,
            .backstopPayerWithoutBackstops:
            "backstops"
        case .discountOutside: "rules.liquidation_venue"
        case .intervalOrDampeningIsZero: "rules.funding_interval"
        case .premiumOverItself: "rules.premium_of"
        case .payerTwice, .uncoveredIsNotLast: "rules.payers"
        case .exemptWithoutDeleverage: "exempt"
        case .insuranceUseWithoutInsurance: "rules.insurance_use"
        case .shareOutside: "rules"
        }
    }
}
