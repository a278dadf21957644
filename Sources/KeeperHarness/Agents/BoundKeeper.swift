import Agents
import ContractRuntime
import EthereumPrimitives
import WideIntegers

/// The keeper of the lower bound: liquidates at each head whatever its node says can be liquidated,
/// whatever it costs.
final class BoundKeeper: Agent {
    let rhythm = WakeRhythm.heads
    private let markets: [Int]

    init(markets: [Int]) { self.markets = markets }

    func act(_ view: AgentView) -> [AgentIntent] {
        var intents: [AgentIntent] = []
        for market in markets where view.market(market).isOpen {
            let inDanger = view.positions(in: market).filter(\.isInDanger)
                .sorted { ($0.equityWad, $0.trader) < ($1.equityWad, $1.trader) }
            for position in inDanger {
                let name = PositionName(market: market, trader: position.trader)
                if view.isUnderWay(name) { continue }
                guard let trial = view.trialOfLiquidation(name) else { continue }
                if trial.isSuccess {
                    intents.append(
                        AgentIntent(
                            .liquidate(market: market, trader: name.trader),
                            gasLimit: max(trial.gasUsed * 2, PerpMarket.gasLimit)))
                } else if trial.wantsFlag {
                    intents.append(AgentIntent(.flag(market: market, trader: name.trader)))
                }
            }
        }
        return intents
    }
}

extension PositionQuote {
    /// Whether it is below maintenance by its own measure, or the contract's.
    var isInDanger: Bool {
        isLiquidatable || marginRatioWad < (Int256(exactly: maintenanceWad) ?? .max)
    }
}

extension ExecutionOutcome {
    /// Whether a liquidation has failed for want of a flag (ReferencePerp, section 5).
    var wantsFlag: Bool { revert == .reason("not flagged") }
}

extension AgentView {
    /// Whether something of one's own for a position is under way.
    func isUnderWay(_ name: PositionName) -> Bool {
        underWay.contains { entry in
            switch entry.intent.action {
            case .liquidate(let market, let trader), .flag(let market, let trader):
                name == PositionName(market: market, trader: trader)
            default: false
            }
        }
    }

    /// What a liquidation by this account would do after the head; nil where the state is not kept.
    ///
    /// A market that limits its price in a block may refuse at the head what it takes in the next block;
    /// then the node's pending block is asked.
    func trialOfLiquidation(_ name: PositionName) -> ExecutionOutcome? {
        let call = markets[name.market].liquidate(name.trader)
        let message = Message(
            sender: address, recipient: call.recipient, data: call.data,
            gasLimit: min(Self.trialGasMax, head.header.gasLimit))
        let trial = try? node.call(message)
        guard trial?.revert == .reason("price is already over fluctuation limit") else {
            return trial
        }
        return try? node.call(message, at: .pending)
    }

    /// Enough for any liquidation, also one that walks over many snapshots.
    private static var trialGasMax: UInt64 { 10_000_000 }
}
