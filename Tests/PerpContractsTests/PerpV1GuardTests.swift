import ContractRuntime
import EthereumPrimitives
import PerpContracts
import TestSupport
import Testing
import WideIntegers

/// Who may call what, the pause, and calls into the clearing house while it runs.
@Suite struct PerpV1GuardTests {
    private let world: PerpV1World
    private let alice = PerpV1World.alice
    private let bob = PerpV1World.bob
    private let notOwner = Revert.reason("PerpFiOwnableUpgrade: caller is not the owner")

    init() throws {
        world = try PerpV1World()
    }

    @Test("the pause stops traders, not liquidators and funding")
    func pause() throws {
        let abi = PerpV1ABI.clearingHouse
        _ = try world.trade(alice, .buy, wad("60"), leverage: wad("10"))
        _ = try world.trade(bob, .sell, wad("50"))
        try world.setIndex(wad("24"))
        world.advance(86_400)
        #expect(try world.send(abi, world.house, "pause", [], from: alice).revert == notOwner)
        let paused = try world.send(abi, world.house, "pause", [])
        #expect(try world.event("Paused", in: paused) == [PerpV1World.owner.number])
        let stopped = Revert.reason("Pausable: paused")
        #expect(try world.send(abi, world.house, "pause", []).revert == stopped)
        #expect(try world.trade(bob, .sell, wad("1")).revert == stopped)
        #expect(try world.close(bob).revert == stopped)
        #expect(try world.addMargin(wad("1"), from: bob).revert == stopped)
        #expect(try world.removeMargin(wad("1"), from: bob).revert == stopped)
        #expect(try world.liquidate(alice).isSuccess)
        // Bob's short is left, and pays.
        try world.ok(world.feedABI, world.feed, "setTwapPrice", [.uint(wad("25"))])
        #expect(try world.call("payFunding", from: bob).isSuccess)

        #expect(try world.send(abi, world.house, "unpause", []).isSuccess)
        let twice = try world.send(abi, world.house, "unpause", [])
        #expect(twice.revert == .reason("Pausable: not paused"))
        world.advance(15)
        #expect(try world.close(bob).isSuccess)
    }

    @Test(
        "parameters are the owner's",
        arguments: [
            "setMaintenanceMarginRatio", "setLiquidationFeeRatio", "setPartialLiquidationRatio",
        ])
    func ownersRatios(_ name: String) throws {
        let half: [ABIValue] = [.tuple([.uint(wad("0.5"))])]
        let abi = PerpV1ABI.clearingHouse
        #expect(try world.send(abi, world.house, name, half, from: alice).revert == notOwner)
        #expect(try world.send(abi, world.house, name, half).isSuccess)
        let getter = name.dropFirst(3).prefix(1).lowercased() + name.dropFirst(4)
        #expect(try world.words(abi, world.house, String(getter), []) == [wad("0.5")])
    }

    @Test("a share of liquidations is at most all")
    func partialRatio() throws {
        let over: [ABIValue] = [.tuple([.uint(wad("1.000000000000000001"))])]
        let outcome = try world.send(
            PerpV1ABI.clearingHouse, world.house, "setPartialLiquidationRatio", over)
        #expect(outcome.revert == .reason("invalid partial liquidation ratio"))
    }

    @Test("the market obeys the clearing house alone, and so does the fund")
    func callers() throws {
        let stranger = Revert.reason("caller is not counterParty")
        let one = ABIValue.tuple([.uint(wad("1"))])
        let swaps: [(String, [ABIValue])] = [
            ("swapInput", [.uint(0), one, one, .bool(true)]), ("swapOutput", [.uint(0), one, one]),
            ("settleFunding", []),
        ]
        for (name, values) in swaps {
            for sender in [alice, PerpV1World.owner] {
                let outcome = try world.send(
                    PerpV1ABI.amm, world.market, name, values, from: sender)
                #expect(outcome.revert == stranger, "\(name)")
            }
        }
        try world.mint(wad("10"), to: world.fund)
        let outcome = try world.send(
            PerpV1ABI.insuranceFund, world.fund, "withdraw", [.address(world.token), one])
        #expect(outcome.revert == .reason("caller is not beneficiary"))
    }

    @Test("nothing that is guarded runs while something guarded runs; funding is not guarded")
    func reentrancy() throws {
        let hostile = Address(0xbad)
        let market = Address(0xa35)
        let token = try ReentrantToken(at: hostile, in: world.host, target: world.house)
        try world.deployment.addMarket(at: market, world.parameters(quoteAsset: hostile))
        token.setBalance(wad("100"), of: alice, in: world.host.state)

        let amount = ABIValue.tuple([.uint(wad("1"))])
        let key = ABIValue.address(market)
        let inner: [(String, [ABIValue])] = [
            ("openPosition", [key, .uint(0), amount, amount, amount]),
            ("closePosition", [key, amount]), ("addMargin", [key, amount]),
            ("removeMargin", [key, amount]), ("settlePosition", [key]),
            ("liquidate", [key, .address(alice)]),
            ("liquidateWithSlippage", [key, .address(alice), amount]), ("payFunding", [key]),
        ]
        let abi = PerpV1ABI.clearingHouse
        token.calls.inner = try inner.map { name, values in
            try #require(abi.function(named: name)).encodeCall(values)
        }
        for _ in 0..<2 {
            token.calls.failures = []
            let outcome = try world.send(
                abi, world.house, "addMargin", [key, amount], from: alice)
            #expect(outcome.isSuccess)
            let expected = Array(repeating: "ReentrancyGuard: reentrant call", count: 7)
            #expect(
                token.calls.failures
                    == (expected + ["settle funding too early"]).map { Revert.reason($0) })
        }
        #expect(token.calls.inner.count == inner.count)
    }

    @Test("contracts refuse to be made without what they need")
    func construction() throws {
        let lone = Address(0x1000)
        var parameters = try world.parameters(quoteAsset: world.token)
        parameters.quoteReserveWad = 0
        #expect(throws: Revert.reason("invalid input")) {
            try Amm(at: lone, in: world.host, parameters, block: world.block)
        }
        #expect(throws: Revert.reason("Invalid IInsuranceFund")) {
            try ClearingHouse(
                at: lone, in: world.host,
                ClearingHouseParameters(
                    owner: PerpV1World.owner, initMarginRatioWad: 0, maintenanceMarginRatioWad: 0,
                    liquidationFeeRatioWad: 0, insuranceFund: .zero))
        }
    }
}
