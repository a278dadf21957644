import Agents
import EthereumPrimitives
import PriceOracles
import SimulationKernel
import TestSupport
import WideIntegers

@testable import Simulation

/// A whole run with its rows.
final class RecordedRun {
    /// A row by its columns.
    typealias Row = [String: RecordValue]

    let world: SimulationWorld
    let outcome: RunOutcome
    private var rowsByTable: [RunTable: [Row]] = [:]

    init(
        _ scenario: Scenario, options: RunOptions = RunOptions(checksInvariants: true),
        extra: [ExtraAgent] = []
    ) throws {
        var records: [MetricRecord] = []
        world = try SimulationWorld(scenario, options: options, extra: extra) { records.append($0) }
        outcome = world.run()
        for record in records {
            let names = record.table.schema.columns.map(\.name)
            let row = Dictionary(uniqueKeysWithValues: zip(names, record.values))
            rowsByTable[record.table, default: []].append(row)
        }
    }

    /// The rows of a table in which columns have certain values.
    func rows(_ table: RunTable, _ wanted: Row = [:]) -> [Row] {
        (rowsByTable[table] ?? []).filter { row in
            wanted.allSatisfy { row[$0.key] == $0.value }
        }
    }

    /// The tables that have rows.
    var tables: Set<RunTable> { Set(rowsByTable.keys) }

    /// The sum of a column of amounts or counts.
    func sum(_ column: String, _ table: RunTable, _ wanted: Row = [:]) -> Int256 {
        rows(table, wanted).reduce(.zero) { sum, row in
            switch row[column] {
            case .amount(let amount)?: sum &+ amount
            case .integer(let number)?: sum &+ Int256(number)
            default: sum
            }
        }
    }

    /// A figure times 10^18; nil where the run has none of that name.
    func figure(_ name: String) -> Int256? {
        outcome.figures[name].flatMap { Int256(wadText: $0.value) }
    }

    /// A figure that is a count.
    func count(_ name: String) -> Int? {
        outcome.figures[name]?.real.map { Int($0) }
    }

    /// Collateral of an agent at the end: in its wallet, margin without a position, and what its claims
    /// on the house are worth.
    func money(of agent: String) -> Int256 {
        let (owner, state) = (address(of: agent), world.chain.host.state)
        let wallet = world.recorder.balance(of: owner, token: world.markets[0].collateral)
        let idle = world.markets.reduce(UInt256.zero) {
            $0 &+ $1.design.idleMarginWad(of: owner, in: state)
        }
        return Int256(bitPattern: wallet &+ idle &+ claim(of: agent).worth)
    }

    /// What the house owes an agent, and how much of that it has.
    func claim(of agent: String) -> (owed: UInt256, worth: UInt256) {
        let (owner, state) = (address(of: agent), world.chain.host.state)
        let owed = world.assembly.reference?.house.claimWad(of: owner, in: state) ?? .zero
        return (owed, world.markets[0].design.houseBalanceWad(of: owner, in: state))
    }

    func address(of agent: String) -> Address { Genesis.key(for: "agent/\(agent)").address }
}

extension RecordValue: ExpressibleByStringLiteral, ExpressibleByStringInterpolation {
    /// A text.
    public init(stringLiteral value: String) { self = .text(value) }
}

extension Scenario {
    /// Two markets of one fund, in both of which longs are bankrupt when the price falls by three tenths
    /// at the fourth minute and an account follows it down; only one of the others is in at the end, in
    /// both.
    static func crash(fund balance: UInt64 = 3_000) -> Scenario {
        var scenario = Scenario.steps([(4, 1_400)])
        scenario.durationMicros = 600_000_000
        scenario.chain.preset = "ideal"
        scenario.chain.overrides = OutsideRun.plain.map { SettingOverride($0.key, $0.value) }
        scenario.addExchange("spot")
        scenario.addFeed("feed", .posted())
        scenario.funds = [MarketWorld.fund("fund", balance)]
        for name in ["a", "b"] {
            var market = MarketWorld.reference(name) {
                $0.rules.marginPrice = .oracle
                $0.rules.fundingIntervalSeconds = 60
            }
            (market.truth, market.quoteReserveWad) = ("eth", wad(2_000_000))
            scenario.markets.append(market)
            scenario.addScript(
                "follower-\(name)", collateral: 400_000,
                [.open(242, name, isLong: false, 320_000, 1), .close(480, name)])
        }
        scenario.addScript("long", count: 2, [.open(60, "a", isLong: true, 1_000, 8)])
        scenario.addScript("large", [.open(70, "b", isLong: true, 4_000, 8)])
        // Of this one something is left, to pay the keeper from.
        scenario.addScript("weak", [.open(80, "b", isLong: true, 1_000, 3)])
        scenario.addScript(
            "short",
            [
                .open(100, "a", isLong: false, 2_000, 2), .close(490, "a"),
                // Of a position that is not there.
                .close(495, "a"),
                .give(500, "b", 100), .open(510, "b", isLong: true, 10, 1),
                .open(512, "a", isLong: false, 50, 1),
            ])
        var keeper = KeeperSettings()
        keeper.skill = .eager
        scenario.addAgent("keeper", .keeper(keeper))
        scenario.addAgent("caller", .fundingCaller(FundingCallerSettings()))
        return scenario
    }

    mutating func addScript(
        _ name: String, count: UInt64 = 1, collateral: Double = 10_000, _ steps: [ScriptStep]
    ) {
        var script = ScriptSettings()
        script.steps = steps
        addAgent(name, .script(script), count: count, collateral: collateral)
    }

    mutating func addAgent(
        _ name: String, _ model: AgentModel, count: UInt64 = 1, collateral: Double = 10_000
    ) {
        var population = PopulationSettings()
        (population.name, population.model, population.count) = (name, model, count)
        population.collateral = .constant(collateral)
        population.reactionMillis = .constant(0)
        agents.append(population)
    }
}

extension ScriptStep {
    private init(_ action: Action, _ second: UInt64, _ market: String) {
        self.init()
        (self.action, self.market, atMicros) = (action, market, second * 1_000_000)
    }

    static func open(
        _ second: UInt64, _ market: String, isLong: Bool, _ margin: UInt64, _ leverage: UInt64
    ) -> ScriptStep {
        var step = ScriptStep(.open, second, market)
        (step.isLong, step.amountWad, step.leverageWad) = (isLong, wad(margin), wad(leverage))
        return step
    }

    static func close(_ second: UInt64, _ market: String) -> ScriptStep {
        ScriptStep(.close, second, market)
    }

    static func buy(_ second: UInt64, _ venue: String, _ amount: UInt64) -> ScriptStep {
        var step = ScriptStep(.spot, second, "")
        (step.venue, step.amountWad) = (venue, wad(amount))
        return step
    }

    static func give(_ second: UInt64, _ market: String, _ amount: UInt64) -> ScriptStep {
        var step = ScriptStep(.donate, second, market)
        step.amountWad = wad(amount)
        return step
    }
}
