import Chain
import ContractRuntime
import EthereumPrimitives
import WideIntegers

/// Closes positions that are below maintenance, for the reward.
///
/// It finds traders in the logs of its node and reads their margin ratios at each head. What has
/// failed it leaves alone for some heads, longer each time. Where a liquidation wants a flag first, it
/// flags.
public final class LiquidationKeeper: Agent {
    /// Woken by heads, whose logs it indexes.
    public let rhythm = WakeRhythm(onHeads: true, hearsHeads: true)
    /// What it works on, and how well.
    public let terms: KeeperTerms
    private var indices: [TraderIndex] = []
    private var pauses = RetryPauses<PositionName>()
    private var nextHead: UInt64 = 0
    private var deposit: BackstopDeposit
    /// Whether some liquidation wanted a flag, so that others are tried at the node first.
    private var wantsFlags = false

    /// A keeper that knows nobody yet.
    public init(_ terms: KeeperTerms) {
        self.terms = terms
        deposit = BackstopDeposit(amountWad: terms.backstopDepositWad)
    }

    // MARK: - Hearing

    /// Keeps the index of traders.
    public func hear(_ notice: NodeNotice, _ view: AgentView) {
        guard !indices.isEmpty, case .head(let removed, let added) = notice else { return }
        for place in indices.indices {
            indices[place].handle(removed: removed, added: added)
        }
    }

    /// Learns from what has failed.
    public func hear(_ outcome: IntentOutcome, _ view: AgentView) {
        switch outcome.intent.action {
        case .liquidate(let market, let trader), .flag(let market, let trader):
            if terms.skill == .naive || outcome.outcome.isWon { return }
            let key = PositionName(market: market, trader: trader)
            pauses.lengthen(key, at: view.head.number)
            let call = view.markets[market].liquidate(trader, gasLimit: terms.gasLimit)
            if !wantsFlags { wantsFlags = view.trial(of: call)?.wantsFlag == true }
        case .depositBackstop: deposit.hear(outcome.outcome)
        default: break
        }
    }

    // MARK: - Acting

    /// Sends what is worth it, the best first.
    public func act(_ view: AgentView) -> [AgentIntent] {
        let head = view.head.number
        guard head >= nextHead else { return [] }
        nextHead = head &+ terms.everyHeads
        if indices.isEmpty { readPast(view) }
        // What is about to be sent is not under way yet.
        if view.isReacting && terms.skill != .naive { return [] }
        if !deposit.isDone { return deposit.intents(for: terms.markets, view) }
        var room = terms.inFlightMax - view.underWay.count
        guard room > 0 else { return [] }
        var found: [Candidate] = []
        for (place, market) in terms.markets.enumerated() where view.market(market).isOpen {
            for position in view.positions(in: market) where position.isInDanger {
                guard indices[place].contains(position.trader),
                    let candidate = candidate(position, market, view)
                else { continue }
                found.append(candidate)
                // Whoever asks nothing of its node has no better ones to wait for.
                if terms.skill != .careful && found.count >= room { break }
            }
        }
        if found.isEmpty { return [] }
        if terms.skill == .careful { found.sort { $0.profitWei > $1.profitWei } }
        var intents: [AgentIntent] = []
        for candidate in found where room > 0 {
            intents += Array(repeating: candidate.intent, count: terms.copies)
            room -= 1
        }
        return intents
    }

    /// Whoever has a position when it begins is in the logs of the past.
    private func readPast(_ view: AgentView) {
        for market in terms.markets {
            var index = TraderIndex(of: view.markets[market].address)
            for position in view.positions(in: market) { index.add(position.trader) }
            indices.append(index)
        }
    }

    /// A call that may be sent, and what it leaves after gas.
    private struct Candidate {
        let intent: AgentIntent
        let profitWei: Int256
    }

    private func candidate(
        _ position: PositionQuote, _ market: Int, _ view: AgentView
    ) -> Candidate? {
        let trader = position.trader
        guard trader != view.address else { return nil }
        let liquidation = AgentIntent(
            .liquidate(market: market, trader: trader), gasLimit: terms.gasLimit)
        if terms.skill == .naive { return Candidate(intent: liquidation, profitWei: .zero) }
        let key = PositionName(market: market, trader: trader)
        guard pauses.allows(key, at: view.head.number), !view.isUnderWay(key) else { return nil }
        let candidate =
            terms.skill == .careful || wantsFlags
            ? tried(liquidation, key, view)
            : position.isLiquidatable
                ? Candidate(intent: liquidation, profitWei: .zero) : nil
        if candidate == nil { pauses.lengthen(key, at: view.head.number) }
        return candidate
    }

    /// A liquidation that would succeed, and, for the careful, leave enough; or the flag that it wants.
    private func tried(
        _ liquidation: AgentIntent, _ key: PositionName, _ view: AgentView
    ) -> Candidate? {
        let market = view.markets[key.market]
        let call = market.liquidate(key.trader, gasLimit: terms.gasLimit)
        guard let trial = view.trial(of: call) else { return nil }
        if trial.wantsFlag {
            let flag = AgentIntent(
                .flag(market: key.market, trader: key.trader), gasLimit: terms.gasLimit)
            return Candidate(intent: flag, profitWei: .zero)
        }
        guard trial.isSuccess, trial.gasUsed > 0 else { return nil }
        return terms.skill == .careful
            ? worthwhile(liquidation, trial, view)
            : Candidate(intent: liquidation, profitWei: .zero)
    }

    /// A liquidation that leaves enough after gas, by what the node says it would earn.
    private func worthwhile(
        _ liquidation: AgentIntent, _ trial: ExecutionOutcome, _ view: AgentView
    ) -> Candidate? {
        let reward = view.liquidationReward(in: trial.logs)
        let profitMin = terms.profitMinWad
        let left =
            profitMin.isNegative
            ? reward.saturatingAdd(profitMin.magnitude)
            : reward.saturatingSubtract(profitMin.magnitude)
        // A bid is bounded by worth over gas limit, and what is paid is the gas that is used.
        let worth =
            (try? view.nativeWei(ofQuoteWad: left)
                .mulDivDown(UInt256(terms.gasLimit), UInt256(trial.gasUsed))) ?? .max
        let rule = view.body.rules.fees
        guard
            let bid = rule.bid(
                at: view.node, stake: Stake(valueWei: worth, gas: terms.gasLimit))
        else { return nil }
        let price = bid.priceWei(baseFeeWei: view.node.nextBaseFeeWei)
        let cost = price &* UInt256(trial.gasUsed)
        var intent = liquidation
        intent.worthWei = worth
        let rewardWei = view.nativeWei(ofQuoteWad: reward)
        let profit =
            (Int256(exactly: rewardWei) ?? .max) &- (Int256(exactly: cost) ?? .max)
        return Candidate(intent: intent, profitWei: profit)
    }
}
