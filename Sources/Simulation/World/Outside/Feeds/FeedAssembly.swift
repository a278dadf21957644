import PriceOracles
import SimulationKernel
import WideIntegers

/// Where feeds are made of what a scenario says.
struct FeedAssembly {
    let genesis: Genesis
    let tapes: [PathTape]
    let venues: [OutsideVenue]
    let events: [EventSettings]
    let random: RandomSource

    /// A feed by its settings and its place.
    func feed(_ settings: FeedSettings, at index: Int) throws(ScenarioProblem) -> OutsideFeed {
        let site = FeedSite(
            genesis: genesis, name: settings.name, keyPath: "feeds[\(index)]", random: random,
            faults: FeedFaults(of: settings.name, in: events, start: genesis.timeline.now))
        let (mechanism, pathIndex) = try mechanism(settings.model, site)
        let guards =
            settings.guards.isEmpty
            ? nil : try FeedGuards(settings.guards, over: mechanism.address, site: site)
        return OutsideFeed(mechanism, guards: guards, pathIndex: pathIndex, site: site)
    }

    private func mechanism(
        _ model: FeedModel, _ site: FeedSite
    ) throws(ScenarioProblem) -> (any FeedMechanism, pathIndex: Int) {
        switch model {
        case .network(let settings):
            let sources = try sources(settings.sources, site)
            return (
                try NetworkFeed(settings, sources: sources, site: site), sources.pathIndex
            )
        case .posted(let settings):
            let sources = try sources(settings.sources, site)
            return (try PostedFeed(settings, sources: sources, site: site), sources.pathIndex)
        case .delayed(let settings):
            let sources = try sources(settings.sources, site)
            return (
                try DelayedFeed(settings, sources: sources, site: site), sources.pathIndex
            )
        case .pairAverage(let settings):
            let named = venues.first { $0.desk.name == settings.venue }
            guard let venue = named, let pair = venue.pair else {
                let pairs = venues.filter { $0.pair != nil }.map(\.desk.name)
                throw site.problem(
                    "venue", settings.venue,
                    pairs.isEmpty ? "there are no pairs" : "one of \(pairs.listed)")
            }
            return (
                try PairFeed(settings, on: pair.route, site: site), venue.pathIndex
            )
        }
    }

    private func sources(
        _ settings: SourceSettings, _ site: FeedSite
    ) throws(ScenarioProblem) -> SourcePrices {
        try SourcePrices(settings, venues: venues, tapes: tapes, keyPath: site.keyPath)
    }

    /// How far back reporters of any feed look, microseconds.
    static func historyMicros(
        _ feeds: [FeedSettings], _ events: [EventSettings]
    ) -> UInt64 {
        var lag: UInt64 = 0
        for feed in feeds {
            switch feed.model {
            case .network(let model): lag = max(lag, model.latencyMicros)
            case .posted(let model): lag = max(lag, model.latencyMicros)
            case .delayed, .pairAverage: break
            }
        }
        // Delays that hold together add up; as many as that meet nowhere.
        let delays = FeedFaults.delayMicrosMax(in: events).multipliedReportingOverflow(by: 4)
        let (sum, overflow) = lag.addingReportingOverflow(delays.partialValue)
        return delays.overflow || overflow ? .max : sum
    }
}
