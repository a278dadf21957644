import Agents
import ContractRuntime
import EthereumPrimitives
import PerpContracts
import TestSupport
import Testing
import WideIntegers

@testable import Simulation

@Suite struct MarketInvariantsTests {
    private static func world() throws -> MarketWorld {
        var v1 = MarketWorld.perpV1("v")
        v1.fund = "v1"
        let world = try MarketWorld(
            [MarketWorld.reference("r", .mangoLike), v1],
            funds: [MarketWorld.fund("fund", 1_000), MarketWorld.fund("v1", 10_000)])
        try world.place(
            ["r", "v"].flatMap { market in
                (0..<10).map {
                    MarketWorld.position(
                        "t\($0)", market, size: $0 % 2 == 0 ? "20" : "-19", margin: "300",
                        entry: "100")
                }
            })
        try world.assembly.makeBackstops(MarketWorld.keepers)
        return world
    }

    /// A block of random calls after which the feed has moved.
    private static func run(
        _ world: MarketWorld, _ generator: inout SeededGenerator
    ) throws -> [ExecutionOutcome] {
        world.advance(12)
        try world.setFeed(.wad &* UInt256(UInt64(generator.below(30) + 85)))
        return (0..<6).map { _ in
            let market = world.assembly.markets[generator.below(2)]
            let trader = MarketWorld.address(named: "t\(generator.below(10))")
            switch generator.below(4) {
            case 0: return world.send(market.close(), from: trader)
            case 1: return world.send(market.removeMargin(wad("5")), from: trader)
            case 2: return world.send(market.payFunding(), from: trader)
            default: return world.send(market.liquidate(trader), from: MarketWorld.keepers[0])
            }
        }
    }

    @Test("hold over blocks of trades, liquidations and withdrawals, booked by block")
    func random() throws {
        var generator = SeededGenerator(seed: 3)
        var successes = 0
        for _ in 0..<6 {
            let world = try Self.world()
            var invariants = MarketInvariants(world.assembly)
            for _ in 0..<40 {
                let outcomes = try Self.run(world, &generator)
                successes += outcomes.count(where: \.isSuccess)
                try invariants.checkRunning(outcomes, in: world.host, block: world.block)
                try invariants.checkFull(world.host.state)
            }
        }
        #expect(successes > 100, "\(successes)")
    }

    @Test("a call that is not booked, or tokens from nowhere, break I3")
    func unbooked() throws {
        let world = try Self.world()
        var invariants = MarketInvariants(world.assembly)
        world.advance(12)
        let outcome = world.send(
            world.assembly.markets[0].close(), from: MarketWorld.address(named: "t0"))
        #expect(outcome.isSuccess)
        #expect(throws: InvariantViolation.self) {
            try invariants.checkRunning([], in: world.host, block: world.block)
        }
    }

    @Test("go back with blocks that are taken off the chain")
    func undo() throws {
        var generator = SeededGenerator(seed: 5)
        let world = try Self.world()
        var invariants = MarketInvariants(world.assembly, blocksKept: 4)
        for _ in 0..<12 {
            let outcomes = try Self.run(world, &generator)
            try invariants.checkRunning(outcomes, in: world.host, block: world.block)
        }
        let (point, block) = (world.host.state.checkpoint, world.block)
        for _ in 0..<3 {
            let outcomes = try Self.run(world, &generator)
            try invariants.checkRunning(outcomes, in: world.host, block: world.block)
        }
        world.host.state.revert(to: point)
        world.block = block
        invariants.undo(to: block.number)
        for _ in 0..<3 {
            let outcomes = try Self.run(world, &generator)
            try invariants.checkRunning(outcomes, in: world.host, block: world.block)
        }
    }
}
