import SimulationKernel
import WideIntegers

/// A population of agents that behave alike.
public struct PopulationSettings: Hashable, Sendable {
    /// Its name; members are called by it and a number, `name-1`.
    public var name = ""
    /// How many there are.
    public var count: UInt64 = 1
    /// Collateral that a member begins with, whole units.
    public var collateral = Distribution.constant(10_000)
    /// Native asset that a member begins with, wad.
    public var nativeWad: UInt256 = .wad &* 10
    /// Quote and base that a member holds at each venue off the chain, wad.
    public var venueQuoteWad: UInt256 = .zero
    /// Base at each venue off the chain and, for a pair, in the wallet, wad.
    public var venueBaseWad: UInt256 = .zero
    /// From what it has seen to its sending, milliseconds.
    public var reactionMillis = Distribution.constant(200)
    /// When it begins, microseconds after the start.
    public var startMicros: UInt64 = 0
    /// When it ends; nil: with the run.
    public var endMicros: UInt64?
    /// What it pays for gas.
    public var fees = FeeSettings()
    /// The population whose members' chance its own draw as well; empty for their own.
    public var twinOf = ""
    /// What it does.
    public var model = AgentModel.noise(NoiseSettings())

    /// One noise trader.
    public init() {}
}

/// How members of a population pay for gas.
public struct FeeSettings: Hashable, Sendable {
    /// How the tip is found.
    public enum Tip: String, Hashable, Sendable, CaseIterable {
        /// `tip_wei`.
        case fixed
        /// What `percentile` of the gas of the last blocks has paid at most.
        case percentile
        /// The node's suggestion.
        case suggestion
        /// `share` of the expected profit.
        case profitShare = "profit-share"
    }

    /// How the tip is found.
    public var tip = Tip.suggestion
    /// The tip of `fixed`, wei per gas.
    public var tipWei: UInt256 = 2_000_000_000
    /// The percentile, 0 to 100.
    public var percentile: UInt64 = 60
    /// The share, wad.
    public var shareWad: UInt256 = .share(1, 2)
    /// The cap's room for the base fee, in multiples of it, wad.
    public var headroomWad: UInt256 = .wad &* 2
    /// The most that is ever paid per gas, wei.
    public var capMaxWei: UInt256 = .max
    /// Whether transactions go to builders alone.
    public var isPrivate = false
    /// Blocks after which what waits is replaced by a higher bid; zero for never.
    public var patienceBlocks: UInt64 = 5
    /// How often it is replaced.
    public var replacementsMax: UInt64 = 3

    /// The node's suggestion, with room for twice the base fee.
    public init() {}
}

/// What members of a population do.
public enum AgentModel: Hashable, Sendable {
    case noise(NoiseSettings)
    case trend(TrendSettings)
    case retail(RetailSettings)
    case arbitrageur(ArbitrageurSettings)
    case basis(BasisSettings)
    case hedger(HedgerSettings)
    case keeper(KeeperSettings)
    case outbidder(OutbidderSettings)
    case searcher(SearcherSettings)
    case fundingCaller(FundingCallerSettings)
    case depositor(DepositorSettings)
    case script(ScriptSettings)
    case pairArbitrageur(PairArbitrageurSettings)
    case pushAttacker(PushAttackerSettings)
    case pumpAttacker(PumpAttackerSettings)
    case staleAttacker(StaleAttackerSettings)
    case flashAttacker(FlashAttackerSettings)
    case bookMaker(BookMakerSettings)
}
