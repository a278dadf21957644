import SimulationKernel
import WideIntegers

/// Fields that several kinds of agents have.
enum AgentField {
    static func market<Section>(_ path: WritableKeyPath<Section, String>) -> SettingField<Section> {
        SettingField(
            "market", path, .nothing(as: "", .name), "The market; nothing for the first.")
    }

    static func markets<Section>(
        _ path: WritableKeyPath<Section, [String]>
    ) -> SettingField<Section> {
        SettingField("markets", path, .list(.name, count: 0...64), "The markets; empty for all.")
    }

    static func every<Section>(_ path: WritableKeyPath<Section, UInt64>) -> SettingField<Section> {
        SettingField(
            "every", path, .duration(1_000...DurationText.microsMax), "From one look to the next.")
    }

    static func leverage<Section>(
        _ path: WritableKeyPath<Section, UInt256>
    ) -> SettingField<Section> {
        SettingField("leverage", path, .leverage, "Leverage of its positions.")
    }
}

extension SettingKind where Value == UInt256 {
    /// A leverage, wad.
    static var leverage: Self { .decimal(.share(1, 100)...(.wad &* 1_000)) }
}

extension NoiseSettings: SettingSection {
    package static var fields: [SettingField<Self>] {
        [
            AgentField.markets(\.markets),
            SettingField(
                "trades_per_hour", \.tradesPerHour, .real(0...100_000),
                "Positions that a member opens in an hour, on average."),
            SettingField("margin", \.margin, .distribution(), "Margin of a position."),
            SettingField("leverage", \.leverage, .distribution(), "Leverage of a position."),
            SettingField("long_share", \.longShare, .real(0...1), "Share of longs."),
            SettingField(
                "holding", \.holdingSeconds, .distribution(of: .seconds),
                "How long a position is held."),
            SettingField(
                "slippage_max", \.slippageMaxWad, .ratio(),
                "The most that a trade may move the price against itself; 0 for any."),
        ]
    }
}

extension TrendSettings: SettingSection {
    package static var fields: [SettingField<Self>] {
        [
            AgentField.market(\.market),
            AgentField.every(\.everyMicros),
            SettingField(
                "lookback", \.lookbackMicros, .duration(1_000...DurationText.microsMax),
                "How far back the trend is measured."),
            SettingField(
                "threshold", \.thresholdWad, .wideRatio, "The move that makes it open."),
            SettingField("margin", \.margin, .distribution(), "Margin of a position."),
            AgentField.leverage(\.leverageWad),
            SettingField(
                "slippage_max", \.slippageMaxWad, .ratio(),
                "The most that a trade may move the price against itself; 0 for any."),
        ]
    }
}

extension RetailSettings: SettingSection {
    package static var fields: [SettingField<Self>] {
        [
            AgentField.market(\.market),
            AgentField.every(\.everyMicros),
            SettingField("margin", \.margin, .distribution(), "Margin of a position."),
            SettingField("leverage", \.leverage, .distribution(), "Leverage of a position."),
            SettingField("long_share", \.longShare, .real(0...1), "Share of longs."),
            SettingField(
                "stop_loss", \.stopLossWad, .ratio(),
                "Loss of margin at which a position is closed."),
            SettingField(
                "add_share", \.addShare, .real(0...1),
                "Chance that margin is added instead when it is low."),
            SettingField(
                "low_ratio", \.lowRatioWad, .ratio(), "Margin ratio below which it is low."),
            SettingField(
                "high_ratio", \.highRatioWad, .wideRatio,
                "Margin ratio above which the surplus is withdrawn; 0 for never."),
            SettingField(
                "open_within", \.openWithinMicros, .duration(),
                "How long after its start it opens at the latest."),
        ]
    }
}

extension ScriptSettings: SettingSection {
    package static var fields: [SettingField<Self>] {
        [
            SettingField(
                "steps", \.steps, .list(.section()), "What it does, in order of time.",
                isRequired: true)
        ]
    }
}

extension ScriptStep: SettingSection {
    package static var fields: [SettingField<Self>] {
        [
            SettingField("at", \.atMicros, .offset, "When.", isRequired: true),
            SettingField("action", \.action, .choice, "What.", isRequired: true),
            AgentField.market(\.market),
            SettingField(
                "venue", \.venue, .nothing(as: "", .name), "The venue of a spot order."),
            SettingField(
                "side", \.isLong, .either("long", "short"),
                "Whether it opens a long or a short, or buys or sells."),
            SettingField("amount", \.amountWad, .decimal(), "Margin, or the amount of quote."),
            SettingField("leverage", \.leverageWad, .leverage, "Leverage."),
            SettingField("size", \.sizeWad, .decimal(), "Base of an order in a book."),
            SettingField(
                "price", \.priceWad, .optional(.price),
                "Limit of an order; nothing for any price."),
            SettingField(
                "order", \.order, .choice,
                "Whether what does not trade at once rests, or is taken back; post-only refuses an "
                    + "order that would trade."),
            SettingField(
                "reduce_only", \.isReduceOnly, .flag,
                "Whether an order may only bring the position nearer to nothing."),
            SettingField(
                "parts", \.parts, .integer(1...10_000), "Into how many equal parts it is split."),
            SettingField(
                "every", \.everyMicros, .duration(), "From one part to the next."),
        ]
    }
}
