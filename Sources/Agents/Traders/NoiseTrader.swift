import PriceOracles
import SimulationKernel
import WideIntegers

/// A trader without a view: comes by chance, takes a side by chance, and leaves again.
///
/// Arrivals are a Poisson process. One that finds a position enlarges, reduces or turns it; the
/// position is closed when the time that was drawn for it is over.
public final class NoiseTrader: Agent {
    /// What a noise trader is like.
    public struct Habits: Hashable, Sendable {
        /// The markets that it trades in, each as likely.
        public var markets: [Int]
        /// Positions that it opens in an hour, on average; above zero.
        public var tradesPerHour: Double
        /// Margin of a position, whole units.
        public var margin: Distribution
        /// Leverage of a position.
        public var leverage: Distribution
        /// Share of longs.
        public var longShare: Double
        /// How long a position is held, seconds.
        public var holdingSeconds: Distribution
        /// The most that a trade may move the price against itself, wad; zero for any.
        public var slippageMaxWad: UInt256

        /// Habits from their parts.
        public init(
            markets: [Int], tradesPerHour: Double, margin: Distribution, leverage: Distribution,
            longShare: Double, holdingSeconds: Distribution, slippageMaxWad: UInt256
        ) {
            self.markets = markets
            self.tradesPerHour = tradesPerHour
            self.margin = margin
            self.leverage = leverage
            self.longShare = longShare
            self.holdingSeconds = holdingSeconds
            self.slippageMaxWad = slippageMaxWad
        }
    }

    /// Woken by its arrivals.
    public let rhythm: WakeRhythm
    private let habits: Habits
    private var stream: RandomStream
    /// When the position of each of its markets is to be closed; nil for none.
    private var closeAt: [SimulatedTime?]
    /// When it tries again what was due.
    private var retryAt = SimulatedTime(micros: 0)

    /// From a close that could not be sent to the next try, microseconds.
    private static let retryMicros: UInt64 = 30_000_000

    /// A trader of some habits.
    public init(_ habits: Habits, stream: RandomStream) {
        self.habits = habits
        self.stream = stream
        closeAt = habits.markets.map { _ in nil }
        rhythm = .poisson(meanMicros: 3_600_000_000 / habits.tradesPerHour)
    }

    /// Closes what is due; else trades.
    public func act(_ view: AgentView) -> [AgentIntent] {
        var isTimer = false
        for place in closeAt.indices {
            guard let due = closeAt[place], due <= view.now else { continue }
            isTimer = true
            if view.isBusy { return retry(view) }
            guard let position = view.position(in: habits.markets[place]) else {
                closeAt[place] = nil
                continue
            }
            let exit = view.leaving(
                position, market: habits.markets[place], slippageMaxWad: habits.slippageMaxWad)
            return (exit.map { [$0] } ?? []) + retry(view)
        }
        if isTimer { return [] }
        return arrive(view)
    }

    /// One more waking for what is due, if none is planned.
    private func retry(_ view: AgentView) -> [AgentIntent] {
        if retryAt > view.now { return [] }
        retryAt = view.now + Self.retryMicros
        return [.wake(at: retryAt)]
    }

    /// Each arrival takes the same draws, whatever comes of it.
    private func arrive(_ view: AgentView) -> [AgentIntent] {
        guard !habits.markets.isEmpty else { return [] }
        let place = stream.index(below: habits.markets.count)
        let side: PositionSide = stream.unit() < habits.longShare ? .long : .short
        let margin = PriceQuantization.wad(habits.margin.sample(&stream))
        let leverage = PriceQuantization.wad(habits.leverage.sample(&stream))
        let holdingMicros = habits.holdingSeconds.sample(&stream)
        guard !view.isBusy, let margin, let leverage,
            let intent = view.opening(
                side, marginWad: margin, leverageWad: leverage, market: habits.markets[place],
                slippageMaxWad: habits.slippageMaxWad)
        else { return [] }
        if closeAt[place] != nil { return [intent] }
        let due = view.now + Distribution.constant(holdingMicros * 1e6).sampleInteger(&stream)
        closeAt[place] = due
        return [intent, .wake(at: due)]
    }
}
