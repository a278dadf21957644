import Chain
import ContractRuntime
import EthereumPrimitives
import PriceOracles
import SimulationKernel
import WideIntegers

/// All agents of one node: hands them what the node learns, once for all, and reads the markets for
/// them.
///
/// A head is looked at once: its receipts go to the accounts that sent them, what it says of the
/// markets is read when the first agent asks and kept for the others. So a thousand agents cost
/// little where few of them act.
public final class AgentDesk {
    /// The node.
    public let node: NodeID
    /// The clock.
    public let timeline: Timeline
    /// The moment of the genesis block.
    public let runStart: SimulatedTime
    /// The markets of the run.
    public let markets: [PerpMarket]
    /// The venues of the run.
    public let venues: [VenueDesk]
    /// The collateral token.
    public let collateral: any TokenInterface
    /// What a whole unit of the native asset is worth, wad of collateral.
    public let nativePriceWad: UInt256
    /// What the node shows.
    public var view: NodeView {
        guard let shown = connection?.shownHead else { return nodeView }
        return NodeView(chain: nodeView.chain, node: nodeView.node, shownHead: shown)
    }
    private let nodeView: NodeView

    /// The agents, in the order in which they came.
    public private(set) var bodies: [AgentBody] = []
    /// Intents that were not sent because gas was not worth it.
    public internal(set) var unaffordableCount: UInt64 = 0
    /// Hears of transactions that agents send.
    public var onSending: ((SendingTask, AgentBody, AgentIntent) -> Void)?
    /// Hears of fills of spot orders at venues off the chain.
    public var onFill: ((SpotFill, AgentBody) -> Void)?
    /// Hears of notes: kind, agent, text, end.
    public var onNote: ((String, String, String, UInt64?) -> Void)?

    private unowned let chain: SimulatedChain
    /// What stands between the node and the agents; nil where nothing does.
    let connection: NodeConnection?
    /// The last head whose blocks the accounts know, where there is a connection.
    private var settledHead: Block
    private var owners: [Address: Wallet] = [:]
    private var bodiesByAddress: [Address: AgentBody] = [:]
    private var headListeners: [AgentBody] = []
    private var headWakers: [AgentBody] = []
    private var pendingListeners: [AgentBody] = []
    /// Further wallets that are looked after, such as reporters'.
    private var otherWallets: [Wallet] = []

    /// Agents with transactions under way, in the order of their first sending; one may be named twice.
    private var busy: [AgentBody] = []
    /// From one forgetting of what no reorg can change any more to the next.
    private static let forgettingBlocks: UInt64 = 64

    private var quotes: [MarketQuote?]
    private var risks: [MarketRisk?]
    private var readAt: Block?

    /// A desk of no agents yet.
    /// - Parameter connection: what stands between the node and the agents; nil where nothing does.
    public init(
        node: NodeID, chain: SimulatedChain, runStart: SimulatedTime, markets: [PerpMarket],
        venues: [VenueDesk], collateral: any TokenInterface, nativePriceWad: UInt256,
        connection: NodeConnection? = nil
    ) {
        self.connection = connection
        self.node = node
        self.chain = chain
        timeline = chain.timeline
        self.runStart = runStart
        self.markets = markets
        self.venues = venues
        self.collateral = collateral
        self.nativePriceWad = nativePriceWad
        let nodeView = NodeView(chain: chain, node: chain.node(node))
        self.nodeView = nodeView
        settledHead = nodeView.head
        quotes = markets.map { _ in nil }
        risks = markets.map { _ in nil }
    }

    /// Takes an agent in; before `begin`.
    public func add(_ body: AgentBody) {
        bodies.append(body)
        bodiesByAddress[body.address] = body
        owners[body.address] = body.wallet
        let rhythm = body.mind.rhythm
        if rhythm.hearsHeads { headListeners.append(body) }
        if rhythm.onHeads { headWakers.append(body) }
        if rhythm.hearsPending { pendingListeners.append(body) }
        guard let connection else { return }
        connection.patienceMicros = rhythm.patienceMicros
        connection.callsPerLook = { [unowned body] in body.mind.callsPerLook }
        for way in body.wallet.connections {
            way.shownHead = { connection.shownHead }
            way.losesMessage = { connection.losesMessage() }
        }
    }

