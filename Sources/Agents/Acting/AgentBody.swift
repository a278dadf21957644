import Chain
import EthereumPrimitives
import PriceOracles
import SimulationKernel
import WideIntegers

/// How an agent pays for gas, and what it does with what is not included.
public struct SendingRules: Hashable, Sendable {
    /// The bid.
    public var fees: FeeRule
    /// What happens when it is not included.
    public var resend: ResendPolicy
    /// Whether it goes to builders alone.
    public var isPrivate: Bool

    /// Rules from their parts.
    public init(fees: FeeRule, resend: ResendPolicy, isPrivate: Bool = false) {
        self.fees = fees
        self.resend = resend
        self.isPrivate = isPrivate
    }
}

/// An agent in the world: its account, its node, its reaction time, and all that it has under way.
public final class AgentBody {
    /// Its name.
    public let name: String
    /// The population that it belongs to.
    public let population: String
    /// What it does.
    public private(set) var mind: any Agent
    /// Its account.
    public let wallet: Wallet
    /// Where it hears of the chain.
    public let desk: AgentDesk
    /// How it pays.
    public let rules: SendingRules
    /// When it acts, and when it ends.
    public let start: SimulatedTime, end: SimulatedTime

    /// Intents that are under way as transactions, in the order of sending.
    public private(set) var underWay: [(intent: AgentIntent, task: SendingTask)] = []
    /// Wakings so far.
    public private(set) var wakeCount: UInt64 = 0
    /// Whether it is kept from acting.
    public var isPaused = false

    private let reactionMicros: Distribution
    private var reactions: RandomStream
    private var rhythms: RandomStream
    let timeline: Timeline
    /// Makes its mind anew after its process was killed; nil where nobody can.
    private let makeMind: (() -> (any Agent)?)?
    /// How often it was killed.
    private var deathCount = 0
    /// Reactions that are about to be sent, so that two wakings don't send the same.
    public private(set) var reactingCount = 0
    /// Requests that exchanges have not answered yet.
    private var askingCount = 0
    /// What it has asked for that is not offered, by its word.
    private var refusedWords: Set<String> = []

    /// An agent that waits for `begin`.
    /// - Parameters:
    ///   - reactionMicros: from its seeing to its sending.
    ///   - chance: under whose name it draws; its own if it is nil.
    ///   - makeMind: makes its mind anew after its process was killed.
    public init(
        name: String, population: String, mind: any Agent, wallet: Wallet, desk: AgentDesk,
        rules: SendingRules, reactionMicros: Distribution, start: SimulatedTime,
        end: SimulatedTime, random: RandomSource, chance: String? = nil,
        makeMind: (() -> (any Agent)?)? = nil
    ) {
        self.makeMind = makeMind
        self.name = name
        self.population = population
        self.mind = mind
        self.wallet = wallet
        self.desk = desk
        self.rules = rules
        self.reactionMicros = reactionMicros
        self.start = start
        self.end = end
        timeline = desk.timeline
        let chance = chance ?? name
        reactions = random.stream("agent/\(chance)/reaction")
        rhythms = random.stream("agent/\(chance)/rhythm")
    }

    /// Its account's address.
    public var address: Address { wallet.address }

    /// Whether anything is under way, or about to be sent.
    public var isBusy: Bool { !underWay.isEmpty || reactingCount > 0 || askingCount > 0 }

    /// Whether transactions are under way.
    var isWaiting: Bool { !underWay.isEmpty }

    /// Whether others were under way before the one that was sent last.
    var hasTwoUnderWay: Bool { underWay.count > 1 }

    /// Plans the first waking and listens to the node.
    func begin() {
        let rhythm = mind.rhythm
        if let first = rhythm.firstMicros {
            timeline.schedule(at: start + first) { [weak self] in self?.tick() }
        } else if rhythm.interval != nil {
            timeline.schedule(at: start) { [weak self] in self?.planTick() }
        }
    }

    /// Whether it lives now.
    var isActive: Bool { !isPaused && start <= timeline.now && timeline.now < end }

    // MARK: - Waking

    private func planTick() {
        guard let interval = mind.rhythm.interval else { return }
        let delay = max(interval.sampleInteger(&rhythms), 1)
        guard timeline.now + delay < end else { return }
        timeline.schedule(afterMicros: delay) { [weak self] in self?.tick() }
    }

    private func tick() {
        planTick()
        look()
    }

    /// Looks for a reason of its own, over its connection where it has one.
    func look() {
        guard let connection = desk.connection else { return wake() }
        if isActive { connection.poll() }
    }

    /// Lets it act at what it sees now.
    func wake() {
        guard isActive else { return }
        wakeCount &+= 1
        perform(mind.act(AgentView(self)))
    }

