extension PopulationSettings {
    /// Looks up what a population names, and holds its times against one another.
    func check(_ path: String, _ durationMicros: UInt64, _ check: inout ScenarioCheck) {
        if let endMicros {
            check.require(
                endMicros >= startMicros, "\(path).end", DurationText.text(endMicros),
                "at or after start, \(DurationText.text(startMicros))")
        }
        switch model {
        case .noise(let agent): check.require(.market, all: agent.markets, "\(path).markets")
        case .trend(let agent): check.requireMarket(agent.market, "\(path).market")
        case .retail(let agent): check.requireMarket(agent.market, "\(path).market")
        case .arbitrageur(let agent):
            check.requireMarket(agent.market, "\(path).market")
            if let venue = agent.venue { check.require(.venue, venue, "\(path).venue") }
        case .basis(let agent):
            check.requireMarket(agent.market, "\(path).market")
            check.require(.venue, agent.venue, "\(path).venue")
        case .hedger(let agent):
            check.requireMarket(agent.market, "\(path).market")
            check.require(.venue, agent.venue, "\(path).venue")
        case .searcher(let agent): check.requireMarket(agent.market, "\(path).market")
        case .pairArbitrageur(let agent): check.require(.pair, agent.venue, "\(path).venue")
        case .keeper(let agent): check.require(.market, all: agent.markets, "\(path).markets")
        case .outbidder(let agent): check.require(.market, all: agent.markets, "\(path).markets")
        case .fundingCaller(let agent):
            check.require(.market, all: agent.markets, "\(path).markets")
        case .depositor(let agent):
            if let fund = agent.fund {
                check.require(.fund, fund, "\(path).fund")
            } else {
                check.requireMarket(agent.market, "\(path).market")
            }
        case .script(let agent):
            for (index, step) in agent.steps.enumerated() {
                step.check("\(path).steps[\(index)]", durationMicros, &check)
            }
        case .pushAttacker(let agent):
            check.requireMarket(agent.market, "\(path).market")
            check.require(.venue, all: agent.venues, "\(path).venues")
        case .pumpAttacker(let agent):
            check.requireMarket(agent.market, "\(path).market")
            check.require(.venue, all: agent.venues, "\(path).venues")
        case .staleAttacker(let agent):
            check.requireMarket(agent.market, "\(path).market")
            check.require(.venue, agent.venue, "\(path).venue")
        case .flashAttacker(let agent):
            check.requireMarket(agent.market, "\(path).market")
            check.require(.pair, agent.venue, "\(path).venue")
        case .bookMaker(let agent):
            check.requireMarket(agent.market, "\(path).market")
            check.require(
                agent.halfSpreadBps <= agent.rangeBps, "\(path).range_bps", "\(agent.rangeBps)",
                "at least half_spread_bps, \(agent.halfSpreadBps)")
        }
        if !twinOf.isEmpty { check.require(.population, twinOf, "\(path).twin_of") }
    }
}

extension ScriptStep {
    fileprivate func check(
        _ path: String, _ durationMicros: UInt64, _ check: inout ScenarioCheck
    ) {
        check.require(atMicros, within: durationMicros, "\(path).at")
        if action == .spot {
            check.require(.venue, venue, "\(path).venue")
        } else if action == .order || action == .cancelAll {
            check.requireMarket(market, "\(path).market")
            check.require(
                action != .order || !sizeWad.isZero, "\(path).size", "0", "a size above 0")
        } else {
            check.requireMarket(market, "\(path).market")
        }
    }
}
