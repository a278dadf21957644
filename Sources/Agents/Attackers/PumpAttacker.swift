import Chain
import PriceOracles
import SimulationKernel
import WideIntegers

/// What a pump with two accounts comes to; both of them are given the same plan.
///
/// The accounts open in turn, so that the curve comes back after each pair of trades.
public struct PumpPlan: Hashable, Sendable {
    /// The market.
    public var market: Int
    /// The venues that are pushed.
    public var venues: [Int]
    /// What the price of each venue is multiplied by, wad.
    public var factorWad: UInt256
    /// When the positions are opened, microseconds after the start of the run.
    public var openAtMicros: UInt64
    /// Margin of each side, wad.
    public var marginWad: UInt256
    /// Leverage, wad.
    public var leverageWad: UInt256
    /// Into how many trades each side is split; above zero.
    public var parts: UInt64
    /// When the push begins.
    public var pushAtMicros: UInt64
    /// How long the price is held.
    public var holdMicros: UInt64
    /// From one renewal of the push, and from one withdrawal, to the next; above zero.
    public var renewMicros: UInt64
    /// The most quote that is spent on each venue, wad; zero for all it has.
    public var pushMaxWad: UInt256

    /// A plan from its parts.
    public init(
        market: Int, venues: [Int], factorWad: UInt256, openAtMicros: UInt64, marginWad: UInt256,
        leverageWad: UInt256, parts: UInt64, pushAtMicros: UInt64, holdMicros: UInt64,
        renewMicros: UInt64, pushMaxWad: UInt256
    ) {
        self.market = market
        self.venues = venues
        self.factorWad = factorWad
        self.openAtMicros = openAtMicros
        self.marginWad = marginWad
        self.leverageWad = leverageWad
        self.parts = max(parts, 1)
        self.pushAtMicros = pushAtMicros
        self.holdMicros = holdMicros
        self.renewMicros = max(renewMicros, 1)
        self.pushMaxWad = pushMaxWad
    }

    /// When the hold ends.
    var holdEndMicros: UInt64 { pushAtMicros.saturatingSum(holdMicros) }

    /// How many parts of a side are due at a time: the short's come half a step after the long's.
    func partsDue(_ side: PositionSide, at elapsedMicros: UInt64) -> UInt64 {
        let first = openAtMicros.saturatingSum(side == .long ? 0 : stepMicros / 2)
        if elapsedMicros < first { return 0 }
        return min((elapsedMicros - first) / stepMicros + 1, parts)
    }

    /// From one part of a side to the next, so that all are opened in three quarters of the time
    /// before the push.
    var stepMicros: UInt64 {
        let time = pushAtMicros > openAtMicros ? pushAtMicros - openAtMicros : 0
        return max(min(renewMicros, time / 4 * 3 / parts), 1)
    }
}

/// One of two accounts that are long and short of the same; the long pumps the price and withdraws
/// what it has on paper, the short is left behind.
public final class PumpAttacker: Agent {
    /// Woken by the clock and by heads.
    public let rhythm: WakeRhythm
    private let plan: PumpPlan
    private let side: PositionSide
    private var openedCount: UInt64 = 0
    private var failuresLeft = 20
    private var push: VenuePush
    private var renewAtMicros: UInt64 = 0
    private var withdrawal = PaperWithdrawal()
    private var isOver = false
    /// The pair of orders in a book, of markets that have one.
    private var pair: MatchedPair

    /// One of the accounts.
    /// - Parameters:
    ///   - side: the long is the one that pumps.
    ///   - startMicros: when the agent begins, microseconds after the start of the run.
    public init(_ plan: PumpPlan, side: PositionSide, startMicros: UInt64 = 0) {
        self.plan = plan
        self.side = side
        pair = MatchedPair(plan, side: side)
        push = VenuePush(
            VenuePush.Plan(
                venues: side == .long ? plan.venues : [], factorWad: plan.factorWad,
                quoteMaxWad: plan.pushMaxWad))
        rhythm = WakeRhythm(
            interval: .constant(Double(max(plan.stepMicros / 2, 1))), onHeads: true,
            firstMicros: plan.openAtMicros > startMicros ? plan.openAtMicros - startMicros : 0)
    }

    /// Hears of its trades and withdrawals.
    public func hear(_ outcome: IntentOutcome, _ view: AgentView) {
        push.hear(outcome)
        pair.hear(outcome)
        switch outcome.intent.action {
        case .open:
            if outcome.outcome.isWon { openedCount += 1 } else { failuresLeft -= 1 }
        case .removeMargin: withdrawal.hear(outcome.outcome)
        default: break
        }
    }

    /// Hears of its orders at exchanges.
    public func hear(_ answer: VenueAnswer, _ view: AgentView) { push.hear(answer) }

    /// Opens what is due; the long then pushes, withdraws, and sells.
    public func act(_ view: AgentView) -> [AgentIntent] {
        if isOver { return [] }
        let now = view.elapsedMicros
        if now < plan.pushAtMicros {
            let market = view.market(plan.market)
            return market.ladder == nil ? open(view, now) : pair.open(market, view)
        }
        if side == .short {
            isOver = true
            return []
        }
        if now >= plan.holdEndMicros { return sell(view) }
        var intents: [AgentIntent] = []
        if !push.hasBegun { intents = begin(view) }
        guard now >= renewAtMicros else { return intents }
        renewAtMicros = now.saturatingSum(plan.renewMicros)
        intents += push.renew(view)
        if !view.isBusy, let position = view.position(in: plan.market),
            let amount = withdrawal.amountWad(
                of: position, view.market(plan.market),
                freeWad: view.freeCollateralWad(in: plan.market))
        {
            intents.append(AgentIntent(.removeMargin(market: plan.market, amount)))
        }
        return intents
    }

    private func open(_ view: AgentView, _ now: UInt64) -> [AgentIntent] {
        guard openedCount < plan.partsDue(side, at: now), failuresLeft > 0, !view.isBusy else {
            return []
        }
        let part = plan.marginWad.quotientAndRemainder(dividingBy: UInt256(plan.parts)).quotient
        let intent = view.opening(
            side, marginWad: part, leverageWad: plan.leverageWad, market: plan.market)
        if intent == nil { failuresLeft -= 1 }
        return intent.map { [$0] } ?? []
    }

    private func begin(_ view: AgentView) -> [AgentIntent] {
        push.begin(view)
        let end = view.now + (plan.holdEndMicros - view.elapsedMicros)
        return [
            .note(
                "attack",
                "pumps \(plan.venues.count) venue(s) to \(plan.factorWad.wadText) times the price",
                untilMicros: end.micros), .wake(at: end),
        ]
    }

    private func sell(_ view: AgentView) -> [AgentIntent] {
        let orders = push.undo(view)
        if !orders.isEmpty || !push.isUndone(view) { return orders }
        isOver = true
        return push.hasBegun ? [.note("attack", "is over")] : []
    }
}
