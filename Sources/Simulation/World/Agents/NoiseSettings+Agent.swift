import Agents

extension NoiseSettings {
    /// A noise trader.
    func agent(_ seat: AgentSeat) throws(ScenarioProblem) -> any Agent {
        guard tradesPerHour > 0 else {
            throw seat.refuse("trades_per_hour", "\(tradesPerHour)", "above 0")
        }
        return NoiseTrader(
            NoiseTrader.Habits(
                markets: try seat.markets(markets, key: "markets"), tradesPerHour: tradesPerHour,
                margin: margin, leverage: leverage, longShare: longShare,
                holdingSeconds: holdingSeconds, slippageMaxWad: slippageMaxWad),
            stream: seat.stream("trades"))
    }
}
