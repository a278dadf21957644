import Simulation

extension LabBookSettings: SettingSection {
    package static var fields: [SettingField<Self>] {
        [
            SettingField(
                "half_spread_bps", \.halfSpreadBps, .real(0.001...1_000),
                "Half of the quoted spread, basis points; the zero-profit mode sets it anew."),
            SettingField(
                "depth_quote", \.depthQuote, .real(1...1e10),
                "Quote of one side within `depth_bps` of the mid."),
            SettingField(
                "depth_bps", \.depthBps, .real(0.1...5_000), "The distance of that depth."),
            SettingField(
                "beta", \.beta, .real(0.05...3),
                "Exponent of cumulative depth over distance; below one it is crowded near the mid."),
            SettingField("levels", \.levels, .integer(2...1_000), "Levels of a side."),
            SettingField(
                "reach_bps", \.reachBps, .real(0.01...9_000),
                "The farthest level, basis points from the mid."),
            SettingField(
                "tick_bps", \.tickBps, .real(0.000001...100), "The price grid, basis points."),
            SettingField(
                "lag_blocks", \.lagBlocks, .integer(1...1_000),
                "Blocks by which makers see the index late."),
            SettingField(
                "recovery_per_second", \.recoveryPerSecond, .real(0...100),
                "Rate at which what was taken comes back: a share of it each second."),
            SettingField(
                "inventory_max_quote", \.inventoryMaxQuote, .real(1...1e11),
                "Inventory of all makers at which a side is pulled, quote."),
            SettingField(
                "skew_bps", \.skewBps, .real(0...1_000),
                "How far the ladder leans against the full inventory, basis points."),
            SettingField(
                "margin_quote", \.marginQuote, .real(0...1e11),
                "Margin of makers, part of what they risk, quote."),
            SettingField(
                "withdrawal", \.withdrawal, .section(), "What makers do as volatility rises."),
            SettingField(
                "taker_fee_bps", \.takerFeeBps, .real(0...1_000), "Fee of takers, basis points."),
            SettingField(
                "maker_fee_bps", \.makerFeeBps, .real(-1_000...1_000),
                "Fee of makers, basis points; below zero for a rebate."),
            SettingField(
                "band_bps", \.bandBps, .real(0...9_000),
                "Distance from the index beyond which no order trades, basis points; 0 for none."),
        ]
    }
}

extension LabWithdrawalSettings: SettingSection {
    package static var fields: [SettingField<Self>] {
        [
            SettingField(
                "volatility_factor", \.volatilityFactor, .real(0...100),
                "How strongly makers answer to volatility: a in max(least, exp(-a (sigma / reference "
                    + "- 1)+ - b inventory)), by which all sizes are multiplied."),
            SettingField(
                "inventory_factor", \.inventoryFactor, .real(0...100),
                "How strongly they answer to their inventory over its limit: b."),
            SettingField(
                "least_share", \.leastShare, .real(0.0001...1),
                "The least of their size that stays."),
        ]
    }
}

extension LabCurveSettings: SettingSection {
    package static var fields: [SettingField<Self>] {
        [
            SettingField(
                "name", \.name, .name, "Its name among the results.", isRequired: true),
            SettingField(
                "form", \.form,
                oneOf: [
                    SettingVariant(
                        "constant-product", "The product of both reserves is constant.",
                        { (_: LabPlainForm) in LabCurveForm.constantProduct }
                    ) { if case .constantProduct = $0 { LabPlainForm() } else { nil } },
                    SettingVariant(
                        "pegged", "A constant product whose quote counts times a peg.",
                        LabCurveForm.pegged
                    ) { if case .pegged(let it) = $0 { it } else { nil } },
                    SettingVariant(
                        "concentrated",
                        "A constant product of virtual reserves between two prices.",
                        LabCurveForm.concentrated
                    ) { if case .concentrated(let it) = $0 { it } else { nil } },
                ], "What it is."),
            SettingField(
                "quote_reserve", \.quoteReserve, .real(1...1e11),
                "Quote reserve; for a range, the quote that one side of it holds. Modes that hold depth "
                    + "or risk equal set it anew."),
            SettingField(
                "fee_bps", \.feeBps, .real(0...1_000),
                "Fee of takers, basis points; the zero-profit mode sets it anew."),
            SettingField(
                "fluctuation_bps", \.fluctuationBps, .real(0...9_000),
                "The most by which one block may move the price, basis points; 0 for no limit."),
            SettingField(
                "funding_per_day", \.fundingPerDay, .real(0...24),
                "Premium of the mark over the index that is paid as funding in a day; 1 is all of it."
            ),
            SettingField(
                "arbitrage_lag_blocks", \.arbitrageLagBlocks, .integer(0...1_000),
                "Blocks by which arbitrageurs see the index late."),
        ]
    }
}

/// The settings of a form that has none.
struct LabPlainForm: SettingSection {
    static var fields: [SettingField<Self>] { [] }
}

extension LabPegSettings: SettingSection {
    package static var fields: [SettingField<Self>] {
        [
            SettingField(
                "peg_threshold_bps", \.thresholdBps, .real(0...9_000),
                "Distance of mark and index from which the peg is moved, basis points."),
            SettingField(
                "peg_every", \.everyMicros, .duration(0...86_400_000_000),
                "From one move of the peg to the next at least."),
        ]
    }
}

extension LabRangeSettings: SettingSection {
    package static var fields: [SettingField<Self>] {
        [
            SettingField(
                "width", \.width, .real(0.0001...100),
                "How far the range reaches to both sides of the first index, as a ratio.")
        ]
    }
}
