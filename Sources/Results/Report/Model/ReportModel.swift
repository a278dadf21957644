import Simulation

/// Everything that the report of one run shows, as plain values.
///
/// Amounts that stand in tables are exact; columns that become pictures are `Double`s in whole units.
public struct ReportModel: Sendable, Equatable {
    /// What run it is, and how to repeat it.
    var identity: ReportIdentity
    /// The verdict in numbers.
    var headline: RunHeadline
    /// The same of the run without the attacker, if there is one.
    var twin: TwinRun?
    /// Named figures, in the store's order.
    var figures: [NamedFigure] = []
    /// Figures that the scenario expects within bands.
    var expectations: [ExpectedFigure] = []
    /// What the scenario or an attacker brought about.
    var events: [TimedEvent] = []
    /// The course of each market.
    var markets: [MarketHistory] = []
    /// Settlements of funding.
    var funding: [FundingSettlement] = []
    /// Liquidations in the order of time.
    var liquidations: [LiquidationEvent] = []
    /// What each payer has borne of the bad debt.
    var waterfall: [PayerShare] = []
    /// Prices that were written to feeds.
    var feeds: [FeedHistory] = []
    /// How often guards acted.
    var guards: [GuardCount] = []
    /// How often rules decided.
    var rules: [RuleCount] = []
    /// The course of each spot venue.
    var venues: [VenueHistory] = []
    /// The course of the chain.
    var chain = ChainHistory()
    /// Agents and accounts of the protocol.
    var agents: [AgentAccount] = []
    /// Who paid whom.
    var payments: [GroupPayment] = []
    /// Names of the units of money.
    var units = ReportUnits()
}

/// The names of the units that amounts are in.
struct ReportUnits: Sendable, Equatable {
    /// Collateral.
    var quote = "quote"
    /// A market's asset.
    var base = "base"
    /// The chain's own asset.
    var native = "native"

    /// General names, or those of a scenario.
    init(quote: String = "quote", base: String = "base", native: String = "native") {
        self.quote = quote
        self.base = base
        self.native = native
    }

    /// The name of a unit.
    func name(_ unit: AmountUnit) -> String {
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
struct ReportIdentity: Sendable, Equatable {
    /// The scenario's name.
    var scenario = ""
    /// One sentence on it, if the store has one.
    var summary = ""
    /// The seed.
    var seed = ""
    /// The program's version.
    var version = ""
    /// What the run varies, empty for the scenario as it is.
    var variant = ""
    /// How it ended: complete, interrupted or invariant-broken.
    var status = ""
    /// First and last moment, microseconds since 1970.
    var start: Int64 = 0
    var end: Int64 = 0
    /// Further facts of the store by name, in its order: digests, chain, signatures.
    var facts: [Fact] = []

    /// A named fact.
    struct Fact: Sendable, Equatable {
        var name: String
        var value: String
    }

    /// The command that gives the same run again.
    var command: String {
        let name =
            scenario.isPlainWord
            ? scenario
            : "'"
                + scenario.split(separator: "'", omittingEmptySubsequences: false).joined(
                    separator: "'\\''") + "'"
        return "perplab run \(name) --seed \(seed)"
    }
}

/// The verdict in numbers; money in quote.
struct RunHeadline: Sendable, Equatable {
    /// Bad debt that was realised.
    var badDebtBooked = ReportAmount.zero(.quote)
    /// Negative equity at the end, at the true price; nil where the store has none.
    var latentTrue: ReportAmount?
    /// The same if each position were closed alone on the curve.
    var latentCurve: ReportAmount?
    /// Bad debt that nobody has paid.
    var uncovered = ReportAmount.zero(.quote)
    /// Insurance fund at the start, the end and its least.
    var fundStart: ReportAmount?
    var fundEnd: ReportAmount?
    var fundLeast: ReportAmount?
    /// Profit of all attackers; nil where there are none.
    var attackProfit: ReportAmount?
    /// Liquidations made, of them false, and their notional.
    var liquidations = 0
    var liquidationsFalse = 0
    var liquidatedNotional = ReportAmount.zero(.quote)
    /// Liquidations that were due at the true price and that nobody made, by the figure of that
    /// name; nil where the store has none.
    var liquidationsMissed: Int?
    /// Expectations that hold, and all of them.
    var expectationsHeld = 0
    var expectations = 0
}

/// The run that a run is held against.
struct TwinRun: Sendable, Equatable {
    /// What was changed in it, as `without attacker`.
    var variant: String
    /// Its verdict.
    var headline: RunHeadline
}
