import Agents

extension RetailSettings {
    /// A retail trader.
    func agent(_ seat: AgentSeat) throws(ScenarioProblem) -> any Agent {
        RetailTrader(
            RetailTrader.Habits(
                market: try seat.market(market, key: "market"), everyMicros: everyMicros,
                margin: margin, leverage: leverage, longShare: longShare,
                stopLossWad: stopLossWad, addShare: addShare, lowRatioWad: lowRatioWad,
                highRatioWad: highRatioWad, openWithinMicros: openWithinMicros),
            stream: seat.stream("trades"))
    }
}
