import Simulation

/// Everything that the report of one run shows, as plain values.
///
/// Amounts that stand in tables are exact; columns that become pictures are `Double`s in whole units.
public struct ReportModel: Sendable, Equatable {
    /// What run it is, and how to repeat it.
    public var identity: ReportIdentity
    /// The verdict in numbers.
    public var headline: RunHeadline
    /// The same of the run without the attacker, if there is one.
    public var twin: TwinRun?
    /// Named figures, in the store's order.
    public var figures: [NamedFigure] = []
    /// Figures that the scenario expects within bands.
    public var expectations: [ExpectedFigure] = []
    /// What the scenario or an attacker brought about.
    public var events: [TimedEvent] = []
    /// The course of each market.
    public var markets: [MarketHistory] = []
    /// Settlements of funding.
    public var funding: [FundingSettlement] = []
    /// Liquidations in the order of time.
    public var liquidations: [LiquidationEvent] = []
    /// What each payer has borne of the bad debt.
    public var waterfall: [PayerShare] = []
    /// Prices that were written to feeds.
    public var feeds: [FeedHistory] = []
    /// How often guards acted.
    public var guards: [GuardCount] = []
    /// How often rules decided.
    public var rules: [RuleCount] = []
    /// The course of each spot venue.
    public var venues: [VenueHistory] = []
    /// The course of the chain.
    public var chain = ChainHistory()
    /// Agents and accounts of the protocol.
    public var agents: [AgentAccount] = []
    /// Who paid whom.
    public var payments: [GroupPayment] = []
    /// Names of the units of money.
    public var units = ReportUnits()
}

/// The names of the units that amounts are in.
public struct ReportUnits: Sendable, Equatable {
    /// Collateral.
    public var quote = "quote"
    /// A market's asset.
    public var base = "base"
    /// The chain's own asset.
    public var native = "native"

    /// General names, or those of a scenario.
    public init(quote: String = "quote", base: String = "base", native: String = "native") {
        self.quote = quote
        self.base = base
        self.native = native
    }

    /// The name of a unit.
    public func name(_ unit: AmountUnit) -> String {
        switch unit {
        case .quote: quote
        case .base: base
        case .price: "\(quote) per \(base)"
        case .ratio: "ratio"
        case .native: native
        case .gasPrice: "gwei"
        }
    }
}

/// What run a report is of.
public struct ReportIdentity: Sendable, Equatable {
    /// The scenario's name.
    public var scenario = ""
    /// One sentence on it, if the store has one.
    public var summary = ""
    /// The seed.
    public var seed = ""
    /// The program's version.
    public var version = ""
    /// What the run varies, empty for the scenario as it is.
    public var variant = ""
    /// How it ended: complete, interrupted or invariant-broken.
    public var status = ""
    /// First and last moment, microseconds since 1970.
    public var start: Int64 = 0
    public var end: Int64 = 0
    /// Further facts of the store by name, in its order: digests, chain, signatures.
    public var facts: [Fact] = []

    /// A named fact.
    public struct Fact: Sendable, Equatable {
        public var name: String
        public var value: String
    }

    /// The command that gives the same run again.
    public var command: String {
        let name = scenario.isPlainWord ? scenario : "'" + scenario.split(separator: "'", omittingEmptySubsequences: false).joined(separator: "'\\''") + "'"
        return "perplab run \(name) --seed \(seed)"
    }
}

/// The verdict in numbers; money in quote.
public struct RunHeadline: Sendable, Equatable {
    /// Bad debt that was realised.
    public var badDebtBooked = ReportAmount.zero(.quote)
    /// Negative equity at the end, at the true price; nil where the store has none.
    public var latentTrue: ReportAmount?
    /// The same if each position were closed alone on the curve.
    public var latentCurve: ReportAmount?
    /// Bad debt that nobody has paid.
    public var uncovered = ReportAmount.zero(.quote)
    /// Insurance fund at the start, the end and its least.
    public var fundStart: ReportAmount?
    public var fundEnd: ReportAmount?
    public var fundLeast: ReportAmount?
    /// Profit of all attackers; nil where there are none.
    public var attackProfit: ReportAmount?
    /// Liquidations made, of them false, and their notional.
    public var liquidations = 0
    public var liquidationsFalse = 0
    public var liquidatedNotional = ReportAmount.zero(.quote)
    /// Positions below maintenance at the true price that nobody liquidated; nil where not known.
    public var liquidationsMissed: Int?
    /// Expectations that hold, and all of them.
    public var expectationsHeld = 0
    public var expectations = 0
}

/// The run that a run is held against.
public struct TwinRun: Sendable, Equatable {
    /// What was changed in it, as `without attacker`.
    public var variant: String
    /// Its verdict.
    public var headline: RunHeadline
}
