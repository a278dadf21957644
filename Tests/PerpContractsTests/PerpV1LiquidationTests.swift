import ContractRuntime
import EthereumPrimitives
import PerpContracts
import TestSupport
import Testing
import WideIntegers

/// Liquidation of positions that still cover their loss: who gets what, and what prevents it.
@Suite struct PerpV1LiquidationTests {
    private let world: PerpV1World
    private let alice = PerpV1World.alice
    private let bob = PerpV1World.bob
    private let carol = PerpV1World.carol
    private let criteria = Revert.reason("Margin ratio not meet criteria")

    init() throws {
        world = try PerpV1World()
    }

    /// Alice with a margin of 60 or 20, under maintenance by spot and average, and the feed near.
    private func weaken(_ side: PerpV1Side = .buy) throws {
        if side == .buy {
            _ = try world.trade(alice, .buy, wad("60"), leverage: wad("10"))
            _ = try world.trade(bob, .sell, wad("50"))
            try world.setIndex(wad("24"))
        } else {
            _ = try world.trade(alice, .sell, wad("20"), leverage: wad("10"))
            _ = try world.trade(bob, .buy, wad("20"))
            try world.setIndex(wad("6.7"))
        }
        world.advance(1_000)
    }

    /// Half of 1.25 % of the quote that a liquidation exchanges.
    private func reward(_ quote: UInt256) throws -> UInt256 {
        try quote.mulDivDown(wad("0.0125"), .wad) >> 1
    }

