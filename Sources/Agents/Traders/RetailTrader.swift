import PriceOracles
import SimulationKernel
import WideIntegers

/// A small trader who holds a view, watches the margin, adds or takes out some, and is stopped out.
///
/// It opens one position; when that is gone, by whatever hand, it stays away.
public final class RetailTrader: Agent {
    /// What a retail trader is like.
    public struct Habits: Hashable, Sendable {
        /// The market.
        public var market: Int
        /// From one look to the next, microseconds; above zero.
        public var everyMicros: UInt64
        /// Margin of the position, whole units.
        public var margin: Distribution
        /// Leverage of the position.
        public var leverage: Distribution
        /// Share of longs.
        public var longShare: Double
        /// Loss of margin at which the position is closed, wad.
        public var stopLossWad: UInt256
        /// Chance that margin is added when it is low.
        public var addShare: Double
        /// Margin ratio below which it is low, wad.
        public var lowRatioWad: UInt256
        /// Margin ratio above which the surplus is withdrawn, wad; zero for never.
        public var highRatioWad: UInt256
        /// When it opens, at the latest, microseconds after the start.
        public var openWithinMicros: UInt64

        /// Habits from their parts.
        public init(
            market: Int, everyMicros: UInt64, margin: Distribution, leverage: Distribution,
            longShare: Double, stopLossWad: UInt256, addShare: Double, lowRatioWad: UInt256,
            highRatioWad: UInt256, openWithinMicros: UInt64
        ) {
            self.market = market
            self.everyMicros = everyMicros
            self.margin = margin
            self.leverage = leverage
            self.longShare = longShare
            self.stopLossWad = stopLossWad
            self.addShare = addShare
            self.lowRatioWad = lowRatioWad
            self.highRatioWad = highRatioWad
            self.openWithinMicros = openWithinMicros
        }
    }

    private enum Phase {
        case waiting, holding, gone
    }

    /// Woken by the clock, first at the moment that was drawn for its opening.
    public let rhythm: WakeRhythm
    private let habits: Habits
    private var stream: RandomStream
    private let side: PositionSide
    private let marginWad: UInt256?
    private let leverageWad: UInt256?
    private var phase = Phase.waiting
    /// Margin put in less taken out, wad.
    private var paidWad = UInt256.zero
    /// Whether it has made up its mind about a margin that is low.
    private var hasDecided = false
    private var tries = 0

    /// How often it tries to open at most.
    private static let triesMax = 10

    /// A trader of some habits.
    public init(_ habits: Habits, stream: RandomStream) {
        var stream = stream
        let first = stream.below(max(habits.openWithinMicros, 1))
        side = stream.unit() < habits.longShare ? .long : .short
        marginWad = PriceQuantization.wad(habits.margin.sample(&stream))
        leverageWad = PriceQuantization.wad(habits.leverage.sample(&stream))
        self.habits = habits
        self.stream = stream
        rhythm = WakeRhythm(
            interval: .constant(Double(max(habits.everyMicros, 1))), firstMicros: first)
    }

    /// Opens once, then looks after the margin.
    public func act(_ view: AgentView) -> [AgentIntent] {
        if phase == .gone || view.isBusy { return [] }
        guard let position = view.position(in: habits.market) else {
            if phase == .holding && !view.hasOpenTask { phase = .gone }
            return phase == .waiting ? open(view) : []
        }
        phase = .holding
        guard view.market(habits.market).isOpen else {
            return view.leaving(position, market: habits.market).map { [$0] } ?? []
        }
        let stop = (try? paidWad.mulDivDown(habits.stopLossWad, .wad)) ?? .max
        if position.equityWad < (Int256(exactly: paidWad.saturatingSubtract(stop)) ?? .max) {
            return view.leaving(position, market: habits.market).map { [$0] } ?? []
        }
        if position.marginRatioWad < (Int256(exactly: habits.lowRatioWad) ?? .max) {
            return support(position, view)
        }
        hasDecided = false
        return withdrawal(position, view)
    }

    /// Hears what was paid in and out.
    public func hear(_ outcome: IntentOutcome, _ view: AgentView) {
        guard outcome.outcome.isWon else { return }
        switch outcome.intent.action {
        case .open(_, _, let margin, _, _): paidWad = margin
        case .addMargin(_, let amount): paidWad = paidWad.saturatingAdd(amount)
        case .removeMargin(_, let amount): paidWad = paidWad.saturatingSubtract(amount)
        default: break
        }
    }

    private func open(_ view: AgentView) -> [AgentIntent] {
        tries += 1
        guard tries <= Self.triesMax, let marginWad, let leverageWad,
            let intent = view.opening(
                side, marginWad: marginWad, leverageWad: leverageWad, market: habits.market)
        else {
            phase = .gone
            return []
        }
        return [intent]
    }

    /// Makes up its mind once for each time that the margin is low: adds as much as it has put in, as
    /// far as it has it, or waits.
    private func support(_ position: PositionQuote, _ view: AgentView) -> [AgentIntent] {
        if hasDecided { return [] }
        hasDecided = true
        guard stream.unit() < habits.addShare else { return [] }
        let amount = min(paidWad, view.collateralWad)
        guard amount >= AgentView.leastTradeWad else { return [] }
        return [AgentIntent(.addMargin(market: habits.market, amount))]
    }

    private func withdrawal(_ position: PositionQuote, _ view: AgentView) -> [AgentIntent] {
        guard !habits.highRatioWad.isZero,
            position.marginRatioWad > (Int256(exactly: habits.highRatioWad) ?? .max)
        else { return [] }
        let kept = (try? position.notionalWad.mulDivUp(habits.highRatioWad, .wad)) ?? .max
        let surplus = position.equityWad.magnitude.saturatingSubtract(kept)
        let free = position.marginWad.isNegative ? .zero : position.marginWad.magnitude
        let amount = min(surplus, free)
        guard amount >= AgentView.leastTradeWad else { return [] }
        return [AgentIntent(.removeMargin(market: habits.market, amount))]
    }
}
