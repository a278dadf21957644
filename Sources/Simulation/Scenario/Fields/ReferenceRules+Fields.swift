import PerpContracts
import WideIntegers

extension ReferenceRules: SettingSection {
    package static var fields: [SettingField<Self>] {
        prices + curve + margins + liquidation + funding + losses
    }

    private static var prices: [SettingField<Self>] {
        [
            SettingField(
                "max_age", \.maxAgeSeconds, .optional(.seconds()),
                "Age from which a feed's price is stale; 0s for never."),
            SettingField(
                "on_bad_feed", \.onBadFeed, .optional(.choice), "What a stale or zero price does."),
            SettingField(
                "twap_window", \.twapWindowSeconds, .optional(.positiveSeconds),
                "Window of the averages that margins and the shutdown use."),
            SettingField(
                "margin_price", \.marginPrice, .optional(.marginPrice),
                "The price by which margins are measured."),
            SettingField(
                "pnl_basis", \.pnlBasis, .optional(.choice),
                "What a position is worth: its size at the margin price, or what closing it gives."),
        ]
    }

    private static var curve: [SettingField<Self>] {
        [
            SettingField(
                "curve_form", \.curveForm, .optional(.choice), "Whether peg and depth can change."),
            SettingField(
                "automatic", \.automatic, .optional(.automatic),
                "What the market changes by itself after funding."),
            SettingField(
                "k_step_limit", \.kStepLimitWad, .optional(.ratio()),
                "The most by which a change of depth may differ from one."),
            SettingField(
                "trade_limit", \.tradeLimitRatioWad, .optional(.ratio()),
                "The part of a reserve that a trade may take at most."),
        ]
    }

    private static var margins: [SettingField<Self>] {
        [
            SettingField(
                "withdraw_unrealised", \.withdrawUnrealised, .optional(.withdrawal),
                "How much profit can leave before it is realised."),
            SettingField(
                "tiers", \.tiers, .optional(.list(.section(), count: 1...64)),
                "Margin requirements by notional; the last has no bound."),
            SettingField(
                "open_notional_long", \.openNotionalLongWad, .optional(.decimal()),
                "Limit of the open notional of all longs; 0 for none."),
            SettingField(
                "open_notional_short", \.openNotionalShortWad, .optional(.decimal()),
                "Limit of the open notional of all shorts; 0 for none."),
            SettingField(
                "open_notional_total", \.openNotionalTotalWad, .optional(.decimal()),
                "Limit of both together; 0 for none."),
            SettingField(
                "position_size", \.positionSizeWad, .optional(.decimal()),
                "Limit of the size of one position; 0 for none."),
            SettingField(
                "band", \.bandWad, .optional(.wideRatio),
                "Limit of the distance of mark and oracle; 0 for none."),
            SettingField(
                "fluctuation", \.fluctuationWad, .optional(.wideRatio),
                "Limit of the change of the mark in one block; 0 for none."),
            SettingField(
                "restriction_mode", \.restrictionMode, .optional(.flag),
                "Whether a block with a liquidation allows an account one action only."),
            SettingField(
                "spread", \.spreadRatioWad, .optional(.ratio()), "Fee of trades for the fund."),
            SettingField(
                "toll", \.tollRatioWad, .optional(.ratio()), "Fee of trades for the market."),
        ]
    }

    private static var liquidation: [SettingField<Self>] {
        [
            SettingField(
                "flag_delay", \.flagDelaySeconds, .optional(.seconds()),
                "From flagging to liquidation; 0s for no flags."),
            SettingField(
                "liquidation_size", \.liquidationSize, .optional(.liquidationSize),
                "How much of a position is closed."),
            SettingField(
                "liquidation_venue", \.liquidationVenue, .optional(.liquidationVenue),
                "Where it is closed."),
            SettingField(
                "liquidation_fee", \.feeRatioWad, .optional(.ratio()),
                "The penalty, of the quote exchanged."),
            SettingField(
                "min_reward", \.minRewardWad, .optional(.decimal()), "The least penalty."),
            SettingField(
                "liquidator_share", \.liquidatorShareWad, .optional(.ratio()),
                "The liquidator's part of the penalty."),
            SettingField(
                "insurance_share", \.insuranceShareWad, .optional(.ratio()),
                "The fund's part of the penalty; the market has the rest."),
            SettingField(
                "remainder", \.remainder, .optional(.choice),
                "Who gets what a full close leaves."),
            SettingField(
                "reward_top_up", \.rewardTopUp, .optional(.flag),
                "Whether the fund makes up what the liquidator is short of."),
            SettingField(
                "bad_debt_by", \.badDebtBy, .optional(.choice),
                "Who may liquidate where bad debt arises."),
        ]
    }

    private static var funding: [SettingField<Self>] {
        [
            SettingField(
                "settlement", \.settlement, .optional(.choice), "When funding is paid."),
            SettingField(
                "funding_interval", \.fundingIntervalSeconds, .optional(.positiveSeconds),
                "Length of an interval."),
            SettingField(
                "funding_window", \.fundingWindowSeconds, .optional(.positiveSeconds),
                "Window of funding's averages."),
            SettingField("premium_of", \.premiumOf, .optional(.choice), "The premium's price."),
            SettingField(
                "premium_over", \.premiumOver, .optional(.choice), "What it is a premium over."),
            SettingField(
                "dampening", \.dampening, .optional(.integer(1...1_000_000)),
                "The premium is divided by this."),
            SettingField(
                "interest", \.interestWad, .optional(.decimal()), "Interest of an interval."),
            SettingField(
                "funding_form", \.fundingForm, .optional(.fundingForm),
                "How the premium becomes a rate."),
            SettingField(
                "funding_cap", \.fundingCapWad, .optional(.ratio()),
                "The greatest rate; 0 for none."),
            SettingField(
                "funding_step", \.fundingStepWad, .optional(.ratio()),
                "The greatest change of the rate; 0 for none."),
            SettingField(
                "funding_reference", \.fundingReference, .optional(.choice),
                "The price that the rate is of."),
            SettingField(
                "funding_payer", \.fundingPayer, .optional(.choice),
                "Who bears what payers owe less what receivers are owed."),
            SettingField(
                "funding_reward", \.fundingRewardWad, .optional(.decimal()),
                "What the caller gets from the market's fees."),
        ]
    }

    private static var losses: [SettingField<Self>] {
        [
            SettingField(
                "payers", \.payers, .optional(.list(.lossPayer, count: 0...5)),
                "Who bears bad debt, in order."),
            SettingField(
                "insurance_use", \.insuranceUse, .optional(.insuranceUse),
                "How much of the fund one event may take."),
            SettingField(
                "rank", \.rank, .optional(.choice), "The order in which winners are deleveraged."),
            SettingField(
                "shutdown_threshold", \.shutdownThresholdWad, .optional(.ratio()),
                "Uncovered debt over open notional from which anyone may shut down; 0 for never."),
            SettingField(
                "shutdown_price", \.shutdownPrice, .optional(.choice), "The settlement price."),
        ]
    }
}
