import WideIntegers

extension EventSettings: SettingSection {
    package static var fields: [SettingField<Self>] {
        [
            SettingField("at", \.atMicros, .offset, "When.", isRequired: true),
            SettingField("kind", \.model, oneOf: EventModel.variants, "What."),
        ]
    }
}

extension EventModel {
    fileprivate static var variants: [SettingVariant<EventModel>] {
        [
            SettingVariant("note", "A text in the report.", EventModel.note) {
                if case .note(let it) = $0 { it } else { nil }
            },
            SettingVariant(
                "fault", "Reporters of a feed do not do what they should.", EventModel.fault
            ) { if case .fault(let it) = $0 { it } else { nil } },
            SettingVariant("outage", "Blocks stop.", EventModel.outage) {
                if case .outage(let it) = $0 { it } else { nil }
            },
            SettingVariant("gas-spike", "Demand of others fills blocks.", EventModel.gasSpike) {
                if case .gasSpike(let it) = $0 { it } else { nil }
            },
            SettingVariant(
                "governance", "A function of a market is called as its owner.",
                EventModel.governance
            ) { if case .governance(let it) = $0 { it } else { nil } },
            SettingVariant("pause", "A population stops.", EventModel.pause) {
                if case .pause(let it) = $0 { it } else { nil }
            },
            SettingVariant("venue-halt", "A venue closes for a time.", EventModel.venueHalt) {
                if case .venueHalt(let it) = $0 { it } else { nil }
            },
            SettingVariant(
                "overload", "The exchange of a market has more to do than it can.",
                EventModel.overload
            ) { if case .overload(let it) = $0 { it } else { nil } },
        ] + chain + keeper
    }

    private static var chain: [SettingVariant<EventModel>] {
        [
            SettingVariant(
                "base-fee", "The base fee takes a course of its own, and is then left to its rule.",
                EventModel.baseFee
            ) { if case .baseFee(let it) = $0 { it } else { nil } },
            SettingVariant("reorg", "The last blocks are replaced by others.", EventModel.reorg) {
                if case .reorg(let it) = $0 { it } else { nil }
            },
        ]
    }

    /// What concerns a keeper under test; a run without one notes it.
    private static var keeper: [SettingVariant<EventModel>] {
        [
            SettingVariant(
                "node-fault",
                "Something goes wrong at the node that the keeper under test talks to; the chain "
                    + "goes on as ever.", EventModel.nodeFault
            ) { if case .nodeFault(let it) = $0 { it } else { nil } },
            SettingVariant(
                "bot-kill", "The process of the keeper under test is killed, and started again.",
                EventModel.botKill
            ) { if case .botKill(let it) = $0 { it } else { nil } },
            SettingVariant(
                "bot-balance", "The native balance of the keeper under test is set.",
                EventModel.botBalance
            ) { if case .botBalance(let it) = $0 { it } else { nil } },
            SettingVariant(
                "bot-nonce",
                "Transactions from its own key that the keeper under test has not sent take its next "
                    + "nonces.", EventModel.botNonce
            ) { if case .botNonce(let it) = $0 { it } else { nil } },
            SettingVariant(
                "pool-loss", "Pools lose transactions of the keeper under test.",
                EventModel.poolLoss
            ) { if case .poolLoss(let it) = $0 { it } else { nil } },
        ]
    }
}

extension NoteEvent: SettingSection {
    package static var fields: [SettingField<Self>] {
        [SettingField("text", \.text, .text, "The text.", isRequired: true)]
    }
}

extension FaultEvent: SettingSection {
    package static var fields: [SettingField<Self>] {
        [
            SettingField("feed", \.feed, .name, "The feed.", isRequired: true),
            SettingField(
                "fault", \.fault, .choice,
                "What reporters do: say nothing, say what they said last, lie by a factor, or see late.",
                isRequired: true),
            SettingField("for", \.forMicros, .duration(), "How long."),
            SettingField("count", \.count, .integer(0...255), "How many of them; 0 for all."),
            SettingField("factor", \.factorWad, .decimal(), "What a liar multiplies the price by."),
            SettingField("delay", \.delayMicros, .duration(), "How late they see."),
        ]
    }
}

extension OutageEvent: SettingSection {
    package static var fields: [SettingField<Self>] {
        [
            SettingField("for", \.forMicros, .duration(), "How long."),
            SettingField(
                "keeps_queue", \.keepsQueue, .flag, "Whether what was sent meanwhile is kept."),
            SettingField(
                "catch_up", \.catchUpPerSecond, .integer(0...1_000),
                "Blocks a second in which missed ones are made up for, with their own times; 0 for "
                    + "not at all."),
            SettingField(
                "base_fee", \.baseFeeFactorWad, .decimal(.zero...(.wad &* 1_000_000)),
                "What the base fee of the first block afterwards is multiplied by."),
        ]
    }
}

extension GasSpikeEvent: SettingSection {
    package static var fields: [SettingField<Self>] {
        [
            SettingField("for", \.forMicros, .duration(), "How long."),
            SettingField(
                "factor", \.factorWad, .decimal(.zero...(.wad &* 1_000_000)),
                "What others pay for gas is multiplied by."),
            SettingField(
                "load", \.loadWad, .decimal(.zero...(.wad &* 1_000)),
                "What others' demand for gas is multiplied by."),
        ]
    }
}

extension GovernanceEvent: SettingSection {
    package static var fields: [SettingField<Self>] {
        [
            SettingField("market", \.market, .name, "The market.", isRequired: true),
            SettingField("action", \.action, .choice, "What is called.", isRequired: true),
            SettingField("value", \.valueWad, .decimal(), "Its argument."),
        ]
    }
}

extension PauseEvent: SettingSection {
    package static var fields: [SettingField<Self>] {
        [
            SettingField("agents", \.agents, .name, "The population.", isRequired: true),
            SettingField("for", \.forMicros, .duration(), "How long; 0s for ever."),
        ]
    }
}

extension VenueHaltEvent: SettingSection {
    package static var fields: [SettingField<Self>] {
        [
            SettingField(
                "venue", \.venue, .name,
                "The venue, or a market in an order book, which then holds everybody's collateral.",
                isRequired: true),
            SettingField("for", \.forMicros, .duration(), "How long."),
            SettingField(
                "traps_cancels", \.trapsCancels, .flag,
                "Whether orders in a book cannot be taken back meanwhile."),
        ]
    }
}

extension OverloadEvent: SettingSection {
    package static var fields: [SettingField<Self>] {
        [
            SettingField(
                "market", \.market, .name, "The market in an order book.", isRequired: true),
            SettingField("for", \.forMicros, .duration(), "How long."),
            SettingField(
                "factor", \.factor, .integer(1...1_000_000),
                "What the service of a request takes is multiplied by."),
            SettingField(
                "refuses_cancels", \.refusesCancels, .flag, "Whether cancels are refused."),
        ]
    }
}
