import SimulationKernel
import WideIntegers

extension Scenario: SettingSection {
    package static var fields: [SettingField<Self>] {
        [
            SettingField(
                "schema_version", \.schemaVersion, .integer(1...Scenario.schemaVersion),
                "Version of this grammar.", isRequired: true),
            SettingField(
                "extends", \.extends, .optional(.text),
                "A scenario that this file changes: a built-in one's name, or the path of a file from "
                    + "this one's folder. Maps are put together key by key, lists of named things "
                    + "name by name; all else stands in the place of what was there, as does "
                    + "whatever is of another kind. It reads as one file from then on."),
            SettingField(
                "name", \.name, .name, "Name, which names the run's folder as well.",
                isRequired: true),
            SettingField("title", \.title, .text, "One line for lists."),
            SettingField(
                "description", \.description, .text, "What it shows and what it is built on."),
            SettingField(
                "start_time", \.startTime, .start, "Moment of the genesis block."),
            SettingField(
                "duration", \.durationMicros, .duration(1_000_000...DurationText.microsMax),
                "How long it runs."),
            SettingField(
                "venue", \.venue, .choice,
                "What stands in for markets on curves: themselves, order books, or twins in order "
                    + "books beside them."),
            SettingField("headline", \.headline, .text, "Figure that studies rank by."),
            SettingField("chain", \.chain, .section(), "The chain."),
            SettingField("paths", \.paths, .named(by: \.name), "Prices from outside."),
            SettingField(
                "venues", \.venues, .named(by: \.name), "Places where the asset is traded."),
            SettingField("feeds", \.feeds, .named(by: \.name), "Price feeds on the chain."),
            SettingField("funds", \.funds, .named(by: \.name), "Insurance funds."),
            SettingField("markets", \.markets, .named(by: \.name), "The perpetual markets."),
            SettingField("agents", \.agents, .named(by: \.name), "Who takes part."),
            SettingField(
                "positions", \.positions, .list(.section()),
                "Positions that stand when the run begins."),
            SettingField(
                "positions_file", \.positionsFile, .optional(.file),
                "CSV file of more of them, with the columns trader, market, size, margin, "
                    + "entry_price."),
            SettingField(
                "crowds", \.crowds, .named(by: \.name),
                "Many more of them, made by chance, whose traders do nothing afterwards."),
            SettingField(
                "accounts", \.accounts, .named(by: \.name),
                "Accounts with money that nobody in the run acts for, such as those of a node's user."
            ),
            SettingField("events", \.events, .list(.section()), "What happens at a time."),
            SettingField(
                "keeper", \.keeper, .optional(.section()),
                "What a keeper under test is given, and what it is held to."),
            SettingField("record", \.record, .section(), "What is kept."),
            SettingField(
                "expectations", \.expectations, .list(.section()),
                "Figures with the bands that they are expected in."),
            SettingField(
                "ablations", \.ablations, .named(by: \.name),
                "What a one-at-a-time study switches off beyond what it finds by itself."),
        ]
    }
}

extension ChainSection: SettingSection {
    package static var fields: [SettingField<Self>] {
        [
            SettingField(
                "preset", \.preset, .name, "Name of a chain preset; `perplab presets` lists them."),
            SettingField(
                "overrides", \.overrides, .overrides,
                "Keys of the preset that are set anew, as `perplab presets NAME` shows them."),
        ]
    }
}

extension FundSettings: SettingSection {
    package static var fields: [SettingField<Self>] {
        [
            SettingField("name", \.name, .name, "Its name.", isRequired: true),
            SettingField(
                "balance", \.balanceWad, .decimal(), "Collateral that it holds at the start."),
        ]
    }
}

extension RecordSettings: SettingSection {
    package static var fields: [SettingField<Self>] {
        [
            SettingField(
                "sample_every", \.sampleEveryMicros, .duration(1_000...DurationText.microsMax),
                "From one sample of markets and venues to the next."),
            SettingField(
                "positions_every", \.positionsEveryMicros, .duration(),
                "From one sample of all open positions to the next; 0s for none."),
            SettingField(
                "risk_every", \.riskEveryBlocks, .integer(1...1_000_000),
                "Blocks from one look at all positions to the next; false and missed liquidations "
                    + "are told at that grain."),
            SettingField(
                "transactions", \.transactions, .flag, "Whether each transaction is kept."),
            SettingField("blocks", \.blocks, .flag, "Whether each block is kept."),
            SettingField(
                "background", \.background, .flag,
                "Whether fates of background traffic are kept as well."),
        ]
    }
}

extension ExpectationSettings: SettingSection {
    package static var fields: [SettingField<Self>] {
        [
            SettingField("figure", \.figure, .text, "Name of the figure.", isRequired: true),
            SettingField("low", \.lowWad, .optional(.decimal()), "Least value; nothing for none."),
            SettingField(
                "high", \.highWad, .optional(.decimal()), "Greatest value; nothing for none."),
            SettingField(
                "tag", \.tag, .choice,
                "What it means: parameters fitted so that it holds, fixed elsewhere, or a mechanism "
                    + "shown."),
            SettingField("note", \.note, .text, "Where the band comes from."),
        ]
    }
}

extension AblationSettings: SettingSection {
    package static var fields: [SettingField<Self>] {
        [
            SettingField("name", \.name, .name, "What is switched off.", isRequired: true),
            SettingField(
                "set", \.set, .overrides, "Paths of keys with their values, as for `--set`.",
                isRequired: true),
        ]
    }
}

extension PositionSettings: SettingSection {
    package static var fields: [SettingField<Self>] {
        [
            SettingField(
                "trader", \.trader, .name,
                "Its trader: a member of a population, or a name of its own.", isRequired: true),
            SettingField("market", \.market, .name, "The market.", isRequired: true),
            SettingField(
                "size", \.sizeWad, .decimal(), "Base, negative for a short.", isRequired: true),
            SettingField("margin", \.marginWad, .decimal(), "Margin.", isRequired: true),
            SettingField(
                "entry_price", \.entryPriceWad, .optional(.decimal()),
                "Average price of entry; without one it is opened on the curve in the genesis block."
            ),
        ]
    }
}
