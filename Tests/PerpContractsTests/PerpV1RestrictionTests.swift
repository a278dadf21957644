import ContractRuntime
import EthereumPrimitives
import PerpContracts
import TestSupport
import Testing
import WideIntegers

/// Restriction mode: in a block with a liquidation nobody trades a second time.
@Suite struct PerpV1RestrictionTests {
    private let world: PerpV1World
    private let alice = PerpV1World.alice
    private let bob = PerpV1World.bob
    private let carol = PerpV1World.carol
    private let refused = Revert.reason("only one action allowed")

    /// Alice can be liquidated; Bob has traded in an earlier block.
    init() throws {
        world = try PerpV1World()
        _ = try world.trade(alice, .buy, wad("60"), leverage: wad("10"))
        _ = try world.trade(bob, .sell, wad("50"))
        try world.setIndex(wad("24"))
        world.advance(1_000)
    }

    private func liquidate() throws {
        #expect(try world.liquidate(alice, by: PerpV1World.owner).isSuccess)
    }

    @Test("who has traded in the block can neither open nor close after a liquidation")
    func tradedBefore() throws {
        _ = try world.trade(carol, .sell, wad("1"))
        _ = try world.trade(carol, .sell, wad("1"))
        try liquidate()
        #expect(try world.trade(carol, .sell, wad("1")).revert == refused)
        #expect(try world.close(carol).revert == refused)
        #expect(try world.trade(alice, .buy, wad("1")).revert == refused)
        world.advance(15)
        #expect(try world.close(carol).isSuccess)
        #expect(try world.trade(alice, .buy, wad("1")).isSuccess)
    }

    @Test("who has not may trade once")
    func untouched() throws {
        try liquidate()
        #expect(try world.trade(carol, .sell, wad("1")).isSuccess)
        #expect(try world.close(carol).revert == refused)
        #expect(try world.close(bob).isSuccess)
        #expect(try world.trade(bob, .sell, wad("1")).revert == refused)
    }

    @Test("margin and liquidations go on")
    func unrestricted() throws {
        _ = try world.trade(carol, .sell, wad("1"))
        try liquidate()
        #expect(try world.addMargin(wad("2"), from: carol).isSuccess)
        #expect(try world.removeMargin(wad("1"), from: carol).isSuccess)
        #expect(try world.close(carol).revert == refused)
        let again = try world.liquidate(bob, by: carol)
        #expect(again.revert == .reason("Margin ratio not meet criteria"))
    }

    @Test("margin alone is no action")
    func marginIsNoAction() throws {
        try liquidate()
        _ = try world.addMargin(wad("2"), from: carol)
        _ = try world.removeMargin(wad("1"), from: carol)
        #expect(try world.trade(carol, .sell, wad("1")).isSuccess)
    }

    @Test("an exact close by a trade leaves no block number, and so escapes")
    func exactCloseEscapes() throws {
        try liquidate()
        let cost = try world.closingQuote(bob)
        #expect(try world.trade(bob, .buy, cost).isSuccess)
        #expect(world.position(bob) == PerpV1Position())
        #expect(try world.trade(bob, .sell, wad("1")).isSuccess)
        #expect(try world.trade(bob, .sell, wad("1")).revert == refused)
    }

    @Test("the mode is that of one market")
    func otherMarket() throws {
        let other = Address(0xa34)
        try world.deployment.addMarket(at: other, world.parameters(quoteAsset: world.token))
        let open: [ABIValue] = [
            .address(other), .uint(0), .tuple([.uint(wad("1"))]), .tuple([.uint(wad("1"))]),
            .tuple([.uint(0)]),
        ]
        func trade() throws -> ExecutionOutcome {
            try world.send(
                PerpV1ABI.clearingHouse, world.house, "openPosition", open, from: carol)
        }
        _ = try world.trade(carol, .sell, wad("1"))
        #expect(try trade().isSuccess)
        try liquidate()
        #expect(try trade().isSuccess)
        #expect(try world.close(carol).revert == refused)
    }
}
