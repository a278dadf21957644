import Agents
import Chain
import ContractRuntime
import EthereumPrimitives
import PerpContracts
import WideIntegers

/// A sound keeper, as an example of what a bot has to do and as the one that all rules are tried on.
///
/// It knows traders from the logs of its node alone, asks the node what a liquidation would do before
/// it sends one, sends one at a time for each position, those first that are about to leave debt,
/// and not more than one in a market and block where the market limits its price. What it sends pays
/// after gas. It reads in blocks what rivals bid, and offers what leaves most on average; where that is
/// nothing and no race would have been won it lets rivals go ahead for a head, and sends what they
/// leave. Where a rival copies it out of the pool, or its node is behind, it sends to builders alone, who
/// leave out what fails. What has failed without a rival rests for some heads, twice as long each time;
/// asking costs nothing, so that what the node refuses is asked again at the next head. It bids no more
/// than its account can pay, and stops where that is nothing. Funding that nobody has called a block after
/// it was due it calls itself.
public final class ReferenceKeeper: Agent {
    /// Woken by heads, and by its own clock where none is told; it gives up soon on what is not answered.
    public var rhythm: WakeRhythm {
        var rhythm = WakeRhythm(interval: chain.pollInterval, onHeads: true, hearsHeads: true)
        rhythm.patienceMicros = 3_000_000
        return rhythm
    }
    let markets: [Int]
    private var traders: [TraderIndex] = []
    private var rests = RetryPauses<PositionName>()
    /// Markets that have refused a second liquidation in one block.
    private var metered: Set<Int> = []
    private var hasReadPast = false
    private var races = RaceMemory()
    private var chain = ChainFollower()
    private var open = OpenList()
    private let batch = BatchTrial()
    /// Calls that wait at the node since an earlier life.
    private var forgotten: Set<[UInt8]> = []

    /// Liquidations that its means are to last for at once.
    private static let atOnce: UInt64 = 4
    /// What a liquidation is given of the gas that its trial has used; the state may be another one by
    /// then, and a walk over snapshots longer.
    private static let gasFactor: UInt64 = 2
    /// What a call uses in the next block beyond its trial at the head, at most: where the head has a
    /// trade the trial changes that block's snapshot of the reserves, and the next block begins one of
    /// three words (22,100 gas for a new word, 5,000 for an old one; EIP-2200 and EIP-2929), which
    /// averages walk over, too. Up to 90,000 have been seen.
    private static let snapshotGas: UInt64 = 100_000

    /// A keeper of some markets that knows nobody yet.
    public init(markets: [Int]) {
        self.markets = markets
    }

    // MARK: - Hearing

    /// The socket lives.
    public func hear(_ notice: NodeNotice, _ view: AgentView) {
        if case .head = notice { chain.hearHead(at: view.now) }
    }

    /// What fails is asked for less often.
    public func hear(_ notice: ConnectionNotice, _ view: AgentView) { chain.hear(notice) }

    /// Learns from what has failed.
    public func hear(_ outcome: IntentOutcome, _ view: AgentView) {
        guard case .liquidate(let market, let trader) = outcome.intent.action else { return }
        let name = PositionName(market: market, trader: trader)
        let head = view.head.number
        switch outcome.outcome {
        case .won: rests.forget(name)
        case .reverted(let block):
            let race = view.race(for: outcome, name, in: block)
            if race?.revert == .reason("price is already over fluctuation limit") {
                metered.insert(market)
            } else if let race, let rivalTipWei = race.rivalTipWei {
                // The node says at the next head whether something is left of the position.
                races.lose(to: rivalTipWei, with: race.tipWei, at: head)
                open.forget(name)
                return
            }
            rests.lengthen(name, at: head)
        case .givenUp(.withdrawn):
            // What was only behind another one's nonce can still be had.
            if view.trialOfLiquidation(name)?.isSuccess != true { races.loseUnseen() }
        case .cancelled, .supplanted, .givenUp:
            if let task = outcome.task, task.way != .publicly { races.missBuilders() }
            rests.lengthen(name, at: head)
        }
    }

    // MARK: - Acting

