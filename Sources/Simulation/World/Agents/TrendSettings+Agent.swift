import Agents

extension TrendSettings {
    /// A trend follower.
    func agent(_ seat: AgentSeat) throws(ScenarioProblem) -> any Agent {
        TrendFollower(
            TrendFollower.Habits(
                market: try seat.market(market, key: "market"), everyMicros: everyMicros,
                lookbackMicros: lookbackMicros, thresholdWad: thresholdWad, margin: margin,
                leverageWad: leverageWad, slippageMaxWad: slippageMaxWad),
            stream: seat.stream("trades"))
    }
}
