import ContractRuntime
import EthereumPrimitives
import PerpContracts
import TestSupport
import Testing
import WideIntegers

/// Reducing, closing and turning a position by a trade against it, and closing it outright.
@Suite struct PerpV1ReversingTests {
    private let world: PerpV1World
    private let alice = PerpV1World.alice
    private let bob = PerpV1World.bob

    init() throws {
        world = try PerpV1World()
    }

    /// Alice long 20 base for 250, then Bob long 17.5 for 350: the pool has 1600 quote, 62.5 base.
    private func openTwoLongs() throws {
        _ = try world.trade(alice, .buy, wad("250"))
        _ = try world.trade(bob, .buy, wad("350"))
    }

    @Test("reducing at the price of opening realizes nothing and pays nothing out")
    func reducingFlat() throws {
        _ = try world.trade(alice, .buy, wad("60"), leverage: wad("10"))
        let event = try world.traded(world.trade(alice, .sell, wad("35"), leverage: wad("10")))
        #expect(world.position(alice).size == signedWad("20"))
        #expect(world.position(alice).margin == wad("60"))
        #expect(world.position(alice).openNotional == wad("250"))
        #expect(event.exchangedSize == signedWad("-17.5"))
        #expect(event.exchangedQuote == wad("350"))
        #expect(event.realizedPnl.isZero && event.unrealizedPnlAfter.isZero)
        #expect(world.balance(alice) == wad("4940"))
    }

