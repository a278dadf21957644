import ContractRuntime
import EthereumPrimitives
import PerpContracts
import TestSupport
import Testing
import WideIntegers

/// Caps on a market's open interest and on what one trader may hold, and the account beyond them.
@Suite struct PerpV1CapTests {
    private let world: PerpV1World
    private let alice = PerpV1World.alice
    private let bob = PerpV1World.bob
    private let overLimit = Revert.reason("over limit")
    private let overHolding = Revert.reason("hit position size upper bound")

    init() throws {
        world = try PerpV1World()
    }

    private func openInterest() throws -> UInt256 {
        try world.word(
            PerpV1ABI.clearingHouse, world.house, "openInterestNotionalMap",
            [.address(world.market)])
    }

    @Test("notional adds up to the cap and no further, longs and shorts alike")
    func openInterestCap() throws {
        try world.setCap(holding: 0, openInterest: wad("700"))
        #expect(try world.trade(alice, .buy, wad("60"), leverage: wad("10")).isSuccess)
        #expect(try openInterest() == wad("600"))
        let over = wad("100.000000000000000001")
        #expect(try world.trade(bob, .sell, over).revert == overLimit)
        #expect(try world.trade(bob, .buy, over).revert == overLimit)
        #expect(try world.trade(bob, .sell, wad("100")).isSuccess)
        #expect(try openInterest() == wad("700"))
    }

    @Test("a reduction takes off what it trades, a close what was opened and earned")
    func decrease() throws {
        try world.setCap(holding: 0, openInterest: wad("700"))
        _ = try world.trade(alice, .buy, wad("60"), leverage: wad("10"))
        _ = try world.trade(alice, .sell, wad("150"))
        #expect(try openInterest() == wad("450"))
        // Turning closes some 450 and opens the rest.
        let worth = try world.closingQuote(alice)
        _ = try world.trade(alice, .sell, wad("500"))
        #expect(try openInterest() == (wad("450") - worth) + (wad("500") - worth))
        #expect(try world.close(alice).isSuccess)
        #expect(try openInterest() < 10)
    }

    @Test("a close with a profit takes off the profit too, down to zero")
    func profit() throws {
        try world.setCap(holding: 0, openInterest: wad("700"))
        _ = try world.trade(alice, .buy, wad("250"))
        _ = try world.trade(bob, .buy, wad("350"))
        let worth = try world.closingQuote(alice)
        _ = try world.close(alice)
        #expect(try openInterest() == wad("600") - worth)
        // Bob's loss leaves as much as Alice's profit has taken.
        let bobsWorth = try world.closingQuote(bob)
        _ = try world.close(bob)
        #expect(try openInterest() == wad("600") - worth - bobsWorth)
        #expect(try openInterest() < 10)
    }

    @Test("without a cap nothing is counted, and what was opened then never counts below zero")
    func withoutCap() throws {
        _ = try world.trade(alice, .buy, wad("60"), leverage: wad("10"))
        #expect(try openInterest().isZero)
        try world.setCap(holding: 0, openInterest: wad("700"))
        _ = try world.trade(bob, .sell, wad("10"))
        #expect(try openInterest() == wad("10"))
        #expect(try world.close(alice).isSuccess)
        #expect(try openInterest().isZero)
    }

    @Test("a trader holds at most the cap after enlarging; reducing is free")
    func holdingCap() throws {
        try world.setCap(holding: wad("37.5"), openInterest: 0)
        #expect(
            try world.trade(alice, .buy, wad("600.00000000000001")).revert == overHolding)
        #expect(try world.trade(alice, .buy, wad("60"), leverage: wad("10")).isSuccess)
        #expect(try world.trade(alice, .buy, wad("0.01")).revert == overHolding)
        try world.setCap(holding: wad("1"), openInterest: 0)
        #expect(try world.trade(alice, .sell, wad("1")).isSuccess)
        #expect(try world.close(alice).isSuccess)
        #expect(try world.trade(bob, .sell, wad("10")).revert == overHolding)
        #expect(try world.trade(bob, .sell, wad("9")).isSuccess)
    }

    @Test("one account may pass both caps")
    func whitelist() throws {
        try world.setCap(holding: wad("1"), openInterest: wad("5"))
        #expect(try world.trade(bob, .buy, wad("6")).revert == overLimit)
        #expect(try world.trade(bob, .buy, wad("5"), leverage: wad("10")).revert == overLimit)
        try world.setHouse("setWhitelist", bob)
        #expect(try world.trade(bob, .buy, wad("60"), leverage: wad("10")).isSuccess)
        #expect(try openInterest() == wad("600"))
        #expect(try world.trade(alice, .sell, wad("0.1")).revert == overLimit)
        try world.setHouse("setWhitelist", alice)
        #expect(try world.trade(bob, .buy, wad("0.1")).revert == overLimit)
    }

    @Test("setting the caps is told, and the owner's alone")
    func setting() throws {
        let caps: [ABIValue] = [.tuple([.uint(wad("3"))]), .tuple([.uint(wad("4"))])]
        let outcome = try world.send(PerpV1ABI.amm, world.market, "setCap", caps)
        #expect(
            try world.event("CapChanged", of: PerpV1ABI.amm, in: outcome) == [wad("3"), wad("4")])
        let stranger = try world.send(
            PerpV1ABI.amm, world.market, "setCap", caps, from: alice)
        #expect(stranger.revert == .reason("PerpFiOwnableUpgrade: caller is not the owner"))
    }
}
