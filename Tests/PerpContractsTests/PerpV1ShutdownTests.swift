import ContractRuntime
import EthereumPrimitives
import PerpContracts
import TestSupport
import Testing
import WideIntegers

/// Shutting a market down, and settling at the average price of all that is open.
@Suite struct PerpV1ShutdownTests {
    private let world: PerpV1World
    private let alice = PerpV1World.alice
    private let bob = PerpV1World.bob

    init() throws {
        world = try PerpV1World()
    }

    private func shutdown(from sender: Address = PerpV1World.owner) throws -> ExecutionOutcome {
        try world.send(PerpV1ABI.amm, world.market, "shutdown", [], from: sender)
    }

    private func settle(_ trader: Address) throws -> ExecutionOutcome {
        try world.call("settlePosition", from: trader)
    }

    @Test("the settlement price is the net notional over the net size, and profits equal losses")
    func settlement() throws {
        _ = try world.trade(alice, .buy, wad("250"))
        _ = try world.trade(bob, .buy, wad("350"))
        let outcome = try shutdown()
        // 600 of quote for 37.5 of base.
        #expect(try world.event("Shutdown", of: PerpV1ABI.amm, in: outcome) == [wad("16")])
        // Alice came in at 12.5, Bob at 20.
        let first = try settle(alice)
        #expect(try world.event("PositionSettled", in: first) == [wad("320")])
        #expect(world.position(alice) == PerpV1Position(blockNumber: 1))
        #expect(try world.event("PositionSettled", in: settle(bob)) == [wad("280")])
        #expect(world.balance(alice) == wad("5070"))
        #expect(world.balance(bob) == wad("4930"))
        #expect(world.balance(world.house).isZero)
        #expect(try settle(alice).revert == .reason("positionSize is 0"))
    }

    @Test("shorts settle the other way")
    func shorts() throws {
        _ = try world.trade(alice, .sell, wad("200"))
        _ = try world.trade(bob, .sell, wad("300"))
        // 500 of quote for 100 of base; Alice sold 25 at 8, Bob 75 at 4.
        let outcome = try shutdown()
        #expect(try world.event("Shutdown", of: PerpV1ABI.amm, in: outcome) == [wad("5")])
        #expect(try world.event("PositionSettled", in: settle(alice)) == [wad("275")])
        #expect(try world.event("PositionSettled", in: settle(bob)) == [wad("225")])
    }

    @Test("with nothing open on balance everyone takes the margin back")
    func flat() throws {
        _ = try world.trade(alice, .buy, wad("250"))
        _ = try world.trade(bob, .sell, wad("25"), leverage: wad("10"))
        let outcome = try shutdown()
        #expect(try world.event("Shutdown", of: PerpV1ABI.amm, in: outcome) == [0])
        #expect(try world.event("PositionSettled", in: settle(alice)) == [wad("250")])
        #expect(try world.event("PositionSettled", in: settle(bob)) == [wad("25")])
    }

    @Test("a loser owes no more than the margin, and the vault alone pays the winner")
    func shortVault() throws {
        _ = try world.trade(alice, .buy, wad("250"))
        _ = try world.trade(bob, .buy, wad("35"), leverage: wad("10"))
        try world.mint(wad("1000"), to: world.fund)
        _ = try shutdown()
        #expect(try world.event("PositionSettled", in: settle(bob)) == [0])
        #expect(world.balance(bob) == wad("4965"))
        // The vault holds 285 of the 320 that are Alice's; the fund has no part in it.
        #expect(try settle(alice).revert == .reason("DecimalERC20: transfer failed"))
        #expect(world.position(alice).size == signedWad("20"))
        try world.mint(wad("35"), to: world.house)
        #expect(try settle(alice).isSuccess)
        #expect(world.balance(world.fund) == wad("1000"))
    }

    @Test("funding that has not been settled is left out")
    func funding() throws {
        _ = try world.trade(alice, .buy, wad("60"), leverage: wad("10"))
        try world.payFunding(indexWad: wad("25.5"))
        _ = try world.addMargin(wad("10"), from: alice)
        _ = try shutdown()
        // The margin is still 70, of which the fund has got 3.75.
        #expect(try settle(alice).revert == .reason("DecimalERC20: transfer failed"))
        try world.mint(wad("3.75"), to: world.house)
        #expect(try world.event("PositionSettled", in: settle(alice)) == [wad("70")])
    }

    @Test("a market that is shut trades no more; one that is open does not settle")
    func closedAndOpen() throws {
        _ = try world.trade(alice, .buy, wad("60"), leverage: wad("10"))
        #expect(try settle(alice).revert == .reason("amm is open"))
        #expect(try shutdown(from: alice).revert == .reason("not owner nor globalShutdown"))
        _ = try shutdown()
        let closed = Revert.reason("amm was closed")
        #expect(try world.trade(bob, .buy, wad("1")).revert == closed)
        #expect(try world.close(alice).revert == closed)
        #expect(try world.addMargin(wad("1"), from: alice).revert == closed)
        #expect(try world.removeMargin(wad("1"), from: alice).revert == closed)
        #expect(try world.liquidate(alice).revert == closed)
        #expect(try world.call("payFunding", from: alice).revert == closed)
    }

    @Test("settling is no trade: the pause does not stop it")
    func paused() throws {
        _ = try world.trade(alice, .buy, wad("60"), leverage: wad("10"))
        _ = try shutdown()
        try world.ok(PerpV1ABI.clearingHouse, world.house, "pause", [])
        #expect(try settle(alice).isSuccess)
    }
}