    /// Does what it wants done, after its reaction time.
    func perform(_ intents: [AgentIntent]) {
        if intents.isEmpty { return }
        let delay = reactionMicros.sampleInteger(&reactions)
        if delay == 0 {
            for intent in intents { perform(intent) }
            return
        }
        reactingCount += 1
        timeline.schedule(afterMicros: delay) { [weak self] in
            guard let self else { return }
            reactingCount -= 1
            guard isActive else { return }
            for intent in intents { perform(intent) }
        }
    }

    private func perform(_ intent: AgentIntent) {
        switch intent.action {
        case .wake(let time):
            timeline.schedule(at: time) { [weak self] in self?.look() }
        case .reconnect: desk.connection?.reconnect()
        case .note(let kind, let text, let until):
            desk.note(kind, name, text, until)
        case .spot(let venue, let order):
            trade(order, at: venue, intent)
        default:
            if let exchange = desk.exchange(for: intent) { return ask(exchange, intent) }
            guard let call = desk.call(for: intent, of: self) else { return decline(intent) }
            send(call, for: intent)
        }
    }

    /// Sends an intent to an exchange, whose answer it hears as it hears of a transaction's end.
    private func ask(_ exchange: PerpetualExchange, _ intent: AgentIntent) {
        askingCount += 1
        exchange.submit(intent.action, from: address) { [weak self] answer in
            guard let self else { return }
            askingCount -= 1
            desk.answered(answer, to: self, intent)
            hear(answer, to: intent)
        }
    }

    private func hear(_ answer: ExchangeAnswer, to intent: AgentIntent) {
        let outcome: SendingOutcome =
            answer.refusal.map { .givenUp(.declined($0)) } ?? .won(block: desk.view.head.number)
        mind.hear(
            IntentOutcome(intent: intent, task: nil, outcome: outcome, answer: answer),
            AgentView(self))
    }

    /// Whether a refusal is the first of its kind.
    func isFirstRefusal(of intent: AgentIntent) -> Bool {
        refusedWords.insert(intent.word).inserted
    }

    /// Tells of an intent for which its market has no call.
    private func decline(_ intent: AgentIntent) {
        guard intent.isBookOrder else { return }
        let answer = ExchangeAnswer(refusal: .notOffered)
        desk.answered(answer, to: self, intent)
        hear(answer, to: intent)
    }

    private func trade(_ order: SpotOrder, at venue: Int, _ intent: AgentIntent) {
        guard desk.venues.indices.contains(venue) else { return }
        if let call = desk.venues[venue].swap(order, for: self) {
            send(call, for: intent)
        } else {
            desk.venues[venue].submit(order, from: name) { [weak self] result in
                guard let self else { return }
                if case .success(let fill) = result { desk.onFill?(fill, self) }
                mind.hear(VenueAnswer(venue: venue, order: order, result: result), AgentView(self))
            }
        }
    }

    private func send(_ call: CallIntent, for intent: AgentIntent) {
        var call = call
        if let gasLimit = intent.gasLimit { call.gasLimit = gasLimit }
        let stake = Stake(valueWei: intent.worthWei ?? .max, gas: call.gasLimit)
        guard let bid = (intent.fees ?? rules.fees).bid(at: desk.view, stake: stake) else {
            desk.unaffordableCount &+= 1
            return
        }
        let way: SendingWay =
            intent.isPrivate ?? rules.isPrivate ? .privately(builders: nil) : .publicly
        let task = wallet.send(call, bid: bid, way: way, resend: intent.resend ?? rules.resend)
        underWay.append((intent, task))
        desk.sent(task, by: self, intent)
        if let connection = desk.connection, connection.takeUnanswered() {
            let death = deathCount
            timeline.schedule(afterMicros: connection.patienceMicros) { [weak self] in
                guard let self, isActive, deathCount == death else { return }
                mind.hear(.sendingUnanswered(intent), AgentView(self))
                look()
            }
        }
    }

    // MARK: - Life

    /// Its process is killed: nothing is sent or heard any more, and all that it knew is gone.
    public func kill() {
        deathCount += 1
        isPaused = true
        underWay = []
        wallet.forgetAll()
        desk.connection?.cut()
    }

    /// Its process is started again, with a mind that knows nothing.
    public func revive() {
        guard isPaused else { return }
        if let mind = makeMind?() { self.mind = mind }
        isPaused = false
        desk.connection?.resume()
    }

    // MARK: - Blocks

    /// Looks at what has become of what is under way.
    func review() {
        if underWay.isEmpty { return }
        let view = desk.view
        for entry in underWay { entry.task.review(view) }
        let ended = underWay.filter { !$0.task.isOpen }
        guard !ended.isEmpty else { return }
        underWay.removeAll { !$0.task.isOpen }
        for (intent, task) in ended {
            guard let outcome = task.outcome else { continue }
            mind.hear(
                IntentOutcome(intent: intent, task: task, outcome: outcome, answer: nil),
                AgentView(self))
        }
    }
}
