import Agents
import WideIntegers

extension KeeperSettings {
    /// A keeper.
    func agent(_ seat: AgentSeat) throws(ScenarioProblem) -> any Agent {
        LiquidationKeeper(
            KeeperTerms(
                markets: try seat.markets(markets, key: "markets"), skill: skill.terms,
                profitMinWad: profitMinWad, backstopDepositWad: backstopDepositWad,
                inFlightMax: Int(min(inFlightMax, 1_024)), everyHeads: everyHeads,
                gasLimit: gasLimit, copies: Int(min(copies, 1_024))))
    }
}

extension OutbidderSettings {
    /// Somebody who outbids.
    func agent(_ seat: AgentSeat) throws(ScenarioProblem) -> any Agent {
        var reactions = seat.stream("answer")
        return OutbiddingKeeper(
            OutbiddingKeeper.Terms(
                markets: try seat.markets(markets, key: "markets"),
                way: way == .auction ? .auction : .builders, chance: chance,
                bidMaxPerMille: bidMaxWad.perMille,
                reactionMicros: seat.reactionMicros.sampleInteger(&reactions),
                gasLimit: gasLimit),
            choices: seat.stream("choices"))
    }
}

extension KeeperSettings.Skill {
    fileprivate var terms: KeeperTerms.Skill {
        switch self {
        case .careful: .careful
        case .eager: .eager
        case .naive: .naive
        }
    }
}

extension FundingCallerSettings {
    /// A caller of funding.
    func agent(_ seat: AgentSeat) throws(ScenarioProblem) -> any Agent {
        FundingCaller(markets: try seat.markets(markets, key: "markets"))
    }
}

extension DepositorSettings {
    /// A depositor.
    func agent(_ seat: AgentSeat) throws(ScenarioProblem) -> any Agent {
        let place: Int
        if let fund {
            place = try seat.market(ofFund: fund, key: "fund")
        } else {
            place = try seat.market(market, key: "market")
        }
        return FundDepositor(
            market: place, isBackstop: fund == nil, amountWad: amountWad, everyMicros: everyMicros)
    }
}
