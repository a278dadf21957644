import JSONText
import Simulation
import WideIntegers

/// Reading a card back.
extension Scorecard {
    /// The card of a document that `json` has made.
    public init(json document: JSONValue) throws(ScorecardProblem) {
        self.init()
        let reader = try ScorecardReader(document, at: "")
        guard try reader.text("schema") == Self.schema else {
            throw reader.problem("schema", Self.schema)
        }
        run = try Self.run(try reader.reader("run"))
        let metrics = try reader.reader("metrics")
        for metric in KeeperMetric.allCases {
            figures[metric] = try metrics.metric(metric.rawValue, metric.kind)
        }
        let transactions = try reader.reader("transactions")
        revertReasons = try transactions.named("revert_reasons")
        refusals = try transactions.named("refusals")
        boundRules = try transactions.named("bound_rules")
        for entry in try reader.list("missed") { missed.append(try Self.missed(entry)) }
        if let rpc = try reader.optionalReader("rpc") { connection = try Self.connection(rpc) }
        chain = try Self.chain(try reader.reader("chain"))
        if let both = try reader.optionalReader("bounds") {
            bounds = Bounds(idealWad: try both.money("ideal"), noneWad: try both.money("none"))
        }
        for entry in try reader.list("requirements") {
            requirements.append(try Self.requirement(entry))
        }
        guard let ending = Ending(rawValue: try reader.text("ending")) else {
            throw reader.problem("ending", "the name of an ending")
        }
        self.ending = ending
        if let clock = try reader.optionalReader("wall_clock") {
            var times = WallClock()
            times.reactP50Millis = try clock.real("react_p50_ms")
            times.reactP95Millis = try clock.real("react_p95_ms")
            wallClock = times
        }
    }

    private static func run(_ reader: ScorecardReader) throws(ScorecardProblem) -> Run {
        var run = Run()
        run.scenario = try reader.text("scenario")
        run.seed = try reader.integer("seed")
        run.preset = try reader.text("preset")
        run.clock = try reader.text("clock")
        run.build = try reader.text("build")
        run.bot = try reader.text("bot")
        run.driver = try reader.text("driver")
        run.blocks = try reader.integer("blocks")
        let determinism = try reader.text("determinism")
        if determinism != "exact" {
            let words = determinism.split { $0 == "(" || $0 == ")" }
            guard words.count == 2, words[0] == "statistical", let runs = Int(words[1]) else {
                throw reader.problem("determinism", "exact or statistical(n)")
            }
            run.determinism = .statistical(runs)
        }
        return run
    }

    private static func missed(_ reader: ScorecardReader) throws(ScorecardProblem) -> Missed {
        var entry = Missed()
        entry.market = try reader.text("market")
        entry.trader = try reader.text("trader")
        entry.firstBlock = try reader.integer("first_block")
        entry.endBlock = try reader.optionalInteger("end_block")
        entry.valueWad = try reader.money("value")
        entry.badDebtWad = try reader.money("bad_debt")
        entry.wasTaken = try reader.flag("taken")
        guard let reason = MissReason(rawValue: try reader.text("reason")) else {
            throw reader.problem("reason", "the name of a reason")
        }
        entry.reason = reason
        return entry
    }

    private static func connection(
        _ reader: ScorecardReader
    ) throws(ScorecardProblem) -> Connection {
        var connection = Connection()
        connection.calls = try reader.integer("calls")
        connection.callsPerBlock = try reader.integer("calls_per_block")
        connection.callsPerBlockP95 = try reader.integer("calls_per_block_p95")
        connection.limited = try reader.integer("limited")
        connection.reconnects = try reader.integer("reconnects")
        connection.staleHeads = try reader.integer("stale_heads")
        connection.methods = try reader.named("methods")
        return connection
    }

    private static func chain(_ reader: ScorecardReader) throws(ScorecardProblem) -> ChainFigures {
        var chain = ChainFigures()
        chain.reorgs = try reader.integer("reorgs")
        chain.orphanedBlocks = try reader.integer("orphaned_blocks")
        chain.outages = try reader.integer("outages")
        chain.baseFeeMinWei = try reader.wei("base_fee_min_wei")
        chain.baseFeeMaxWei = try reader.wei("base_fee_max_wei")
        return chain
    }

    private static func requirement(
        _ reader: ScorecardReader
    ) throws(ScorecardProblem) -> RuleOutcome {
        let text = try reader.text("rule")
        guard let rule = try? KeeperRule(text) else { throw reader.problem("rule", "a rule") }
        return RuleOutcome(
            rule: rule, value: try reader.metric("value", rule.metric.kind),
            isPassed: try reader.flag("passed"))
    }
}
