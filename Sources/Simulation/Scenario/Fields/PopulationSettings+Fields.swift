import SimulationKernel
import WideIntegers

extension PopulationSettings: SettingSection {
    package static var fields: [SettingField<Self>] {
        [
            SettingField(
                "name", \.name, .name,
                "Its name; members are called by it and a number, `name-1`.", isRequired: true),
            SettingField("count", \.count, .integer(0...100_000), "How many there are."),
            SettingField("kind", \.model, oneOf: AgentModel.variants, "What members do."),
            SettingField(
                "collateral", \.collateral, .distribution(),
                "Collateral that a member begins with."),
            SettingField(
                "native", \.nativeWad, .decimal(), "Native asset that a member begins with."),
            SettingField(
                "venue_quote", \.venueQuoteWad, .decimal(),
                "Quote that a member holds at each venue off the chain and, where its collateral is "
                    + "at an exchange, in its wallet for each pair."),
            SettingField(
                "venue_base", \.venueBaseWad, .decimal(),
                "Base that a member holds at each venue off the chain and, for a pair, in its wallet."
            ),
            SettingField(
                "reaction", \.reactionMillis, .distribution(of: .millis),
                "From what it has seen to its sending."),
            SettingField("start", \.startMicros, .offset, "When it begins."),
            SettingField(
                "end", \.endMicros, .optional(.offset), "When it ends; without one, with the run."),
            SettingField("fees", \.fees, .section(), "What it pays for gas."),
            SettingField(
                "twin_of", \.twinOf, .nothing(as: "", .name),
                "The population whose members' chance its own draw as well; nothing for their own."
            ),
        ]
    }
}

extension FeeSettings: SettingSection {
    package static var fields: [SettingField<Self>] {
        [
            SettingField(
                "tip", \.tip, .choice,
                "How the tip is found: `tip_price`, what `percentile` of recent gas has paid, the "
                    + "node's suggestion, or `share` of the expected profit."),
            SettingField("tip_price", \.tipWei, .wei(), "The fixed tip per gas."),
            SettingField("percentile", \.percentile, .integer(0...100), "The percentile."),
            SettingField("share", \.shareWad, .ratio(), "The share of the expected profit."),
            SettingField(
                "headroom", \.headroomWad, .decimal(.wad...(.wad &* 1_000)),
                "The cap's room for the base fee, in multiples of it."),
            SettingField(
                "cap_max", \.capMaxWei, .nothing(as: .max, .wei()),
                "The most that is ever paid per gas; nothing for no bound."),
            SettingField(
                "private", \.isPrivate, .flag, "Whether transactions go to builders alone."),
            SettingField(
                "patience", \.patienceBlocks, .integer(0...1_000_000),
                "Blocks after which what waits is replaced by a higher bid; 0 for never."),
            SettingField(
                "replacements_max", \.replacementsMax, .integer(0...1_000), "How often."),
        ]
    }
}

extension AgentModel {
    fileprivate static var variants: [SettingVariant<AgentModel>] {
        traders + professionals + services + attackers
    }

    private static var traders: [SettingVariant<AgentModel>] {
        [
            SettingVariant(
                "noise", "Traders without a view: they come, take a side and leave by chance.",
                AgentModel.noise
            ) { if case .noise(let it) = $0 { it } else { nil } },
            SettingVariant("trend", "Traders who follow what the mark has done.", AgentModel.trend)
            {
                if case .trend(let it) = $0 { it } else { nil }
            },
            SettingVariant(
                "retail", "Small traders who hold a view, watch margin and are stopped out.",
                AgentModel.retail
            ) { if case .retail(let it) = $0 { it } else { nil } },
            SettingVariant(
                "script", "An account that does what it is told at given times.", AgentModel.script
            ) { if case .script(let it) = $0 { it } else { nil } },
        ]
    }

    private static var professionals: [SettingVariant<AgentModel>] {
        [
            SettingVariant(
                "arbitrageur", "Brings the mark to the outside price, with finite capital.",
                AgentModel.arbitrageur
            ) { if case .arbitrageur(let it) = $0 { it } else { nil } },
            SettingVariant(
                "basis", "The delta-neutral trade for funding and premium.", AgentModel.basis
            ) { if case .basis(let it) = $0 { it } else { nil } },
            SettingVariant(
                "hedger", "A holder of the asset who is short against it.", AgentModel.hedger
            ) { if case .hedger(let it) = $0 { it } else { nil } },
            SettingVariant(
                "searcher", "Trades around what waits in the pool.", AgentModel.searcher
            ) { if case .searcher(let it) = $0 { it } else { nil } },
            SettingVariant(
                "book-maker", "Rests depth in an order book around the index.",
                AgentModel.bookMaker
            ) { if case .bookMaker(let it) = $0 { it } else { nil } },
            SettingVariant(
                "pair-arbitrageur", "Brings a pair on the chain back to its path.",
                AgentModel.pairArbitrageur
            ) { if case .pairArbitrageur(let it) = $0 { it } else { nil } },
        ]
    }

    private static var services: [SettingVariant<AgentModel>] {
        [
            SettingVariant(
                "keeper", "Closes positions that are below maintenance.", AgentModel.keeper
            ) { if case .keeper(let it) = $0 { it } else { nil } },
            SettingVariant(
                "outbidder",
                "Takes liquidations away from those whose calls wait in the pool; looks for none "
                    + "itself.", AgentModel.outbidder
            ) { if case .outbidder(let it) = $0 { it } else { nil } },
            SettingVariant(
                "funding-caller", "Calls funding when it is due.", AgentModel.fundingCaller
            ) { if case .fundingCaller(let it) = $0 { it } else { nil } },
            SettingVariant(
                "depositor", "Gives to a fund, or deposits as a backstop.", AgentModel.depositor
            ) { if case .depositor(let it) = $0 { it } else { nil } },
        ]
    }

    private static var attackers: [SettingVariant<AgentModel>] {
        [
            SettingVariant(
                "push-attacker",
                "Takes a position, pushes the venues that a feed looks at, lets others be "
                    + "liquidated, and leaves.", AgentModel.pushAttacker
            ) { if case .pushAttacker(let it) = $0 { it } else { nil } },
            SettingVariant(
                "pump-attacker",
                "Long and short with two accounts; pumps, and withdraws what the long has on paper.",
                AgentModel.pumpAttacker
            ) { if case .pumpAttacker(let it) = $0 { it } else { nil } },
            SettingVariant(
                "stale-attacker", "Trades when it knows that the feed is behind.",
                AgentModel.staleAttacker
            ) { if case .staleAttacker(let it) = $0 { it } else { nil } },
            SettingVariant(
                "flash-attacker",
                "Bends a pair inside one transaction with borrowed money, and liquidates.",
                AgentModel.flashAttacker
            ) { if case .flashAttacker(let it) = $0 { it } else { nil } },
        ]
    }
}
