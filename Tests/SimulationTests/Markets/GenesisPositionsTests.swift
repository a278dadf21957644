import Agents
import ContractRuntime
import EthereumPrimitives
import PerpContracts
import TestSupport
import Testing
import WideIntegers

@testable import Simulation

@Suite struct GenesisPositionsTests {
    @Test("books hold after 1,000 random sets of positions", arguments: [true, false])
    func books(isReference: Bool) throws {
        var generator = SeededGenerator(seed: 11)
        var (placed, refused) = (0, 0)
        for _ in 0..<500 {
            let world = try MarketWorld([
                isReference ? MarketWorld.reference("m") : MarketWorld.perpV1("m")
            ])
            let count = generator.below(12) + 1
            let rows = (0..<count).map { generator.recorded($0, "m") }
            do {
                try world.place(rows)
            } catch let problem as ScenarioProblem {
                refused += 1
                #expect(problem.allowed.contains("more than margins"), "\(problem)")
                continue
            }
            placed += 1
            var invariants = MarketInvariants(world.assembly)
            try invariants.checkRunning([], in: world.host, block: world.block)
            try invariants.checkFull(world.host.state)
            let quote = world.assembly.markets[0].design.quote(in: world.host, block: world.block)
            #expect(quote.markWad == wad("100"))
            #expect(quote.quoteReserveWad == wad("1000000"))
        }
        #expect(placed > 200 && refused > 0, "\(placed) placed, \(refused) refused")
    }

