import PerpContracts
import WideIntegers

extension MarketSettings: SettingSection {
    package static var fields: [SettingField<Self>] {
        [
            SettingField("name", \.name, .name, "Its name.", isRequired: true),
            SettingField(
                "truth", \.truth, .name, "The path that is its true price.", isRequired: true),
            SettingField("feed", \.feed, .name, "The feed that it reads.", isRequired: true),
            SettingField("fund", \.fund, .name, "The fund that stands for its bad debt."),
            SettingField(
                "quote_reserve", \.quoteReserveWad, .price,
                "Quote reserve of the curve at the start."),
            SettingField(
                "price", \.priceWad, .optional(.price),
                "First mark; without one, the true price at the start."),
            SettingField(
                "design", \.design,
                oneOf: [
                    SettingVariant(
                        "reference", "ReferencePerp, where every policy is a parameter.",
                        MarketDesign.reference
                    ) { if case .reference(let it) = $0 { it } else { nil } },
                    SettingVariant(
                        "perp-v1", "Perpetual Protocol v1, exactly.", MarketDesign.perpV1
                    ) { if case .perpV1(let it) = $0 { it } else { nil } },
                    SettingVariant(
                        "order-book", "An order book off the chain.", MarketDesign.orderBook
                    ) { if case .orderBook(let it) = $0 { it } else { nil } },
                ], "The design of its contracts."),
        ]
    }
}

extension PerpV1MarketSettings: SettingSection {
    package static var fields: [SettingField<Self>] {
        [
            SettingField(
                "initial_margin", \.initialMarginWad, .ratio(),
                "Margin to open; all markets of one house have the first one's."),
            SettingField(
                "maintenance_margin", \.maintenanceMarginWad, .ratio(),
                "Margin below which a position may be liquidated."),
            SettingField(
                "liquidation_fee", \.liquidationFeeWad, .ratio(), "Penalty of a liquidation."),
            SettingField(
                "partial_liquidation", \.partialLiquidationWad, .ratio(),
                "The part that a partial liquidation closes; 0 closes all."),
            SettingField(
                "trade_limit", \.tradeLimitWad, .ratio(),
                "The part of a reserve that a trade may take at most."),
            SettingField(
                "fluctuation_limit", \.fluctuationLimitWad, .ratio(),
                "Change of the mark in one block; 0 for no limit."),
            SettingField("spread", \.spreadWad, .ratio(), "Fee that the fund gets."),
            SettingField("toll", \.tollWad, .ratio(), "Fee that the fee pool gets."),
            SettingField(
                "funding_period", \.fundingPeriodSeconds, .positiveSeconds,
                "From one funding to the next."),
            SettingField(
                "position_cap", \.positionCapWad, .decimal(),
                "The greatest position, in base; 0 for no limit."),
            SettingField(
                "open_interest_cap", \.openInterestCapWad, .decimal(),
                "The greatest open interest, in quote; 0 for no limit."),
        ]
    }
}

extension ReferenceMarketSettings: SettingSection {
    package static var fields: [SettingField<Self>] {
        [
            SettingField("profile", \.profile, .choice, "The profile that the rules start from."),
            SettingField(
                "peg", \.pegWad, .price, "Money per unit of the quote reserve; pegged curves only."),
            SettingField(
                "backstops", \.backstops, .list(.name, count: 0...64),
                "Populations whose members are backstop accounts, in order."),
            SettingField(
                "liquidators", \.liquidators, .list(.name, count: 0...64),
                "Populations whose members alone may liquidate; empty for anyone."),
            SettingField(
                "exempt", \.exempt, .list(.name, count: 0...64),
                "Populations that are never deleveraged."),
            SettingField(
                "rules", \.rules, .section(),
                "What is set otherwise than in the profile; nothing leaves the profile's value."),
        ]
    }
}

extension SettingKind where Value == UInt64 {
    /// A duration of at least a second, in seconds.
    static var positiveSeconds: Self { .seconds(1...DurationText.microsMax / 1_000_000) }
}
