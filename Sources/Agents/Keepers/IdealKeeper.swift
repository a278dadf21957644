import EthereumPrimitives
import WideIntegers

/// The keeper that no other one can be better than: it sends for every position that can be liquidated,
/// at each head, whatever gas costs; those first that are about to leave debt.
///
/// It is no strategy but a bound: put into the world with rights of a backstop, without delay and with
/// money for any fee, it tells what was possible.
public final class IdealKeeper: Agent {
    /// Woken by heads.
    public let rhythm = WakeRhythm.heads
    private let markets: [Int]

    /// What it offers per gas above the base fee for its last choice: more than anybody else has a
    /// reason to.
    public static let tipWei: UInt256 = 100_000_000_000_000
    /// What it offers more for each better choice.
    private static let stepWei: UInt256 = 1_000_000_000
    /// Liquidations at one head at most.
    private static let countMax = 24

    /// A keeper of some markets.
    public init(markets: [Int]) { self.markets = markets }

    /// Sends for everything that can be liquidated and is not under way; flags what wants a flag first.
    public func act(_ view: AgentView) -> [AgentIntent] {
        var found: [(name: PositionName, position: PositionQuote)] = []
        for market in markets where view.market(market).isOpen {
            for position in view.positions(in: market) where position.isInDanger {
                let name = PositionName(market: market, trader: position.trader)
                if !view.isUnderWay(name) { found.append((name, position)) }
            }
        }
        found.sort { $0.position.urgency < $1.position.urgency }
        var chosen: [Choice] = []
        for (name, _) in found where chosen.count < Self.countMax {
            guard let trial = view.trialOfLiquidation(name) else { continue }
            if trial.isSuccess {
                chosen.append(
                    Choice(
                        action: .liquidate(market: name.market, trader: name.trader),
                        gasLimit: max(trial.gasUsed * 2, PerpMarket.gasLimit)))
            } else if trial.wantsFlag {
                chosen.append(Choice(action: .flag(market: name.market, trader: name.trader)))
            }
        }
        return chosen.enumerated().map { place, choice in
            // The order of nonces is the order of choice; a falling tip keeps it among accounts too.
            let ahead = UInt256(UInt64(chosen.count - 1 - place)) &* Self.stepWei
            return AgentIntent(
                choice.action,
                fees: FeeRule(.fixed(tipWei: Self.tipWei &+ ahead), headroomPerMille: 100_000),
                gasLimit: choice.gasLimit)
        }
    }

    private struct Choice {
        let action: AgentIntent.Action
        var gasLimit: UInt64?
    }
}
