import Chain
import PriceOracles
import SimulationKernel
import WideIntegers

/// Takes a position, pushes the venues that a feed looks at, lets others be liquidated, and leaves.
///
/// Its two notes of kind `attack` say when the push begins and until when it is to last, and that all
/// is over.
public final class PushAttacker: Agent {
    /// What an attacker plans; times in microseconds after the start of the run.
    public struct Plan: Hashable, Sendable {
        /// The market.
        public var market: Int
        /// The venues that are pushed.
        public var venues: [Int]
        /// The side of its own position.
        public var side: PositionSide
        /// What the price of each venue is multiplied by, wad; below one pushes down.
        public var factorWad: UInt256
        /// When the position is opened.
        public var openAtMicros: UInt64
        /// Margin of the position, wad; zero for no position.
        public var marginWad: UInt256
        /// Leverage of the position, wad.
        public var leverageWad: UInt256
        /// When the push begins.
        public var pushAtMicros: UInt64
        /// How long the price is held.
        public var holdMicros: UInt64
        /// From one renewal of the push to the next; above zero.
        public var renewMicros: UInt64
        /// The most quote that is spent on each venue, wad; zero for all it has.
        public var pushMaxWad: UInt256
        /// Whether it liquidates others itself.
        public var liquidates: Bool
        /// When the position is closed after the hold.
        public var closeAfterMicros: UInt64

        /// A plan from its parts.
        public init(
            market: Int, venues: [Int], side: PositionSide, factorWad: UInt256,
            openAtMicros: UInt64, marginWad: UInt256, leverageWad: UInt256, pushAtMicros: UInt64,
            holdMicros: UInt64, renewMicros: UInt64, pushMaxWad: UInt256, liquidates: Bool,
            closeAfterMicros: UInt64
        ) {
            self.market = market
            self.venues = venues
            self.side = side
            self.factorWad = factorWad
            self.openAtMicros = openAtMicros
            self.marginWad = marginWad
            self.leverageWad = leverageWad
            self.pushAtMicros = pushAtMicros
            self.holdMicros = holdMicros
            self.renewMicros = renewMicros
            self.pushMaxWad = pushMaxWad
            self.liquidates = liquidates
            self.closeAfterMicros = closeAfterMicros
        }

        /// When the hold ends.
        var holdEndMicros: UInt64 { pushAtMicros.saturatingSum(holdMicros) }
        /// When the position is closed.
        var closeAtMicros: UInt64 { holdEndMicros.saturatingSum(closeAfterMicros) }
    }

    private enum Phase {
        case opening, waiting, holding, closing, selling, over
    }

    /// Woken by the clock and by heads.
    public let rhythm: WakeRhythm
    private let plan: Plan
    private var phase = Phase.opening
    private var push: VenuePush
    private var pauses = RetryPauses<Int>()
    private let keeper: LiquidationKeeper?
    private var renewAtMicros: UInt64 = 0
    private var opensLeft = 5
    private var hasOpened = false

    /// An attacker.
    /// - Parameter startMicros: when the agent begins, microseconds after the start of the run.
    public init(_ plan: Plan, startMicros: UInt64 = 0) {
        self.plan = plan
        push = VenuePush(
            VenuePush.Plan(
                venues: plan.venues, factorWad: plan.factorWad, quoteMaxWad: plan.pushMaxWad))
        keeper =
            plan.liquidates
            ? LiquidationKeeper(KeeperTerms(markets: [plan.market], skill: .eager)) : nil
        let first = min(plan.openAtMicros, plan.pushAtMicros)
        rhythm = WakeRhythm(
            interval: .constant(Double(max(plan.renewMicros, 1))), onHeads: true,
            hearsHeads: plan.liquidates,
            firstMicros: first > startMicros ? first - startMicros : 0)
    }

    // MARK: - Hearing

    /// Lets the keeper in it hear of blocks.
    public func hear(_ notice: NodeNotice, _ view: AgentView) { keeper?.hear(notice, view) }

