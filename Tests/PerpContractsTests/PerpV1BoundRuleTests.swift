import ContractRuntime
import EthereumPrimitives
import PerpContracts
import TestSupport
import Testing
import WideIntegers

/// A rule is reported when the call would have gone another way without it, and only then.
@Suite struct PerpV1BoundRuleTests {
    private typealias Rules = PerpV1BoundRules

    private let world: PerpV1World
    private let alice = PerpV1World.alice
    private let bob = PerpV1World.bob
    private let carol = PerpV1World.carol
    private let criteria = Revert.reason("Margin ratio not meet criteria")

    init() throws {
        world = try PerpV1World()
    }

    /// Alice long with a margin of 60, after a sale and a time in which the average follows.
    private func sink(
        bySale quote: String, index: String, seconds: UInt64 = 1_000
    ) throws {
        _ = try world.trade(alice, .buy, wad("60"), leverage: wad("10"))
        world.advance(1_000)
        _ = try world.trade(bob, .sell, wad(quote))
        try world.setIndex(wad(index))
        world.advance(seconds)
    }

    /// What a call reports, undone.
    private func rules(
        _ call: () throws -> ExecutionOutcome, revert: Revert? = nil,
        sourceLocation: SourceLocation = #_sourceLocation
    ) throws -> [BoundRule] {
        let snapshot = world.host.state.takeSnapshot()
        let outcome = try call()
        #expect(outcome.revert == revert, sourceLocation: sourceLocation)
        try world.host.state.revert(to: snapshot)
        return outcome.boundRules
    }

    // MARK: - Backstop

    @Test("backstop: reported of a stranger's liquidation with bad debt alone")
    func backstop() throws {
        try sink(bySale: "150", index: "21")
        try world.mint(wad("100"), to: world.fund)
        let refused = Revert.reason("not backstop LP")
        let stranger = try rules({ try world.liquidate(alice) }, revert: refused)
        #expect(stranger == [Rules.backstop])
        try world.setBackstop(carol)
        #expect(try rules { try world.liquidate(alice) } == [])

        let covered = try PerpV1BoundRuleTests()
        try covered.sink(bySale: "50", index: "24")
        #expect(try covered.rules { try covered.world.liquidate(alice) } == [])
    }

    // MARK: - Fluctuation limit

    @Test("fluctuation limit: reported of a refused trade, before and after the limit is passed")
    func fluctuation() throws {
        _ = try world.trade(alice, .buy, wad("60"), leverage: wad("10"))
        _ = try world.trade(bob, .buy, wad("10"))
        try world.setHouse("setPartialLiquidationRatio", wad("1"))
        world.advance(15)
        try world.setMarket("setFluctuationLimitRatio", wad("0.01"))
        let over = Revert.reason("price is over fluctuation limit")
        #expect(try rules { try world.trade(carol, .buy, wad("1")) } == [])
        let refused = try rules({ try world.trade(carol, .buy, wad("100")) }, revert: over)
        #expect(refused == [Rules.fluctuationLimit])
        // A close may pass it once, and has not been bound.
        let close = try world.close(alice)
        #expect(close.isSuccess && close.boundRules.isEmpty)
        let already = Revert.reason("price is already over fluctuation limit")
        let late = try rules({ try world.close(bob) }, revert: already)
        #expect(late == [Rules.fluctuationLimit])
        world.advance(15)
        #expect(try rules { try world.close(bob) } == [])
        // Beyond one, the limit itself cannot be computed.
        try world.setMarket("setFluctuationLimitRatio", wad("1.1"))
        let broken = try rules(
            { try world.trade(carol, .buy, 1) },
            revert: .reason("SafeMath: subtraction overflow"))
        #expect(broken == [Rules.fluctuationLimit])
        try world.setMarket("setFluctuationLimitRatio", 0)
        #expect(try rules { try world.trade(carol, .buy, wad("100")) } == [])
    }

    @Test("fluctuation limit: reported of a close that becomes partial, not where nothing is open")
    func partialClose() throws {
        _ = try world.trade(alice, .buy, wad("60"), leverage: wad("10"))
        try world.setHouse("setPartialLiquidationRatio", wad("0.25"))
        world.advance(15)
        try world.setMarket("setFluctuationLimitRatio", wad("0.01"))
        let close = try world.close(alice)
        #expect(close.isSuccess && close.boundRules == [Rules.fluctuationLimit])
        let empty = try rules(
            { try world.close(carol) }, revert: .reason("positionSize is 0"))
        #expect(empty == [])
        try world.setMarket("setFluctuationLimitRatio", wad("0.9"))
        world.advance(15)
        #expect(try rules { try world.close(alice) } == [])
    }

