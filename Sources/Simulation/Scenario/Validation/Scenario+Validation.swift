import Chain
import WideIntegers

extension Scenario {
    /// What does not go together, though every value by itself is allowed; empty when all does.
    ///
    /// Names of paths, venues, feeds, funds, markets and populations are looked up, times held against
    /// the duration, and the chain's keys read.
    public func problems() -> [ScenarioProblem] {
        var check = ScenarioCheck(self)
        check.require(
            extends == nil, "extends", extends ?? "",
            "a key of files alone, which are put together before they are read")
        checkNames(&check)
        checkChain(&check)
        checkPrices(&check)
        checkMarkets(&check)
        for (index, population) in agents.enumerated() {
            population.check("agents[\(index)]", durationMicros, &check)
            checkMarkets(of: population, "agents[\(index)]", &check)
        }
        for (index, position) in positions.enumerated() {
            check.require(.market, position.market, "positions[\(index)].market")
            check.require(
                !position.sizeWad.isZero, "positions[\(index)].size", "0", "a size other than 0")
        }
        checkCrowds(&check)
        if let keeper {
            check.require(.population, all: keeper.competitors, "keeper.competitors")
            check.require(keeper.startMicros, within: durationMicros, "keeper.start")
        }
        for (index, event) in events.enumerated() {
            check.require(event.atMicros, within: durationMicros, "events[\(index)].at")
            event.model.check("events[\(index)]", &check)
        }
        checkExpectations(&check)
        return check.problems
    }

    private func checkNames(_ check: inout ScenarioCheck) {
        check.requireUnique(paths.map(\.name), "paths")
        check.requireUnique(venues.map(\.name), "venues")
        check.requireUnique(feeds.map(\.name), "feeds")
        check.requireUnique(funds.map(\.name), "funds")
        check.requireUnique(markets.map(\.name), "markets")
        check.requireUnique(agents.map(\.name), "agents")
        check.requireUnique(ablations.map(\.name), "ablations")
        check.requireUnique(crowds.map(\.name), "crowds")
        check.requireUnique(accounts.map(\.name), "accounts")
    }

    private func checkCrowds(_ check: inout ScenarioCheck) {
        for (index, crowd) in crowds.enumerated() {
            check.requireMarket(crowd.market, "crowds[\(index)].market")
            check.require(
                !agents.contains { $0.name == crowd.name }, "crowds[\(index)].name", crowd.name,
                "a population of agents has this name as well")
        }
        for (index, account) in accounts.enumerated() {
            let path = "accounts[\(index)]"
            check.require(
                !agents.contains { $0.name == account.name }, "\(path).name", account.name,
                "a population of agents has this name as well")
            check.require(
                !accounts[..<index].contains { $0.address == account.address }, "\(path).address",
                "\(account.address)", "another account has this address as well")
        }
    }

    private func checkChain(_ check: inout ScenarioCheck) {
        do throws(ChainSettingsError) {
            _ = try ChainSettings(
                preset: .named(chain.preset),
                overrides: chain.overrides.map { ($0.key, $0.value) })
        } catch {
            switch error {
            case .unknownPreset(let name, let known, let nearest):
                check.require(
                    false, "chain.preset", "'\(name.shortened)'",
                    "no such preset; did you mean \(nearest)? There are "
                        + known.joined(separator: ", "))
            case .unknownKey(let key, let value, let nearest):
                check.require(
                    false, "chain.overrides.\(key.shortened)", "'\(value.shortened)'",
                    "no such key; did you mean \(nearest)?")
            case .refused(let key, let value, let allowed):
                check.require(
                    false, "chain.overrides.\(key)", "'\(value.shortened)'", "it must be \(allowed)"
                )
            }
        }
    }

