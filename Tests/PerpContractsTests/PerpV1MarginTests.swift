import ContractRuntime
import EthereumPrimitives
import PerpContracts
import TestSupport
import Testing
import WideIntegers

/// Margin that is added and taken out, and what of it is free.
@Suite struct PerpV1MarginTests {
    private let world: PerpV1World
    private let alice = PerpV1World.alice
    private let bob = PerpV1World.bob

    init() throws {
        world = try PerpV1World()
    }

    private let notFree = Revert.reason("free collateral is not enough")

    @Test("margin can be added without a position and taken out again")
    func withoutPosition() throws {
        let added = try world.addMargin(wad("40"), from: alice)
        #expect(try world.event("MarginChanged", in: added) == [wad("40"), 0])
        #expect(world.position(alice) == PerpV1Position(margin: wad("40")))
        #expect(world.balance(alice) == wad("4960"))
        #expect(
            try world.removeMargin(wad("40.000000000000000001"), from: alice).revert
                == .reason("margin is not enough"))
        let removed = try world.removeMargin(wad("40"), from: alice)
        let words = try world.event("MarginChanged", in: removed)
        #expect(words.map(Int256.init(bitPattern:)) == [signedWad("-40"), 0])
        #expect(world.position(alice) == PerpV1Position())
        #expect(world.balance(alice) == wad("5000"))
    }

    @Test("an opened position keeps margin that was added before it")
    func beforeOpening() throws {
        _ = try world.addMargin(wad("40"), from: alice)
        _ = try world.trade(alice, .buy, wad("60"), leverage: wad("10"))
        #expect(world.position(alice).margin == wad("100"))
        world.advance(15)
        _ = try world.addMargin(wad("1"), from: alice)
        #expect(world.position(alice).blockNumber == 1)
    }

    @Test("a long may take out what is over a tenth of its open notional")
    func freeOfLong() throws {
        _ = try world.trade(alice, .buy, wad("60"), leverage: wad("10"))
        #expect(try world.removeMargin(1, from: alice).revert == notFree)
        _ = try world.addMargin(wad("40"), from: alice)
        #expect(
            try world.removeMargin(wad("40.000000000000000001"), from: alice).revert == notFree)
        #expect(try world.removeMargin(wad("40"), from: alice).isSuccess)
        #expect(world.position(alice).margin == wad("60"))
    }

    @Test("a short may take out what is over a tenth of what closing costs")
    func freeOfShort() throws {
        _ = try world.trade(alice, .sell, wad("20"), leverage: wad("10"))
        _ = try world.addMargin(wad("100"), from: alice)
        _ = try world.trade(bob, .buy, wad("50"))
        world.advance(1_000)
        let cost = try world.closingQuote(alice)
        let loss = try cost - wad("200")
        let bound = try cost.mulDivDown(1, 10)
        let free = try wad("120") - loss - bound
        #expect(try world.removeMargin(free &+ .one, from: alice).revert == notFree)
        #expect(try world.removeMargin(free, from: alice).isSuccess)
    }

    @Test("profit frees nothing")
    func profit() throws {
        _ = try world.trade(alice, .buy, wad("60"), leverage: wad("10"))
        _ = try world.trade(bob, .buy, wad("400"))
        world.advance(1_000)
        #expect(try world.closingQuote(alice) > wad("700"))
        #expect(try world.removeMargin(1, from: alice).revert == notFree)
    }

    @Test("a loss binds margin at once, by the worse of spot and average")
    func loss() throws {
        _ = try world.trade(alice, .buy, wad("60"), leverage: wad("10"))
        _ = try world.addMargin(wad("100"), from: alice)
        world.advance(1_000)
        _ = try world.trade(bob, .sell, wad("50"))
        func expectFree(at worth: UInt256) throws {
            let free = try wad("100") - (wad("600") - worth)
            #expect(try world.removeMargin(free &+ .one, from: alice).revert == notFree)
            #expect(try world.removeMargin(free, from: alice).isSuccess)
            #expect(try world.addMargin(free, from: alice).isSuccess)
        }
        // The average still stands at 600.
        try expectFree(at: try world.closingQuote(alice))
        world.advance(1_000)
        _ = try world.close(bob)
        // Now spot is back and the average lags.
        #expect(try world.closingQuote(alice) >= wad("600"))
        try expectFree(at: try world.quote("getOutputTwap", .add, wad("37.5")))
    }

    @Test("taking out settles funding, adding does not")
    func funding() throws {
        _ = try world.trade(alice, .buy, wad("60"), leverage: wad("10"))
        // 0.1 over the index for a day on 37.5 base.
        try world.payFunding(indexWad: wad("25.5"))
        let added = try world.addMargin(wad("20"), from: alice)
        #expect(try world.event("MarginChanged", in: added) == [wad("20"), 0])
        #expect(world.position(alice).margin == wad("80"))
        #expect(world.position(alice).lastPremiumFraction.isZero)
        let removed = try world.removeMargin(wad("16.25"), from: alice)
        #expect(try world.event("MarginChanged", in: removed)[1] == wad("3.75"))
        #expect(world.position(alice).margin == wad("60"))
        #expect(world.position(alice).lastPremiumFraction == signedWad("0.1"))
        #expect(try world.removeMargin(1, from: alice).revert == notFree)
    }

    @Test("amounts of nothing and beyond the signed range are refused")
    func amounts() throws {
        let nothing = Revert.reason("invalid token amount")
        #expect(try world.addMargin(0, from: alice).revert == nothing)
        #expect(try world.removeMargin(0, from: alice).revert == nothing)
        let huge = UInt256.one << 255
        #expect(
            try world.removeMargin(huge, from: alice).revert
                == .reason("MixedDecimal: uint value is bigger than _INT256_MAX"))
        #expect(
            try world.addMargin(wad("5000.000000000000000001"), from: alice).revert
                == .reason("DecimalERC20: transferFrom failed"))
        #expect(world.position(alice) == PerpV1Position())
    }
}