    // MARK: - Restriction mode

    @Test("restriction mode: reported of a second action in the block of a liquidation")
    func restriction() throws {
        try sink(bySale: "50", index: "24")
        _ = try world.trade(carol, .sell, wad("1"))
        #expect(try rules { try world.trade(carol, .sell, wad("1")) } == [])
        #expect(try world.liquidate(alice).boundRules.isEmpty)
        let refused = Revert.reason("only one action allowed")
        let trade = try rules({ try world.trade(carol, .sell, wad("1")) }, revert: refused)
        #expect(trade == [Rules.restrictionMode])
        let close = try rules({ try world.close(carol) }, revert: refused)
        #expect(close == [Rules.restrictionMode])
        #expect(try rules { try world.close(bob) } == [])
        #expect(try rules { try world.addMargin(wad("1"), from: carol) } == [])
        world.advance(15)
        #expect(try rules { try world.close(carol) } == [])
    }

    // MARK: - Spread guard

    @Test("spread guard: reported where the feed alone keeps a position from liquidation")
    func spreadGuard() throws {
        try sink(bySale: "50", index: "24")
        #expect(try rules { try world.liquidate(alice) } == [])
        try world.setIndex(wad("21"))
        let saved = try rules({ try world.liquidate(alice) }, revert: criteria)
        #expect(saved == [Rules.spreadGuard])
        // Far and no help.
        try world.setIndex(wad("12"))
        #expect(try rules { try world.liquidate(alice) } == [])
        try world.setIndex(0)
        let zero = Revert.reason("underlying price is 0")
        #expect(
            try rules({ try world.liquidate(alice) }, revert: zero) == [Rules.spreadGuard])
        // Bob's short has all its margin: nothing has kept him from anything.
        #expect(try rules({ try world.liquidate(bob) }, revert: zero) == [])
        try world.setIndex(wad("12"))
        #expect(try rules({ try world.liquidate(bob) }, revert: criteria) == [])
    }

    // MARK: - Better of two

    @Test("better of two: reported where the worse price would have let a liquidation through")
    func betterOfTwo() throws {
        try sink(bySale: "50", index: "24", seconds: 15)
        let early = try rules({ try world.liquidate(alice) }, revert: criteria)
        #expect(early == [Rules.betterOfTwoPnl])
        // The feed would have kept her as well, so that neither rule alone decides.
        try world.setIndex(wad("21"))
        #expect(try rules({ try world.liquidate(alice) }, revert: criteria) == [])
        try world.setIndex(wad("12"))
        let useless = try rules({ try world.liquidate(alice) }, revert: criteria)
        #expect(useless == [Rules.betterOfTwoPnl])
        try world.setIndex(wad("24"))
        world.advance(900)
        #expect(try rules { try world.liquidate(alice) } == [])
        // Spot is back and the average lags: it is the worse one now.
        _ = try world.close(bob)
        world.advance(15)
        try world.setIndex(wad("25.6"))
        let late = try rules({ try world.liquidate(alice) }, revert: criteria)
        #expect(late == [Rules.betterOfTwoPnl])
        world.advance(900)
        #expect(try rules({ try world.liquidate(alice) }, revert: criteria) == [])
    }

    // MARK: - Empty fund

    @Test("fund empty: reported where the fund holds less than it has to pay")
    func fundEmpty() throws {
        try sink(bySale: "150", index: "21")
        try world.setBackstop(carol)
        let quote = try world.closingQuote(alice)
        let reward = try quote.mulDivDown(wad("0.00625"), .wad)
        let needed = try wad("540") - quote + reward
        try world.mint(needed &- .one, to: world.fund)
        let short = try rules({ try world.liquidate(alice) }, revert: .empty)
        #expect(short == [Rules.fundEmpty])
        try world.mint(1, to: world.fund)
        #expect(try rules { try world.liquidate(alice) } == [])
    }

    @Test("every rule has a name of its own")
    func names() {
        #expect(Set(Rules.all.map(\.name)).count == 6)
    }
}
