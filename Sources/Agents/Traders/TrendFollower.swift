import PriceOracles
import SimulationKernel
import WideIntegers

/// A trader who follows what the mark has done: opens after a move, and leaves when it turns.
public final class TrendFollower: Agent {
    /// What a trend follower is like.
    public struct Habits: Hashable, Sendable {
        /// The market.
        public var market: Int
        /// From one look to the next, microseconds; above zero.
        public var everyMicros: UInt64
        /// How far back the trend is measured, microseconds.
        public var lookbackMicros: UInt64
        /// The move that makes it open, wad.
        public var thresholdWad: UInt256
        /// Margin of a position, whole units.
        public var margin: Distribution
        /// Leverage, wad.
        public var leverageWad: UInt256
        /// The most that a trade may move the price against itself, wad; zero for any.
        public var slippageMaxWad: UInt256

        /// Habits from their parts.
        public init(
            market: Int, everyMicros: UInt64, lookbackMicros: UInt64, thresholdWad: UInt256,
            margin: Distribution, leverageWad: UInt256, slippageMaxWad: UInt256
        ) {
            self.market = market
            self.everyMicros = everyMicros
            self.lookbackMicros = lookbackMicros
            self.thresholdWad = thresholdWad
            self.margin = margin
            self.leverageWad = leverageWad
            self.slippageMaxWad = slippageMaxWad
        }
    }

    /// Woken by the clock.
    public let rhythm: WakeRhythm
    private let habits: Habits
    private var stream: RandomStream
    /// The last marks that it has seen, in a ring.
    private var marks: [UInt256] = []
    private var oldest = 0
    private let marksMax: Int

    /// Marks that are remembered at most.
    public static let memoryMax: UInt64 = 10_000

    /// A trader of some habits.
    public init(_ habits: Habits, stream: RandomStream) {
        self.habits = habits
        self.stream = stream
        let every = max(habits.everyMicros, 1)
        marksMax = Int(max(min(habits.lookbackMicros / every, Self.memoryMax), 1))
        rhythm = .every(micros: every)
    }

    /// Follows the move between the mark that is a lookback old and now.
    public func act(_ view: AgentView) -> [AgentIntent] {
        let mark = view.market(habits.market).markWad
        guard let before = remember(mark), !view.isBusy else { return [] }
        let threshold = (try? before.mulDivDown(habits.thresholdWad, .wad)) ?? .max
        let isUp = mark > before.saturatingAdd(threshold)
        let isDown = mark < before.saturatingSubtract(threshold)
        if let position = view.position(in: habits.market) {
            let turns = position.sizeWad.isNegative ? mark > before : mark < before
            guard turns || !view.market(habits.market).isOpen else { return [] }
            return view.leaving(position, market: habits.market).map { [$0] } ?? []
        }
        guard isUp || isDown,
            let margin = PriceQuantization.wad(habits.margin.sample(&stream)),
            let intent = view.opening(
                isUp ? .long : .short, marginWad: margin, leverageWad: habits.leverageWad,
                market: habits.market, slippageMaxWad: habits.slippageMaxWad)
        else { return [] }
        return [intent]
    }

    /// Keeps a mark.
    /// - Returns: the mark of a lookback ago; nil while it has not looked for that long.
    private func remember(_ mark: UInt256) -> UInt256? {
        if marks.count < marksMax {
            marks.append(mark)
            return nil
        }
        let before = marks[oldest]
        marks[oldest] = mark
        oldest = (oldest + 1) % marksMax
        return before
    }
}
