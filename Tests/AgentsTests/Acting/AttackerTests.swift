import Agents
import PriceOracles
import SimulationKernel
import Testing
import WideIntegers

@Suite struct AttackerTests {
    private static func push(
        _ change: (inout PushAttacker.Plan) -> Void = { _ in }
    ) -> PushAttacker {
        var plan = PushAttacker.Plan(
            market: 0, venues: [0], side: .long, factorWad: perMille(1_300),
            openAtMicros: 5_000_000, marginWad: units(5_000), leverageWad: units(2),
            pushAtMicros: 20_000_000, holdMicros: 60_000_000, renewMicros: 3_000_000,
            pushMaxWad: .zero, liquidates: false, closeAfterMicros: 5_000_000)
        change(&plan)
        return PushAttacker(plan)
    }

    @Test("a push holds the venue's price, and leaves nothing behind in its books")
    func pushed() throws {
        let world = try ActingWorld(depthBase: 10_000)
        let body = try world.add(
            Self.push(), as: "attacker", account: 1, baseWad: units(7),
            quoteWad: units(1_000_000))
        world.desk.begin()
        world.run(seconds: 15)
        #expect(world.size(body) > .zero)
        #expect(world.exchange.spotPriceWad(at: world.fixture.chain.timeline.now) == units(100))
        world.run(seconds: 7)
        for _ in 0..<17 {
            // What comes back in three seconds is a fifteenth of what was taken.
            let price = world.exchange.spotPriceWad(at: world.fixture.chain.timeline.now)
            #expect(price > units(125) && price < units(135))
            world.run(seconds: 3)
        }
        world.run(seconds: 60)
        #expect(world.size(body).isZero)
        let held = world.exchange.ledger.balance(of: body.name)
        #expect(held.baseWad < units(7) &+ perMille(20))
        #expect(held.baseWad >= units(7))
        #expect(held.quoteWad < units(1_000_000))
        #expect(world.notes("attack").count == 2)
        #expect(world.notes("attack").last == "is over")
    }

    @Test("a push down sells what it holds, and buys it back")
    func pushedDown() throws {
        let world = try ActingWorld(depthBase: 10_000)
        let body = try world.add(
            Self.push {
                $0.factorWad = perMille(800)
                $0.side = .short
            }, as: "attacker", account: 1, baseWad: units(5_000), quoteWad: units(1_000))
        world.desk.begin()
        world.run(seconds: 30)
        #expect(world.exchange.spotPriceWad(at: world.fixture.chain.timeline.now) < units(82))
        world.run(seconds: 120)
        #expect(world.size(body).isZero)
        #expect(world.notes("attack").last == "is over")
        // The spread is paid out of what was got, so that not all can be bought back.
        let held = world.exchange.ledger.balance(of: body.name)
        #expect(held.baseWad > units(3_000) && held.baseWad <= units(5_000))
    }

    @Test("a push spends no more than it may, and no more than it has")
    func budget() throws {
        for (max, means) in [(units(20_000), units(1_000_000)), (.zero, units(20_000))] {
            let world = try ActingWorld(depthBase: 10_000)
            let body = try world.add(
                Self.push { $0.pushMaxWad = max }, as: "attacker", account: 1, quoteWad: means)
            world.desk.begin()
            world.run(seconds: 75)
            let left = world.exchange.ledger.balance(of: body.name).quoteWad
            #expect(means &- left <= units(20_000))
            #expect(means &- left > units(19_000))
        }
    }

    @Test("a push comes again after its pause, and not before")
    func renewal() throws {
        let world = try ActingWorld(depthBase: 10_000)
        try world.add(
            Self.push {
                $0.marginWad = .zero
                ($0.holdMicros, $0.renewMicros) = (90_000_000, 30_000_000)
            }, as: "attacker", account: 1, quoteWad: units(1_000_000))
        world.desk.begin()
        func price() -> UInt256 {
            world.exchange.spotPriceWad(at: world.fixture.chain.timeline.now)
        }
        for second: UInt64 in [22, 52, 82] {
            world.run(seconds: second == 22 ? 22 : 4)
            #expect(price() > units(128), "after \(second) s")
            world.run(seconds: 26)
            #expect(price() < units(122), "before \(second + 30) s")
        }
    }

