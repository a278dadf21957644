import Agents
import PriceOracles
import SimulationKernel
import Testing
import WideIntegers

@Suite struct TraderTests {
    private static let noise = NoiseTrader.Habits(
        markets: [0], tradesPerHour: 60, margin: .uniform(low: 100, high: 1_000),
        leverage: .uniform(low: 1, high: 5), longShare: 0.5, holdingSeconds: .constant(90),
        slippageMaxWad: perMille(50))

    private func noise(_ habits: NoiseTrader.Habits, number: UInt64 = 1) -> NoiseTrader {
        NoiseTrader(habits, stream: RandomSource(seed: number).stream("noise"))
    }

    @Test("a noise trader opens on both sides, and closes when its time is over")
    func noiseTrades() throws {
        let world = try ActingWorld()
        let body = try world.add(noise(Self.noise), as: "noise", account: 1)
        world.desk.begin()
        var sides: Set<Int> = []
        for _ in 0..<240 {
            world.run(seconds: 10)
            sides.insert(world.size(body).signum)
        }
        #expect(sides == [-1, 0, 1])
        #expect(world.receipts(body).count > 30)
        #expect(world.failures(body) == 0)
    }

    @Test("a noise trader does not trade where it would move the price too far")
    func slippage() throws {
        let world = try ActingWorld()
        var habits = Self.noise
        // A notional of 50,000 moves the price by some ten percent, five on average.
        (habits.margin, habits.leverage) = (.constant(10_000), .constant(5))
        habits.slippageMaxWad = perMille(40)
        let body = try world.add(noise(habits), as: "noise", account: 1)
        world.desk.begin()
        world.run(seconds: 600)
        #expect(world.receipts(body).isEmpty)
    }

    @Test("a trader without money stops and sends nothing")
    func broke() throws {
        let world = try ActingWorld()
        var habits = Self.noise
        (habits.margin, habits.leverage) = (.constant(90_000), .constant(1))
        habits.slippageMaxWad = .zero
        habits.holdingSeconds = .constant(100_000)
        habits.longShare = 1
        let body = try world.add(noise(habits), as: "noise", account: 1)
        world.desk.begin()
        world.run(seconds: 3_600)
        let sent = world.receipts(body).count
        #expect(world.collateral(body) < units(1))
        #expect(sent > 0)
        world.run(seconds: 3_600)
        #expect(world.receipts(body).count == sent)
        #expect(world.desk.unaffordableCount == 0)
    }

    @Test("two runs of one seed are the same, and another seed is another run")
    func determinism() throws {
        func run(_ seed: UInt64) throws -> String {
            let world = try ActingWorld()
            for account in 1..<6 {
                try world.add(
                    noise(Self.noise, number: seed &* 100 &+ UInt64(account)),
                    as: "noise-\(account)", account: account)
            }
            world.desk.begin()
            world.run(seconds: 600)
            return "\(world.fixture.head.hash)"
        }
        let first = try run(1)
        #expect(try run(1) == first)
        #expect(try run(2) != first)
    }

    @Test("the share of longs decides the sides")
    func sides() throws {
        for (share, sign) in [(1.0, 1), (0.0, -1)] {
            let world = try ActingWorld()
            var habits = Self.noise
            (habits.longShare, habits.holdingSeconds) = (share, .constant(20))
            let body = try world.add(noise(habits), as: "noise", account: 1)
            world.desk.begin()
            var signs: Set<Int> = []
            for _ in 0..<120 {
                world.run(seconds: 5)
                signs.insert(world.size(body).signum)
            }
            #expect(signs == [0, sign])
        }
    }

    @Test("a trend follower goes with a move and leaves when it turns")
    func trend() throws {
        let world = try ActingWorld()
        let follower = TrendFollower(
            TrendFollower.Habits(
                market: 0, everyMicros: 10_000_000, lookbackMicros: 60_000_000,
                thresholdWad: perMille(10), margin: .constant(1_000), leverageWad: units(2),
                slippageMaxWad: perMille(50)), stream: RandomSource(seed: 1).stream("trend"))
        let body = try world.add(follower, as: "trend", account: 1)
        try world.script(
            2,
            [
                (120, .open(.long, marginWad: units(20_000), leverageWad: .wad)),
                (300, .close),
            ])
        world.desk.begin()
        world.run(seconds: 118)
        #expect(world.size(body).isZero)
        world.run(seconds: 30)
        #expect(world.size(body) > .zero)
        world.run(seconds: 170)
        #expect(world.size(body).isNegative || world.size(body).isZero)
        #expect(world.receipts(body).count >= 2)
    }

    private func retail(_ change: (inout RetailTrader.Habits) -> Void) -> RetailTrader {
        var habits = RetailTrader.Habits(
            market: 0, everyMicros: 5_000_000, margin: .constant(1_000), leverage: .constant(5),
            longShare: 1, stopLossWad: perMille(600), addShare: 0, lowRatioWad: perMille(100),
            highRatioWad: .zero, openWithinMicros: 5_000_000)
        change(&habits)
        return RetailTrader(habits, stream: RandomSource(seed: 1).stream("retail"))
    }

    @Test("a retail trader is stopped out before liquidation, and stays away")
    func stopLoss() throws {
        let world = try ActingWorld()
        let body = try world.add(retail { _ in }, as: "retail", account: 1)
        world.desk.begin()
        world.run(seconds: 30)
        #expect(world.size(body) > .zero)
        // Twelve percent down at five times is a loss of six tenths of the margin.
        try world.setFeed(units(87))
        world.run(seconds: 30)
        #expect(world.size(body).isZero)
        try world.setFeed(units(100))
        world.run(seconds: 120)
        #expect(world.size(body).isZero)
        #expect(world.receipts(body).count == 2)
    }

