import Simulation
import WideIntegers

/// What a keeper has done in a scenario, against the truth of the chain.
public struct Scorecard: Hashable, Sendable {
    /// Names the form of the document.
    public static let schema = "perplab-keeper-scorecard/1"

    /// What was run.
    public struct Run: Hashable, Sendable {
        /// The scenario, the chain's preset, the clock and the program's version.
        public var scenario = "", preset = "", clock = "lockstep", build = ""
        /// The bot's account, and how it is driven: "json-rpc", or "agent" and its name.
        public var bot = "", driver = ""
        /// The seed, and the height of the last block.
        public var seed: UInt64 = 0, blocks: UInt64 = 0
        /// Whether another run of the seed gives the same card.
        public var determinism = Determinism.exact

        /// Nothing.
        public init() {}
    }

    /// Whether another run of a seed gives the same card.
    public enum Determinism: Hashable, Sendable {
        /// To the last digit.
        case exact
        /// A real clock was involved; so many runs stand behind the card.
        case statistical(Int)
    }

    /// An episode that was reachable and not won.
    public struct Missed: Hashable, Sendable {
        /// The market's name and the trader's address.
        public var market = "", trader = ""
        /// The block after whose state it could be liquidated first.
        public var firstBlock: UInt64 = 0
        /// Nil where it was still open at the end.
        public var endBlock: UInt64?
        /// What it would have paid, and the bad debt that it came to, wad of quote.
        public var valueWad = UInt256.zero, badDebtWad = UInt256.zero
        /// Why it was not won.
        public var reason = MissReason.notSent
        /// Whether somebody else took it.
        public var wasTaken = false

        /// Nothing.
        public init() {}
    }

    /// How often something happened, by a name.
    public struct Named: Hashable, Sendable {
        /// What.
        public var name: String
        /// How often.
        public var count: Int64

        /// A name and a count.
        public init(_ name: String, _ count: Int64) {
            self.name = name
            self.count = count
        }
    }

    /// What the connection of a bot behind JSON-RPC has seen; counted by its node.
    public struct Connection: Hashable, Sendable {
        /// Requests in all and by block.
        public var calls: Int64 = 0, callsPerBlock: Int64 = 0, callsPerBlockP95: Int64 = 0
        /// Requests refused for their rate.
        public var limited: Int64 = 0
        /// Connections made anew, and heads served that were behind one served before.
        public var reconnects: Int64 = 0, staleHeads: Int64 = 0
        /// Requests by method, most first.
        public var methods: [Named] = []

        /// No request.
        public init() {}
    }

    /// The chain under it.
    public struct ChainFigures: Hashable, Sendable {
        /// Reorgs, blocks that they took off the chain, and times without blocks.
        public var reorgs: Int64 = 0, orphanedBlocks: Int64 = 0, outages: Int64 = 0
        /// Least and greatest base fee, wei per gas.
        public var baseFeeMinWei = UInt256.zero, baseFeeMaxWei = UInt256.zero

        /// A quiet one.
        public init() {}
    }

    /// Bad debt of the same draws with an ideal keeper in the bot's place, and with none, wad of quote.
    public struct Bounds: Hashable, Sendable {
        /// With an ideal keeper.
        public var idealWad: UInt256
        /// With none.
        public var noneWad: UInt256

        /// Both bounds.
        public init(idealWad: UInt256, noneWad: UInt256) {
            self.idealWad = idealWad
            self.noneWad = noneWad
        }
    }

    /// Times of the computer's clock, which no other run repeats, milliseconds.
    public struct WallClock: Hashable, Sendable {
        /// From a head's delivery to the first sending: median and 95th percentile.
        public var reactP50Millis: Double?, reactP95Millis: Double?

        /// Nothing was measured.
        public init() {}
    }

    /// What was run.
    public var run = Run()
    /// All figures, in the order of `KeeperMetric`; nil where there was nothing to measure.
    public var figures: [KeeperMetric: MetricValue] = [:]
    /// Reachable episodes that were not won, in the order in which they began.
    public var missed: [Missed] = []
    /// Why its transactions failed, by `RevertReason`.
    public var revertReasons: [Named] = []
    /// What nodes said to transactions that they did not take, up to the first colon.
    public var refusals: [Named] = []
    /// Rules of the contracts that have bound the bot's own calls.
    public var boundRules: [Named] = []
    /// What its connection has seen; nil for an agent.
    public var connection: Connection?
    /// The chain under it.
    public var chain = ChainFigures()
    /// Bad debt at best and at worst; nil where it was not measured.
    public var bounds: Bounds?
    /// The rules with what came of them.
    public var requirements: [RuleOutcome] = []
    /// How the trial ended.
    public var ending = Ending.complete
    /// Left out of comparisons.
    public var wallClock: WallClock?

    /// How a trial ended.
    public enum Ending: String, Hashable, Sendable, CaseIterable {
        /// At the scenario's end.
        case complete
        /// Somebody stopped it between two blocks.
        case interrupted
        /// The bot never connected, or died.
        case botFailed = "bot failed"
        /// A statement of the simulation did not hold.
        case invariantBroken = "invariant broken"
        /// A defect of the program.
        case internalError = "internal error"
    }

    /// An empty card.
    public init() {}

    /// A figure; nil where there was nothing to measure.
    public subscript(metric: KeeperMetric) -> MetricValue? {
        get { figures[metric] }
        set { figures[metric] = newValue }
    }

    /// The status that a command ends with, by the table of all commands.
    public var exitStatus: Int32 {
        switch ending {
        case .complete: requirements.allSatisfy(\.isPassed) ? 0 : 1
        case .botFailed: 5
        case .invariantBroken: 4
        case .internalError: 70
        case .interrupted: 130
        }
    }

    /// The card without what only a real clock decides.
    public var comparable: Scorecard {
        var card = self
        card.wallClock = nil
        return card
    }
}

/// Why a reachable episode was not won, as far as the facts tell.
public enum MissReason: String, Hashable, Sendable, CaseIterable {
    /// Its transaction came into a block, and failed after somebody else's.
    case outbid
    /// The same, though it did not offer less: it was later.
    case late
    /// A transaction of a lower nonce did not get in.
    case stuckNonce = "stuck nonce"
    /// Its cap was below the base fee.
    case feeCap = "fee cap"
    /// It waited, and was not taken.
    case notIncluded = "not included"
    /// Builders did not take what was sent to them alone.
    case privateNotIncluded = "private not included"
    /// A pool lost it, or let it go.
    case dropped
    /// Nodes refused it.
    case refused
    /// The account could not pay.
    case noFunds = "no funds"
    /// It failed because it had too little gas.
    case outOfGas = "out of gas"
    /// The market's limit on the price in a block refused it.
    case fluctuationLimit = "fluctuation limit"
    /// It failed for another reason.
    case reverted
    /// Nothing was sent, a short time after something for the same position had failed.
    case cooldown
    /// Nothing was sent; what it pays is less than twice its gas.
    case dustRule = "dust rule"
    /// Nothing was sent; others were sent meanwhile.
    case budget
    /// Nothing was sent; its node was blocks behind.
    case nodeLag = "node lag"
    /// Nothing was sent, and nothing tells why.
    case notSent = "not sent"
}
