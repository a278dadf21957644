import Agents
import Chain
import EthereumPrimitives
import PerpContracts
import SimulationKernel
import Testing
import WideIntegers

@Suite struct LiquidationKeeperTests {
    /// Three longs of different leverage: at 88 the one of ten times is bankrupt, the one of six times
    /// below maintenance, the one of two times safe.
    private func victims(_ world: ActingWorld) throws -> [AgentBody] {
        try [(1, 9), (2, 6), (3, 2)].map { account, leverage in
            try world.script(
                account,
                [(1, .open(.long, marginWad: units(1_000), leverageWad: units(UInt64(leverage))))])
        }
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
        // Six times: margin 1,000 on 6,000; at 89 the equity is some 340 of 5,340.
        try world.setFeed(units(88))
        world.run(seconds: 30)
        #expect(world.size(bodies[1]).isZero)
        #expect(world.size(bodies[2]) > .zero)
        #expect(world.receipts(body).allSatisfy(\.isSuccess))
        #expect(world.receipts(body).count == 1)
        #expect(world.collateral(body) > ActingWorld.means)
        // Whoever is bankrupt leaves no reward, so that nobody pays gas for it.
        #expect(world.size(bodies[0]) > .zero)
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

    @Test("an eager keeper also takes what pays nothing")
    func eager() throws {
        let world = try ActingWorld()
        let bodies = try victims(world)
        let body = try world.add(keeper(.eager), as: "keeper", account: 5)
        world.desk.begin()
        world.run(seconds: 10)
        try world.setFeed(units(88))
        world.run(seconds: 30)
        #expect(bodies.map { world.size($0).isZero } == [true, true, false])
        #expect(world.receipts(body).count == 2)
    }

    @Test("a naive keeper repeats what it has under way, and wastes gas")
    func naive() throws {
        let world = try ActingWorld()
        let bodies = try victims(world)
        let naive = try world.add(keeper(.naive), as: "naive", account: 5)
        world.desk.begin()
        world.run(seconds: 10)
        // For some blocks a base fee keeps all but the feed's transaction out, while heads go on.
        let stopped = try world.add(keeper(.eager), as: "eager", account: 6)
        stopped.isPaused = true
        try world.setFeed(units(88))
        world.run(seconds: 30)
        #expect(bodies.map { world.size($0).isZero } == [true, true, false])
        let receipts = world.receipts(naive)
        #expect(receipts.count >= receipts.count(where: \.isSuccess))
        #expect(receipts.count(where: \.isSuccess) == 2)
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
        #expect(world.receipts(first).map(\.isSuccess) == [true])
        #expect(world.receipts(second).map(\.isSuccess) == [false])
        #expect(second.wallet.costs.wastedFeesWei > .zero)
    }

    @Test("a keeper flags first where the market wants it")
    func flags() throws {
        let world = try ActingWorld { $0.liquidation.flagDelaySeconds = 20 }
        let bodies = try victims(world)
        let body = try world.add(keeper(.careful), as: "keeper", account: 5)
        world.desk.begin()
        world.run(seconds: 10)
        try world.setFeed(units(88))
        world.run(seconds: 15)
        #expect(world.size(bodies[1]) > .zero)
        #expect(!world.receipts(body).isEmpty)
        world.run(seconds: 60)
        #expect(world.size(bodies[1]).isZero)
        #expect(world.receipts(body).allSatisfy(\.isSuccess))
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