    /// Acts once on each head, and looks after its socket.
    public func act(_ view: AgentView) -> [AgentIntent] {
        let reconnection: [AgentIntent] =
            chain.wantsReconnection(at: view.now) ? [.reconnect] : []
        guard chain.takesUp(view.head, at: view.now) else { return reconnection }
        if !hasReadPast { readPast(view) }
        let (removed, added) = chain.read(view)
        for place in traders.indices { traders[place].handle(removed: removed, added: added) }
        for block in added {
            for tipWei in view.rivalTipsWei(in: block) {
                races.note(rivalTipWei: tipWei, at: block.number)
            }
        }
        forgotten = view.forgottenCalls
        // What is sent now would wait behind a nonce that is being taken back.
        if withdrawHidden(view) || view.isReacting { return reconnection }
        let funding = chain.isBehind(at: view.head.number) ? [] : fundingCalls(view)
        return reconnection + liquidations(view) + funding
    }

    /// Sends what is worth it and can be paid, the most urgent first.
    private func liquidations(_ view: AgentView) -> [AgentIntent] {
        var found: [Candidate] = []
        var inDanger: Set<PositionName> = []
        for (place, market) in markets.enumerated() where view.market(market).isOpen {
            found += candidates(in: market, traders[place], &inDanger, view)
        }
        open.keep(inDanger)
        found.sort { $0.urgency < $1.urgency }
        var chosen: [Candidate] = []
        var means = spendable(view)
        var rooms: [PriceRoom] = markets.map {
            PriceRoom(of: $0, isSingle: metered.contains($0), view)
        }
        for candidate in found {
            guard candidate.costMaxWei <= means,
                let place = markets.firstIndex(of: candidate.name.market),
                rooms[place].take(changeWad: candidate.changeWad)
            else { continue }
            means = means &- candidate.costMaxWei
            chosen.append(candidate)
        }
        let healed = batch.healed(chosen.map(\.name), view)
        return chosen.indices.filter { !healed.contains($0) }.map { chosen[$0].intent }
    }

    /// Takes back from builders what would fail: they leave it out, and its nonce would hold up the rest,
    /// which is taken back with it, to be sent again under the nonces that are free then.
    /// - Returns: whether anything is being taken back, so that what is sent now would wait for a nonce.
    private func withdrawHidden(_ view: AgentView) -> Bool {
        let hidden = view.underWay.filter { $0.task.way != .publicly && $0.task.isOpen }
        let failing = hidden.filter { entry in
            guard case .liquidate(let market, let trader) = entry.intent.action else {
                return false
            }
            let name = PositionName(market: market, trader: trader)
            return view.trialOfLiquidation(name)?.isSuccess != true
        }
        guard let first = failing.map(\.task.nonce).min() else { return false }
        for (_, task) in hidden where task.nonce >= first { task.cancel() }
        return true
    }

    /// Whoever has a position when it begins is in the logs of the past.
    private func readPast(_ view: AgentView) {
        hasReadPast = true
        for market in markets {
            var index = TraderIndex(of: view.markets[market].address)
            for position in view.positions(in: market) { index.add(position.trader) }
            traders.append(index)
        }
    }

    /// What the account can still offer beside all that is under way, wei.
    private func spendable(_ view: AgentView) -> UInt256 {
        view.underWay.reduce(view.nativeWei) { rest, entry in
            let gas = UInt256(entry.task.intent.gasLimit)
            return rest.saturatingSubtract((entry.task.currentBid?.capWei ?? .zero) &* gas)
        }
    }

    // MARK: - Candidates

    private struct Candidate {
        let name: PositionName
        let intent: AgentIntent
        let urgency: LiquidationUrgency
        let costMaxWei: UInt256
        /// How far it moves the mark, wad of the present one.
        let changeWad: UInt256
    }

    private func candidates(
        in market: Int, _ index: TraderIndex, _ inDanger: inout Set<PositionName>,
        _ view: AgentView
    ) -> [Candidate] {
        var found: [Candidate] = []
        for position in view.positions(in: market) where position.isInDanger {
            let name = PositionName(market: market, trader: position.trader)
            inDanger.insert(name)
            guard index.contains(position.trader), position.trader != view.address,
                rests.allows(name, at: view.head.number), !view.isUnderWay(name),
                !forgotten.contains(view.markets[market].liquidate(position.trader).data),
                chain.believes(name, view),
                let trial = view.trialOfLiquidation(name)
            else { continue }
            if let orphan = view.orphan(for: name) {
                if trial.isSuccess { offerAgain(orphan, view) }
            } else if trial.wantsFlag {
                found.append(flag(name, position))
            } else if trial.isSuccess, let candidate = worthwhile(name, position, trial, view) {
                found.append(candidate)
            }
        }
        return found
    }

