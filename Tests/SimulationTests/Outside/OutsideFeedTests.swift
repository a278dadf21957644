import Agents
import ContractRuntime
import PriceOracles
import SimulationKernel
import Testing
import WideIntegers

@testable import Simulation

/// Feeds of each kind over two hours.
@Suite struct OutsideFeedTests {
    static let kinds: [FeedModel] = [
        .network { $0.heartbeatSeconds = 600 }, .posted { $0.heartbeatSeconds = 600 },
    ]

    @Test("every kind answers at genesis with the first price, by its own and by average")
    func genesis() throws {
        var scenario = Scenario.steps()
        scenario.addPair("pool")
        for (index, model) in [
            .network(), .posted(), .delayed(), .pair("pool", windowSeconds: 1_800),
            .pair("pool", windowSeconds: 0),
        ].enumerated() as EnumeratedSequence<[FeedModel]> {
            scenario.addFeed("feed-\(index)", model)
            scenario.addFeed("guarded-\(index)", model, guards: [.rule(.maxAge, seconds: 7_200)])
        }
        let run = try OutsideRun(scenario)
        for feed in run.world.feeds.indices {
            let price = run.price(feed) ?? .zero
            #expect(price <= wad(2_000) && price >= wad(2_000) &- 2, "\(feed): \(price)")
            let (address, key) = (run.world.feeds[feed].readingAddress, run.world.feeds[feed].key)
            let account = run.chain.host.state.account(address)
            let average = run.chain.host.inspect(in: run.block) { context throws(Revert) in
                try context.twapPrice(at: account, key: key, intervalSeconds: 86_400)
            }
            #expect((try? average.get()) == price)
        }
    }

    @Test("a feed follows its path within the deviation, with all of its latency", arguments: 0..<2)
    func follows(kind: Int) throws {
        var scenario = Scenario()
        scenario.durationMicros = 7_200_000_000
        scenario.addDiffusion("eth", jumpsPerHour: 2)
        scenario.addFeed("feed", OutsideFeedTests.kinds[kind])
        let run = try OutsideRun(scenario)
        var tooFar = 0
        for second in stride(from: 15, through: 7_200, by: 15) as StrideThrough<UInt64> {
            run.run(toSecond: second)
            let price = PriceQuantization.price(run.price() ?? .zero)
            // Half a percent, and what twenty seconds of wandering add.
            let truth = PriceQuantization.price(
                run.world.truthWad(path: 0, at: run.chain.timeline.now))
            if (price / truth - 1).magnitude > 0.006 { tooFar += 1 }
        }
        #expect(tooFar <= 8, "\(tooFar) of 480")
        #expect(run.writes.count > 12)
    }

    @Test(
        "a price that does not move is written when it is as old as the heartbeat", arguments: 0..<2
    )
    func heartbeat(kind: Int) throws {
        var scenario = Scenario.steps()
        scenario.addFeed("feed", OutsideFeedTests.kinds[kind])
        let run = try OutsideRun(scenario)
        run.run(toMinute: 120)
        let seconds = [0] + run.writes.map(\.second)
        #expect(run.writes.count == 11)
        for (last, next) in zip(seconds, seconds.dropFirst()) {
            #expect(next - last > 600 && next - last <= 600 + 12 + 3)
        }
        #expect(run.writes.allSatisfy { $0.priceWad == wad(2_000) })
        #expect(run.world.feeds[0].reporters.reduce(0) { $0 + $1.tally.landedCount } == 11)
    }

    @Test("a change below the deviation is not written, one at it is", arguments: 0..<2)
    func deviation(kind: Int) throws {
        var scenario = Scenario.steps([(minute: 2, price: 2_009), (minute: 4, price: 2_010)])
        scenario.addFeed("feed", OutsideFeedTests.kinds[kind])
        let run = try OutsideRun(scenario)
        run.run(toMinute: 4)
        #expect(run.writes.isEmpty)
        run.run(toSecond: 260)
        #expect(run.writes.map(\.priceWad) == [wad(2_010)])
        #expect(run.price() == wad(2_010))
    }

