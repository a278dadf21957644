import ContractRuntime
import EthereumPrimitives
import PerpContracts
import TestSupport
import Testing
import WideIntegers

/// Funding: a premium a day, between positions and the insurance fund.
@Suite struct PerpV1FundingTests {
    private let world: PerpV1World
    private let alice = PerpV1World.alice
    private let bob = PerpV1World.bob

    init() throws {
        world = try PerpV1World()
    }

    private func payFunding() throws -> ExecutionOutcome {
        try world.call("payFunding", from: bob)
    }

    private func setIndexAverage(_ price: String) throws {
        try world.ok(world.feedABI, world.feed, "setTwapPrice", [.uint(wad(price))])
    }

    @Test("longs pay the fund when the mark is over the index")
    func longsPay() throws {
        _ = try world.trade(alice, .buy, wad("60"), leverage: wad("10"))
        world.advance(86_400)
        try setIndexAverage("20")
        // The average over an hour is 25.6: 5.6 for each of 37.5 base. The vault holds 60 and pays all.
        let outcome = try payFunding()
        let rate = try world.event("FundingRateUpdated", of: PerpV1ABI.amm, in: outcome)
        #expect(rate == [wad("0.28"), wad("20")])
        #expect(world.balance(world.fund) == wad("60"))
        #expect(world.balance(world.house).isZero)
        // The books of the trader follow with the next trade.
        #expect(world.position(alice).margin == wad("60"))
        #expect(world.position(alice).lastPremiumFraction.isZero)
    }

    @Test("a trade takes the funding since the last one out of the margin, a short's is added")
    func settling() throws {
        _ = try world.trade(alice, .buy, wad("60"), leverage: wad("10"))
        _ = try world.trade(bob, .sell, wad("350"))
        // 1250 / 80 = 15.625; the net size is 20.
        try world.payFunding(indexWad: wad("15.125"))
        try world.payFunding(indexWad: wad("15.375"))
        #expect(world.balance(world.fund) == wad("15"))
        let short = try world.traded(world.close(bob))
        #expect(short.fundingPayment == signedWad("-13.125"))
        #expect(world.balance(bob) == wad("5013.125"))
        let long = try world.traded(world.close(alice))
        #expect(long.fundingPayment == signedWad("28.125"))
        #expect(long.badDebt.isZero)
        #expect(world.balance(alice) == wad("4971.875"))
        // What one pays is what the other and the fund get.
        #expect(world.balance(world.house).isZero)
    }

    @Test("the fund pays shorts' counterpart in full or funding fails")
    func fundShort() throws {
        _ = try world.trade(alice, .buy, wad("250"))
        world.advance(86_400)
        try setIndexAverage("16.625")
        // 1 below the index on 20 base: the fund owes 20.
        try world.mint(wad("19.999999999999999999"), to: world.fund)
        let digest = world.balance(world.house)
        let short = try payFunding()
        #expect(short.revert == .empty)
        #expect(short.boundRules == [PerpV1BoundRules.fundEmpty])
        #expect(world.balance(world.house) == digest)
        try world.mint(1, to: world.fund)
        let paid = try payFunding()
        let withdrawn = try world.event("Withdrawn", of: PerpV1ABI.insuranceFund, in: paid)
        #expect(withdrawn == [world.house.number, wad("20")])
        #expect(paid.boundRules.isEmpty)
        #expect(world.balance(world.fund).isZero)
        #expect(try world.traded(world.close(alice)).fundingPayment == signedWad("-20"))
    }

    @Test("without a net position nothing is paid, and the premium is booked all the same")
    func flat() throws {
        world.advance(86_400)
        try setIndexAverage("9.5")
        #expect(try payFunding().isSuccess)
        #expect(world.balance(world.fund).isZero)
        let latest = try world.words(
            PerpV1ABI.clearingHouse, world.house, "getLatestCumulativePremiumFraction",
            [.address(world.market)])
        #expect(latest == [wad("0.5")])
    }

    @Test("a premium is that of the period's part of a day")
    func period() throws {
        let market = Address(0xa34)
        var parameters = try world.parameters(quoteAsset: world.token)
        parameters.fundingPeriodSeconds = 3_600
        try world.deployment.addMarket(at: market, parameters)
        world.advance(7_200)
        try setIndexAverage("12.4")
        try world.ok(
            PerpV1ABI.clearingHouse, world.house, "payFunding", [.address(market)])
        let latest = try world.words(
            PerpV1ABI.clearingHouse, world.house, "getLatestCumulativePremiumFraction",
            [.address(market)])
        #expect(latest.map(Int256.init(bitPattern:)) == [signedWad("-0.1")])
    }

    @Test("funding is due on full hours, and no sooner than half a period after the last")
    func schedule() throws {
        func due() throws -> UInt256 {
            try world.word(PerpV1ABI.amm, world.market, "nextFundingTime", [])
        }
        let start: UInt64 = 1_600_000_000
        let first = (start + 86_400) / 3_600 * 3_600
        #expect(try due() == UInt256(first))
        world.advance(first - start - 1)
        #expect(try payFunding().revert == .reason("settle funding too early"))
        world.advance(1)
        #expect(try payFunding().isSuccess)
        #expect(try due() == UInt256(first + 86_400))
        #expect(try payFunding().revert == .reason("settle funding too early"))
        // Three days late, the periods are caught up one by one, half a period apart at least.
        world.advance(3 * 86_400 + 100)
        let late = first + 3 * 86_400 + 100
        #expect(try payFunding().isSuccess)
        #expect(try due() == UInt256(late + 43_200))
        // From there the next due time goes back to the hour.
        world.advance(43_200)
        #expect(try payFunding().isSuccess)
        #expect(try due() == UInt256((late + 43_200 + 86_400) / 3_600 * 3_600))
    }

    @Test("enlarging forgives funding beyond the margin, reducing does not")
    func forgiveness() throws {
        _ = try world.trade(alice, .buy, wad("60"), leverage: wad("10"))
        _ = try world.trade(bob, .buy, wad("900"))
        // 2500 / 40 = 62.5; Alice owes 10 for each of her 37.5 base, and has profit.
        try world.payFunding(indexWad: wad("52.5"))
        #expect(try world.trade(alice, .sell, wad("100")).revert == .reason("bad debt"))
        let event = try world.traded(world.trade(alice, .buy, wad("10")))
        #expect(event.fundingPayment == signedWad("375"))
        #expect(event.margin.isZero && event.badDebt.isZero)
        #expect(world.position(alice).lastPremiumFraction == signedWad("10"))
        world.advance(15)
        #expect(try world.traded(world.close(alice)).fundingPayment.isZero)
    }

    @Test("a feed at zero stops funding")
    func zeroIndex() throws {
        world.advance(86_400)
        try setIndexAverage("0")
        #expect(try payFunding().revert == .reason("SignedSafeMath: division by zero"))
    }
}
