import Agents
import PriceOracles
import WideIntegers

extension BookMakerSettings {
    /// A market maker in a book.
    func agent(_ seat: AgentSeat) throws(ScenarioProblem) -> any Agent {
        let place = try seat.market(market, key: "market")
        func quote(_ wad: UInt256) -> Double { PriceQuantization.price(wad) }
        return BookMaker(
            BookMakerTerms(
                market: place, halfSpread: halfSpreadBps / 10_000, depthQuote: quote(depthWad),
                exponent: exponent, levels: Int(levels), range: rangeBps / 10_000,
                refreshMicros: everyMicros, inventoryMax: quote(inventoryMaxWad),
                skew: skewBps / 10_000,
                stress: BookMakerTerms.Stress(
                    volatilityPerMinute: calmBps / 10_000, volatilityWeight: volatilityWeight,
                    inventoryWeight: inventoryWeight, lossWeight: lossWeight, shareMin: shareMin,
                    indexAgeMaxMicros: indexAgeMaxMicros, gapMax: gapMax,
                    lossMax: quote(lossMaxWad), coolOffMicros: Double(coolOffMicros))),
            stream: seat.stream("maker"))
    }
}
