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
/// with each race that it loses. What has failed rests for some heads, twice as long each time. It
/// bids no more than its account can pay, and stops where that is nothing.
public final class ReferenceKeeper: Agent {
    /// Woken by heads, whose logs it indexes.
    public let rhythm = WakeRhythm(onHeads: true, hearsHeads: true)
    private let markets: [Int]
    private var traders: [TraderBook]
    private var rests = RestList()
    /// Markets that have refused a second liquidation in one block.
    private var metered: Set<Int> = []
    private var hasReadPast = false
    /// The place among `sharesPerMille` of what it bids of an expected gain.
    private var boldness = 0

    /// What it bids of an expected gain beyond the node's suggestion, in thousandths, from a calm market
    /// to one full of rivals.
    private static let sharesPerMille: [UInt64] = [20, 50, 100, 200, 400]
    /// Liquidations that its means are to last for at once.
    private static let atOnce: UInt64 = 4
    /// What a liquidation is given of the gas that its trial has used; the state may be another one by
    /// then, and a walk over snapshots longer.
    private static let gasFactor: UInt64 = 2

    /// A keeper of some markets that knows nobody yet.
    public init(markets: [Int]) {
        self.markets = markets
        traders = markets.map { _ in TraderBook() }
    }

    // MARK: - Hearing

    /// Keeps the list of traders, through reorgs.
    public func hear(_ notice: NodeNotice, _ view: AgentView) {
        guard hasReadPast, case .head(let removed, let added) = notice else { return }
        for (place, market) in markets.enumerated() {
            let address = view.markets[market].address.number
            for block in removed { traders[place].read(block, of: address, weight: -1) }
            for block in added { traders[place].read(block, of: address, weight: 1) }
        }
    }

    /// Learns from what has failed.
    public func hear(_ outcome: IntentOutcome, _ view: AgentView) {
        guard case .liquidate(let market, let trader) = outcome.intent.action else { return }
        switch outcome.outcome {
        case .won: rests.forget(PositionName(market: market, trader: trader))
        case .reverted(let block):
            if isMetered(outcome, in: block, view) {
                metered.insert(market)
            } else {
                boldness = min(boldness + 1, Self.sharesPerMille.count - 1)
            }
            rests.lengthen(PositionName(market: market, trader: trader), at: view.head.number)
        case .cancelled, .supplanted, .givenUp:
            rests.lengthen(PositionName(market: market, trader: trader), at: view.head.number)
        }
    }

    /// Whether a liquidation has failed because the block had moved the price far enough.
    private func isMetered(
        _ outcome: IntentOutcome, in block: UInt64, _ view: AgentView
    ) -> Bool {
        let transaction = outcome.task?.attempts.last?.submission.transaction
        let receipt = view.node.block(.number(block))?.receipts.first {
            $0.transaction === transaction
        }
        return receipt?.outcome.revert == .reason("price is already over fluctuation limit")
    }

    // MARK: - Acting

    /// Sends what is worth it and can be paid, the best first.
    public func act(_ view: AgentView) -> [AgentIntent] {
        if !hasReadPast { readPast(view) }
        if view.isReacting { return [] }
        var found: [Candidate] = []
        for (place, market) in markets.enumerated() where view.market(market).isOpen {
            found += candidates(in: market, traders[place], view)
        }
        found.sort { ($1.profitWei, $0.name.trader) < ($0.profitWei, $1.name.trader) }
        var intents: [AgentIntent] = []
        var means = spendable(view)
        var taken: Set<Int> = []
        for candidate in found {
            let market = candidate.name.market
            if isOnePerBlock(market, view) && (taken.contains(market) || isBusy(in: market, view)) {
                continue
            }
            guard candidate.costMaxWei <= means else { continue }
            means = means &- candidate.costMaxWei
            taken.insert(market)
            intents.append(candidate.intent)
        }
        return intents
    }

