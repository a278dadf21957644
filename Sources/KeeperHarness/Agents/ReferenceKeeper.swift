import Agents
import Chain
import ContractRuntime
import EthereumPrimitives
import PerpContracts
import WideIntegers

/// A sound keeper, as an example of what a bot has to do and as the one that all rules are tried on.
///
/// It knows traders from the logs of its node alone, asks the node what a liquidation would do before
/// it sends one, sends one at a time for each position, the best first, and not more than one in a
/// market and block where the market limits its price. What it sends pays after gas, and its bids rise
/// with each race that it loses; where a rival copies it out of the pool it sends to builders alone.
/// What has failed without a rival rests for some heads, twice as long each time; asking costs nothing,
/// so that what the node refuses is asked again at the next head. It bids no more than its account can
/// pay, and stops where that is nothing.
public final class ReferenceKeeper: Agent {
    /// Woken by heads, and by its own clock where none is told; it gives up soon on what is not answered.
    public var rhythm: WakeRhythm {
        var rhythm = WakeRhythm(interval: chain.pollInterval, onHeads: true, hearsHeads: true)
        rhythm.patienceMicros = 3_000_000
        return rhythm
    }
    private let markets: [Int]
    private var traders: [TraderIndex] = []
    private var rests = RestList()
    /// Markets that have refused a second liquidation in one block.
    private var metered: Set<Int> = []
    private var hasReadPast = false
    private var races = RaceMemory()
    private var chain = ChainFollower()
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
                return
            }
            rests.lengthen(name, at: head)
        case .givenUp(.withdrawn): races.loseUnseen()
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
        forgotten = view.forgottenCalls
        return reconnection + liquidations(view)
    }

    /// Sends what is worth it and can be paid, the best first.
    private func liquidations(_ view: AgentView) -> [AgentIntent] {
        withdrawHidden(view)
        if view.isReacting { return [] }
        var found: [Candidate] = []
        for (place, market) in markets.enumerated() where view.market(market).isOpen {
            found += candidates(in: market, traders[place], view)
        }
        found.sort { ($1.profitWei, $0.name.trader) < ($0.profitWei, $1.name.trader) }
        var intents: [AgentIntent] = []
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
            intents.append(candidate.intent)
        }
        return intents
    }

    /// Takes back from builders what would fail: they leave it out, and its nonce would hold up the rest.
    private func withdrawHidden(_ view: AgentView) {
        for (intent, task) in view.underWay where task.way != .publicly && task.isOpen {
            guard case .liquidate(let market, let trader) = intent.action else { continue }
            let name = PositionName(market: market, trader: trader)
            if view.trialOfLiquidation(name)?.isSuccess != true { task.cancel() }
        }
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
        let profitWei: UInt256
        let costMaxWei: UInt256
        /// How far it moves the mark, wad of the present one.
        let changeWad: UInt256
    }

    private func candidates(
        in market: Int, _ index: TraderIndex, _ view: AgentView
    ) -> [Candidate] {
        view.positions(in: market).compactMap { position in
            let name = PositionName(market: market, trader: position.trader)
            guard position.isInDanger, index.contains(position.trader),
                rests.allows(name, at: view.head.number), !view.isUnderWay(name),
                position.trader != view.address,
                !forgotten.contains(view.markets[market].liquidate(position.trader).data),
                chain.believes(name, view)
            else { return nil }
            guard let trial = view.trialOfLiquidation(name) else { return nil }
            if trial.wantsFlag { return flag(name, view) }
            return trial.isSuccess ? worthwhile(name, trial, view) : nil
        }
    }

    private func flag(_ name: PositionName, _ view: AgentView) -> Candidate {
        Candidate(
            name: name,
            intent: AgentIntent(.flag(market: name.market, trader: name.trader), gasLimit: 200_000),
            profitWei: .zero, costMaxWei: .zero, changeWad: .zero)
    }

    /// A liquidation that pays more than its gas at what would be bid; nil for any other.
    private func worthwhile(
        _ name: PositionName, _ trial: ExecutionOutcome, _ view: AgentView
    ) -> Candidate? {
        let told = LiquidationLogs(trial.logs)
        let rewardWei = view.nativeWei(ofQuoteWad: told.rewardWad)
        let gas = trial.gasUsed + Self.snapshotGas
        let gasLimit = max(trial.gasUsed * Self.gasFactor, PerpMarket.gasLimit)
        // What is paid is the gas that is used, so that the limit is no reason to bid less.
        let worth = (try? rewardWei.mulDivDown(UInt256(gasLimit), UInt256(gas))) ?? .max
        let stake = Stake(valueWei: worth, gas: gasLimit)
        let rule = feeRule(stake, gasLimit, view)
        guard let bid = rule.bid(at: view.node, stake: stake) else { return nil }
        let cost = bid.priceWei(baseFeeWei: view.node.nextBaseFeeWei) &* UInt256(gas)
        let head = view.head.number
        guard rewardWei > cost, !races.givesWay(bidding: bid.tipWei, at: head) else { return nil }
        return Candidate(
            name: name,
            intent: AgentIntent(
                .liquidate(market: name.market, trader: name.trader), worthWei: worth,
                isPrivate: races.hides(at: head) ? true : nil, fees: rule,
                gasLimit: gasLimit),
            profitWei: rewardWei &- cost, costMaxWei: bid.capWei &* UInt256(gasLimit),
            changeWad: told.change(from: view.market(name.market).markWad))
    }

    /// The account's own rule, or a share of the gain where that is more; never above its means.
    private func feeRule(_ stake: Stake, _ gasLimit: UInt64, _ view: AgentView) -> FeeRule {
        var rule = view.body.rules.fees
        let usual = rule.tip.tipWei(at: view.node, stake: stake)
        let share = TipPolicy.profitShare(perMille: races.sharePerMille)
        let tipWei = max(usual, share.tipWei(at: view.node, stake: stake))
        rule.tip = .fixed(tipWei: max(tipWei, races.beatingTipWei(at: view.head.number)))
        let means = spendable(view).quotientAndRemainder(
            dividingBy: UInt256(gasLimit) &* UInt256(Self.atOnce)
        ).quotient
        rule.capMaxWei = min(rule.capMaxWei, means)
        return rule
    }
}