    @Test("a delayed feed passes a price on a hop after it has taken it")
    func delayed() throws {
        var scenario = Scenario.steps([(minute: 40, price: 2_200)])
        scenario.addFeed("feed", .delayed { $0.delaySeconds = 1_800 })
        let run = try OutsideRun(scenario)
        for (minute, price) in [(59, 2_000), (89, 2_000), (92, 2_200)] as [(UInt64, UInt64)] {
            run.run(toMinute: minute)
            #expect(run.price() == wad(price), "minute \(minute)")
        }
        let changed = try #require(run.writes.first { $0.priceWad == wad(2_200) })
        #expect(changed.second > 90 * 60 && changed.second < 92 * 60)
        #expect(run.writes.map(\.second).map { $0 / 1_800 } == [1, 2, 3])
    }

    @Test("an average of a pair lags behind a push by its window, a spot reading not at all")
    func pairFeeds() throws {
        var scenario = Scenario.steps()
        scenario.addPair("pool")
        scenario.addFeed("average", .pair("pool", windowSeconds: 1_800))
        scenario.addFeed("spot", .pair("pool", windowSeconds: 0))
        scenario.addFeed("watcher", .posted(.venues("pool")))
        let trader = PairTrader()
        let run = try OutsideRun(scenario) { world, genesis in
            try trader.fund(world, genesis)
        }
        run.run(toMinute: 30)
        let before = PriceQuantization.price(run.price(0) ?? .zero)
        #expect((before / 2_000 - 1).magnitude < 1e-9)
        trader.buy(on: run)
        run.run(toSecond: 30 * 60 + 20)
        let pushed = PriceQuantization.price(run.price(1) ?? .zero)
        #expect((pushed / 2_419 - 1).magnitude < 0.01)
        #expect(PriceQuantization.price(run.price(0) ?? .zero) < 2_010)
        run.run(toMinute: 45)
        let half = PriceQuantization.price(run.price(0) ?? .zero)
        #expect(half > 2_180 && half < 2_320)
        run.run(toSecond: 3_905)
        #expect((PriceQuantization.price(run.price(0) ?? .zero) / pushed - 1).magnitude < 1e-6)
        #expect((PriceQuantization.price(run.price(2) ?? .zero) / pushed - 1).magnitude < 1e-6)
        let poker = run.world.feeds[0].reporters[0].tally
        #expect(poker.landedCount == 13 && poker.revertedCount == 0)
    }

    @Test("a push of one exchange bends a feed that has no other source, and no median of three")
    func pushes() throws {
        var scenario = Scenario.steps()
        for name in ["a", "b", "c"] { scenario.addExchange(name) }
        scenario.addFeed("alone", .network(.venues("a")))
        scenario.addFeed("median", .network(.venues("a", "b", "c")))
        let run = try OutsideRun(scenario)
        run.run(toMinute: 10)
        try run.push(0, toPriceWad: wad(2_400))
        run.run(toSecond: 625)
        #expect(PriceQuantization.price(run.price(0) ?? .zero) > 2_380)
        #expect(run.price(1) == wad(2_000))
        try run.push(1, toPriceWad: wad(2_400))
        run.run(toSecond: 650)
        #expect(PriceQuantization.price(run.price(1) ?? .zero) > 2_360)
    }

    @Test("reporters with a latency see a push no sooner than it is over")
    func latency() throws {
        var scenario = Scenario.steps()
        scenario.addExchange("hub") { $0.orderLatencyMicros = 0 }
        scenario.addFeed(
            "feed",
            .posted(.venues("hub")) {
                $0.latencyMicros = 60_000_000
                $0.everyMicros = 1_000_000
            })
        let run = try OutsideRun(scenario)
        run.run(toMinute: 10)
        try run.push(0, toPriceWad: wad(2_400))
        run.run(toSecond: 658)
        #expect(run.writes.isEmpty)
        run.run(toSecond: 664)
        #expect((run.writes.first?.priceWad ?? .zero) > wad(2_390))
    }

    @Test("a closed venue has no price, so that a feed of it alone stands still")
    func halted() throws {
        var scenario = Scenario.steps([(minute: 12, price: 2_200)])
        scenario.addExchange("hub")
        scenario.addFeed("feed", .network(.venues("hub")))
        var halt = VenueHaltEvent()
        halt.venue = "hub"
        scenario.addEvent(.venueHalt(halt), atMinute: 10)
        let run = try OutsideRun(scenario)
        run.run(toMinute: 19)
        #expect(run.price() == wad(2_000))
        run.run(toMinute: 21)
        #expect(run.price() == wad(2_200))
    }
}
