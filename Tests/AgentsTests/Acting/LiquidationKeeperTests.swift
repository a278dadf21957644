import Agents
import Chain
import EthereumPrimitives
import PerpContracts
import SimulationKernel
import Testing
import WideIntegers

@Suite struct LiquidationKeeperTests {
    /// Three longs of different leverage: with the feed at 88 the first two are below maintenance, the
    /// third is safe.
    private func victims(_ world: ActingWorld) throws -> [AgentBody] {
        try [(1, 9), (2, 6), (3, 2)].map { account, leverage in
            try world.script(
                account,
                [(1, .open(.long, marginWad: units(1_000), leverageWad: units(UInt64(leverage))))])
        }
    }

    /// Brings the mark below 88, so that the first long is worth less than nothing on the curve.
    private func crash(_ world: ActingWorld) throws {
        try world.script(
            7, [(5, .open(.short, marginWad: units(80_000), leverageWad: .wad))])
    }

    private func keeper(
        _ skill: KeeperTerms.Skill, profitMin: Int256 = .zero, deposit: UInt256 = .zero
    ) -> LiquidationKeeper {
        LiquidationKeeper(
            KeeperTerms(
                markets: [0], skill: skill, profitMinWad: profitMin, backstopDepositWad: deposit))
    }

    @Test("a careful keeper liquidates exactly what can be liquidated and pays, once each")
    func careful() throws {
        let world = try ActingWorld()
        let bodies = try victims(world)
        let body = try world.add(keeper(.careful), as: "keeper", account: 5)
        world.desk.begin()
        world.run(seconds: 10)
        #expect(bodies.allSatisfy { world.size($0) > .zero })
        #expect(world.receipts(body).isEmpty)
        try world.setFeed(units(88))
        world.run(seconds: 30)
        #expect(bodies.map { world.size($0).isZero } == [true, true, false])
        #expect(world.receipts(body).map(\.isSuccess) == [true, true])
        #expect(world.collateral(body) > ActingWorld.means)
    }

    @Test("whoever leaves no reward is left alone by the careful, and taken by the eager")
    func bankrupt() throws {
        for (skill, isTaken) in [(KeeperTerms.Skill.careful, false), (.eager, true)] {
            let world = try ActingWorld()
            let bodies = try victims(world)
            try crash(world)
            let body = try world.add(keeper(skill), as: "keeper", account: 5)
            world.desk.begin()
            world.run(seconds: 10)
            try world.setFeed(units(88))
            world.run(seconds: 60)
            #expect(bodies.map { world.size($0).isZero } == [isTaken, true, false])
            #expect(world.receipts(body).count == (isTaken ? 2 : 1))
        }
    }

    @Test("a careful keeper keeps away from what earns less than it wants")
    func unprofitable() throws {
        let world = try ActingWorld()
        let bodies = try victims(world)
        let body = try world.add(
            keeper(.careful, profitMin: Int256(bitPattern: units(10_000))), as: "keeper",
            account: 5)
        world.desk.begin()
        world.run(seconds: 10)
        try world.setFeed(units(88))
        world.run(seconds: 60)
        #expect(world.receipts(body).isEmpty)
        #expect(bodies.allSatisfy { world.size($0) > .zero })
        #expect(world.desk.unaffordableCount == 0)
    }

    @Test("a naive keeper repeats what is not there yet, and wastes gas; others wait for it")
    func naive() throws {
        for skill in [KeeperTerms.Skill.naive, .eager, .careful] {
            let world = try ActingWorld()
            let bodies = try victims(world)
            let body = try world.add(
                keeper(skill), as: "keeper", account: 5, reactionMicros: 2_500_000)
            world.desk.begin()
            world.run(seconds: 10)
            try world.setFeed(units(88))
            world.run(seconds: 30)
            #expect(bodies.map { world.size($0).isZero } == [true, true, false])
            let receipts = world.receipts(body)
            #expect(receipts.count(where: \.isSuccess) == 2)
            #expect(skill == .naive ? receipts.count >= 6 : receipts.count == 2)
        }
    }

    @Test("of two keepers one wins, and the careful loser does not repeat its loss")
    func race() throws {
        let world = try ActingWorld()
        _ = try victims(world)
        let first = try world.add(keeper(.careful), as: "first", account: 5, tipWei: gwei(9))
        let second = try world.add(keeper(.careful), as: "second", account: 6)
        world.desk.begin()
        world.run(seconds: 10)
        try world.setFeed(units(88))
        world.run(seconds: 60)
        #expect(world.receipts(first).map(\.isSuccess) == [true, true])
        #expect(world.receipts(second).map(\.isSuccess) == [false, false])
        #expect(second.wallet.costs.wastedFeesWei > .zero)
    }

