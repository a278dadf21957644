import ContractRuntime
import EthereumPrimitives
import PerpContracts
import TestSupport
import Testing
import WideIntegers

/// The limit on the price's change in a block, against the price that the last block ended with.
@Suite struct PerpV1FluctuationTests {
    private let world: PerpV1World
    private let alice = PerpV1World.alice
    private let bob = PerpV1World.bob
    private let over = Revert.reason("price is over fluctuation limit")
    private let alreadyOver = Revert.reason("price is already over fluctuation limit")

    init() throws {
        world = try PerpV1World()
    }

    @Test(
        "the price may reach the limit and go no further",
        arguments: [(PerpV1Side.buy, "250", "0.5625"), (.sell, "200", "0.36")])
    func bounds(_ side: PerpV1Side, _ quote: String, _ ratio: String) throws {
        world.advance(15)
        try world.setMarket("setFluctuationLimitRatio", wad(ratio) &- .one)
        #expect(try world.trade(alice, side, wad(quote)).revert == over)
        #expect(world.pool.quoteReserveWad == wad("1000"))
        try world.setMarket("setFluctuationLimitRatio", wad(ratio))
        #expect(try world.trade(alice, side, wad(quote)).isSuccess)
    }

    @Test("the trades of a block count together, and the next block begins anew")
    func wholeBlock() throws {
        try world.setMarket("setFluctuationLimitRatio", wad("0.5625"))
        world.advance(15)
        #expect(try world.trade(alice, .buy, wad("150")).isSuccess)
        #expect(try world.trade(bob, .buy, wad("100.0000001")).revert == over)
        #expect(try world.trade(bob, .buy, wad("100")).isSuccess)
        #expect(try world.trade(alice, .buy, wad("0.01")).revert == over)
        world.advance(15)
        #expect(try world.trade(alice, .buy, wad("0.01")).isSuccess)
    }

    @Test("a market's first block measures from the price as it stands")
    func firstBlock() throws {
        try world.setMarket("setFluctuationLimitRatio", wad("0.5625"))
        #expect(try world.trade(alice, .buy, wad("250")).isSuccess)
        #expect(try world.trade(bob, .buy, wad("312.5")).isSuccess)
        #expect(world.pool.spotPrice == wad("24.4140625"))
    }

    @Test("one close may pass the limit; after it nothing trades in the block")
    func oneActionMayPass() throws {
        _ = try world.trade(alice, .buy, wad("60"), leverage: wad("10"))
        _ = try world.trade(bob, .buy, wad("10"))
        try world.setHouse("setPartialLiquidationRatio", wad("1"))
        try world.setMarket("setFluctuationLimitRatio", wad("0.01"))
        world.advance(15)
        #expect(try world.traded(world.close(alice)).sizeAfter.isZero)
        #expect(try world.close(bob).revert == alreadyOver)
        // Not even a trade that would bring the price back.
        #expect(try world.trade(alice, .buy, wad("595")).revert == alreadyOver)
        world.advance(15)
        #expect(try world.close(bob).isSuccess)
    }

    @Test("a close that would pass the limit closes the liquidation's part alone")
    func partialClose() throws {
        _ = try world.trade(alice, .buy, wad("60"), leverage: wad("10"))
        try world.setHouse("setPartialLiquidationRatio", wad("0.25"))
        try world.setMarket("setFluctuationLimitRatio", wad("0.01"))
        world.advance(15)
        let part = try world.quote("getOutputPrice", .add, wad("9.375"))
        // The limit on the quote is not looked at.
        let event = try world.traded(world.close(alice, quoteLimit: wad("1000")))
        #expect(event.exchangedQuote == part)
        #expect(event.exchangedSize.magnitude >= wad("9.375"))
        #expect(event.exchangedSize.magnitude < wad("9.375000000000000100"))
        #expect(try event.sizeAfter == signedWad("37.5") + event.exchangedSize)
        #expect(world.position(alice).margin == wad("60"))
        #expect(world.balance(alice) == wad("4940"))
    }

    @Test("with a part of zero a close over the limit closes nothing and still counts as an action")
    func emptyClose() throws {
        _ = try world.trade(alice, .buy, wad("60"), leverage: wad("10"))
        try world.setMarket("setFluctuationLimitRatio", wad("0.01"))
        world.advance(15)
        let event = try world.traded(world.close(alice))
        #expect(event.exchangedQuote.isZero && event.exchangedSize.isZero)
        #expect(event.sizeAfter == signedWad("37.5"))
        #expect(world.position(alice).blockNumber == 2)
        // Nothing went through the market, so that the limit is not used up.
        #expect(try world.trade(bob, .buy, wad("1")).isSuccess)
    }

    @Test("a close within the limit closes all")
    func closeWithin() throws {
        _ = try world.trade(alice, .buy, wad("250"))
        // Back to 10 from 15.625 is a fall of 36 %.
        try world.setMarket("setFluctuationLimitRatio", wad("0.36"))
        world.advance(15)
        #expect(try world.traded(world.close(alice)).sizeAfter.isZero)
        #expect(world.balance(alice) == wad("5000"))
    }

    @Test("zero is no limit, and a limit above one refuses everything")
    func extremes() throws {
        world.advance(15)
        #expect(try world.trade(alice, .buy, wad("4000")).isSuccess)
        world.advance(15)
        try world.setMarket("setFluctuationLimitRatio", wad("1.000000000000000001"))
        #expect(
            try world.trade(bob, .buy, wad("1")).revert
                == .reason("SafeMath: subtraction overflow"))
    }
}

extension ConstantProduct {
    fileprivate var spotPrice: UInt256? { try? spotPriceWad() }
}
