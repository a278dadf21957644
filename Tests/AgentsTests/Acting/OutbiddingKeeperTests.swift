import Agents
import Chain
import EthereumPrimitives
import PerpContracts
import SimulationKernel
import Testing
import WideIntegers

@Suite struct OutbiddingKeeperTests {
    /// Two longs that can be liquidated once the feed tells 88, a keeper who sees them at once, and
    /// somebody who answers its calls.
    private func race(
        _ overrides: [(key: String, value: String)] = [], rivalTip: UInt256 = gwei(2),
        terms: OutbiddingKeeper.Terms
    ) throws -> (world: ActingWorld, keeper: AgentBody, outbidder: AgentBody) {
        let world = try ActingWorld(overrides)
        for (account, leverage) in [(1, 9), (2, 6)] {
            try world.script(
                account,
                [(1, .open(.long, marginWad: units(1_000), leverageWad: units(UInt64(leverage))))])
        }
        let keeper = try world.add(
            LiquidationKeeper(KeeperTerms(markets: [0], skill: .eager)), as: "keeper", account: 5,
            tipWei: rivalTip)
        let outbidder = try world.add(
            OutbiddingKeeper(terms, choices: RandomStream(seed: 1, name: "choices")),
            as: "outbidder", account: 6)
        world.desk.begin()
        world.run(seconds: 10)
        #expect(world.receipts(outbidder).isEmpty)
        try world.setFeed(units(88))
        world.run(seconds: 20)
        return (world, keeper, outbidder)
    }

    private func terms(
        _ way: OutbiddingKeeper.Way = .auction, chance: Ratio = .always, bidMax: UInt64 = 900
    ) -> OutbiddingKeeper.Terms {
        OutbiddingKeeper.Terms(
            markets: [0], way: way, chance: chance, bidMaxPerMille: bidMax, reactionMicros: 10_000)
    }

    @Test("it takes what others have sent for, for a little more than they offer")
    func auction() throws {
        let (world, keeper, outbidder) = try race(terms: terms())
        #expect(world.receipts(outbidder).map(\.isSuccess) == [true, true])
        #expect(world.receipts(keeper).map(\.isSuccess) == [false, false])
        for receipt in world.receipts(outbidder) {
            let tip = receipt.transaction.transaction.envelope.maxPriorityFeePerGasWei
            #expect(tip == gwei(2) &+ 1)
        }
        #expect(world.collateral(outbidder) > ActingWorld.means)
    }

    @Test("it lets go of what costs more gas than it may spend")
    func tooDear() throws {
        let (world, keeper, outbidder) = try race(
            rivalTip: gwei(100_000), terms: terms(bidMax: 1))
        #expect(world.receipts(outbidder).isEmpty)
        #expect(world.receipts(keeper).map(\.isSuccess) == [true, true])
    }

    @Test("it answers as often as it is to, and nobody's other calls")
    func chance() throws {
        let (world, keeper, outbidder) = try race(terms: terms(chance: .never))
        #expect(world.receipts(outbidder).isEmpty)
        #expect(world.receipts(keeper).map(\.isSuccess) == [true, true])
    }

    @Test("by builders it comes first without being seen")
    func builders() throws {
        let (world, keeper, outbidder) = try race(
            [("ordering", "builders"), ("builders.block-share", "1")], terms: terms(.builders))
        #expect(world.receipts(outbidder).map(\.isSuccess) == [true, true])
        #expect(world.receipts(keeper).map(\.isSuccess) == [false, false])
        let pool = world.fixture.chain.node(world.fixture.node).pool
        #expect(!pool.senders.contains(outbidder.address))
        // Where no builder makes blocks it comes to nothing.
        let (other, first, second) = try race(terms: terms(.builders))
        #expect(other.receipts(second).isEmpty)
        #expect(other.receipts(first).map(\.isSuccess) == [true, true])
    }
}

@Suite struct IdealKeeperTests {
    @Test("it closes all that can be closed at once, what is not lost yet first, and nothing else")
    func closing() throws {
        let world = try ActingWorld()
        let bodies = try [(1, 9), (2, 6), (3, 2)].map { account, leverage in
            try world.script(
                account,
                [(1, .open(.long, marginWad: units(1_000), leverageWad: units(UInt64(leverage))))])
        }
        let rival = try world.add(
            LiquidationKeeper(KeeperTerms(markets: [0], skill: .careful)), as: "rival", account: 6,
            tipWei: gwei(100))
        let ideal = try world.add(IdealKeeper(markets: [0]), as: "ideal", account: 5)
        world.desk.begin()
        world.run(seconds: 10)
        #expect(bodies.allSatisfy { world.size($0) > .zero })
        #expect(world.receipts(ideal).isEmpty)
        try world.setFeed(units(88))
        world.run(seconds: 20)
        #expect(bodies.map { world.size($0).isZero } == [true, true, false])
        let receipts = world.receipts(ideal)
        #expect(receipts.map(\.isSuccess) == [true, true])
        #expect(world.receipts(rival).allSatisfy { !$0.isSuccess })
        let worst = try #require(receipts.first).transaction.transaction
        #expect(Array(worst.data.suffix(32)) == bodies[1].address.number.bigEndianBytes)
        #expect(
            receipts.map { $0.transaction.transaction.envelope.maxPriorityFeePerGasWei }
                == [IdealKeeper.tipWei &+ gwei(1), IdealKeeper.tipWei])
    }

    @Test("a keeper that sends copies pays for those that come too late")
    func copies() throws {
        let world = try ActingWorld()
        let body = try world.script(
            1, [(1, .open(.long, marginWad: units(1_000), leverageWad: units(6)))])
        let keeper = try world.add(
            LiquidationKeeper(KeeperTerms(markets: [0], skill: .careful, copies: 4)), as: "keeper",
            account: 5)
        world.desk.begin()
        world.run(seconds: 10)
        try world.setFeed(units(88))
        world.run(seconds: 20)
        #expect(world.size(body).isZero)
        #expect(world.receipts(keeper).map(\.isSuccess) == [true, false, false, false])
    }
}
