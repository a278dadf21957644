import Agents
import WideIntegers

extension ArbitrageurSettings {
    /// An arbitrageur of the curve.
    func agent(_ seat: AgentSeat) throws(ScenarioProblem) -> any Agent {
        let place = try seat.market(market, key: "market")
        var hedgeVenue: Int?
        var outside = OutsidePrice.feed(market: place)
        if let venue {
            let venuePlace = try seat.venue(venue, key: "venue")
            outside = .venue(venuePlace)
            if isHedged { hedgeVenue = venuePlace }
        }
        return CurveArbitrageur(
            CurveArbitrageur.Terms(
                market: place, outside: outside, thresholdWad: thresholdWad,
                leverageWad: try seat.leverage(leverageWad), tradeMaxWad: tradeMaxWad,
                hedgeVenue: hedgeVenue, everyMicros: everyMicros))
    }
}

extension BasisSettings {
    /// A basis trader.
    func agent(_ seat: AgentSeat) throws(ScenarioProblem) -> any Agent {
        BasisTrader(
            BasisTrader.Terms(
                market: try seat.market(market, key: "market"),
                venue: try seat.venue(venue, key: "venue"), notionalWad: notionalWad,
                leverageWad: try seat.leverage(leverageWad), openPremiumWad: openPremiumWad,
                closePremiumWad: closePremiumWad, everyMicros: everyMicros,
                closesNakedLeg: closesNakedLeg))
    }
}

extension HedgerSettings {
    /// A hedger.
    func agent(_ seat: AgentSeat) throws(ScenarioProblem) -> any Agent {
        Hedger(
            Hedger.Terms(
                market: try seat.market(market, key: "market"),
                venue: try seat.venue(venue, key: "venue"), baseWad: baseWad,
                leverageWad: try seat.leverage(leverageWad), everyMicros: everyMicros,
                reopens: reopens))
    }
}

extension SearcherSettings {
    /// A searcher.
    func agent(_ seat: AgentSeat) throws(ScenarioProblem) -> any Agent {
        if usesBundles && seat.builders.isEmpty {
            throw seat.refuse("bundles", "true", "false, since the chain has no builders")
        }
        return CurveSearcher(
            CurveSearcher.Terms(
                market: try seat.market(market, key: "market"),
                style: style == .sandwich ? .sandwich : .backrun,
                placement: usesBundles
                    ? .bundle(.tip(sharePerMille: 500), builders: seat.builders, blocks: 3)
                    : .fees(frontAheadWei: .one),
                victimMinWad: victimMinWad))
    }
}

extension PairArbitrageurSettings {
    /// An arbitrageur of a pair.
    func agent(_ seat: AgentSeat) throws(ScenarioProblem) -> any Agent {
        let place = try seat.venue(venue, key: "venue")
        guard seat.pairPrices.indices.contains(place), let price = seat.pairPrices[place] else {
            throw seat.refuse("venue", venue, "a pair on the chain")
        }
        return PairArbitrageur(venue: place, outside: .path(price), thresholdWad: thresholdWad)
    }
}

extension AgentSeat {
    /// A leverage that agents divide by.
    func leverage(_ leverageWad: UInt256) throws(ScenarioProblem) -> UInt256 {
        if leverageWad.isZero { throw refuse("leverage", "0", "above 0") }
        return leverageWad
    }
}
