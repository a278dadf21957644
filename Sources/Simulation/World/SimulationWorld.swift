import Agents
import Chain
import ContractRuntime
import EthereumPrimitives
import PerpContracts
import SimulationKernel
import WideIntegers

/// A scenario come to life: contracts, chain, outside world and agents on one timeline.
///
/// A run is a function of scenario, inputs, seed and version. `run` takes it to its end; rows leave
/// through the sink as they come about.
///
///     let world = try SimulationWorld(scenario, seed: 7) { rows.append($0) }
///     let outcome = world.run()
public final class SimulationWorld {
    /// What is run.
    public let scenario: Scenario
    /// How it is run.
    public let options: RunOptions
    /// The chain.
    public let chain: SimulatedChain
    /// The markets.
    public var markets: [PerpMarket] { assembly.markets }
    /// All agents, in the scenario's order.
    public private(set) var agents: [AgentBody] = []
    /// Hears all that the chain tells, before rows are made of it; for recordings.
    public var onChainRecord: ((ChainRecord) -> Void)?

    let outside: OutsideWorld
    let assembly: MarketAssembly
    /// What all agents share but the keepers under test, who have one each.
    let desk: AgentDesk
    private var ownDesks: [AgentDesk] = []
    let recorder: RunRecorder
    let owner: Wallet
    /// The accounts of the keepers under test.
    public let botAccounts: [Address]
    /// Their keys, for transactions that others send from them.
    let botKeys: [PrivateKey]
    /// Told when the process of a keeper under test is to be killed, and when to be started again.
    public var onBotLife: ((_ isAlive: Bool) -> Void)?
    /// What waits for something to happen on the chain.
    var blockCourses = BlockCourses()
    private let end: SimulatedTime
    /// How long a run without an end lasts: a hundred years.
    private static let openMicros: UInt64 = 100 * 365 * 86_400_000_000
    private var invariants: MarketInvariants
    private var worthsBefore: [Worth] = []
    /// What each market's feed has said after the last block.
    var feedPrices: [(priceWad: UInt256, updatedSeconds: UInt64)?] = []
    private var violation: (statement: String, block: UInt64)?
    private var rowCount: () -> UInt64

    /// Builds the world of a scenario, to its genesis block.
    ///
    /// - Parameters:
    ///   - inputs: rows of the files that the scenario names.
    ///   - extra: agents of one's own beside the scenario's.
    ///   - sink: is handed each row.
    /// - Throws: the first setting that cannot be.
    public init(
        _ scenario: Scenario, inputs: ScenarioInputs = ScenarioInputs(),
        options: RunOptions = RunOptions(), extra: [ExtraAgent] = [],
        sink: @escaping (MetricRecord) -> Void = { _ in }
    ) throws(ScenarioProblem) {
        let scenario = scenario.resolvingVenue()
        self.scenario = scenario
        self.options = options
        let ground = try WorldGround(scenario, inputs: inputs, options: options, extra: extra)
        let (settings, random, genesis) = (ground.settings, ground.random, ground.genesis)
        let (outside, assembly) = (ground.outside, ground.assembly)
        invariants = MarketInvariants(assembly, blocksKept: settings.historyBlocks)
        chain = SimulatedChain(
            settings, host: genesis.host, timeline: genesis.timeline, random: random)
        chain.checksInvariants = options.checksInvariants
        let chain = chain
        func makeDesk(_ connection: NodeConnection?) -> AgentDesk {
            AgentDesk(
                node: chain.answeringNodes[chain.answeringNodes.startIndex].id, chain: chain,
                runStart: scenario.startTime, markets: assembly.markets, venues: outside.venues,
                collateral: genesis.collateral, nativePriceWad: settings.nativePriceQuoteWad,
                connection: connection)
        }
        let desk = makeDesk(nil)
        self.desk = desk
        botAccounts = ground.roster.underTest.map(\.address)
        botKeys = ground.roster.underTest.map(\.key)
        end = scenario.startTime + (options.isOpenEnded ? Self.openMicros : scenario.durationMicros)
        owner = Wallet(
            key: Genesis.key(for: "owner"), on: settings,
            connections: [chain.connect(agent: "owner")], timeline: chain.timeline)
        self.outside = outside
        self.assembly = assembly
        let gate = RowGate(options.rows, sink: sink)
        rowCount = { gate.count }
        let feeds = outside.feeds
        let host = chain.host
        let houses = Set(assembly.markets.map(\.house))
        recorder = RunRecorder(
            chain: chain, scenario: scenario, markets: assembly.markets, desk: desk,
            truthWad: { market, time in
                let path = scenario.markets[market].truth
                let index = outside.paths.firstIndex { $0.name == path } ?? 0
                return outside.truthWad(path: index, at: time)
            },
            feedWrites: { receipt, block in
                if let called = receipt.transaction.transaction.recipient, houses.contains(called) {
                    return []
                }
                return feeds.flatMap { feed in
                    feed.writes(in: receipt, host).map {
                        RunRecorder.FeedWrite(
                            feed: feed.name, priceWad: $0,
                            truthWad: outside.truthWad(path: feed.pathIndex, at: block.sealedAt))
                    }
                }
            },
            sink: { gate.pass($0) })
        enter(ground.roster, ground.placed)
        var ownDesks: [AgentDesk] = []
        agents = try ground.roster.bodies(
            on: chain, end: end, random: random, outside: outside
        ) { connection in
            guard let connection else { return desk }
            ownDesks.append(makeDesk(connection))
            return ownDesks[ownDesks.count - 1]
        }
        self.ownDesks = ownDesks
        start()
    }