    @Test("what is more than a book holds is traded back by halves")
    func halves() throws {
        let world = try ActingWorld(depthBase: 100)
        let body = try world.add(
            Self.push {
                $0.marginWad = .zero
                $0.holdMicros = 300_000_000
            }, as: "attacker", account: 1, quoteWad: units(1_000_000))
        world.desk.begin()
        world.run(seconds: 319)
        #expect(world.exchange.ledger.balance(of: body.name).baseWad > units(120))
        var price = UInt256.max
        for _ in 0..<200 where price > units(95) {
            world.fixture.run(micros: 100_000)
            price = world.exchange.spotPriceWad(at: world.fixture.chain.timeline.now)
        }
        // Two halves of ninety at once leave 32 and a half; all of it would leave ten.
        #expect(price > units(20) && price < units(95))
    }

    @Test("an attacker who liquidates takes those whom the bent feed makes fall")
    func liquidates() throws {
        let world = try ActingWorld(depthBase: 10_000)
        let body = try world.add(
            Self.push {
                $0.liquidates = true
                $0.marginWad = .zero
            }, as: "attacker", account: 1, quoteWad: units(1_000_000))
        let victim = try world.script(
            2, [(1, .open(.short, marginWad: units(1_000), leverageWad: units(5)))])
        world.desk.begin()
        world.run(seconds: 30)
        #expect(world.size(victim).isNegative)
        try world.setFeed(units(125))
        world.run(seconds: 10)
        #expect(world.size(victim).isZero)
        #expect(world.receipts(body).count == 1)
    }

    @Test("a pump withdraws what is there on paper, and leaves the short behind")
    func pump() throws {
        let world = try ActingWorld(depthBase: 10_000) { $0.withdrawUnrealised = .full }
        let plan = PumpPlan(
            market: 0, venues: [0], factorWad: units(2), openAtMicros: 5_000_000,
            marginWad: units(20_000), leverageWad: units(3), parts: 4,
            pushAtMicros: 60_000_000, holdMicros: 60_000_000, renewMicros: 6_000_000,
            pushMaxWad: units(200_000))
        let long = try world.add(
            PumpAttacker(plan, side: .long), as: "long", account: 1, quoteWad: units(300_000))
        let short = try world.add(PumpAttacker(plan, side: .short), as: "short", account: 2)
        world.desk.begin()
        world.run(seconds: 7)
        #expect(world.receipts(long).count == 1 && world.receipts(short).isEmpty)
        world.run(seconds: 51)
        // The accounts opened in turn, so that the mark is where it was, and they are alike.
        #expect(world.receipts(long).count == 4 && world.receipts(short).count == 4)
        #expect(world.quote.markWad > units(99) && world.quote.markWad < units(101))
        #expect((world.size(long) &+ world.size(short)).magnitude < units(30))
        let before = world.collateral(long)
        world.run(seconds: 4)
        try world.setFeed(units(200))
        world.run(seconds: 50)
        // There is more on paper than both have brought, and no more than that in the vault.
        #expect(world.collateral(long) > before &+ units(35_000))
        world.run(seconds: 60)
        #expect(world.notes("attack").count == 2)
        #expect(world.exchange.ledger.balance(of: long.name).baseWad < perMille(20))
        #expect(world.size(short).isNegative)
    }

    @Test("where paper profit stays in, a pump asks for half and half again, and gives up")
    func pumpRefused() throws {
        let world = try ActingWorld()
        let plan = PumpPlan(
            market: 0, venues: [], factorWad: units(2), openAtMicros: 1_000_000,
            marginWad: units(20_000), leverageWad: units(3), parts: 1,
            pushAtMicros: 10_000_000, holdMicros: 200_000_000, renewMicros: 2_000_000,
            pushMaxWad: .zero)
        let long = try world.add(PumpAttacker(plan, side: .long), as: "long", account: 1)
        world.desk.begin()
        world.run(seconds: 8)
        try world.setFeed(units(200))
        world.run(seconds: 200)
        let receipts = world.receipts(long).dropFirst()
        #expect(receipts.count(where: \.isSuccess) >= 1)
        #expect(receipts.count { !$0.isSuccess } == 10)
    }