    /// Looks after a wallet that belongs to no agent.
    public func add(_ wallet: Wallet) {
        owners[wallet.address] = wallet
        otherWallets.append(wallet)
    }

    /// Listens to the node, and plans the agents' first wakings.
    public func begin() {
        connection?.onLook = { [weak self] in self?.hear($0) }
        connection?.onNotice = { [weak self] in self?.hear($0) }
        chain.observe(node, pending: !pendingListeners.isEmpty) { [weak self] notice in
            guard let self else { return }
            if let connection { connection.take(notice) } else { hear(notice) }
        }
        connection?.begin()
        for body in bodies { body.begin() }
    }

    // MARK: - Notices

    private func hear(_ notice: NodeNotice) {
        if case .head(let removed, let added) = notice { settle(removed: removed, added: added) }
        tell(notice)
        if case .head = notice { for body in headWakers { body.wake() } }
    }

    private func tell(_ notice: NodeNotice) {
        switch notice {
        case .head:
            for body in headListeners { body.mind.hear(notice, AgentView(body)) }
        case .pending:
            for body in pendingListeners where body.isActive {
                body.mind.hear(notice, AgentView(body))
            }
        }
    }

    /// Hears of a look over the connection, and wakes the agents once for all that it has brought.
    private func hear(_ look: NodeConnection.Look) {
        let hasSeen = look.isRead && look.failure == nil
        // Accounts are looked after by reading, whatever the socket has told.
        let head = view.head
        if hasSeen, case .head(let removed, let added)? = chain.move(from: settledHead, to: head) {
            settledHead = head
            settle(removed: removed, added: added)
        }
        for notice in look.notices { tell(notice) }
        if let failure = look.failure { hear(.readFailed(failure)) }
        if hasSeen { for body in look.isOwn ? bodies : headWakers { body.wake() } }
    }

    private func hear(_ notice: ConnectionNotice) {
        for body in bodies where body.isActive { body.mind.hear(notice, AgentView(body)) }
    }

    /// Tells the accounts what blocks have and have no more of theirs.
    private func settle(removed: [Block], added: [Block]) {
        for block in removed {
            for receipt in block.receipts { owners[receipt.transaction.sender]?.undo(receipt) }
        }
        for block in added {
            for receipt in block.receipts {
                owners[receipt.transaction.sender]?.settle(receipt, in: block)
            }
        }
        let head = view.head.number
        for wallet in otherWallets where !wallet.tasks.isEmpty {
            for task in wallet.tasks { task.review(view) }
            wallet.forget(before: head)
        }
        // A list of its own: outcomes that agents hear of may make them send more.
        let waiting = busy
        busy.removeAll(keepingCapacity: true)
        for body in waiting {
            body.review()
            if body.isWaiting { busy.append(body) }
        }
        if head % AgentDesk.forgettingBlocks == 0 {
            for body in bodies { body.wallet.forget(before: head) }
        }
    }

    func sent(_ task: SendingTask, by body: AgentBody, _ intent: AgentIntent) {
        if !body.hasTwoUnderWay { busy.append(body) }
        onSending?(task, body, intent)
    }

    func note(_ kind: String, _ agent: String, _ text: String, _ until: UInt64?) {
        onNote?(kind, agent, text, until)
    }

    // MARK: - Reading

    /// Forgets what was read of an earlier head.
    private func refresh() {
        let head = view.head
        guard readAt !== head else { return }
        readAt = head
        for index in markets.indices {
            quotes[index] = nil
            risks[index] = nil
        }
    }

    /// A market at the node's head.
    func quote(of index: Int) -> MarketQuote {
        guard markets.indices.contains(index) else { return MarketQuote() }
        if let exchange = markets[index].exchange { return exchange.publishedQuote }
        refresh()
        if let known = quotes[index] { return known }
        let market = markets[index]
        let quote = view.inspect { market.design.quote(in: $0, block: $1) } ?? MarketQuote()
        quotes[index] = quote
        return quote
    }

    /// All positions of a market at the node's head.
    func risk(of index: Int) -> MarketRisk {
        guard markets.indices.contains(index) else { return .nothing }
        if let exchange = markets[index].exchange { return exchange.risk }
        refresh()
        if let known = risks[index] { return known }
        let market = markets[index]
        let head = view.head
        let risk = view.inspect { market.risk(after: head, in: $0, $1) } ?? .nothing
        risks[index] = risk
        return risk
    }

