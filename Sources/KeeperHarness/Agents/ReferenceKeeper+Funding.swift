import Agents
import Chain
import ContractRuntime
import EthereumPrimitives
import WideIntegers

/// The reference keeper's part in funding: a duty that pays nobody, and that others have, too.
extension ReferenceKeeper {
    /// Calls of funding that was due when the head was made, and that nobody has called.
    ///
    /// Who calls at once pays for losing against others who do; who leaves them one block pays only
    /// where they sleep.
    func fundingCalls(_ view: AgentView) -> [AgentIntent] {
        markets.compactMap { index in
            let market = view.market(index)
            guard market.isOpen, let due = market.fundingDueSeconds,
                due <= view.head.header.timestampSeconds,
                !view.underWay.contains(where: { $0.intent.isFunding(of: index) })
            else { return nil }
            let call = view.markets[index].payFunding()
            let message = Message(
                sender: view.address, recipient: call.recipient, data: call.data,
                gasLimit: call.gasLimit)
            guard let trial = try? view.node.call(message), trial.isSuccess else { return nil }
            return AgentIntent(.payFunding(market: index), fees: fundingRule(view))
        }
    }

    /// A little beyond what others pay, so that it is not late where gas is dear.
    private func fundingRule(_ view: AgentView) -> FeeRule {
        let stake = Stake(valueWei: .max, gas: PerpMarket.gasLimit)
        var rule = view.body.rules.fees
        rule.tip = .fixed(
            tipWei: max(
                rule.tip.tipWei(at: view.node, stake: stake),
                RaceMemory.beating(Self.market.tipWei(at: view.node, stake: stake))))
        return rule
    }
}

extension AgentIntent {
    fileprivate func isFunding(of index: Int) -> Bool {
        if case .payFunding(index) = action { true } else { false }
    }
}
