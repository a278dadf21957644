import ContractRuntime
import EthereumPrimitives
import PerpContracts
import TestSupport
import Testing
import WideIntegers

/// Averages over the reserves that blocks ended with, weighted by time; the first snapshot is the
/// market's making.
@Suite struct PerpV1TwapTests {
    private let world: PerpV1World
    private let alice = PerpV1World.alice
    private let bob = PerpV1World.bob

    init() throws {
        world = try PerpV1World()
    }

    private func average(_ seconds: UInt64) throws -> UInt256 {
        try world.word(PerpV1ABI.amm, world.market, "getTwapPrice", [.uint(UInt256(seconds))])
    }

    /// 10 for 100 seconds, then 25.6 for 200.
    private func rise() throws {
        world.advance(100)
        _ = try world.trade(alice, .buy, wad("60"), leverage: wad("10"))
        world.advance(200)
    }

    @Test("a market without a trade has the price of its making")
    func untouched() throws {
        #expect(try average(900) == wad("10"))
        world.advance(5)
        #expect(try average(0) == wad("10"))
        #expect(try average(900) == wad("10"))
    }

    @Test("a history shorter than the interval is averaged over its own length")
    func shortHistory() throws {
        try rise()
        #expect(try average(900) == wad("20.4"))
        #expect(try average(301) == wad("20.4"))
        #expect(try average(300) == wad("20.4"))
    }

    @Test("an interval inside the history weighs what lies in it")
    func fullHistory() throws {
        try rise()
        #expect(try average(250) == wad("22.48"))
        #expect(try average(201) == wad("25.522388059701492537"))
        #expect(try average(200) == wad("25.6"))
        #expect(try average(1) == wad("25.6"))
        #expect(try average(0) == wad("25.6"))
    }

    @Test("a trade of the present block weighs nothing yet")
    func presentBlock() throws {
        try rise()
        _ = try world.trade(bob, .sell, wad("500"))
        #expect(try average(900) == wad("20.4"))
        #expect(try average(100) == wad("25.6"))
        #expect(try average(0) < wad("13"))
    }

    @Test("the last state of a block counts from the block's time")
    func lastOfBlock() throws {
        world.advance(100)
        _ = try world.trade(bob, .sell, wad("500"))
        _ = try world.close(bob)
        _ = try world.trade(alice, .buy, wad("60"), leverage: wad("10"))
        world.advance(200)
        #expect(try average(900) == wad("20.4"))
        let count = try world.words(PerpV1ABI.amm, world.market, "getSnapshotLen", [])
        #expect(count == [2])
    }

    @Test("an amount is averaged as it would have been exchanged at each time")
    func amounts() throws {
        try rise()
        // 100 base bring 500 of the old pool, and of the new one 1600 * 100 / 162.5, less a wei.
        let later = try wad("1600").mulDivDown(wad("100"), wad("162.5"))
        let weighted = wad("500") &* 100 &+ later &* 200
        #expect(
            try world.quote("getOutputTwap", .add, wad("100"))
                == weighted.mulDivDown(1, 300))
        #expect(try world.quote("getInputTwap", .add, 0).isZero)
    }

    @Test("the average of a position's worth holds the loss back")
    func position() throws {
        try rise()
        world.advance(900)
        _ = try world.trade(bob, .sell, wad("50"))
        world.advance(450)
        let now = try world.closingQuote(alice)
        let mean = try (wad("600") &* 450 &+ now &* 450).mulDivDown(1, 900)
        #expect(try world.quote("getOutputTwap", .add, wad("37.5")) == mean)
        let ratio = try (mean &- wad("540")).mulDivDown(.wad, mean)
        #expect(try world.marginRatio(alice).magnitude == ratio)
    }

    @Test("a snapshot on which an amount cannot be had makes the whole average fail")
    func impossibleSnapshot() throws {
        world.advance(100)
        _ = try world.trade(alice, .sell, wad("90"), leverage: wad("10"))
        world.advance(100)
        // 900 base were sold; the pool had 100 at first.
        let key: [ABIValue] = [.address(world.market), .address(alice)]
        let outcome = try world.send(
            PerpV1ABI.clearingHouse, world.house, "getMarginRatio", key)
        #expect(outcome.revert == .reason("SafeMath: subtraction overflow"))
        #expect(try world.liquidate(alice).revert == .reason("SafeMath: subtraction overflow"))
        world.advance(900)
        #expect(try world.marginRatio(alice).signum == 1)
    }

    @Test("two blocks at one time leave a history without length")
    func noTime() throws {
        world.advance(0)
        _ = try world.trade(alice, .buy, wad("1"))
        let outcome = try world.send(
            PerpV1ABI.amm, world.market, "getTwapPrice", [.uint(900)])
        #expect(outcome.revert == .reason("SafeMath: division by zero"))
    }
}