    @Test("what a recorded position was opened for is rounded against its trader")
    func rounding() throws {
        for market in [MarketWorld.reference("m"), MarketWorld.perpV1("m")] {
            let world = try MarketWorld([market])
            let size = "1.000000000000000001"
            let placed = try world.place([
                MarketWorld.position("long", "m", size: size, margin: "50", entry: "100.5"),
                MarketWorld.position("short", "m", size: "-" + size, margin: "50", entry: "100.5"),
            ])
            #expect(
                placed.map(\.openNotionalWad)
                    == [wad("100.500000000000000101"), wad("100.500000000000000100")])
        }
    }

    @Test("closing all positions of ReferencePerp in any order pays what R6 says")
    func closingReference() throws {
        var generator = SeededGenerator(seed: 23)
        for _ in 0..<40 {
            let world = try MarketWorld([MarketWorld.reference("m")])
            let rows = (0..<8).map { generator.recorded($0, "m") }
            do { try world.place(rows) } catch { continue }
            let reference = try #require(world.assembly.reference)
            let market = reference.markets[0].1
            let invariants = ReferencePerpInvariants(
                house: reference.house, markets: [market], token: world.token,
                in: world.host.state)
            var order = rows.map { MarketWorld.address(named: $0.trader) }
            for _ in 0..<3 {
                order.shuffle(using: &generator)
                try invariants.checkR6(
                    closing: order, of: market, in: world.host, block: world.block)
            }
        }
    }

    @Test("the vault of v1 pays all traders who close in any order, and keeps a few wei")
    func closingPerpV1() throws {
        var generator = SeededGenerator(seed: 29)
        var closed = 0
        for _ in 0..<40 {
            let world = try MarketWorld([
                MarketWorld.perpV1("m") { ($0.tollWad, $0.spreadWad) = (.zero, .zero) }
            ])
            var rows = (0..<6).map { generator.recorded($0, "m") }
            for index in rows.indices { rows[index].marginWad = wad("5000") }
            do { try world.place(rows) } catch { continue }
            let market = world.assembly.markets[0]
            rows.shuffle(using: &generator)
            world.advance(12)
            for row in rows {
                let outcome = world.send(
                    market.close(), from: MarketWorld.address(named: row.trader))
                #expect(outcome.revert == nil)
                closed += 1
            }
            let left = world.balanceWad(market.house)
            #expect(left <= 24, "\(left) wei are left")
            #expect(market.design.books(in: world.host.state).badDebtWad == .zero)
        }
        #expect(closed > 100)
    }

    @Test("a shutdown of v1 settles placed positions at their average price")
    func shutdown() throws {
        let world = try MarketWorld([MarketWorld.perpV1("m")])
        try world.place([
            MarketWorld.position("a", "m", size: "10", margin: "200", entry: "98")
        ])
        let group = world.assembly.perpV1[0]
        let market = world.assembly.markets[0]
        try group.deployment.set(market.address, PerpV1ABI.amm, "shutdown", [])
        let position = try #require(
            market.design.position(
                of: MarketWorld.address(named: "a"), in: world.host, block: world.block))
        // 10 base of 10,000 at 100 were bought at about 99.9 on average.
        let price = try position.notionalWad.mulDivDown(.wad, wad("10"))
        #expect(price > wad("99.89") && price < wad("99.91"))
        #expect(!position.isLiquidatable)
    }

    @Test("placed positions count in v1's open interest where it has a cap")
    func openInterest() throws {
        let world = try MarketWorld([
            MarketWorld.perpV1("m") { $0.openInterestCapWad = wad("3000") }
        ])
        try world.place([
            MarketWorld.position("a", "m", size: "10", margin: "200", entry: "100"),
            MarketWorld.position("b", "m", size: "-10", margin: "200", entry: "99"),
        ])
        let carol = MarketWorld.address(named: "c")
        world.assembly.approve([carol])
        try world.assembly.ground.mint(wad("5000"), to: carol, keyPath: "")
        world.advance(12)
        func open(_ margin: String) -> Revert? {
            world.send(
                world.assembly.markets[0].open(
                    isLong: true, marginWad: wad(margin), leverageWad: .wad), from: carol
            ).revert
        }
        #expect(open("1011") == .reason("over limit"))
        #expect(open("1010") == nil)
    }

    @Test("positions without a price of entry are opened on the curve", arguments: 0..<3)
    func opened(index: Int) throws {
        let world = try MarketWorld([
            [
                MarketWorld.reference("m"), MarketWorld.perpV1("m"),
                MarketWorld.reference("m", .v1Like) {
                    ($0.backstops, $0.rules.fluctuationWad) = (["keepers"], .zero)
                },
            ][index]
        ])
        let made = try world.place([
            MarketWorld.position("a", "m", size: "30", margin: "1000"),
            MarketWorld.position("c", "m", size: "5", margin: "100", entry: "100"),
            MarketWorld.position("b", "m", size: "-12.5", margin: "700"),
            MarketWorld.position("a", "m", size: "2", margin: "50"),
        ])
        let design = world.assembly.markets[0].design
        #expect(made.map(\.isOpened) == [true, false, true, true])
        for (row, asked) in zip(made, ["30", "5", "-12.5", "2"]) {
            let gap = (row.sizeWad &- signedWad(asked)).magnitude
            #expect(gap <= 100, "\(asked): \(gap) wei")
        }
        let a = try #require(
            design.position(
                of: MarketWorld.address(named: "a"), in: world.host, block: world.block))
        #expect(a.sizeWad == made[0].sizeWad &+ made[3].sizeWad)
        #expect((Int256(bitPattern: wad("1050")) &- a.marginWad).magnitude < 1_000)
        #expect(world.balanceWad(MarketWorld.address(named: "a")) < 1_000_000)
        var invariants = MarketInvariants(world.assembly)
        try invariants.checkFull(world.host.state)
    }

    @Test("what cannot stand is refused with its row and the reason")
    func refusals() throws {
        func problem(_ rows: [PositionSettings]) throws -> ScenarioProblem? {
            let world = try MarketWorld([MarketWorld.reference("m")])
            let supply = world.token.totalSupplyRaw(in: world.host.state)
            do {
                try world.place(rows)
                return nil
            } catch let problem as ScenarioProblem {
                #expect(world.token.totalSupplyRaw(in: world.host.state) >= supply)
                return problem
            }
        }
        let good = MarketWorld.position("a", "m", size: "1", margin: "10", entry: "100")
        var other = good
        other.market = "n"
        #expect(try problem([good, other])?.keyPath == "positions[1].market")
        #expect(try problem([good, good])?.keyPath == "positions[1]")
        var nothing = good
        nothing.sizeWad = .zero
        #expect(try problem([nothing])?.keyPath == "positions[0].size")
        let thin = MarketWorld.position("a", "m", size: "10", margin: "50")
        #expect(try problem([thin])?.description.contains("Margin ratio") == true)
        let huge = MarketWorld.position("a", "m", size: "20000", margin: "50")
        #expect(try problem([huge])?.keyPath == "positions[0].size")
        let short = MarketWorld.position("a", "m", size: "-10000", margin: "5", entry: "100")
        #expect(try problem([short])?.allowed.contains("not enough base") == true)
        let rich = MarketWorld.position("a", "m", size: "-10", margin: "5", entry: "10")
        let poor = MarketWorld.position("b", "m", size: "10", margin: "5", entry: "1")
        #expect(try problem([rich]) != nil)
        #expect(try problem([poor]) == nil)
    }
}
