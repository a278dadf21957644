import WideIntegers

extension ArbitrageurSettings: SettingSection {
    package static var fields: [SettingField<Self>] {
        [
            AgentField.market(\.market),
            SettingField(
                "venue", \.venue, .optional(.name),
                "What it takes for the outside price; nothing for the feed."),
            SettingField(
                "threshold", \.thresholdWad, .ratio(),
                "Distance of mark and outside price from which it trades."),
            AgentField.leverage(\.leverageWad),
            SettingField(
                "trade_max", \.tradeMaxWad, .decimal(),
                "The most collateral of one trade; 0 for all it has."),
            SettingField(
                "hedged", \.isHedged, .flag, "Whether each trade is hedged at the venue."),
            SettingField(
                "every", \.everyMicros, .duration(),
                "From one look to the next beside new heads; 0s for heads alone."),
        ]
    }
}

extension BasisSettings: SettingSection {
    package static var fields: [SettingField<Self>] {
        [
            AgentField.market(\.market),
            SettingField("venue", \.venue, .name, "Where the other leg is.", isRequired: true),
            SettingField("notional", \.notionalWad, .price, "Notional of a leg at most."),
            AgentField.leverage(\.leverageWad),
            SettingField(
                "open_premium", \.openPremiumWad, .ratio(),
                "Premium of mark over spot that makes it open."),
            SettingField(
                "close_premium", \.closePremiumWad, .ratio(), "Premium at which it closes."),
            AgentField.every(\.everyMicros),
            SettingField(
                "closes_naked_leg", \.closesNakedLeg, .flag,
                "Whether a leg that was left naked is closed."),
        ]
    }
}

extension HedgerSettings: SettingSection {
    package static var fields: [SettingField<Self>] {
        [
            AgentField.market(\.market),
            SettingField("venue", \.venue, .name, "Where the asset is held.", isRequired: true),
            SettingField("base", \.baseWad, .price, "Base that is hedged."),
            AgentField.leverage(\.leverageWad),
            AgentField.every(\.everyMicros),
            SettingField(
                "reopens", \.reopens, .flag, "Whether it opens again after it was closed."),
        ]
    }
}

extension SearcherSettings: SettingSection {
    package static var fields: [SettingField<Self>] {
        [
            AgentField.market(\.market),
            SettingField("style", \.style, .choice, "How it trades."),
            SettingField(
                "bundles", \.usesBundles, .flag,
                "Whether it sends bundles to builders instead of bidding in the pool."),
            SettingField(
                "victim_min", \.victimMinWad, .decimal(), "Least notional of a victim."),
        ]
    }
}

extension PairArbitrageurSettings: SettingSection {
    package static var fields: [SettingField<Self>] {
        [
            SettingField("venue", \.venue, .name, "The pair.", isRequired: true),
            SettingField(
                "threshold", \.thresholdWad, .ratio(),
                "Distance beyond the fee from which it trades."),
        ]
    }
}

extension KeeperSettings: SettingSection {
    package static var fields: [SettingField<Self>] {
        [
            AgentField.markets(\.markets),
            SettingField(
                "skill", \.skill, .choice,
                "A careful one computes what it earns and sends once; an eager one sends whatever "
                    + "looks liquidatable; a naive one repeats itself and wastes gas."),
            SettingField(
                "profit_min", \.profitMinWad, .decimal(), "Least profit after gas."),
            SettingField(
                "backstop_deposit", \.backstopDepositWad, .decimal(),
                "Deposit that takes positions over and bears bad debt; 0 for none."),
            SettingField(
                "in_flight_max", \.inFlightMax, .integer(1...10_000),
                "Liquidations that it has under way at most."),
            SettingField(
                "every_heads", \.everyHeads, .integer(1...1_000_000), "Looks at every n-th head."),
            SettingField(
                "gas_limit", \.gasLimit, .integer(21_000...1_000_000_000),
                "Gas that a liquidation is given."),
            SettingField(
                "copies", \.copies, .integer(1...64),
                "How often it sends each liquidation, so that one of them comes early by chance."),
        ]
    }
}

extension OutbidderSettings: SettingSection {
    package static var fields: [SettingField<Self>] {
        [
            AgentField.markets(\.markets),
            SettingField(
                "way", \.way, .choice,
                "How it gets ahead: by bidding more in the pool (auction), or by handing builders a "
                    + "copy of the call (builders)."),
            SettingField(
                "chance", \.chance, .probability, "How often it answers what it has seen."),
            SettingField(
                "bid_max", \.bidMaxWad, .ratio(),
                "The most that it pays for gas, as a share of what the liquidation earns."),
            SettingField(
                "gas_limit", \.gasLimit, .integer(21_000...1_000_000_000),
                "Gas that a liquidation is given."),
        ]
    }
}

extension FundingCallerSettings: SettingSection {
    package static var fields: [SettingField<Self>] { [AgentField.markets(\.markets)] }
}

extension DepositorSettings: SettingSection {
    package static var fields: [SettingField<Self>] {
        [
            SettingField(
                "fund", \.fund, .optional(.name), "The fund; nothing for a backstop deposit."),
            AgentField.market(\.market),
            SettingField("amount", \.amountWad, .price, "How much at a time."),
            SettingField(
                "every", \.everyMicros, .duration(), "From one time to the next; 0s for once."),
        ]
    }
}
