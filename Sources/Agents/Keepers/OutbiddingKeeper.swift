import Chain
import EthereumPrimitives
import PerpContracts
import SimulationKernel
import WideIntegers

/// Takes liquidations away from those who send them: it looks for none itself.
///
/// It sees calls that wait in its node's pool, asks its node what the same call would earn for itself,
/// and goes ahead of it: in the pool, by bidding more until one of both has enough, or by handing the
/// same call to builders, who put it before the original.
/// - Source: Daian et al. 2019 (arXiv 1904.05234), sections 3 and 4: counter-bidding and generalised
///   front-running.
public final class OutbiddingKeeper: Agent {
    /// How it gets ahead.
    public enum Way: Hashable, Sendable {
        /// By an auction in the pool: one wei more than what it has seen, and then counter-bids.
        case auction
        /// By builders, who have its copy alone.
        case builders
    }

    /// What it works with.
    public struct Terms: Hashable, Sendable {
        /// The markets.
        public var markets: [Int]
        /// How it gets ahead.
        public var way: Way
        /// How often it answers what it has seen.
        public var chance: Ratio
        /// The most that it pays for gas of what a liquidation earns, in thousandths.
        public var bidMaxPerMille: UInt64
        /// From seeing a call to answering it, microseconds.
        public var reactionMicros: UInt64
        /// Gas that a liquidation is given.
        public var gasLimit: UInt64

        /// Terms from their parts.
        public init(
            markets: [Int], way: Way = .auction, chance: Ratio = .always,
            bidMaxPerMille: UInt64 = 900, reactionMicros: UInt64 = 100_000,
            gasLimit: UInt64 = PerpMarket.gasLimit
        ) {
            self.markets = markets
            self.way = way
            self.chance = chance
            self.bidMaxPerMille = bidMaxPerMille
            self.reactionMicros = reactionMicros
            self.gasLimit = max(gasLimit, 21_000)
        }
    }

    /// Hears of heads and of what waits.
    public let rhythm = WakeRhythm(hearsHeads: true, hearsPending: true)
    private let terms: Terms
    private var choices: RandomStream
    /// Liquidations that it is after or has passed over, with the head at which it saw them.
    private var seen: [PositionName: UInt64] = [:]
    private var auctions: [PriorityGasAuction] = []

    /// Heads for which a liquidation is not answered again.
    private static let memoryHeads: UInt64 = 3
    /// Auctions under way at most.
    private static let auctionsMax = 64
    private static let liquidate = ReferencePerpABI.house.function(named: "liquidate")

    /// A keeper that draws from a stream of its own which calls it answers.
    public init(_ terms: Terms, choices: RandomStream) {
        self.terms = terms
        self.choices = choices
    }

    /// Never woken, it has nothing to do of its own accord.
    public func act(_ view: AgentView) -> [AgentIntent] { [] }

    // MARK: - Hearing

    /// Looks at what waits, and at what has become of its own.
    public func hear(_ notice: NodeNotice, _ view: AgentView) {
        if case .head = notice {
            for task in view.wallet.tasks where task.isOpen { task.review(view.node) }
            let head = view.head.number
            seen = seen.filter { head < $0.value &+ Self.memoryHeads }
        }
        for auction in auctions { auction.handle(notice) }
        auctions.removeAll { $0.task?.isOpen == false }
        if case .pending(let transaction) = notice { consider(transaction, view) }
    }

    private func consider(_ other: SubmittedTransaction, _ view: AgentView) {
        guard other.sender != view.address, let key = target(of: other.transaction, view),
            seen[key] == nil, auctions.count < Self.auctionsMax
        else { return }
        seen[key] = view.head.number
        guard choices.chance(terms.chance) else { return }
        let body = view.body
        view.body.timeline.schedule(afterMicros: terms.reactionMicros) { [weak self, weak body] in
            guard let self, let body, body.isActive else { return }
            answer(other, key, AgentView(body))
        }
    }

    /// Whom a call would liquidate; nil for any other call.
    private func target(of call: Transaction, _ view: AgentView) -> PositionName? {
        guard let function = Self.liquidate, Selector(prefix: call.data) == function.selector,
            let values = try? function.decodeCall(call.data, rules: .solidity), values.count == 2,
            case .address(let market) = values[0], case .address(let trader) = values[1],
            let place = terms.markets.first(where: {
                view.markets[$0].address == market && view.markets[$0].house == call.recipient
            })
        else { return nil }
        return PositionName(market: place, trader: trader)
    }

    // MARK: - Answering

    private func answer(_ other: SubmittedTransaction, _ key: PositionName, _ view: AgentView) {
        let call = view.markets[key.market].liquidate(key.trader, gasLimit: terms.gasLimit)
        guard let trial = view.trial(of: call), trial.isSuccess, trial.gasUsed > 0 else { return }
        let reward = view.nativeWei(ofQuoteWad: view.liquidationReward(in: trial.logs))
        let stake = Stake(
            valueWei: reward.scaled(perMille: terms.bidMaxPerMille), gas: trial.gasUsed)
        let baseFee = view.node.nextBaseFeeWei
        let tip = GasBid(other.transaction.envelope).priceWei(baseFeeWei: baseFee)
            .saturatingSubtract(baseFee).saturatingAdd(.one)
        let rule = FeeRule(.fixed(tipWei: tip))
        switch terms.way {
        case .auction:
            let auction = PriorityGasAuction(
                view.wallet, for: call, rivals: .sameCall(as: call),
                terms: AuctionTerms(stake, reactionMicros: terms.reactionMicros))
            auction.open(with: rule)
            guard let task = auction.task else { return }
            auctions.append(auction)
            tell(task, key, view)
        case .builders:
            guard let bid = rule.bid(at: view.node, stake: stake), bid.tipWei >= tip else { return }
            tell(view.wallet.send(call, bid: bid, way: .privately(builders: nil)), key, view)
        }
    }

    /// Books what was sent as the agent's own.
    private func tell(_ task: SendingTask, _ key: PositionName, _ view: AgentView) {
        let intent = AgentIntent(.liquidate(market: key.market, trader: key.trader))
        view.body.desk.sent(task, by: view.body, intent)
    }
}
