import EthereumPrimitives
import PerpContracts
import TestSupport
import Testing
import WideIntegers

/// The rules by which profile `v1-like` differs from the exact PerpV1, one example each.
@Suite struct TwinDifferenceTests {
    private let alice = TwinWorld.traders[0]
    private let bob = TwinWorld.traders[1]
    private let whale = TwinWorld.whale
    private let criteria = "Margin ratio not meet criteria"

    /// A call that both designs must carry out.
    private func both(
        _ outcomes: TwinWorld.Outcomes, sourceLocation: SourceLocation = #_sourceLocation
    ) {
        #expect(outcomes.v1.revert == nil, sourceLocation: sourceLocation)
        #expect(outcomes.reference.revert == nil, sourceLocation: sourceLocation)
    }

    /// Alice long with 9 times leverage, and the price lower until her equity is below a part of what
    /// the position is worth.
    private func weaken(
        _ world: TwinWorld, below ratio: UInt256, step: UInt256 = wad("10000"),
        settles: Bool = true
    ) throws {
        both(try world.trade(alice, .buy, wad("20000"), leverage: wad("9")))
        world.advance(1_000)
        while true {
            let size = world.v1Position(alice).size.magnitude
            let worth = try world.v1Pool.quote(forBaseWad: size, .add)
            let equity = try world.v1Equity(alice)
            if try equity.divD(worth) < Int256(bitPattern: ratio) { break }
            both(try world.trade(whale, .sell, step))
        }
        if settles { world.advance(1_000) }
    }

