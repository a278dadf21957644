import SimulationKernel
import WideIntegers

/// Everything that a run is made of, as values: what a scenario file says, with all defaults.
///
/// This target turns such values into a world and runs it. It touches no file, clock or thread: data
/// files arrive as rows, results leave through a sink. Scenarios are read from YAML elsewhere; they
/// can be built in code as well.
public struct Scenario: Hashable, Sendable {
    /// Version of the grammar.
    public static let schemaVersion: UInt64 = 1

    /// Version of the grammar that the file is written in.
    public var schemaVersion = Scenario.schemaVersion
    /// The scenario that a file changes; nil, since whoever reads files puts the two together first.
    public var extends: String?
    /// Its name, which names the run's folder.
    public var name = "unnamed"
    /// One line for lists.
    public var title = ""
    /// What it shows and what it is built on.
    public var description = ""
    /// The moment of the genesis block.
    public var startTime = SimulatedTime(seconds: 1_704_067_200)
    /// How long it runs, microseconds.
    public var durationMicros: UInt64 = 3_600_000_000
    /// What stands in for markets on curves.
    public var venue = VenueKind.vamm
    /// The figure that studies rank by.
    public var headline = "bad_debt"
    /// The chain.
    public var chain = ChainSection()
    /// Prices from outside.
    public var paths: [PathSettings] = []
    /// Places where the asset is traded.
    public var venues: [VenueSettings] = []
    /// Price feeds on the chain.
    public var feeds: [FeedSettings] = []
    /// Insurance funds.
    public var funds: [FundSettings] = []
    /// The perpetual markets.
    public var markets: [MarketSettings] = []
    /// Who takes part.
    public var agents: [PopulationSettings] = []
    /// Positions that stand when the run begins.
    public var positions: [PositionSettings] = []
    /// A CSV file of more of them: trader, market, size, margin, entry_price.
    public var positionsFile: String?
    /// Many more of them, made by chance.
    public var crowds: [CrowdSettings] = []
    /// Accounts that nobody in the run acts for.
    public var accounts: [AccountSettings] = []
    /// What happens at a time.
    public var events: [EventSettings] = []
    /// What a keeper under test is given and held to; nil where none is expected.
    public var keeper: KeeperTestSettings?
    /// What is kept.
    public var record = RecordSettings()
    /// Figures with the bands that they are expected in.
    public var expectations: [ExpectationSettings] = []
    /// What a one-at-a-time study switches off beyond what it finds by itself.
    public var ablations: [AblationSettings] = []

    /// An empty scenario of an hour on the first day of 2024.
    public init() {}
}

/// The chain of a scenario.
public struct ChainSection: Hashable, Sendable {
    /// A preset's name.
    public var preset = "ethereum-pos"
    /// Keys of the preset that are set anew, in order.
    public var overrides: [SettingOverride] = []

    /// The default chain.
    public init() {}
}

/// A key with its value as text.
public struct SettingOverride: Hashable, Sendable {
    /// The key.
    public var key: String
    /// The value.
    public var value: String

    /// A key and its value.
    public init(_ key: String, _ value: String) {
        self.key = key
        self.value = value
    }
}

/// An insurance fund.
public struct FundSettings: Hashable, Sendable {
    /// Its name.
    public var name = "fund"
    /// What it holds at the start, wad of collateral.
    public var balanceWad: UInt256 = .zero

    /// An empty fund.
    public init() {}
}

/// What a run keeps.
public struct RecordSettings: Hashable, Sendable {
    /// From one sample of markets and venues to the next, microseconds.
    public var sampleEveryMicros: UInt64 = 60_000_000
    /// From one sample of all open positions to the next, microseconds; zero for none.
    public var positionsEveryMicros: UInt64 = 0
    /// Blocks from one look at all positions to the next; false and missed liquidations are told at
    /// that grain.
    public var riskEveryBlocks: UInt64 = 1
    /// Whether each transaction is kept.
    public var transactions = true
    /// Whether each block is kept.
    public var blocks = true
    /// Whether fates of background traffic are kept as well.
    public var background = false

    /// A sample every minute.
    public init() {}
}

/// A figure that is expected in a band.
public struct ExpectationSettings: Hashable, Sendable {
    /// What an expectation means.
    public enum Tag: String, Hashable, Sendable, CaseIterable {
        /// Parameters were fitted so that it holds.
        case calibrated
        /// Parameters were fixed elsewhere.
        case predicted
        /// It shows a mechanism, no event.
        case illustrative
    }

    /// Name of the figure.
    public var figure = ""
    /// Least value, in whole units with 18 decimals; nil for none.
    public var lowWad: Int256?
    /// Greatest value; nil for none.
    public var highWad: Int256?
    /// What it means.
    public var tag = Tag.illustrative
    /// Where the band comes from.
    public var note = ""

    /// An expectation of nothing.
    public init() {}
}

/// One switch of an ablation: keys that are set otherwise.
public struct AblationSettings: Hashable, Sendable {
    /// What is switched off.
    public var name = ""
    /// The keys.
    public var set: [SettingOverride] = []

    /// A switch of nothing.
    public init() {}
}