    @Test("a retail trader adds margin once when it is low, if chance says so")
    func addsMargin() throws {
        for (share, margin) in [(1.0, units(2_000)), (0.0, units(1_000))] {
            let world = try ActingWorld()
            let body = try world.add(
                retail {
                    $0.addShare = share
                    $0.stopLossWad = perMille(900)
                }, as: "retail", account: 1)
            world.desk.begin()
            world.run(seconds: 30)
            try world.setFeed(units(88))
            world.run(seconds: 60)
            #expect(world.position(body)?.marginWad ?? .zero == Int256(bitPattern: margin))
        }
    }

    @Test("a retail trader makes up its mind once for each time that margin is low")
    func addsOnce() throws {
        let world = try ActingWorld()
        // What is added leaves the margin below the ratio that is called low.
        let body = try world.add(
            retail {
                ($0.addShare, $0.lowRatioWad) = (1, perMille(500))
            }, as: "retail", account: 1)
        world.desk.begin()
        world.run(seconds: 60)
        #expect(world.position(body)?.marginWad ?? .zero == Int256(bitPattern: units(2_000)))
        #expect(world.receipts(body).count == 2)
    }

    @Test("a retail trader takes out what is above the high ratio")
    func withdraws() throws {
        let world = try ActingWorld { $0.withdrawUnrealised = .full }
        let body = try world.add(
            retail { $0.highRatioWad = perMille(300) }, as: "retail", account: 1)
        world.desk.begin()
        world.run(seconds: 30)
        try world.setFeed(units(120))
        world.run(seconds: 30)
        let ratio = world.position(body)?.marginRatioWad ?? .zero
        #expect(ratio > Int256(bitPattern: perMille(298)))
        #expect(ratio < Int256(bitPattern: perMille(302)))
    }

    @Test("a script does each step at its time, in the order of time")
    func script() throws {
        let world = try ActingWorld()
        let body = try world.script(
            1,
            [
                (20, .close),
                (5, .open(.short, marginWad: units(1_000), leverageWad: units(2))),
                (10, .addMargin(units(500))),
                (15, .removeMargin(units(200))),
                (25, .donate(units(10))),
                (27, .deposit(units(7))),
                (30, .spot(venue: 0, SpotOrder(.buy, .quote(units(1_000))))),
            ])
        world.desk.begin()
        world.run(seconds: 4)
        #expect(world.size(body).isZero)
        world.run(seconds: 9)
        #expect(world.position(body)?.marginWad ?? .zero == Int256(bitPattern: units(1_500)))
        world.run(seconds: 5)
        #expect(world.position(body)?.marginWad ?? .zero == Int256(bitPattern: units(1_300)))
        world.run(seconds: 20)
        #expect(world.size(body).isZero)
        #expect(world.receipts(body).count == 6)
        let (design, state) = (world.desk.markets[0].design, world.fixture.chain.host.state)
        #expect(design.houseBalanceWad(of: body.address, in: state) == units(7))
        #expect(world.exchange.ledger.balance(of: body.name).baseWad > .zero)
    }

    @Test("a pause delays the steps of a script and drops none")
    func paused() throws {
        let world = try ActingWorld()
        let body = try world.script(1, [(5, .donate(units(1))), (10, .donate(units(2)))])
        world.desk.begin()
        body.isPaused = true
        world.run(seconds: 20)
        #expect(world.receipts(body).isEmpty)
        body.isPaused = false
        world.run(seconds: 5)
        #expect(world.receipts(body).count == 2)
    }

    @Test("funding is called when it is due, once for each interval")
    func funding() throws {
        let world = try ActingWorld { $0.funding.intervalSeconds = 60 }
        let body = try world.add(FundingCaller(markets: [0]), as: "caller", account: 1)
        world.desk.begin()
        world.run(seconds: 50)
        #expect(world.receipts(body).isEmpty)
        world.run(seconds: 262)
        #expect(world.receipts(body).count(where: \.isSuccess) == 5)
    }

    @Test("funding that fails is called again at every third head alone")
    func failingFunding() throws {
        let world = try ActingWorld {
            $0.funding.intervalSeconds = 60
            ($0.maxAgeSeconds, $0.onBadFeed) = (30, .halt)
        }
        let body = try world.add(FundingCaller(markets: [0]), as: "caller", account: 1)
        world.desk.begin()
        world.run(seconds: 91)
        #expect(world.failures(body) == world.receipts(body).count)
        #expect((9...11).contains(world.failures(body)))
    }

    @Test("a gift that is not taken is tried again, five times in all")
    func giftAgain() throws {
        let world = try ActingWorld()
        var sent = 0
        world.desk.onSending = { _, _, _ in sent += 1 }
        // Nobody can pay so much for gas.
        try world.add(
            FundDepositor(market: 0, isBackstop: false, amountWad: units(500), everyMicros: 0),
            as: "poor", account: 1, tipWei: gwei(1_000_000))
        world.desk.begin()
        world.run(seconds: 600)
        #expect(sent == 5)
    }

    @Test("a depositor gives once, or again and again until it has nothing")
    func depositor() throws {
        let world = try ActingWorld()
        let once = try world.add(
            FundDepositor(market: 0, isBackstop: false, amountWad: units(500), everyMicros: 0),
            as: "once", account: 1)
        let often = try world.add(
            FundDepositor(
                market: 0, isBackstop: true, amountWad: units(30_000), everyMicros: 10_000_000),
            as: "often", account: 2)
        world.desk.begin()
        world.run(seconds: 200)
        #expect(world.collateral(once) == ActingWorld.means &- units(500))
        #expect(world.collateral(often).isZero)
        #expect(world.receipts(often).count == 4)
    }
}
