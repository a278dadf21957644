import ContractRuntime
import EthereumPrimitives
import PerpContracts
import TestSupport
import Testing
import WideIntegers

/// Losses beyond the margin: who may liquidate, what the fund pays, what it has paid before.
@Suite struct PerpV1BadDebtTests {
    private let world: PerpV1World
    private let alice = PerpV1World.alice
    private let bob = PerpV1World.bob
    private let carol = PerpV1World.carol
    private let owner = PerpV1World.owner

    init() throws {
        world = try PerpV1World()
    }

    /// Alice long 37.5 base for 600 with a margin of 60, after a sale of so much quote.
    private func sink(bySale quote: String, index: String) throws {
        _ = try world.trade(alice, .buy, wad("60"), leverage: wad("10"))
        _ = try world.trade(bob, .sell, wad(quote))
        try world.setIndex(wad(index))
        world.advance(1_000)
    }

    private func reward(_ quote: UInt256) throws -> UInt256 {
        try quote.mulDivDown(wad("0.0125"), .wad) >> 1
    }

    @Test("the fund pays the loss beyond the margin and the reward, to a backstop provider alone")
    func bankrupt() throws {
        try sink(bySale: "150", index: "21")
        try world.mint(wad("100"), to: world.fund)
        let quote = try world.closingQuote(alice)
        let debt = try wad("540") - quote
        #expect(try world.liquidate(alice).revert == .reason("not backstop LP"))
        #expect(try world.liquidate(alice, by: alice).revert == .reason("not backstop LP"))
        try world.setBackstop(carol)
        let vault = world.balance(world.house)
        let outcome = try world.liquidate(alice)
        let event = try world.traded(outcome)
        let reward = try reward(quote)
        #expect(event.badDebt == debt)
        #expect(event.penalty == wad("60"))
        let liquidated = try world.event("PositionLiquidated", in: outcome)
        #expect(liquidated == [quote, wad("37.5"), reward, carol.number, reward])
        let withdrawn = try world.event("Withdrawn", of: PerpV1ABI.insuranceFund, in: outcome)
        #expect(try withdrawn == [world.house.number, debt + reward])
        #expect(try world.balance(world.fund) == wad("100") - debt - reward)
        #expect(try world.balance(carol) == wad("5000") + reward)
        #expect(try world.balance(world.house) == vault + debt)
        #expect(world.prepaidBadDebt.isZero)
    }

    @Test("a margin below the reward still goes to the fund, which pays the difference")
    func marginBelowReward() throws {
        try sink(bySale: "97", index: "22.5")
        try world.mint(wad("100"), to: world.fund)
        let quote = try world.closingQuote(alice)
        let (rest, reward) = (try quote - wad("540"), try reward(quote))
        #expect(rest < reward && !rest.isZero)
        #expect(try world.liquidate(alice).revert == .reason("not backstop LP"))
        try world.setBackstop(carol)
        let vault = world.balance(world.house)
        let outcome = try world.liquidate(alice)
        #expect(try world.traded(outcome).badDebt.isZero)
        let liquidated = try world.event("PositionLiquidated", in: outcome)
        #expect(try liquidated.last == reward - rest)
        #expect(try world.balance(world.fund) == wad("100") - (reward - rest) + rest)
        #expect(try world.balance(carol) == wad("5000") + reward)
        // The vault is short by what has gone to the fund twice.
        #expect(try world.balance(world.house) == vault - rest - rest)
    }

    @Test("a fund without the money refuses, and nothing has changed")
    func poorFund() throws {
        try sink(bySale: "150", index: "21")
        try world.setBackstop(carol)
        let quote = try world.closingQuote(alice)
        let needed = try wad("540") - quote + reward(quote)
        try world.mint(needed &- .one, to: world.fund)
        let position = world.position(alice)
        #expect(try world.liquidate(alice).revert == .empty)
        #expect(world.position(alice) == position)
        try world.mint(1, to: world.fund)
        #expect(try world.liquidate(alice).isSuccess)
        #expect(world.balance(world.fund).isZero)
    }

    /// Alice's profit is more than the vault holds, since Bob and Carol are in at ten times leverage.
    private func takeProfitFromEmptyVault() throws -> UInt256 {
        _ = try world.trade(alice, .buy, wad("250"))
        _ = try world.trade(bob, .buy, wad("17.5"), leverage: wad("10"))
        _ = try world.trade(carol, .buy, wad("17.5"), leverage: wad("10"))
        try world.mint(wad("500"), to: world.fund)
        let payout = try world.closingQuote(alice)
        #expect(try world.close(alice).isSuccess)
        #expect(try world.balance(alice) == wad("4750") + payout)
        #expect(world.balance(world.house).isZero)
        return try payout - wad("285")
    }

    @Test("what the vault lacks for a payout the fund prepays")
    func prepaying() throws {
        let short = try takeProfitFromEmptyVault()
        #expect(world.prepaidBadDebt == short)
        #expect(try world.balance(world.fund) == wad("500") - short)
    }

    @Test("bad debt is first taken from what was prepaid, then from the fund")
    func usingPrepaid() throws {
        let prepaid = try takeProfitFromEmptyVault()
        try world.setBackstop(owner)
        // Enough in the vault for the rewards.
        #expect(try world.addMargin(wad("100"), from: alice).isSuccess)
        let fund = world.balance(world.fund)

        world.advance(1_000)
        try world.setIndex(wad("14.7"))
        let first = try world.closingQuote(bob)
        let firstDebt = try wad("157.5") - first + reward(first)
        #expect(firstDebt < prepaid)
        #expect(try world.liquidate(bob, by: owner).isSuccess)
        #expect(try world.prepaidBadDebt == prepaid - firstDebt)
        #expect(world.balance(world.fund) == fund)

        world.advance(1_000)
        try world.setIndex(wad("11.7"))
        let second = try world.closingQuote(carol)
        let secondDebt = try wad("157.5") - second + reward(second)
        let left = try prepaid - firstDebt
        #expect(secondDebt > left)
        #expect(try world.liquidate(carol, by: owner).isSuccess)
        #expect(world.prepaidBadDebt.isZero)
        #expect(try world.balance(world.fund) == fund - (secondDebt - left))
    }

    @Test("no provider is needed for a partial liquidation, nor any fund")
    func partial() throws {
        try sink(bySale: "50", index: "24")
        try world.setHouse("setPartialLiquidationRatio", wad("0.5"))
        #expect(try world.liquidate(alice).isSuccess)
        #expect(!world.position(alice).size.isZero)
    }
}
