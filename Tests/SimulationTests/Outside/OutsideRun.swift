import Agents
import Chain
import ContractRuntime
import EthereumPrimitives
import PriceOracles
import SimulationKernel
import WideIntegers

@testable import Simulation

/// A chain of a block each second with the outside world of a scenario and nothing else.
final class OutsideRun {
    static let plain: [(key: String, value: String)] = [
        ("fork", "london"), ("block-gas-limit", "30M"), ("fee-market", "base-fee"),
        ("base-fee.initial", "1 gwei"), ("ordering", "priority"), ("pool.tip-min", "1 wei"),
        ("pool.price-bump", "0.1"), ("signatures", "elided"), ("history-blocks", "64"),
        ("finality.safe", "4"), ("finality.finalized", "8"), ("reorg.depth-max", "8"),
    ]

    /// A write of a feed's price.
    struct Write: Hashable {
        let feed: String
        let second: UInt64
        let priceWad: UInt256
    }

    let scenario: Scenario
    let genesis: Genesis
    let world: OutsideWorld
    let chain: SimulatedChain
    private(set) var writes: [Write] = []

    init(
        _ scenario: Scenario, rows: [String: [DataRow]] = [:], seed: UInt64 = 1,
        overrides: [(key: String, value: String)] = [],
        prepare: (OutsideWorld, Genesis) throws -> Void = { _, _ in }
    ) throws {
        let settings = try ChainSettings(
            preset: .named("ideal"), overrides: OutsideRun.plain + overrides)
        let random = RandomSource(seed: seed)
        self.scenario = scenario
        genesis = try Genesis(settings, startTime: scenario.startTime)
        world = try OutsideWorld(
            scenario, inputs: ScenarioInputs(rows: rows), genesis: genesis, random: random)
        try prepare(world, genesis)
        chain = SimulatedChain(
            settings, host: genesis.host, timeline: genesis.timeline, random: random)
        chain.checksInvariants = true
        chain.record = { [unowned self] record in
            guard case .sealed(let block) = record else { return }
            for feed in world.feeds {
                for receipt in block.receipts {
                    for price in feed.writes(in: receipt, chain.host) {
                        writes.append(
                            Write(
                                feed: feed.name,
                                second: block.header.timestampSeconds - scenario.startTime.seconds,
                                priceWad: price))
                    }
                }
            }
        }
        world.start(on: chain, desk: nil)
    }

    /// Seconds since the run began.
    var elapsedSeconds: UInt64 {
        chain.timeline.now.micros(since: scenario.startTime) / 1_000_000
    }

    func run(toSecond second: UInt64) {
        chain.timeline.run(until: scenario.startTime + second * 1_000_000)
    }

    func run(toMinute minute: UInt64) { run(toSecond: 60 * minute) }

    var block: BlockEnvironment {
        BlockEnvironment(
            number: chain.head.number, timestampSeconds: chain.head.header.timestampSeconds,
            chainID: chain.settings.chainID)
    }

    /// The price of a feed as markets read it.
    func price(_ feed: Int = 0) -> UInt256? {
        world.feeds[feed].priceWad(in: chain.host, block)?.priceWad
    }

    func judge(_ feed: Int = 0) {
        let truth = world.truthWad(
            path: world.feeds[feed].pathIndex, at: chain.timeline.now)
        world.feeds[feed].judge(in: chain.host, block, truthWad: truth)
    }

    /// Trades at an exchange for an account with all that it takes.
    func push(_ venue: Int, toPriceWad target: UInt256) throws {
        guard case .exchange(let exchange, let ledger) = world.venues[venue].place else { return }
        let fill = try exchange.push(toPriceWad: target, at: chain.timeline.now)
        try ledger.deposit(
            baseWad: fill.baseWad, quoteWad: fill.quoteWad &* 2, to: "pusher")
        exchange.submit(SpotOrder(fill.side, .base(fill.baseWad)), from: "pusher") { _ in }
    }
}

func wad(_ whole: UInt64) -> UInt256 { .wad &* UInt256(whole) }