    @Test(
        "reducing splits the profit by the share that is closed and keeps the sum",
        arguments: [PerpV1Side.buy, .sell])
    func reducing(_ side: PerpV1Side) throws {
        let other: PerpV1Side = side == .buy ? .sell : .buy
        _ = try world.trade(alice, side, wad("200"))
        _ = try world.trade(bob, side, wad("150"))
        let before = world.position(alice)
        let worth = try world.closingQuote(alice)
        let profit =
            try side == .buy ? worth - before.openNotional : before.openNotional - worth
        let event = try world.traded(world.trade(alice, other, wad("50")))
        #expect(event.realizedPnl.signum == 1 && event.unrealizedPnlAfter.signum == 1)
        let (realized, rest) = (event.realizedPnl.magnitude, event.unrealizedPnlAfter.magnitude)
        #expect(try realized + rest == profit)
        // The share of the size, but for two roundings down: a wei of profit per base and one more.
        let share = try profit.mulDivDown(event.exchangedSize.magnitude, before.size.magnitude)
        #expect(realized <= share && realized &+ 2 >= share)

        let after = world.position(alice)
        #expect(try after.margin == before.margin + realized)
        #expect(try before.size + event.exchangedSize == after.size)
        #expect(event.exchangedQuote == wad("50"))
        // What the rest was opened for, valued as it was before the trade, leaves the rest's profit.
        let restWorth = try worth - wad("50")
        #expect(
            try after.openNotional
                == (side == .buy ? restWorth - rest : restWorth + rest))
        #expect(world.balance(alice) == wad("4800"))
        #expect(world.balance(world.house) == wad("350"))
    }

    @Test("a trade beyond the position closes it and opens the rest the other way")
    func turning() throws {
        _ = try world.trade(alice, .sell, wad("20"), leverage: wad("10"))
        world.advance(15)
        let event = try world.traded(world.trade(alice, .buy, wad("100"), leverage: wad("7")))
        // Closing 25 base costs 200 of the 700; 500 buy a third of 100 base.
        let position = world.position(alice)
        #expect(position.size == signedWad("33.333333333333333333"))
        #expect(position.openNotional == wad("500"))
        #expect(position.margin == wad("71.428571428571428571"))
        #expect(position.blockNumber == 2)
        #expect(event.exchangedQuote == wad("700"))
        #expect(event.exchangedSize == signedWad("58.333333333333333333"))
        #expect(event.realizedPnl.isZero && event.unrealizedPnlAfter.isZero)
        // The margin of 20 goes against the new one.
        #expect(world.balance(alice) == wad("4928.571428571428571429"))
    }

    @Test("turning a profitable position pays out what is left over the new margin")
    func turningWithProfit() throws {
        try openTwoLongs()
        let worth = try world.closingQuote(alice)
        let profit = try worth - wad("250")
        let outcome = try world.trade(alice, .sell, wad("50"), leverage: wad("10"))
        let event = try world.traded(outcome)
        let rest = try wad("500") - worth
        #expect(event.realizedPnl.magnitude == profit)
        #expect(event.exchangedQuote == wad("500"))
        #expect(world.position(alice).openNotional == rest)
        #expect(world.position(alice).size.isNegative)
        let margin = try rest.mulDivDown(1, 10)
        #expect(world.position(alice).margin == margin)
        #expect(try world.balance(alice) == wad("5000") + profit - margin)
    }

    @Test("a trade of exactly the position's worth leaves nothing, not even its block")
    func exactClose() throws {
        _ = try world.trade(alice, .sell, wad("20"), leverage: wad("10"))
        let event = try world.traded(world.trade(alice, .buy, wad("200")))
        #expect(world.position(alice) == PerpV1Position())
        #expect(event.margin.isZero && event.sizeAfter.isZero)
        #expect(world.balance(alice) == wad("5000"))
    }

    @Test("a limit counts what closing has used, and no longer limits once that is all of it")
    func limitOfTurning() throws {
        _ = try world.trade(alice, .sell, wad("20"), leverage: wad("10"))
        func turn(_ limit: String) throws -> Revert? {
            try world.trade(alice, .buy, wad("700"), baseLimit: wad(limit)).revert
        }
        // 25 are closed; the rest buys 33.333...
        #expect(try turn("58.333333333333333334") == .reason("Less than minimal base token"))
        _ = try world.close(alice)
        _ = try world.trade(alice, .sell, wad("20"), leverage: wad("10"))
        #expect(try turn("58.333333333333333333") == nil)

        let other = try PerpV1World()
        _ = try other.trade(alice, .buy, wad("60"), leverage: wad("10"))
        // Selling 700 closes 37.5; a limit of 37.5 is used up, one wei more is a limit of one wei.
        let over = try other.trade(
            alice, .sell, wad("700"), baseLimit: wad("37.500000000000000001"))
        #expect(over.revert == .reason("More than maximal base token"))
        #expect(try other.trade(alice, .sell, wad("700"), baseLimit: wad("37.5")).isSuccess)
    }

    @Test("closing pays margin and profit and remembers its block", arguments: [false, true])
    func closing(hasLoss: Bool) throws {
        _ = try world.trade(alice, .buy, wad("250"))
        _ = try world.trade(bob, hasLoss ? .sell : .buy, wad("100"))
        world.advance(15)
        let worth = try world.closingQuote(alice)
        let event = try world.traded(world.close(alice))
        #expect(event.realizedPnl.isNegative == hasLoss)
        #expect(event.exchangedQuote == worth)
        #expect(event.exchangedSize == signedWad("-20"))
        #expect(event.unrealizedPnlAfter.isZero)
        #expect(world.position(alice) == PerpV1Position(blockNumber: 2))
        // The margin was all of the notional, so that exactly the worth comes back.
        #expect(try world.balance(alice) == wad("4750") + worth)
        #expect(try world.close(alice).revert == .reason("positionSize is 0"))
    }

    @Test("a limit on closing bounds the quote: the least for a long, the most for a short")
    func closingLimits() throws {
        _ = try world.trade(alice, .buy, wad("60"), leverage: wad("10"))
        let less = try world.close(alice, quoteLimit: wad("600.000000000000000001"))
        #expect(less.revert == .reason("Less than minimal quote token"))
        #expect(try world.close(alice, quoteLimit: wad("600")).isSuccess)
        _ = try world.trade(bob, .sell, wad("20"), leverage: wad("10"))
        let more = try world.close(bob, quoteLimit: wad("199.999999999999999999"))
        #expect(more.revert == .reason("More than maximal quote token"))
        #expect(try world.close(bob, quoteLimit: wad("200")).isSuccess)
    }

    @Test("a loss beyond the margin can be neither closed nor turned nor reduced by its trader")
    func bankrupt() throws {
        _ = try world.trade(alice, .buy, wad("60"), leverage: wad("10"))
        _ = try world.trade(bob, .sell, wad("150"))
        world.advance(1_000)
        #expect(try world.closingQuote(alice) < wad("540"))
        #expect(try world.close(alice).revert == .reason("bad debt"))
        let turn = try world.trade(alice, .sell, wad("700"))
        #expect(turn.revert == .reason("reduce an underwater position"))
        let reduction = try world.trade(alice, .sell, wad("100"))
        #expect(reduction.revert == .reason("Margin ratio not meet criteria"))
    }
}