    @Test("a stale feed is a free option: in before the update, out after it")
    func stale() throws {
        let world = try ActingWorld { $0.withdrawUnrealised = .full }
        let body = try world.add(
            StaleFeedAttacker(
                StaleFeedAttacker.Plan(
                    market: 0, venue: 0, openGapWad: perMille(20), closeGapWad: perMille(5),
                    marginWad: units(2_000), leverageWad: units(5), everyMicros: 3_000_000,
                    withdraws: true)), as: "attacker", account: 1)
        world.desk.begin()
        world.run(seconds: 20)
        #expect(world.receipts(body).isEmpty)
        world.outside.priceWad = units(94)
        world.run(seconds: 10)
        #expect(world.size(body).isNegative)
        try world.setFeed(units(94))
        world.run(seconds: 30)
        #expect(world.size(body).isZero)
        // In, profit out, and out.
        #expect(world.receipts(body).count == 3)
        #expect(world.failures(body) == 0)
    }

    @Test("a feed that has gone past the true price is no reason to stay")
    func stalePassed() throws {
        let world = try ActingWorld()
        let body = try world.add(
            StaleFeedAttacker(
                StaleFeedAttacker.Plan(
                    market: 0, venue: 0, openGapWad: perMille(40), closeGapWad: perMille(5),
                    marginWad: units(2_000), leverageWad: units(2), everyMicros: 3_000_000,
                    withdraws: false)), as: "attacker", account: 1)
        world.desk.begin()
        world.outside.priceWad = units(94)
        world.run(seconds: 10)
        #expect(world.size(body).isNegative)
        try world.setFeed(units(92))
        world.run(seconds: 10)
        #expect(world.size(body).isZero)
        #expect(world.receipts(body).count == 2)
    }

    @Test("a flash push strikes no more than it is told to")
    func flashOfOne() throws {
        let world = try ActingWorld(feedAt: PairPriceFeed.address)
        let body = try world.add(
            FlashAttacker(
                FlashAttacker.Plan(
                    market: 0, venue: 1, factorWad: perMille(1_150), lender: ActingWorld.lender,
                    lenderFeeBasisPoints: 9, scriptAccount: ActingWorld.script,
                    atMicros: 20_000_000, victimsMax: 1)), as: "flash", account: 0)
        let victims = try [2, 3].map { account in
            try world.script(
                account, [(1, .open(.short, marginWad: units(4_000), leverageWad: units(5)))])
        }
        world.desk.begin()
        world.run(seconds: 39)
        #expect(victims.count { world.size($0).isZero } == 1)
        #expect(world.receipts(body).map(\.isSuccess) == [true, true, true])
    }

    @Test("a flash push liquidates in one transaction, and pays for itself")
    func flash() throws {
        let world = try ActingWorld(feedAt: PairPriceFeed.address)
        let body = try world.add(
            FlashAttacker(
                FlashAttacker.Plan(
                    market: 0, venue: 1, factorWad: perMille(1_150), lender: ActingWorld.lender,
                    lenderFeeBasisPoints: 9, scriptAccount: ActingWorld.script,
                    atMicros: 20_000_000, victimsMax: 5)), as: "flash", account: 0)
        let victim = try world.script(
            2, [(1, .open(.short, marginWad: units(8_000), leverageWad: units(5)))])
        let safe = try world.script(
            3, [(1, .open(.short, marginWad: units(8_000), leverageWad: .wad))])
        world.desk.begin()
        world.run(seconds: 19)
        #expect(world.receipts(body).isEmpty)
        world.run(seconds: 20)
        #expect(world.size(victim).isZero)
        #expect(world.size(safe).isNegative)
        #expect(world.receipts(body).map(\.isSuccess) == [true, true, true])
        // All of its money is back, with what is left of the reward.
        #expect(world.collateral(body) > ActingWorld.means)
        #expect(world.desk.venues[1].quotedPriceWad < units(101))
        #expect(world.notes("attack").count == 1)
    }
}
