import WideIntegers

/// Adds a little to a position of its own, once, so that logs name it; then it does nothing for ever.
public final class CrowdTrader: Agent {
    /// Woken once.
    public let rhythm: WakeRhythm
    private let market: Int
    private let side: PositionSide
    private let marginWad: UInt256

    /// Somebody who trades a margin without leverage at a time.
    ///
    /// - Parameter atMicros: microseconds after its start.
    public init(market: Int, _ side: PositionSide, marginWad: UInt256, atMicros: UInt64) {
        rhythm = WakeRhythm(firstMicros: atMicros)
        self.market = market
        self.side = side
        self.marginWad = marginWad
    }

    /// Trades.
    public func act(_ view: AgentView) -> [AgentIntent] {
        [.open(side, marginWad: marginWad, market: market)]
    }
}
