import WideIntegers

/// Fields that several attackers have.
private enum AttackField {
    static func venues<Section>(_ path: WritableKeyPath<Section, [String]>) -> SettingField<Section>
    {
        SettingField(
            "venues", path, .list(.name, count: 1...64), "The venues that are pushed.",
            isRequired: true)
    }

    static func direction<Section>(_ path: WritableKeyPath<Section, Bool>) -> SettingField<Section>
    {
        SettingField("direction", path, .either("up", "down"), "Whether the price goes up or down.")
    }

    static func factor<Section>(_ path: WritableKeyPath<Section, UInt256>) -> SettingField<Section>
    {
        SettingField(
            "factor", path, .decimal(.share(1, 1_000)...(.wad &* 1_000)),
            "What the price is multiplied by.")
    }

    static func openAt<Section>(_ path: WritableKeyPath<Section, UInt64>) -> SettingField<Section> {
        SettingField("open_at", path, .offset, "When positions are opened.")
    }

    static func pushAt<Section>(_ path: WritableKeyPath<Section, UInt64>) -> SettingField<Section> {
        SettingField("push_at", path, .offset, "When the push begins.")
    }

    static func hold<Section>(_ path: WritableKeyPath<Section, UInt64>) -> SettingField<Section> {
        SettingField("hold", path, .duration(), "How long the price is held.")
    }

    static func pushMax<Section>(_ path: WritableKeyPath<Section, UInt256>) -> SettingField<Section>
    {
        SettingField(
            "push_max", path, .decimal(),
            "The most quote that is spent on each venue; 0 for all it has.")
    }
}

extension PushAttackerSettings: SettingSection {
    package static var fields: [SettingField<Self>] {
        [
            AgentField.market(\.market),
            AttackField.venues(\.venues),
            AttackField.direction(\.isUp),
            AttackField.factor(\.factorWad),
            AttackField.openAt(\.openAtMicros),
            SettingField(
                "margin", \.marginWad, .decimal(), "Margin of the position; 0 for no position."),
            AgentField.leverage(\.leverageWad),
            AttackField.pushAt(\.pushAtMicros),
            AttackField.hold(\.holdMicros),
            SettingField(
                "renew", \.renewMicros, .duration(1_000...DurationText.microsMax),
                "From one renewal of the push to the next."),
            AttackField.pushMax(\.pushMaxWad),
            SettingField(
                "liquidates", \.liquidates, .flag, "Whether it liquidates others itself."),
            SettingField(
                "close_after", \.closeAfterMicros, .duration(),
                "How long after the hold the position is closed, before the venues are sold."),
        ]
    }
}

extension PumpAttackerSettings: SettingSection {
    package static var fields: [SettingField<Self>] {
        [
            AgentField.market(\.market),
            AttackField.venues(\.venues),
            AttackField.factor(\.factorWad),
            AttackField.openAt(\.openAtMicros),
            SettingField("margin", \.marginWad, .price, "Margin of each side."),
            AgentField.leverage(\.leverageWad),
            SettingField(
                "parts", \.parts, .integer(1...10_000), "Into how many trades each side is split."),
            AttackField.pushAt(\.pushAtMicros),
            AttackField.hold(\.holdMicros),
            SettingField(
                "renew", \.renewMicros, .duration(1_000...DurationText.microsMax),
                "From one renewal of the push, and from one withdrawal, to the next."),
            AttackField.pushMax(\.pushMaxWad),
        ]
    }
}

extension StaleAttackerSettings: SettingSection {
    package static var fields: [SettingField<Self>] {
        [
            AgentField.market(\.market),
            SettingField(
                "venue", \.venue, .name, "Where it sees the true price.", isRequired: true),
            SettingField(
                "open_gap", \.openGapWad, .ratio(),
                "Distance of the true price from the feed at which it opens."),
            SettingField(
                "close_gap", \.closeGapWad, .ratio(), "Distance at which it closes."),
            SettingField("margin", \.marginWad, .price, "Margin."),
            AgentField.leverage(\.leverageWad),
            AgentField.every(\.everyMicros),
            SettingField(
                "withdraws", \.withdraws, .flag, "Whether profit is withdrawn before closing."),
        ]
    }
}

extension FlashAttackerSettings: SettingSection {
    package static var fields: [SettingField<Self>] {
        [
            AgentField.market(\.market),
            SettingField("venue", \.venue, .name, "The pair.", isRequired: true),
            AttackField.direction(\.isUp),
            AttackField.factor(\.factorWad),
            SettingField(
                "lender_fee", \.lenderFeeBasisPoints, .parts(places: 4), "The lender's fee."),
            SettingField("at", \.atMicros, .offset, "When it strikes."),
            SettingField(
                "victims_max", \.victimsMax, .integer(0...1_000),
                "Positions that it liquidates at most."),
        ]
    }
}