    /// A position at the node's head.
    func position(of trader: Address, in index: Int) -> PositionQuote? {
        guard markets.indices.contains(index) else { return nil }
        if let exchange = markets[index].exchange { return exchange.position(of: trader) }
        refresh()
        let market = markets[index]
        // Where somebody has walked over all positions, this is one of them.
        if market.design.isRiskExact,
            let risk = risks[index] ?? market.knownRisk(after: view.head)
        {
            return risk.place(of: trader).map { risk.positions[$0] }
        }
        return view.inspect { market.design.position(of: trader, in: $0, block: $1) } ?? nil
    }

    /// Blocks of the shown chain, as far as the node gives their logs; nil where it refuses so many.
    func blocks(_ numbers: ClosedRange<UInt64>) -> [Block]? {
        let view = view
        let logs = connection?.logs ?? FaultPlan.Logs()
        let last = min(numbers.upperBound, view.head.number)
        guard numbers.lowerBound <= last else { return [] }
        if let most = logs.rangeMax, last - numbers.lowerBound >= most { return nil }
        var blocks = (numbers.lowerBound...last).compactMap { view.block(.number($0)) }
        if logs.hasGap { blocks.removeAll { $0 === view.head } }
        if let most = logs.resultsMax {
            let count = blocks.reduce(0) {
                $0 + $1.receipts.reduce(0) { $0 + $1.outcome.logs.count }
            }
            if UInt64(count) > most { return nil }
        }
        return blocks
    }

    /// A balance at the node's head, wad.
    func balance(of holder: Address, token: any TokenInterface) -> UInt256 {
        view.inspect { host, block in
            let account = host.state.account(holder)
            let answer = host.inspect(in: block) { (context) throws(Revert) in
                try token.balance(of: account, in: context)
            }
            return (try? answer.get()) ?? .zero
        } ?? .zero
    }

    // MARK: - Exchanges

    /// The exchange that an intent goes to; nil where it becomes a transaction, or is none.
    func exchange(for intent: AgentIntent) -> PerpetualExchange? {
        guard let market = intent.market, markets.indices.contains(market) else { return nil }
        return markets[market].exchange
    }

    /// Takes an exchange's answer down; refusals of what it does not offer are told once each.
    func answered(_ answer: ExchangeAnswer, to body: AgentBody, _ intent: AgentIntent) {
        if answer.refusal == .notOffered, body.isFirstRefusal(of: intent) {
            note("declined", body.name, "\(intent.word): \(ExchangeRefusal.notOffered)", nil)
        }
    }

    // MARK: - Calls

    /// The call of an intent that is one transaction; nil where it is none.
    func call(for intent: AgentIntent, of body: AgentBody) -> CallIntent? {
        func market(_ index: Int) -> PerpMarket? {
            markets.indices.contains(index) ? markets[index] : nil
        }
        switch intent.action {
        case .open(let index, let side, let margin, let leverage, let limit):
            return market(index)?.open(
                isLong: side == .long, marginWad: margin, leverageWad: leverage,
                baseLimitWad: limit)
        case .close(let index, let limit): return market(index)?.close(quoteLimitWad: limit)
        case .addMargin(let index, let amount): return market(index)?.addMargin(amount)
        case .removeMargin(let index, let amount): return market(index)?.removeMargin(amount)
        case .liquidate(let index, let trader): return market(index)?.liquidate(trader)
        case .flag(let index, let trader): return market(index)?.flag(trader)
        case .payFunding(let index): return market(index)?.payFunding()
        case .settle(let index): return market(index)?.settle()
        case .donate(let index, let amount): return market(index)?.donate(amount)
        case .depositBackstop(let index, let amount): return market(index)?.depositBackstop(amount)
        case .call(let call): return call
        case .spot, .wake, .reconnect, .note, .placeOrder, .cancelOrder, .cancelAll, .requote:
            return nil
        }
    }
}

extension MarketRisk {
    /// A market without positions.
    static var nothing: MarketRisk {
        MarketRisk(positions: [], fundingOwedWad: [], bookedWad: .zero, latentAtCurveWad: .zero)
    }
}
