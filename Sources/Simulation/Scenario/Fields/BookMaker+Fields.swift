import SimulationKernel
import WideIntegers

extension BookMakerSettings: SettingSection {
    package static var fields: [SettingField<Self>] {
        [
            AgentField.market(\.market),
            SettingField(
                "half_spread_bps", \.halfSpreadBps, .real(0.001...5_000),
                "Distance of its best quotes from the index, in basis points."),
            SettingField(
                "depth_quote", \.depthWad, .price, "Quote on each side up to one percent."),
            SettingField(
                "beta", \.exponent, .real(0.01...10), "Exponent of the cumulative depth."),
            SettingField("levels", \.levels, .integer(1...500), "Levels on each side."),
            SettingField(
                "range_bps", \.rangeBps, .real(0.001...9_000),
                "Distance of the last level, in basis points."),
            AgentField.every(\.everyMicros),
            SettingField(
                "inventory_max", \.inventoryMaxWad, .price, "Worth of the largest inventory."),
            SettingField(
                "skew_bps", \.skewBps, .real(0...5_000),
                "How far the centre is moved at the largest inventory, in basis points."),
            SettingField(
                "calm_bps", \.calmBps, .real(0.001...10_000),
                "Usual standard deviation of the index in a minute, in basis points."),
            SettingField(
                "volatility_weight", \.volatilityWeight, .real(0...100),
                "What an excess of the volatility over the usual one weighs."),
            SettingField(
                "inventory_weight", \.inventoryWeight, .real(0...100),
                "What an inventory at its limit weighs."),
            SettingField(
                "loss_weight", \.lossWeight, .real(0...100), "What a loss of loss_max weighs."),
            SettingField(
                "share_min", \.shareMin, .real(0.0001...1),
                "The least share of its size that it shows."),
            SettingField(
                "index_age_max", \.indexAgeMaxMicros, .duration(),
                "Age of the index at which it leaves; 0s for never."),
            SettingField(
                "gap_max", \.gapMax, .real(0...1),
                "Distance of mark and index at which it leaves; 0 for never."),
            SettingField(
                "loss_max", \.lossMaxWad, .price,
                "Loss since its highest equity at which it leaves."),
            SettingField(
                "cool_off", \.coolOffMicros, .duration(1_000...DurationText.microsMax),
                "How long it stays away on average; the law is exponential."),
        ]
    }
}
