import PriceOracles
import SimulationKernel
import WideIntegers

/// Trades when it knows that the feed is behind, in the direction of the update to come: the feed has
/// given it an option for nothing.
public final class StaleFeedAttacker: Agent {
    /// What an attacker plans.
    public struct Plan: Hashable, Sendable {
        /// The market.
        public var market: Int
        /// Where it sees the true price.
        public var venue: Int
        /// Distance of the true price from the feed at which it opens, wad.
        public var openGapWad: UInt256
        /// Distance at which it closes, wad.
        public var closeGapWad: UInt256
        /// Margin, wad.
        public var marginWad: UInt256
        /// Leverage, wad.
        public var leverageWad: UInt256
        /// From one look to the next, microseconds; above zero.
        public var everyMicros: UInt64
        /// Whether profit is withdrawn before closing.
        public var withdraws: Bool

        /// A plan from its parts.
        public init(
            market: Int, venue: Int, openGapWad: UInt256, closeGapWad: UInt256,
            marginWad: UInt256, leverageWad: UInt256, everyMicros: UInt64, withdraws: Bool
        ) {
            self.market = market
            self.venue = venue
            self.openGapWad = openGapWad
            self.closeGapWad = closeGapWad
            self.marginWad = marginWad
            self.leverageWad = leverageWad
            self.everyMicros = everyMicros
            self.withdraws = withdraws
        }
    }

    /// Woken by the clock.
    public let rhythm: WakeRhythm
    private let plan: Plan
    private var withdrawal = PaperWithdrawal()
    private var withdrawalsLeft = 0
    private var pauses = RetryPauses<Int>()

    /// Withdrawals that are tried before closing.
    private static let withdrawalsMax = 8

    /// An attacker.
    public init(_ plan: Plan) {
        self.plan = plan
        rhythm = .every(micros: max(plan.everyMicros, 1))
    }

    /// Learns what can be withdrawn, and waits a little after other failures.
    public func hear(_ outcome: IntentOutcome, _ view: AgentView) {
        switch outcome.intent.action {
        case .removeMargin:
            withdrawal.hear(outcome.outcome)
            if outcome.outcome.isWon { withdrawalsLeft = 0 }
        default:
            if !outcome.outcome.isWon { pauses.lengthen(plan.market, at: view.head.number) }
        }
    }

    /// Compares the venue with the feed.
    public func act(_ view: AgentView) -> [AgentIntent] {
        guard !view.isBusy, pauses.allows(plan.market, at: view.head.number) else { return [] }
        let market = view.market(plan.market)
        guard let feed = market.oracleWad, !feed.isZero else { return [] }
        let price = view.spotPriceWad(at: plan.venue)
        if price.isZero { return [] }
        let distance = price > feed ? price &- feed : feed &- price
        let gap = (try? distance.mulDivDown(.wad, feed)) ?? .max
        let side: PositionSide = price > feed ? .long : .short
        guard let position = view.position(in: plan.market) else {
            guard gap > plan.openGapWad,
                let intent = view.opening(
                    side, marginWad: plan.marginWad, leverageWad: plan.leverageWad,
                    market: plan.market)
            else { return [] }
            withdrawalsLeft = plan.withdraws ? Self.withdrawalsMax : 0
            return [intent]
        }
        // A feed that has gone past the true price is no reason to stay either.
        guard gap < plan.closeGapWad || side != position.side || !market.isOpen else { return [] }
        if withdrawalsLeft > 0,
            let amount = withdrawal.amountWad(
                of: position, market, freeWad: view.freeCollateralWad(in: plan.market))
        {
            withdrawalsLeft -= 1
            return [AgentIntent(.removeMargin(market: plan.market, amount))]
        }
        return view.leaving(position, market: plan.market).map { [$0] } ?? []
    }
}
