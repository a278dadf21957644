import WideIntegers

extension FeedSettings: SettingSection {
    package static var fields: [SettingField<Self>] {
        [
            SettingField("name", \.name, .name, "Its name.", isRequired: true),
            SettingField(
                "kind", \.model,
                oneOf: [
                    SettingVariant(
                        "network",
                        "Reporters agree on a median and one of them writes it (Chainlink's kind).",
                        FeedModel.network
                    ) { if case .network(let it) = $0 { it } else { nil } },
                    SettingVariant(
                        "posted", "One account writes what it sees.", FeedModel.posted
                    ) { if case .posted(let it) = $0 { it } else { nil } },
                    SettingVariant(
                        "delayed",
                        "A median that a module passes on later (Maker's kind).", FeedModel.delayed
                    ) { if case .delayed(let it) = $0 { it } else { nil } },
                    SettingVariant(
                        "pair-average",
                        "The average of a pair's price over a window (Uniswap v2's kind).",
                        FeedModel.pairAverage
                    ) { if case .pairAverage(let it) = $0 { it } else { nil } },
                ], "How its price comes about."),
            SettingField(
                "guards", \.guards, .list(.section(), count: 0...64),
                "Rules that markets read it through, in order."),
        ]
    }
}

extension SourceSettings: SettingSection {
    package static var fields: [SettingField<Self>] {
        [
            SettingField("venues", \.venues, .list(.name, count: 0...64), "The venues."),
            SettingField(
                "path", \.path, .optional(.name),
                "A path that is seen as it is, as one more source."),
        ]
    }
}

/// Fields that several kinds of feeds have.
private enum FeedField {
    static func sources<Section>(
        _ path: WritableKeyPath<Section, SourceSettings>
    ) -> SettingField<Section> {
        SettingField(
            "sources", path, .section(), "What is looked at; the median of all counts.",
            isRequired: true)
    }

    static func deviation<Section>(
        _ path: WritableKeyPath<Section, UInt256>
    ) -> SettingField<Section> {
        SettingField("deviation", path, .ratio(), "Least relative change that is written.")
    }

    static func heartbeat<Section>(
        _ path: WritableKeyPath<Section, UInt64>
    ) -> SettingField<Section> {
        SettingField(
            "heartbeat", path, .seconds(1...DurationText.microsMax / 1_000_000),
            "Age after which any price is written.")
    }

    static func tip<Section>(_ path: WritableKeyPath<Section, UInt256>) -> SettingField<Section> {
        SettingField(
            "tip", path, .wei(), "What its transactions offer per gas above the base fee.")
    }

    static func latency<Section>(_ path: WritableKeyPath<Section, UInt64>) -> SettingField<Section>
    {
        SettingField("latency", path, .duration(), "How old what is seen is.")
    }
}

extension NetworkFeedSettings: SettingSection {
    package static var fields: [SettingField<Self>] {
        [
            FeedField.sources(\.sources),
            SettingField("nodes", \.nodes, .integer(1...31), "Nodes."),
            SettingField(
                "faults", \.faults, .integer(0...10), "Nodes that may lie; less than a third."),
            FeedField.deviation(\.deviationWad),
            FeedField.heartbeat(\.heartbeatSeconds),
            SettingField(
                "round", \.roundMicros, .duration(1_000...DurationText.microsMax),
                "From one round to the next."),
            FeedField.latency(\.latencyMicros),
            SettingField("decimals", \.decimals, .integer(0...18), "Digits of the answer."),
            FeedField.tip(\.tipWei),
        ]
    }
}

extension PostedFeedSettings: SettingSection {
    package static var fields: [SettingField<Self>] {
        [
            FeedField.sources(\.sources),
            FeedField.deviation(\.deviationWad),
            FeedField.heartbeat(\.heartbeatSeconds),
            SettingField(
                "every", \.everyMicros, .duration(1_000...DurationText.microsMax),
                "From one look to the next."),
            FeedField.latency(\.latencyMicros),
            FeedField.tip(\.tipWei),
        ]
    }
}

extension DelayedFeedSettings: SettingSection {
    package static var fields: [SettingField<Self>] {
        [
            FeedField.sources(\.sources),
            SettingField("reporters", \.reporters, .integer(1...255), "Reporters."),
            FeedField.deviation(\.deviationWad),
            FeedField.heartbeat(\.heartbeatSeconds),
            SettingField(
                "every", \.everyMicros, .duration(1_000...DurationText.microsMax),
                "From one look to the next."),
            SettingField(
                "delay", \.delaySeconds, .seconds(1...65_535), "How long a price is held back."),
            FeedField.tip(\.tipWei),
        ]
    }
}

extension PairFeedSettings: SettingSection {
    package static var fields: [SettingField<Self>] {
        [
            SettingField("venue", \.venue, .name, "The pair.", isRequired: true),
            SettingField(
                "window", \.windowSeconds, .seconds(),
                "The window; with 0s it is the pair's price of the moment."),
            SettingField(
                "granularity", \.granularity, .integer(1...255), "Observations in a window."),
        ]
    }
}

extension GuardSettings: SettingSection {
    package static var fields: [SettingField<Self>] {
        [
            SettingField("rule", \.rule, .choice, "What it checks.", isRequired: true),
            SettingField("bound", \.boundWad, .ratio(.zero...(.wad &* 100)), "Its ratio."),
            SettingField("for", \.seconds, .seconds(), "Its duration."),
            SettingField("weight", \.weightWad, .ratio(), "The average's step."),
        ]
    }
}