    private func marginRatios(_ world: TwinWorld) throws -> (v1: Int256, reference: Int256) {
        let outcomes = try world.call("getMarginRatio", [.address(alice)], from: bob)
        both(outcomes)
        func ratio(_ output: [UInt8]) throws -> Int256 {
            Int256(bitPattern: try #require(UInt256(bigEndianBytes: output)))
        }
        return (try ratio(outcomes.v1.output), try ratio(outcomes.reference.output))
    }

    // MARK: - Named in the specification

    @Test("the average is of the price, not of the closing amount")
    func average() throws {
        let world = try TwinWorld()
        both(try world.trade(alice, .buy, wad("200000"), leverage: wad("5")))
        world.advance(1_000)
        both(try world.trade(whale, .sell, wad("1000000")))
        world.advance(450)
        let ratios = try marginRatios(world)
        #expect((ratios.v1 &- ratios.reference).magnitude > wad("0.000001"))
        // With one price over the whole window there is one answer.
        world.advance(1_000)
        let later = try marginRatios(world)
        #expect((later.v1 &- later.reference).magnitude <= 2)
    }

    @Test("no guard by the feed where it is 10 % and more from the mark")
    func spreadGuard() throws {
        let world = try TwinWorld()
        try weaken(world, below: wad("0.06"))
        try world.setGuardPrice(try world.startPrice.mulD(wad("1.2")))
        let outcomes = try world.liquidate(alice)
        #expect(outcomes.v1.revert == .reason(criteria))
        #expect(outcomes.reference.revert == nil)
    }

    @Test("fees are rounded up")
    func fees() throws {
        var options = TwinWorld.Options()
        options.spread = wad("0.001")
        let world = try TwinWorld(options)
        let odd = try world.trade(alice, .buy, wad("1000.000000000000000001"))
        let (v1, reference) = try world.event("PositionChanged", in: odd)
        #expect(v1[3] == wad("1"))
        #expect(reference[3] == wad("1.000000000000000001"))
        let even = try world.trade(bob, .buy, wad("1000"))
        let (v1Even, referenceEven) = try world.event("PositionChanged", in: even)
        #expect(v1Even[3] == wad("1") && referenceEven[3] == wad("1"))
    }

    @Test("after an increase the initial margin is asked for, not the maintenance margin")
    func increase() throws {
        let world = try TwinWorld()
        try weaken(world, below: wad("0.09"))
        let outcomes = try world.trade(alice, .buy, wad("100"), leverage: wad("5"))
        #expect(outcomes.v1.revert == nil)
        #expect(outcomes.reference.revert == .reason(criteria))
    }

    @Test("after a reduce no margin is asked for")
    func reduce() throws {
        let world = try TwinWorld()
        try weaken(world, below: wad("0.05"))
        let outcomes = try world.trade(alice, .sell, wad("1000"))
        #expect(outcomes.v1.revert == .reason(criteria))
        #expect(outcomes.reference.revert == nil)
    }

    @Test("margin is what the trader names, not notional over leverage")
    func margin() throws {
        let world = try TwinWorld()
        let quote = wad("100.000000000000000001")
        both(try world.trade(alice, .buy, quote, leverage: wad("2.333333333333333333")))
        #expect(world.referencePosition(alice).marginWad == quote)
        #expect(world.v1Position(alice).margin == (try quote - 1))
        #expect(world.walletDifference(alice) == -1)
    }

    @Test("a reduce takes openNotional in proportion; margin and profit together are the same")
    func openNotional() throws {
        let world = try TwinWorld()
        both(try world.trade(alice, .buy, wad("200000"), leverage: wad("3")))
        both(try world.trade(whale, .buy, wad("500000")))
        both(try world.trade(alice, .sell, wad("300000")))
        let (v1, reference) = (world.v1Position(alice), world.referencePosition(alice))
        #expect(v1.size == reference.sizeWad)
        let notional = Int256(bitPattern: reference.openNotionalWad &- v1.openNotional)
        let margin = Int256(bitPattern: reference.marginWad &- v1.margin)
        #expect(notional.magnitude > wad("1000"))
        #expect(margin.magnitude > wad("1000"))
        #expect((notional &- margin).magnitude <= 2)
        #expect(try world.equityDifference(alice).magnitude <= 2)
    }

    @Test("a vault that is short leaves a claim, and the fund does not lend")
    func prepaidBadDebt() throws {
        var options = TwinWorld.Options()
        options.isVaultRich = false
        let world = try TwinWorld(options)
        both(try world.trade(alice, .buy, wad("600000"), leverage: wad("8")))
        both(try world.trade(bob, .buy, wad("600000"), leverage: wad("8")))
        both(try world.call("closePosition", [world.amount(0)], from: alice))
        #expect(
            !world.deployment.clearingHouse.prepaidBadDebtWad(
                of: world.v1Token.account, in: world.v1Host.state
            ).isZero)
        let claim = world.referenceHouse.claimWad(of: alice, in: world.referenceHost.state)
        #expect(!claim.isZero)
        #expect((world.walletDifference(alice) &+ Int256(bitPattern: claim)).magnitude <= 2)
        #expect(
            world.referenceHouse.fundWad(TwinWorld.fund, in: world.referenceHost.state)
                == wad("1000000000"))
    }

    @Test("the liquidator is paid out of the position first, the fund pays only what is missing")
    func reward() throws {
        let world = try TwinWorld()
        try weaken(world, below: wad("0.004"), step: wad("500"))
        let equity = try world.v1Equity(alice).magnitude
        try world.setGuardPrice(try world.v1Pool.spotPriceWad())
        let outcomes = try world.liquidate(alice)
        both(outcomes)
        let (v1, reference) = try world.event("PositionLiquidated", in: outcomes)
        #expect(Int256(bitPattern: v1[2] &- reference[2]).magnitude <= 2)
        // What the margin lacks is bad debt there and none here.
        #expect(v1[4] == v1[2] &- equity)
        #expect(reference[4].isZero)
        // There the fund keeps the margin that it has already made good.
        let v1Fund = world.v1Token.balanceRaw(
            of: world.v1Host.state.account(TwinWorld.fund), in: world.v1Host.state)
        let fund = world.referenceHouse.fundWad(TwinWorld.fund, in: world.referenceHost.state)
        #expect((Int256(bitPattern: v1Fund &- fund) &- Int256(bitPattern: equity)).magnitude <= 2)
    }

    // MARK: - Found by comparing

    @Test("a forced close may take more of a reserve than the trade limit")
    func tradeLimit() throws {
        let world = try TwinWorld()
        both(try world.trade(alice, .sell, wad("600000"), leverage: wad("8")))
        both(try world.trade(whale, .buy, wad("5000000")))
        world.advance(1_000)
        try world.setGuardPrice(try world.v1Pool.spotPriceWad())
        let outcomes = try world.liquidate(alice)
        #expect(outcomes.v1.revert == .reason("over trading limit"))
        #expect(outcomes.reference.revert == nil)
    }

    @Test("a close that passes the limit of price changes is a whole one")
    func fluctuation() throws {
        var options = TwinWorld.Options()
        options.fluctuation = wad("0.012")
        options.isPartial = true
        let world = try TwinWorld(options)
        for _ in 0..<5 {
            world.advance(15)
            both(try world.trade(alice, .buy, wad("40000")))
        }
        world.advance(15)
        let size = world.v1Position(alice).size.magnitude
        both(try world.call("closePosition", [world.amount(0)], from: alice))
        #expect(world.referencePosition(alice).sizeWad.isZero)
        let left = world.v1Position(alice).size.magnitude
        #expect(try left > size.mulD(wad("0.74")) && left < size.mulD(wad("0.76")))
    }

    @Test("margin that is free is measured by the value, not by openNotional")
    func freeCollateral() throws {
        let world = try TwinWorld()
        both(try world.trade(alice, .buy, wad("100000"), leverage: wad("3")))
        both(try world.trade(whale, .sell, wad("500000")))
        world.advance(1_000)
        // Both want a tenth, of what was paid there and of what it is worth here.
        let position = world.v1Position(alice)
        let worth = try world.v1Pool.quote(forBaseWad: position.size.magnitude, .add)
        let free = try world.v1Equity(alice).magnitude &- worth.mulD(wad("0.1"))
        #expect(worth < position.openNotional)
        let outcomes = try world.call(
            "removeMargin", [world.amount(free &- wad("1"))], from: alice)
        #expect(outcomes.v1.revert == .reason("free collateral is not enough"))
        #expect(outcomes.reference.revert == nil)
    }

    @Test("the margin price decides whether a part is closed or all, not the spot price")
    func partOrAll() throws {
        var options = TwinWorld.Options()
        options.isPartial = true
        let world = try TwinWorld(options)
        try weaken(world, below: wad("0.01"), settles: false)
        try world.setGuardPrice(try world.v1Pool.spotPriceWad())
        let size = world.v1Position(alice).size
        for _ in 0..<60 where world.v1Position(alice).size == size {
            world.advance(15)
            _ = try world.liquidate(alice)
        }
        // Just below maintenance by the average, and below the fee by the spot price.
        #expect(world.v1Position(alice).size.isZero)
        let left = world.referencePosition(alice).sizeWad.magnitude
        #expect(try left > size.magnitude.mulD(wad("0.74")) && left < size.magnitude)
    }

    @Test("there is an average before the first second is over")
    func firstSecond() throws {
        let world = try TwinWorld()
        both(try world.trade(alice, .buy, wad("100")))
        world.advance(0)
        let outcomes = try world.trade(alice, .buy, wad("100"))
        #expect(outcomes.v1.revert == .reason("SafeMath: division by zero"))
        #expect(outcomes.reference.revert == nil)
    }

    @Test("a trade that moves no base is refused")
    func noBase() throws {
        let world = try TwinWorld()
        both(try world.trade(alice, .buy, wad("100")))
        let outcomes = try world.trade(bob, .buy, 1)
        #expect(outcomes.v1.revert == nil)
        #expect(outcomes.reference.revert == .reason("input is 0"))
        #expect(world.v1Position(bob).size.isZero && world.v1Position(bob).margin == 1)
    }
}