    /// Hears of its position and of its orders at pairs.
    public func hear(_ outcome: IntentOutcome, _ view: AgentView) {
        push.hear(outcome)
        keeper?.hear(outcome, view)
        switch outcome.intent.action {
        case .open: if outcome.outcome.isWon { hasOpened = true }
        case .close, .settle:
            if !outcome.outcome.isWon { pauses.lengthen(plan.market, at: view.head.number) }
        default: break
        }
    }

    /// Hears of its orders at exchanges.
    public func hear(_ answer: VenueAnswer, _ view: AgentView) { push.hear(answer) }

    // MARK: - Acting

    /// Goes on with the plan.
    public func act(_ view: AgentView) -> [AgentIntent] {
        let now = view.elapsedMicros
        switch phase {
        case .opening: return now >= min(plan.openAtMicros, plan.pushAtMicros) ? open(view) : []
        case .waiting: return now >= plan.pushAtMicros ? begin(view) : []
        case .holding: return hold(view)
        case .closing: return now >= plan.closeAtMicros ? close(view) : []
        case .selling: return sell(view)
        case .over: return []
        }
    }

    private func open(_ view: AgentView) -> [AgentIntent] {
        let isLate = view.elapsedMicros >= plan.pushAtMicros
        if plan.marginWad.isZero || hasOpened || isLate || opensLeft == 0 {
            phase = .waiting
            return isLate ? begin(view) : [wake(plan.pushAtMicros, view)]
        }
        guard !view.isBusy else { return [] }
        opensLeft -= 1
        let intent = view.opening(
            plan.side, marginWad: plan.marginWad, leverageWad: plan.leverageWad,
            market: plan.market)
        return (intent.map { [$0] } ?? []) + [wake(plan.pushAtMicros, view)]
    }

    private func begin(_ view: AgentView) -> [AgentIntent] {
        phase = .holding
        push.begin(view)
        let end = view.now + (plan.holdEndMicros - min(plan.holdEndMicros, view.elapsedMicros))
        let note = AgentIntent.note(
            "attack",
            "pushes \(plan.venues.count) venue(s) to \(plan.factorWad.wadText) times the price",
            untilMicros: end.micros)
        return [note] + hold(view) + [.wake(at: end), wake(plan.closeAtMicros, view)]
    }

    private func hold(_ view: AgentView) -> [AgentIntent] {
        let now = view.elapsedMicros
        if now >= plan.holdEndMicros {
            phase = .closing
            return now >= plan.closeAtMicros ? close(view) : []
        }
        var intents = keeper?.act(view) ?? []
        if now >= renewAtMicros {
            renewAtMicros = now.saturatingSum(plan.renewMicros)
            intents += push.renew(view)
        }
        return intents
    }

    private func close(_ view: AgentView) -> [AgentIntent] {
        if view.isBusy { return [] }
        guard let position = view.position(in: plan.market) else {
            phase = .selling
            return sell(view)
        }
        guard pauses.allows(plan.market, at: view.head.number) else { return [] }
        if let exit = view.leaving(position, market: plan.market) { return [exit] }
        // A position that is worth nothing is left to others.
        phase = .selling
        return sell(view)
    }

    private func sell(_ view: AgentView) -> [AgentIntent] {
        let orders = push.undo(view)
        if !orders.isEmpty || !push.isUndone(view) { return orders }
        phase = .over
        return [.note("attack", "is over")]
    }

    private func wake(_ atMicros: UInt64, _ view: AgentView) -> AgentIntent {
        .wake(at: view.now + (atMicros - min(atMicros, view.elapsedMicros)))
    }
}

extension UInt64 {
    /// The sum, or the largest number.
    func saturatingSum(_ other: UInt64) -> UInt64 {
        let (sum, overflow) = addingReportingOverflow(other)
        return overflow ? .max : sum
    }
}