    /// Whoever has a position when it begins is in the logs of the past.
    private func readPast(_ view: AgentView) {
        hasReadPast = true
        for (place, market) in markets.enumerated() {
            for position in view.positions(in: market) { traders[place].add(position.trader) }
        }
    }

    private func isOnePerBlock(_ market: Int, _ view: AgentView) -> Bool {
        metered.contains(market)
    }

    private func isBusy(in market: Int, _ view: AgentView) -> Bool {
        view.underWay.contains { entry in
            if case .liquidate(let other, _) = entry.intent.action { return other == market }
            return false
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
    }

    private func candidates(
        in market: Int, _ book: TraderBook, _ view: AgentView
    ) -> [Candidate] {
        view.positions(in: market).compactMap { position in
            let name = PositionName(market: market, trader: position.trader)
            guard position.isInDanger, book.contains(position.trader),
                rests.allows(name, at: view.head.number), !view.isUnderWay(name),
                position.trader != view.address
            else { return nil }
            guard let trial = view.trialOfLiquidation(name) else { return nil }
            if trial.wantsFlag { return flag(name, view) }
            guard trial.isSuccess else {
                rests.lengthen(name, at: view.head.number)
                return nil
            }
            return worthwhile(name, trial, view)
        }
    }

    private func flag(_ name: PositionName, _ view: AgentView) -> Candidate {
        Candidate(
            name: name,
            intent: AgentIntent(.flag(market: name.market, trader: name.trader), gasLimit: 200_000),
            profitWei: .zero, costMaxWei: .zero)
    }

    /// A liquidation that pays more than its gas at what would be bid; nil for any other.
    private func worthwhile(
        _ name: PositionName, _ trial: ExecutionOutcome, _ view: AgentView
    ) -> Candidate? {
        let rewardWei = view.nativeWei(ofQuoteWad: reward(in: trial.logs))
        let gasLimit = max(trial.gasUsed * Self.gasFactor, PerpMarket.gasLimit)
        // What is paid is the gas that is used, so that the limit is no reason to bid less.
        let worth =
            (try? rewardWei.mulDivDown(UInt256(gasLimit), UInt256(max(trial.gasUsed, 1)))) ?? .max
        let stake = Stake(valueWei: worth, gas: gasLimit)
        let rule = feeRule(stake, gasLimit, view)
        guard let bid = rule.bid(at: view.node, stake: stake) else { return nil }
        let cost =
            bid.priceWei(baseFeeWei: view.node.nextBaseFeeWei) &* UInt256(trial.gasUsed)
        guard rewardWei > cost else { return nil }
        return Candidate(
            name: name,
            intent: AgentIntent(
                .liquidate(market: name.market, trader: name.trader), worthWei: worth, fees: rule,
                gasLimit: gasLimit),
            profitWei: rewardWei &- cost, costMaxWei: bid.capWei &* UInt256(gasLimit))
    }

    /// The account's own rule, or a share of the gain where that is more; never above its means.
    private func feeRule(_ stake: Stake, _ gasLimit: UInt64, _ view: AgentView) -> FeeRule {
        var rule = view.body.rules.fees
        let usual = rule.tip.tipWei(at: view.node, stake: stake)
        let share = TipPolicy.profitShare(perMille: Self.sharesPerMille[boldness])
        rule.tip = .fixed(tipWei: max(usual, share.tipWei(at: view.node, stake: stake)))
        let means = spendable(view).quotientAndRemainder(
            dividingBy: UInt256(gasLimit) &* UInt256(Self.atOnce)
        ).quotient
        rule.capMaxWei = min(rule.capMaxWei, means)
        return rule
    }

    /// What the caller is paid: the third word of `PositionLiquidated`.
    private func reward(in logs: LogStore) -> UInt256 {
        let topic = ReferencePerpABI.house.topic(ofEvent: "PositionLiquidated")
        return (0..<logs.count).reduce(UInt256.zero) { sum, index in
            logs.topicWord(0, of: index) == topic
                ? sum.saturatingAdd(logs.dataWord(2, of: index)) : sum
        }
    }
}