    // MARK: - Starting

    private func enter(_ roster: Roster, _ placed: [GenesisPosition]) {
        for member in roster.members {
            recorder.accounts.add(member.address, member.owner)
        }
        for account in roster.scriptAccounts {
            recorder.accounts.add(account.address, account.member.owner)
        }
        for account in scenario.accounts {
            recorder.accounts.add(
                account.address,
                AccountOwner(name: account.name, population: account.name, kind: "account"))
        }
        for position in placed {
            recorder.accounts.add(
                position.account,
                AccountOwner(name: position.trader, population: "positions", kind: "positions"))
        }
        for market in assembly.markets {
            let fund = scenario.markets[market.index].fund
            recorder.accounts.add(
                market.fund, AccountOwner(name: fund, population: fund, kind: "fund"))
            if let backstop = market.exchange?.backstop {
                let name = "\(market.name)-backstop"
                recorder.accounts.add(
                    backstop, AccountOwner(name: name, population: name, kind: "backstop"))
            }
        }
        recorder.accounts.add(
            owner.address, AccountOwner(name: "owner", population: "owner", kind: "protocol"))
    }

    private func start() {
        chain.record = { [weak self] in self?.hear($0) }
        for desk in [desk] + ownDesks { listen(to: desk) }
        for body in agents { body.desk.add(body) }
        desk.add(owner)
        outside.start(on: chain, desk: desk)
        startExchanges()
        for feed in outside.feeds {
            for reporter in feed.reporters {
                recorder.accounts.add(
                    reporter.wallet.address,
                    AccountOwner(
                        name: reporter.wallet.connections[0].agent, population: feed.name,
                        kind: "reporter"))
            }
        }
        worthsBefore = recorder.worths()
        recorder.lookAtRisk(after: chain.head, at: chain.head.sealedAt)
        for desk in [desk] + ownDesks { desk.begin() }
        planEvents()
        recorder.planSamples()
    }

    private func listen(to desk: AgentDesk) {
        desk.onSending = { [weak self] task, body, intent in
            guard let self, let attempt = task.attempts.last else { return }
            recorder.accounts.tally(body.address) { $0.sent += 1 }
            recorder.sent[attempt.submission.id] = RunRecorder.SentNote(
                sender: body.address, at: attempt.sentAt,
                label: intent.label ?? intent.word,
                isPrivate: task.way != .publicly)
        }
        desk.onNote = { [weak self] kind, agent, text, until in
            self?.recorder.note(kind, agent, text, until)
        }
        desk.onFill = { [weak self] fill, body in
            guard fill.side == .buy else { return }
            self?.recorder.accounts.tally(body.address) {
                $0.spotSpentWad = $0.spotSpentWad &+ fill.quoteWad
            }
        }
    }

    private func hear(_ record: ChainRecord) {
        onChainRecord?(record)
        switch record {
        case .sealed(let block):
            seeFeeds(after: block)
            check(block)
            follow(block)
        case .orphaned(let block): invariants.undo(to: block.number - 1)
        default: break
        }
        recorder.hear(record)
    }