    /// Offers more for what a reorg has brought back to the pools: it stands there under its old nonce.
    private func offerAgain(_ task: SendingTask, _ view: AgentView) {
        let policy = task.policy
        let head = view.head.number
        guard let last = task.attempts.last, task.replacementCount < policy.replacementsMax,
            head - min(last.sentAtBlock, head) >= policy.patienceBlocks
        else { return }
        let bid = last.bid.raised(perMille: policy.bumpPerMille)
        if bid.capWei <= policy.capMaxWei { task.replace(with: bid) }
    }

    private func flag(_ name: PositionName, _ position: PositionQuote) -> Candidate {
        Candidate(
            name: name,
            intent: AgentIntent(.flag(market: name.market, trader: name.trader), gasLimit: 200_000),
            urgency: position.urgency, costMaxWei: .zero, changeWad: .zero)
    }

    /// A liquidation that pays more than its gas at what would be bid; nil for any other.
    private func worthwhile(
        _ name: PositionName, _ position: PositionQuote, _ trial: ExecutionOutcome,
        _ view: AgentView
    ) -> Candidate? {
        let told = LiquidationLogs(trial.logs)
        let rewardWei = view.nativeWei(ofQuoteWad: told.rewardWad)
        let gas = trial.gasUsed + Self.snapshotGas
        let gasLimit = max(trial.gasUsed * Self.gasFactor, PerpMarket.gasLimit)
        // What is paid is the gas that is used, so that the limit is no reason to bid less.
        let worth = (try? rewardWei.mulDivDown(UInt256(gasLimit), UInt256(gas))) ?? .max
        let stake = Stake(valueWei: worth, gas: gasLimit)
        let head = view.head.number
        let isHidden = races.hides(at: head, isBlind: chain.isBehind(at: head))
        let prize = RacePrize(
            rewardWei: rewardWei, gas: gas, baseFeeWei: view.node.nextBaseFeeWei,
            isLosingFree: isHidden)
        let marketWei = Self.market.tipWei(at: view.node, stake: stake)
        let usualWei = usualTipWei(stake, view)
        let givesWay =
            open.isContested(name, at: head)
            && races.isHopeless(prize.tipMaxWei, marketWei: marketWei, at: head)
        // Where blocks are full, what pays less than others waits, and every nonce behind it.
        let least = givesWay || isFull(for: gasLimit, view) ? nil : usualWei
        let best = races.tipWei(for: prize, usualWei: usualWei, marketWei: marketWei, at: head)
        guard let tipWei = best ?? least else { return nil }
        let rule = feeRule(tipWei: tipWei, gasLimit, view)
        guard let bid = rule.bid(at: view.node, stake: stake) else { return nil }
        let cost = bid.priceWei(baseFeeWei: prize.baseFeeWei) &* UInt256(gas)
        guard rewardWei > cost else { return nil }
        return Candidate(
            name: name,
            intent: AgentIntent(
                .liquidate(market: name.market, trader: name.trader), worthWei: worth,
                isPrivate: isHidden ? true : nil, fees: rule, gasLimit: gasLimit),
            urgency: position.urgency,
            costMaxWei: bid.capWei &* UInt256(gasLimit),
            changeWad: told.change(from: view.market(name.market).markWad))
    }

    /// Whether a block like the head has no room for so much gas.
    private func isFull(for gas: UInt64, _ view: AgentView) -> Bool {
        let header = view.head.header
        return header.gasLimit - min(header.gasUsed, header.gasLimit) < gas
    }

    /// What the transactions of the last blocks have paid, as most keepers read it.
    static let market = TipPolicy.historyPercentile(60, blocks: 10)

    /// The account's own rule, or a share of the gain where that is more.
    private func usualTipWei(_ stake: Stake, _ view: AgentView) -> UInt256 {
        let share = TipPolicy.profitShare(perMille: races.sharePerMille)
        return max(
            view.body.rules.fees.tip.tipWei(at: view.node, stake: stake),
            share.tipWei(at: view.node, stake: stake))
    }

    /// The account's own rule with a tip; never above its means.
    private func feeRule(tipWei: UInt256, _ gasLimit: UInt64, _ view: AgentView) -> FeeRule {
        var rule = view.body.rules.fees
        rule.tip = .fixed(tipWei: tipWei)
        let means = spendable(view).quotientAndRemainder(
            dividingBy: UInt256(gasLimit) &* UInt256(Self.atOnce)
        ).quotient
        rule.capMaxWei = min(rule.capMaxWei, means)
        return rule
    }
}
