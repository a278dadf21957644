import EthereumPrimitives
import WideIntegers

/// The keeper that no other one can be better than: it sends for every position that can be liquidated,
/// at each head, the worst first, whatever gas costs.
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
    private static let countMax = 64

    /// A keeper of some markets.
    public init(markets: [Int]) { self.markets = markets }

    /// Sends for everything that can be liquidated and is not under way.
    public func act(_ view: AgentView) -> [AgentIntent] {
        var found: [(market: Int, position: PositionQuote)] = []
        for market in markets where view.market(market).isOpen {
            for position in view.positions(in: market)
            where position.isLiquidatable && !isUnderWay(position.trader, market, view) {
                found.append((market, position))
            }
        }
        found.sort { $0.position.marginRatioWad < $1.position.marginRatioWad }
        let chosen = found.prefix(Self.countMax)
        return chosen.enumerated().map { place, entry in
            // The order of nonces is the order of choice; a falling tip keeps it among accounts too.
            let ahead = UInt256(UInt64(chosen.count - 1 - place)) &* Self.stepWei
            return AgentIntent(
                .liquidate(market: entry.market, trader: entry.position.trader),
                fees: FeeRule(.fixed(tipWei: Self.tipWei &+ ahead), headroomPerMille: 100_000))
        }
    }

    private func isUnderWay(_ trader: Address, _ market: Int, _ view: AgentView) -> Bool {
        view.underWay.contains { entry in
            if case .liquidate(market, trader) = entry.intent.action { true } else { false }
        }
    }
}
