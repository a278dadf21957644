import Agents
import Chain
import EthereumPrimitives
import Simulation
import SimulationKernel
import WideIntegers

/// A world under observation while a keeper works in it.
///
/// This target holds what a keeper is judged by: the truth of each block, the bot's own transactions,
/// figures, rules and scorecards. It opens no socket and reads no clock. A trial owns its world and
/// lets anybody step it: an agent's run does, and so does a node that serves a bot:
///
///     let trial = KeeperTrial(world, settings)
///     while let next = world.chain.timeline.nextTime, next <= end { world.chain.timeline.step() }
///     let card = trial.finish().card
///
/// Whoever carries transactions of a bot behind JSON-RPC says so by `note(_:isPrivate:)`.
public final class KeeperTrial {
    /// The world.
    public let world: SimulationWorld
    /// Whose trial it is.
    public let settings: KeeperTrialSettings
    /// What each block has done and left.
    public let ledger: EpisodeLedger
    /// Prices and health, for pictures.
    public private(set) var course: TrialCourse

    private let node: ChainNode
    private let book: SendingBook
    /// What the agent's wallet has sent and the book does not hold yet.
    private var unnoted: [(attempt: SendingTask.Attempt, isPrivate: Bool)] = []
    private var arrivals: [HeadArrival] = []
    /// Faults that are over at once, as they happen: reorgs, and losses of the bot's transactions.
    private var instants: [TrialRecord.Fault] = []
    private var observerID: Int?

    /// Begins to observe a world, before its first step.
    public init(_ world: SimulationWorld, _ settings: KeeperTrialSettings) {
        self.world = world
        self.settings = settings
        let chain = world.chain
        node =
            settings.node.map(chain.node)
            ?? chain.answeringNodes[chain.answeringNodes.startIndex]
        book = SendingBook(world, bot: settings.bot)
        ledger = EpisodeLedger(world, bot: settings.bot)
        course = TrialCourse(world.scenario, marketCount: world.markets.count)
        if let facts = ledger.blocks.last { course.add(chain.head, facts, in: world) }
        arrivals.append(HeadArrival(at: chain.timeline.now, number: chain.head.number))
        let earlier = world.onChainRecord
        world.onChainRecord = { [weak self] record in
            earlier?(record)
            self?.hear(record)
        }
        let agent = settings.agent.flatMap { name in world.agents.first { $0.name == name } }
        agent?.wallet.onAttempt = { [weak self] attempt, way in
            self?.unnoted.append((attempt, way != .publicly))
        }
        observerID = chain.observe(node.id, pending: true, isOutside: true) { [weak self] in
            self?.hear($0)
        }
    }

    // MARK: - Observing

    private func hear(_ record: ChainRecord) {
        let now = world.chain.timeline.now
        if case .orphaned(let block) = record { course.cut(from: block.sealedAt) }
        let reorgCount = ledger.reorgCount
        ledger.hear(record)
        if ledger.reorgCount > reorgCount { note(instant: "reorg") }
        switch record {
        case .sealed(let block):
            noteAttempts()
            if let facts = ledger.blocks.last { course.add(block, facts, in: world) }
        case .settled(let transaction):
            if transaction.sender == settings.bot {
                noteAttempts()
                if transaction.fate == .evicted(.emptied) { note(instant: "pool loss") }
            }
            book.settle(transaction, at: now, head: headNumber)
        case .ended(let submission): book.end(submission, at: now)
        case .orphaned, .intervened: break
        }
    }

    private func hear(_ notice: NodeNotice) {
        switch notice {
        case .head: if settings.observesNode { note(head: node.head.number) }
        case .pending(let transaction):
            if transaction.sender == settings.bot {
                noteAttempts()
                book.find(transaction, at: world.chain.timeline.now, head: headNumber)
            }
        }
    }

    /// Takes up what the agent has sent, once the chain has had time to read it.
    private func noteAttempts() {
        for (attempt, isPrivate) in unnoted {
            book.note(
                attempt.submission, at: attempt.sentAt, head: attempt.sentAtBlock,
                isPrivate: isPrivate)
        }
        unnoted.removeAll(keepingCapacity: true)
    }

    private func note(instant name: String) {
        let now = world.chain.timeline.now
        let fault = TrialRecord.Fault(name: name, start: now, end: now)
        if instants.last != fault { instants.append(fault) }
    }

    private var headNumber: UInt64 { arrivals.last?.number ?? 0 }

    // MARK: - What whoever serves a bot tells

    /// A head has reached the bot now.
    public func note(head number: UInt64) {
        arrivals.append(HeadArrival(at: world.chain.timeline.now, number: number))
    }

    /// The bot has sent something now.
    public func note(_ submission: Submission, isPrivate: Bool = false) {
        book.note(
            submission, at: world.chain.timeline.now, head: headNumber, isPrivate: isPrivate)
    }

    /// A node has refused bytes of the bot that never became a submission, in its words.
    public func note(refusal: String) { book.note(refusal: refusal) }

    // MARK: - Ending

    /// The facts so far, as a record that a card is made of.
    public func record(_ ending: Scorecard.Ending = .complete) -> TrialRecord {
        noteAttempts()
        let chain = world.chain
        var terms = EpisodeTerms(
            bot: settings.bot, nativePriceWad: chain.settings.nativePriceQuoteWad)
        terms.tipMinWei = chain.settings.pool.tipMinWei
        var record = TrialRecord(terms: terms)
        record.run.scenario = world.scenario.name
        record.run.seed = world.options.seed
        record.run.preset = world.scenario.chain.preset
        record.run.clock = settings.clock
        record.run.build = settings.build
        record.run.bot = settings.bot.checksummed
        record.run.driver = settings.driver
        record.run.determinism = settings.determinism
        record.markets = world.markets.map(\.name)
        record.blocks = ledger.blocks
        record.arrivals = arrivals
        record.episodes = EpisodeBuilder.episodes(ledger.blocks, arrivals: arrivals, terms: terms)
        record.transactions = book.transactions(in: ledger.blocks)
        record.otherRefusals = book.otherRefusals
        record.faults = world.scenario.trialFaults + settings.faults + instants
        record.badDebtWad = ledger.badDebtWad
        record.ownOrphaned = ledger.ownOrphaned
        record.orphanedBlocks = ledger.orphanedCount
        record.reorgs = ledger.reorgCount
        record.ending = ending
        return record
    }

    /// Ends the observation, and makes the card.
    /// - Parameters:
    ///   - connection: what the bot's connection has seen; nil for an agent.
    ///   - bounds: bad debt with an ideal keeper and with none, where it was measured.
    public func finish(
        _ ending: Scorecard.Ending = .complete, connection: Scorecard.Connection? = nil,
        bounds: Scorecard.Bounds? = nil, wallClock: Scorecard.WallClock? = nil
    ) -> KeeperTrialResult {
        if let observerID { world.chain.stopObserving(node.id, observerID) }
        observerID = nil
        var record = record(ending)
        record.connection = connection
        record.bounds = bounds
        record.wallClock = wallClock
        return KeeperTrialResult(
            card: ScorecardBuilder(record).card(rules: settings.rules), record: record,
            course: course)
    }
}

/// What a trial came to.
public struct KeeperTrialResult: Sendable {
    /// The card.
    public var card: Scorecard
    /// The facts that it is made of.
    public var record: TrialRecord
    /// Prices and health over the trial.
    public var course: TrialCourse
    /// What has become of a bot that has failed.
    public var botFailure: String?
}