extension Scenario {
    /// A path of 2,000 that steps to other prices at minutes.
    static func steps(_ steps: [(minute: UInt64, price: UInt64)] = []) -> Scenario {
        var scenario = Scenario()
        scenario.durationMicros = 7_200_000_000
        scenario.addSteps("eth", steps)
        return scenario
    }

    mutating func addSteps(_ name: String, _ steps: [(minute: UInt64, price: UInt64)]) {
        var points = PointsPath()
        points.interpolation = .step
        points.points = ([(minute: 0, price: 2_000)] + steps).map { minute, price in
            var point = PointsPath.Point()
            point.atMicros = minute * 60_000_000
            point.priceWad = wad(price)
            return point
        }
        var path = PathSettings()
        path.name = name
        path.model = .points(points)
        paths.append(path)
    }

    mutating func addDiffusion(_ name: String, jumpsPerHour: Double = 0) {
        var model = DiffusionSettings()
        model.jumpsPerHour = jumpsPerHour
        var path = PathSettings()
        path.name = name
        path.model = .diffusion(model)
        paths.append(path)
    }

    mutating func addExchange(
        _ name: String, change: (inout ExchangeVenueSettings) -> Void = { _ in }
    ) {
        var model = ExchangeVenueSettings()
        model.path = paths[0].name
        change(&model)
        var venue = VenueSettings()
        venue.name = name
        venue.model = .exchange(model)
        venues.append(venue)
    }

    mutating func addPair(_ name: String) {
        var model = PairVenueSettings()
        model.path = paths[0].name
        var venue = VenueSettings()
        venue.name = name
        venue.model = .pair(model)
        venues.append(venue)
    }

    mutating func addFeed(_ name: String, _ model: FeedModel, guards: [GuardSettings] = []) {
        var feed = FeedSettings()
        feed.name = name
        feed.model = model
        feed.guards = guards
        feeds.append(feed)
    }

    mutating func addFault(
        _ kind: FaultEvent.Kind, atMinute minute: UInt64, minutes: UInt64, count: UInt64 = 0,
        feed: String = "feed", change: (inout FaultEvent) -> Void = { _ in }
    ) {
        var fault = FaultEvent()
        fault.feed = feed
        fault.fault = kind
        fault.forMicros = minutes * 60_000_000
        fault.count = count
        change(&fault)
        addEvent(.fault(fault), atMinute: minute)
    }

    mutating func addEvent(_ model: EventModel, atMinute minute: UInt64) {
        var event = EventSettings()
        event.atMicros = minute * 60_000_000
        event.model = model
        events.append(event)
    }
}

extension SourceSettings {
    static func path(_ name: String = "eth") -> SourceSettings {
        var sources = SourceSettings()
        sources.path = name
        return sources
    }

    static func venues(_ names: String...) -> SourceSettings {
        var sources = SourceSettings()
        sources.venues = names
        return sources
    }
}

extension FeedModel {
    static func network(
        _ sources: SourceSettings = .path(), change: (inout NetworkFeedSettings) -> Void = { _ in }
    ) -> FeedModel {
        var model = NetworkFeedSettings()
        model.sources = sources
        change(&model)
        return .network(model)
    }

    static func posted(
        _ sources: SourceSettings = .path(), change: (inout PostedFeedSettings) -> Void = { _ in }
    ) -> FeedModel {
        var model = PostedFeedSettings()
        model.sources = sources
        change(&model)
        return .posted(model)
    }

    static func delayed(
        _ sources: SourceSettings = .path(), change: (inout DelayedFeedSettings) -> Void = { _ in }
    ) -> FeedModel {
        var model = DelayedFeedSettings()
        model.sources = sources
        change(&model)
        return .delayed(model)
    }

    static func pair(_ venue: String, windowSeconds: UInt64) -> FeedModel {
        var model = PairFeedSettings()
        model.venue = venue
        model.windowSeconds = windowSeconds
        return .pairAverage(model)
    }
}

extension GuardSettings {
    static func rule(
        _ rule: Rule, percent: UInt64 = 20, seconds: UInt64 = 3_600
    ) -> GuardSettings {
        var settings = GuardSettings()
        settings.rule = rule
        settings.boundWad = .share(percent, 100)
        settings.seconds = seconds
        return settings
    }
}
