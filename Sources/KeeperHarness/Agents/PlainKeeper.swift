import Agents
import Chain
import ContractRuntime
import EthereumPrimitives
import WideIntegers

/// The strategy of `Examples/Keepers/keeper.py`, line by line: a bot behind JSON-RPC and the same one in
/// Swift come to the same card.
///
/// It tries each position below maintenance at its node, the worst first, and sends what succeeds, at a
/// tenth above the 60th percentile of recent tips. What it has sent it leaves alone for three heads, and
/// never replaces.
public final class PlainKeeper: Agent {
    /// Woken by heads, whose logs it indexes.
    public let rhythm = WakeRhythm(onHeads: true, hearsHeads: true)
    private let market: Int
    private var traders: TraderIndex?
    private var sentAt: [Address: UInt64] = [:]

    /// Heads for which a position that was sent for is left alone.
    private static let restHeads: UInt64 = 3
    /// The least tip before the tenth, wei per gas.
    private static let tipMinWei: UInt256 = 1_000_000_000

    /// A keeper of a market that knows nobody yet.
    public init(market: Int) { self.market = market }

    /// Keeps the list of traders, through reorgs.
    public func hear(_ notice: NodeNotice, _ view: AgentView) {
        guard case .head(let removed, let added) = notice else { return }
        traders?.handle(removed: removed, added: added)
    }

    /// What is refused is tried again at the next head.
    public func hear(_ outcome: IntentOutcome, _ view: AgentView) {
        guard case .liquidate(_, let trader) = outcome.intent.action,
            case .givenUp(.refused) = outcome.outcome
        else { return }
        sentAt[trader] = nil
    }

    /// Sends for everybody who is in danger and can be liquidated.
    public func act(_ view: AgentView) -> [AgentIntent] {
        guard view.market(market).isOpen else { return [] }
        let known = traders ?? index(view)
        traders = known
        let head = view.head.number
        let inDanger = view.positions(in: market).filter { position in
            known.contains(position.trader) && position.isInDanger
                && sentAt[position.trader].map { $0 + Self.restHeads < head } ?? true
        }
        .sorted { ($0.marginRatioWad, $0.trader) < ($1.marginRatioWad, $1.trader) }
        let fees = FeeRule(.fixed(tipWei: tipWei(view)))
        return inDanger.compactMap { position in
            guard
                let gas = view.gasEstimate(
                    of: view.markets[market].liquidate(position.trader))
            else { return nil }
            sentAt[position.trader] = head
            return AgentIntent(
                .liquidate(market: market, trader: position.trader), fees: fees,
                gasLimit: gas * 5 / 4)
        }
    }

    private func index(_ view: AgentView) -> TraderIndex {
        var index = TraderIndex(of: view.markets[market].address)
        index.readPast(view.node)
        return index
    }

    /// A tenth above the highest of the last ten blocks' 60th percentiles.
    private func tipWei(_ view: AgentView) -> UInt256 {
        let history = try? view.node.feeHistory(blocks: 10, percentiles: [60])
        let tips = history?.rewardsWei.compactMap(\.first) ?? []
        let highest = tips.reduce(Self.tipMinWei) { max($0, $1) }
        return highest.saturatingAdd(highest.quotientAndRemainder(dividingBy: 10).quotient)
    }
}