    private func check(_ block: Block) {
        let environment = block.environment(chainID: chain.settings.chainID)
        do throws(InvariantViolation) {
            try invariants.checkRunning(
                block.receipts.lazy.map(\.outcome), in: chain.host, block: environment)
            if options.checksInvariants { try invariants.checkFull(chain.host.state) }
        } catch {
            if violation == nil { violation = ("\(error)", block.number) }
        }
        if options.checksInvariants, violation == nil, let broken = brokenExchange() {
            violation = (broken, block.number)
        }
        for feed in outside.feeds where !feed.guardRules.isEmpty {
            feed.judge(
                in: chain.host, environment,
                truthWad: outside.truthWad(path: feed.pathIndex, at: block.sealedAt))
        }
    }

    // MARK: - Running

    /// Runs to the end of the scenario.
    ///
    /// - Parameters:
    ///   - isCancelled: asked after each block; the run then stops there, with its results so far.
    ///   - onBlock: told after each block how far the run has come.
    public func run(
        isCancelled: () -> Bool = { false }, onBlock: (RunProgress) -> Void = { _ in }
    ) -> RunOutcome {
        var head = chain.head.number
        while step() {
            guard chain.head.number != head else { continue }
            head = chain.head.number
            onBlock(progress)
            if isCancelled() { return finish(isInterrupted: true) }
        }
        return finish()
    }

    /// The last moment of the run.
    public var endsAt: SimulatedTime { end }

    /// Whether nothing happens any more: the end has come, or a statement that must hold did not.
    public var isOver: Bool {
        guard violation == nil, let next = chain.timeline.nextTime else { return true }
        return next > end
    }

    /// Whether a statement that must hold did not.
    public var isBroken: Bool { violation != nil }

    /// Runs the next event, for whoever lets time pass by a clock of its own.
    /// - Returns: false where nothing happens any more.
    @discardableResult
    public func step() -> Bool {
        guard !isOver else { return false }
        chain.timeline.step()
        if violation == nil, let broken = chain.violation {
            violation = ("\(broken)", chain.head.number)
        }
        return true
    }

    /// Lets time pass up to a moment, but not beyond the end; the clock then stands there.
    public func run(until time: SimulatedTime) {
        let time = min(time, end)
        while let next = chain.timeline.nextTime, next <= time, step() {}
        if violation == nil { chain.timeline.run(until: time) }
    }

    private var progress: RunProgress {
        RunProgress(
            blocks: chain.head.number, transactions: recorder.chainTrack.included,
            passedMicros: chain.timeline.now.micros(since: scenario.startTime),
            totalMicros: scenario.durationMicros)
    }

    /// Ends the run where it is, and counts what it has come to; nothing may be run after it.
    /// - Parameter isInterrupted: whether it was stopped before its end.
    public func finish(isInterrupted: Bool = false) -> RunOutcome {
        var status = isInterrupted ? RunStatus.interrupted : .complete
        if let violation {
            status = .invariantBroken(violation.statement, block: violation.block)
        } else if !isInterrupted {
            chain.timeline.run(until: end)
        }
        do {
            try outside.checkInvariants()
        } catch {
            if status == .complete {
                status = .invariantBroken("\(error)", block: chain.head.number)
            }
        }
        if status == .complete, let broken = brokenExchange() {
            status = .invariantBroken(broken, block: chain.head.number)
        }
        recorder.finishBlocks()
        let profits = recorder.profits(since: worthsBefore, to: recorder.worths())
        let groups = recorder.groups(profits)
        let figures = recorder.figures(groups)
        let outcomes = scenario.expectations.map { ExpectationOutcome($0, in: figures) }
        recorder.writeAccounts(profits)
        recorder.writePayments(groups)
        recorder.writeGuards(outside.feeds)
        recorder.writeEnd(figures, outcomes)
        return RunOutcome(
            status: status, figures: figures.figures, expectations: outcomes,
            headNumber: chain.head.number, headHash: chain.head.hash,
            stateDigest: chain.head.header.stateRoot, endedAt: chain.timeline.now,
            wakeCount: agents.reduce(0) { $0 &+ $1.wakeCount },
            transactionCount: recorder.chainTrack.included, rowCount: rowCount())
    }
}

/// Lets the rows through that are asked for, and counts them.
private final class RowGate {
    private let rows: RunOptions.Rows
    private let sink: (MetricRecord) -> Void
    private(set) var count: UInt64 = 0

    init(_ rows: RunOptions.Rows, sink: @escaping (MetricRecord) -> Void) {
        self.rows = rows
        self.sink = sink
    }

    func pass(_ record: MetricRecord) {
        if rows == .summary {
            switch record.table {
            case .figures, .expectations, .agents, .payments: break
            default: return
            }
        }
        count += 1
        sink(record)
    }
}