    @Test(
        "a full liquidation pays the liquidator half the fee and the fund the rest of the margin",
        arguments: [PerpV1Side.buy, .sell])
    func full(_ side: PerpV1Side) throws {
        try weaken(side)
        let before = world.position(alice)
        let quote = try world.closingQuote(alice)
        let loss =
            try side == .buy ? before.openNotional - quote : quote - before.openNotional
        let vault = world.balance(world.house)
        let outcome = try world.liquidate(alice)
        let event = try world.traded(outcome)
        let reward = try reward(quote)
        let rest = try before.margin - loss - reward
        #expect(world.position(alice) == PerpV1Position(blockNumber: 2))
        #expect(try world.balance(carol) == wad("5000") + reward)
        #expect(world.balance(world.fund) == rest)
        #expect(try world.balance(world.house) == vault - reward - rest)
        #expect(world.balance(alice) == (try wad("5000") - before.margin))

        #expect(event.realizedPnl.isNegative && event.realizedPnl.magnitude == loss)
        #expect(event.penalty == before.margin)
        #expect(event.exchangedQuote == quote)
        #expect(event.exchangedSize == (try -before.size))
        #expect(event.badDebt.isZero && event.fee.isZero && event.margin.isZero)
        #expect(
            try world.event("PositionLiquidated", in: outcome) == [
                quote, before.size.magnitude, reward, carol.number, 0,
            ])
        #expect(
            try world.event("RestrictionModeEntered", in: outcome) == [world.market.number, 2])
        #expect(outcome.output == quote.bigEndianBytes + UInt256.zero.bigEndianBytes)
    }

    @Test(
        "a partial one closes a share, takes the fee on it from the margin and leaves the rest",
        arguments: [PerpV1Side.buy, .sell])
    func partial(_ side: PerpV1Side) throws {
        try world.setHouse("setPartialLiquidationRatio", wad("0.25"))
        try weaken(side)
        let before = world.position(alice)
        let part = try before.size.magnitude.mulDivDown(1, 4)
        let quote = try world.quote("getOutputPrice", side == .buy ? .add : .remove, part)
        let outcome = try world.liquidate(alice)
        let event = try world.traded(outcome)
        let penalty = try quote.mulDivDown(wad("0.0125"), .wad)
        #expect(event.exchangedQuote == quote)
        #expect(event.penalty == penalty)
        #expect(try world.balance(carol) == wad("5000") + (penalty >> 1))
        // The odd wei is the fund's.
        #expect(try world.balance(world.fund) == penalty - (penalty >> 1))
        let after = world.position(alice)
        #expect(try after.margin + penalty + event.realizedPnl.magnitude == before.margin)
        #expect(event.realizedPnl.isNegative)
        #expect(try after.size == before.size + event.exchangedSize)
        #expect(after.blockNumber == 2)
        // By base for that quote, which is rounded for the pool.
        let exchanged = event.exchangedSize.magnitude
        let wei = exchanged > part ? exchanged &- part : part &- exchanged
        #expect(wei < 10)
        #expect(
            try world.event("PositionLiquidated", in: outcome) == [
                quote, exchanged, penalty >> 1, carol.number, 0,
            ])
        #expect(outcome.output == quote.bigEndianBytes + UInt256.one.bigEndianBytes)
    }

    @Test("where the margin at spot is no more than the fee, or the share is one, all is closed")
    func partOrAll() throws {
        try world.setHouse("setPartialLiquidationRatio", wad("0.25"))
        try weaken()
        let ratio = try world.marginRatio(alice).magnitude
        try world.setHouse("setLiquidationFeeRatio", ratio)
        let snapshot = world.host.state.takeSnapshot()
        #expect(try world.traded(world.liquidate(alice)).sizeAfter.isZero)
        try world.host.state.revert(to: snapshot)
        try world.setHouse("setLiquidationFeeRatio", ratio &- .one)
        #expect(try !world.traded(world.liquidate(alice)).sizeAfter.isZero)

        let whole = try PerpV1World()
        try whole.setHouse("setPartialLiquidationRatio", wad("1"))
        _ = try whole.trade(alice, .buy, wad("60"), leverage: wad("10"))
        _ = try whole.trade(bob, .sell, wad("50"))
        try whole.setIndex(wad("24"))
        whole.advance(1_000)
        #expect(try whole.traded(whole.liquidate(alice)).sizeAfter.isZero)
    }

    @Test("only below the maintenance margin, strictly")
    func threshold() throws {
        try weaken()
        let ratio = try world.marginRatio(alice).magnitude
        #expect(ratio < wad("0.0625") && ratio > wad("0.05"))
        try world.setHouse("setMaintenanceMarginRatio", ratio)
        #expect(try world.liquidate(alice).revert == criteria)
        try world.setHouse("setMaintenanceMarginRatio", ratio &+ .one)
        #expect(try world.liquidate(alice).isSuccess)
        #expect(try world.liquidate(alice).revert == .reason("positionSize is 0"))
    }

    @Test("the better of spot and the average of 15 minutes decides")
    func averageProtects() throws {
        _ = try world.trade(alice, .buy, wad("60"), leverage: wad("10"))
        world.advance(1_000)
        _ = try world.trade(bob, .sell, wad("50"))
        try world.setIndex(wad("24"))
        #expect(try world.liquidate(alice).revert == criteria)
        #expect(try world.marginRatio(alice) == signedWad("0.1"))
        world.advance(900)
        #expect(try world.liquidate(alice).isSuccess)
    }

    @Test("a feed a tenth or more from the mark can only prevent a liquidation")
    func spreadGuard() throws {
        try weaken()
        // 24.025 over 21.84... is a tenth more; the feed's worth of 37.5 base saves the long.
        let mark = try #require(try? world.pool.spotPriceWad())
        let edge = try mark.mulDivDown(10, 11)
        try world.setIndex(edge)
        #expect(try world.liquidate(alice).revert == criteria)
        // At 12 the guard is on and the feed's price is no help.
        try world.setIndex(wad("12"))
        let snapshot = world.host.state.takeSnapshot()
        #expect(try world.liquidate(alice).isSuccess)
        try world.host.state.revert(to: snapshot)
        try world.setIndex(edge &+ 2)
        #expect(try world.liquidate(alice).isSuccess)
    }

    @Test("a feed at zero prevents every liquidation")
    func zeroFeed() throws {
        try weaken()
        try world.setIndex(0)
        #expect(try world.liquidate(alice).revert == .reason("underlying price is 0"))
    }

    @Test("a limit bounds the quote of the whole; of a share, the same share of the limit")
    func slippage() throws {
        try weaken()
        let snapshot = world.host.state.takeSnapshot()
        let quote = try world.closingQuote(alice)
        #expect(
            try world.liquidate(alice, quoteLimit: quote &+ .one).revert
                == .reason("Less than minimal quote token"))
        #expect(try world.liquidate(alice, quoteLimit: quote).isSuccess)
        try world.host.state.revert(to: snapshot)

        try world.setHouse("setPartialLiquidationRatio", wad("0.25"))
        let part = try world.quote("getOutputPrice", .add, wad("9.375"))
        #expect(
            try world.liquidate(alice, quoteLimit: (part &+ .one) << 2).revert
                == .reason("Less than minimal quote token"))
        #expect(try world.liquidate(alice, quoteLimit: part << 2).isSuccess)
    }

    @Test("a short's limit is the most, and zero is none")
    func slippageOfShort() throws {
        try weaken(.sell)
        let quote = try world.closingQuote(alice)
        #expect(
            try world.liquidate(alice, quoteLimit: quote &- .one).revert
                == .reason("More than maximal quote token"))
        let snapshot = world.host.state.takeSnapshot()
        #expect(try world.liquidate(alice, quoteLimit: quote).isSuccess)
        try world.host.state.revert(to: snapshot)
        #expect(try world.liquidate(alice, quoteLimit: 0).isSuccess)
    }

    @Test("traders may liquidate themselves")
    func ownPosition() throws {
        try weaken()
        let quote = try world.closingQuote(alice)
        #expect(try world.liquidate(alice, by: alice).isSuccess)
        #expect(try world.balance(alice) == wad("4940") + reward(quote))
    }
}
