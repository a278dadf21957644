import PriceOracles
import WideIntegers

/// A position that stands when the run begins.
public struct PositionSettings: Hashable, Sendable {
    /// Its trader: a member of a population, or a name of its own.
    public var trader = ""
    /// The market.
    public var market = ""
    /// Base, negative for a short, wad.
    public var sizeWad: Int256 = .zero
    /// Margin, wad.
    public var marginWad: UInt256 = .zero
    /// Average price of entry, wad; nil: it is opened on the curve in the genesis block.
    public var entryPriceWad: UInt256?

    /// Nothing.
    public init() {}
}

/// Something that the scenario brings about.
public struct EventSettings: Hashable, Sendable {
    /// When, microseconds after the start.
    public var atMicros: UInt64 = 0
    /// What.
    public var model = EventModel.note(NoteEvent())

    /// A note at the start.
    public init() {}
}

/// What an event is.
public enum EventModel: Hashable, Sendable {
    /// A text in the report.
    case note(NoteEvent)
    /// Reporters of a feed do not do what they should.
    case fault(FaultEvent)
    /// Blocks stop.
    case outage(OutageEvent)
    /// Somebody outbids all for a time.
    case gasSpike(GasSpikeEvent)
    /// A function of a contract is called as its owner.
    case governance(GovernanceEvent)
    /// A population stops, and may come back.
    case pause(PauseEvent)
    /// A venue closes for a time.
    case venueHalt(VenueHaltEvent)
    /// The exchange of a market is overloaded for a time.
    case overload(OverloadEvent)
    /// The base fee takes a course of its own.
    case baseFee(BaseFeeEvent)
    /// The last blocks are replaced by others.
    case reorg(ReorgEvent)
    /// Something goes wrong at the node of a bot.
    case nodeFault(NodeFaultEvent)
    /// The process of the keeper under test is killed.
    case botKill(BotKillEvent)
    /// The native balance of the keeper under test is set.
    case botBalance(BotBalanceEvent)
    /// Somebody else uses a nonce of the keeper under test.
    case botNonce(BotNonceEvent)
    /// Nodes lose transactions of the keeper under test.
    case poolLoss(PoolLossEvent)
}

/// A text in the report.
public struct NoteEvent: Hashable, Sendable {
    /// The text.
    public var text = ""

    /// No text.
    public init() {}
}

/// A fault of a feed's reporters.
public struct FaultEvent: Hashable, Sendable {
    /// What they do.
    public enum Kind: String, Hashable, Sendable, CaseIterable {
        /// They say nothing.
        case silent
        /// They say what they said last.
        case frozen
        /// The first `count` of them say the price times `factor`.
        case lie
        /// They see prices `delay` late.
        case delay
    }

    /// The feed.
    public var feed = ""
    /// What they do.
    public var fault = Kind.frozen
    /// How long, microseconds.
    public var forMicros: UInt64 = 600_000_000
    /// How many of them; zero for all.
    public var count: UInt64 = 0
    /// What a liar multiplies the price by, wad.
    public var factorWad: UInt256 = .wad
    /// How late they see, microseconds.
    public var delayMicros: UInt64 = 60_000_000

    /// A frozen feed.
    public init() {}
}

/// A time without blocks.
public struct OutageEvent: Hashable, Sendable {
    /// How long, microseconds.
    public var forMicros: UInt64 = 2_700_000_000
    /// Whether what was sent meanwhile is kept.
    public var keepsQueue = true
    /// Blocks a second in which missed ones are made up for, with their own times; zero for not at
    /// all.
    public var catchUpPerSecond: UInt64 = 0
    /// What the base fee of the first block afterwards is multiplied by, wad.
    public var baseFeeFactorWad = UInt256.wad

    /// Forty-five minutes.
    public init() {}
}

/// A rise of demand for gas: transactions of others that fill blocks.
public struct GasSpikeEvent: Hashable, Sendable {
    /// How long, microseconds.
    public var forMicros: UInt64 = 3_600_000_000
    /// What others pay for gas is multiplied by, wad.
    public var factorWad: UInt256 = .wad &* 20

    /// What the load is against the usual one, wad.
    public var loadWad: UInt256 = .wad &* 3

    /// Twenty times for an hour.
    public init() {}
}

/// A call by the owner.
public struct GovernanceEvent: Hashable, Sendable {
    /// What is called.
    public enum Action: String, Hashable, Sendable, CaseIterable {
        case repeg
        case scaleK = "scale-k"
        case shutdown
        case setOpen = "set-open"
        case setFluctuationLimit = "set-fluctuation-limit"
        case setPartialLiquidation = "set-partial-liquidation"
    }

    /// The market.
    public var market = ""
    /// What is called.
    public var action = Action.shutdown
    /// Its argument, wad.
    public var valueWad: UInt256 = .zero

    /// A shutdown.
    public init() {}
}

/// A population that stops.
public struct PauseEvent: Hashable, Sendable {
    /// The population.
    public var agents = ""
    /// How long, microseconds; zero for ever.
    public var forMicros: UInt64 = 0

    /// For ever.
    public init() {}
}

/// A venue that closes.
public struct VenueHaltEvent: Hashable, Sendable {
    /// The venue, or a market in an order book.
    public var venue = ""
    /// How long, microseconds.
    public var forMicros: UInt64 = 600_000_000
    /// Whether orders in a book cannot be taken back meanwhile.
    public var trapsCancels = false

    /// Ten minutes.
    public init() {}
}

/// An exchange that has more to do than it can.
public struct OverloadEvent: Hashable, Sendable {
    /// The market in an order book.
    public var market = ""
    /// How long, microseconds.
    public var forMicros: UInt64 = 600_000_000
    /// What the service of a request takes is multiplied by.
    public var factor: UInt64 = 1_000
    /// Whether cancels are refused.
    public var refusesCancels = false

    /// A thousand times slower for ten minutes.
    public init() {}
}