    private func checkPrices(_ check: inout ScenarioCheck) {
        for (index, path) in paths.enumerated() {
            guard case .points(let list) = path.model else { continue }
            for place in list.points.indices.dropFirst() {
                let (last, next) = (list.points[place - 1].atMicros, list.points[place].atMicros)
                check.require(
                    last < next, "paths[\(index)].points[\(place)].at", DurationText.text(next),
                    "after the point before, \(DurationText.text(last))")
            }
        }
        for (index, venue) in venues.enumerated() {
            switch venue.model {
            case .exchange(let exchange):
                check.require(.path, exchange.path, "venues[\(index)].path")
            case .pair(let pair): check.require(.path, pair.path, "venues[\(index)].path")
            }
        }
        for (index, feed) in feeds.enumerated() { feed.check("feeds[\(index)]", &check) }
    }

    private func checkMarkets(_ check: inout ScenarioCheck) {
        for (index, market) in markets.enumerated() {
            let path = "markets[\(index)]"
            check.require(.path, market.truth, "\(path).truth")
            check.require(.feed, market.feed, "\(path).feed")
            check.require(.fund, market.fund, "\(path).fund")
            switch market.design {
            case .reference(let settings):
                check.require(.population, all: settings.backstops, "\(path).backstops")
                check.require(.population, all: settings.liquidators, "\(path).liquidators")
                check.require(.population, all: settings.exempt, "\(path).exempt")
            case .perpV1(let settings):
                check.require(
                    settings.maintenanceMarginWad <= settings.initialMarginWad,
                    "\(path).maintenance_margin", DecimalText.text(settings.maintenanceMarginWad),
                    "at most initial_margin, \(DecimalText.text(settings.initialMarginWad))")
            case .orderBook(let settings):
                settings.check(path, &check)
                let others = markets[..<index].contains { $0.fund == market.fund }
                check.require(
                    !others, "\(path).fund", "'\(market.fund)'",
                    "an order book has a fund of its own; another market has this one")
            }
        }
    }

    private func checkExpectations(_ check: inout ScenarioCheck) {
        for (index, expectation) in expectations.enumerated() {
            let path = "expectations[\(index)]"
            check.require(
                expectation.lowWad != nil || expectation.highWad != nil, "\(path).low", "nothing",
                "a bound, or a bound under high")
            if let low = expectation.lowWad, let high = expectation.highWad {
                check.require(
                    low <= high, "\(path).high", DecimalText.text(high),
                    "at least low, \(DecimalText.text(low))")
            }
        }
    }
}

extension FeedSettings {
    fileprivate func check(_ path: String, _ check: inout ScenarioCheck) {
        switch model {
        case .network(let feed):
            feed.sources.check(path, &check)
            check.require(
                feed.faults * 3 < feed.nodes, "\(path).faults", "\(feed.faults)",
                "less than a third of nodes, which are \(feed.nodes)")
        case .posted(let feed): feed.sources.check(path, &check)
        case .delayed(let feed): feed.sources.check(path, &check)
        case .pairAverage(let feed): check.require(.pair, feed.venue, "\(path).venue")
        }
    }
}

extension SourceSettings {
    fileprivate func check(_ path: String, _ check: inout ScenarioCheck) {
        check.require(
            !venues.isEmpty || self.path != nil, "\(path).sources", "nothing",
            "at least one venue, or a path")
        check.require(.venue, all: venues, "\(path).sources.venues")
        if let seen = self.path { check.require(.path, seen, "\(path).sources.path") }
    }
}

extension EventModel {
    fileprivate func check(_ path: String, _ check: inout ScenarioCheck) {
        switch self {
        case .note, .outage, .gasSpike, .baseFee, .reorg, .botKill, .botBalance, .botNonce,
            .poolLoss:
            break
        case .nodeFault(let event):
            check.require(event.forMicros > 0, "\(path).for", "0s", "longer than 0s")
        case .fault(let event):
            check.require(.feed, event.feed, "\(path).feed")
            check.require(event.forMicros > 0, "\(path).for", "0s", "longer than 0s")
        case .governance(let event): check.require(.market, event.market, "\(path).market")
        case .pause(let event): check.require(.population, event.agents, "\(path).agents")
        case .venueHalt(let event):
            if !check.isBook(event.venue) { check.require(.venue, event.venue, "\(path).venue") }
        case .overload(let event): check.require(.book, event.market, "\(path).market")
        }
    }
}
