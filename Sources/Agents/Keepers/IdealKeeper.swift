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

    /// Sends for everything that can be liquidated and is not under way.
    public func act(_ view: AgentView) -> [AgentIntent] {
        var found: [(market: Int, position: PositionQuote)] = []
        for market in markets where view.market(market).isOpen {
            for position in view.positions(in: market)
            where isDue(position) && !isUnderWay(position.trader, market, view) {
                found.append((market, position))
            }
        }
        // What is lost already gets worse more slowly than what is about to be lost.
        found.sort { left, right in
            let (first, second) = (left.position.marginRatioWad, right.position.marginRatioWad)
            return first.isNegative == second.isNegative
                ? first < second : second.isNegative
        }
        var chosen: [(market: Int, position: PositionQuote)] = []
        for entry in found where chosen.count < Self.countMax {
            let call = view.markets[entry.market].liquidate(entry.position.trader)
            if view.trial(of: call)?.isSuccess == true { chosen.append(entry) }
        }
        return chosen.enumerated().map { place, entry in
            // The order of nonces is the order of choice; a falling tip keeps it among accounts too.
            let ahead = UInt256(UInt64(chosen.count - 1 - place)) &* Self.stepWei
            return AgentIntent(
                .liquidate(market: entry.market, trader: entry.position.trader),
                fees: FeeRule(.fixed(tipWei: Self.tipWei &+ ahead), headroomPerMille: 100_000))
        }
    }

    /// Whether it is worth asking the node: what it says then decides.
    private func isDue(_ position: PositionQuote) -> Bool {
        position.isLiquidatable
            || position.marginRatioWad < (Int256(exactly: position.maintenanceWad) ?? .max)
    }

    private func isUnderWay(_ trader: Address, _ market: Int, _ view: AgentView) -> Bool {
        view.underWay.contains { entry in
            if case .liquidate(market, trader) = entry.intent.action { true } else { false }
        }
    }
}