    @Test("a keeper that looks at every twentieth head takes nobody in between")
    func everyHeads() throws {
        let world = try ActingWorld()
        let bodies = try victims(world)
        try world.add(
            LiquidationKeeper(KeeperTerms(markets: [0], skill: .careful, everyHeads: 20)),
            as: "keeper", account: 5)
        world.desk.begin()
        world.run(seconds: 5)
        try world.setFeed(units(88))
        world.run(seconds: 13)
        #expect(bodies.allSatisfy { world.size($0) > .zero })
        world.run(seconds: 8)
        #expect(bodies.map { world.size($0).isZero } == [true, true, false])
    }

    @Test("with room for one call, the one that earns most is sent first")
    func bestFirst() throws {
        for accounts: [(Int, UInt64)] in [[(1, 9), (2, 6)], [(1, 6), (2, 9)]] {
            let world = try ActingWorld()
            let bodies = try accounts.map { account, leverage in
                try world.script(
                    account,
                    [(1, .open(.long, marginWad: units(1_000), leverageWad: units(leverage)))])
            }
            let keeper = LiquidationKeeper(
                KeeperTerms(markets: [0], skill: .careful, inFlightMax: 1))
            try world.add(keeper, as: "keeper", account: 5)
            world.desk.begin()
            world.run(seconds: 10)
            try world.setFeed(units(88))
            var seconds = 0
            while bodies.allSatisfy({ world.size($0) > .zero }) && seconds < 30 {
                world.run(seconds: 1)
                seconds += 1
            }
            #expect(
                zip(accounts, bodies).map { $0.1 == 9 && world.size($1).isZero }
                    == accounts.map { $0.1 == 9 })
            #expect(bodies.count { world.size($0).isZero } == 1)
        }
    }

    @Test("a keeper flags first where the market wants it; an eager one learns that by a failure")
    func flags() throws {
        for (skill, failures) in [(KeeperTerms.Skill.careful, 0), (.eager, 2)] {
            let world = try ActingWorld { $0.liquidation.flagDelaySeconds = 20 }
            let bodies = try victims(world)
            let body = try world.add(keeper(skill), as: "keeper", account: 5)
            world.desk.begin()
            world.run(seconds: 10)
            try world.setFeed(units(88))
            world.run(seconds: 15)
            #expect(bodies.map { world.size($0).isZero } == [false, false, false])
            world.run(seconds: 60)
            #expect(bodies.map { world.size($0).isZero } == [true, true, false])
            #expect(world.failures(body) == failures)
            #expect(world.receipts(body).count == failures + 4)
        }
    }

    @Test("a backstop deposits before all else")
    func backstop() throws {
        let taker = try PrivateKey(UInt256(1_005)).address
        let world = try ActingWorld {
            $0.backstops = [taker]
            $0.liquidation.venue = .takeover(.bankruptcy)
        }
        let bodies = try victims(world)
        let body = try world.add(
            keeper(.eager, deposit: units(50_000)), as: "backstop", account: 5)
        world.desk.begin()
        world.run(seconds: 10)
        #expect(world.collateral(body) == ActingWorld.means &- units(50_000))
        try world.setFeed(units(88))
        world.run(seconds: 30)
        #expect(world.size(bodies[1]).isZero)
        #expect(world.size(body) > .zero)
    }

    @Test("a keeper knows who opened after it began, also through a reorg")
    func reorg() throws {
        let world = try ActingWorld()
        let body = try world.add(keeper(.careful), as: "keeper", account: 5)
        let late = try world.script(
            1, [(5, .open(.long, marginWad: units(1_000), leverageWad: units(6)))])
        world.desk.begin()
        world.run(seconds: 8)
        for keep in [Ratio(0, 1), Ratio(1, 1)] {
            try world.fixture.chain.reorganize(
                depth: 3, keep: try #require(keep), order: .same)
            world.run(seconds: 5)
        }
        #expect(world.size(late) > .zero)
        try world.setFeed(units(88))
        world.run(seconds: 20)
        #expect(world.size(late).isZero)
        #expect(world.receipts(body).count(where: \.isSuccess) == 1)
    }
}
