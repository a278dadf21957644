import ContractRuntime
import EthereumPrimitives
import PerpContracts
import TestSupport
import Testing
import WideIntegers

/// Toll and spread: a toll of 1 % to a pool, a spread of 2 % to the insurance fund.
@Suite struct PerpV1FeeTests {
    private let world: PerpV1World
    private let alice = PerpV1World.alice
    private let bob = PerpV1World.bob
    private let tollPool = Address(0x7011)

    init() throws {
        world = try PerpV1World()
        try world.setHouse("setTollPool", tollPool)
        try world.setMarket("setTollRatio", wad("0.01"))
        try world.setMarket("setSpreadRatio", wad("0.02"))
    }

    @Test("fees come out of the wallet on top of the margin, spread before toll")
    func opening() throws {
        let outcome = try world.trade(alice, .buy, wad("60"), leverage: wad("10"))
        #expect(try world.traded(outcome).fee == wad("18"))
        #expect(world.position(alice).margin == wad("60"))
        #expect(world.balance(world.house) == wad("60"))
        #expect(world.balance(world.fund) == wad("12"))
        #expect(world.balance(tollPool) == wad("6"))
        #expect(world.balance(alice) == wad("4922"))
        let transfer = try #require(world.dollars.abi.event(named: "Transfer")).topic0
        let receivers = (0..<outcome.logs.count).map { outcome.logs.log($0, in: world.host.state) }
            .filter { $0.topics.first == transfer }.map { UInt256($0.topics[2]) }
        #expect(receivers == [world.house, world.fund, tollPool].map(\.number))
    }

    @Test("closing, reducing and turning pay on all the quote that goes through the market")
    func everyTrade() throws {
        _ = try world.trade(alice, .buy, wad("60"), leverage: wad("10"))
        #expect(try world.traded(world.trade(alice, .sell, wad("100"))).fee == wad("3"))
        // 500 to close, 200 to open a short.
        #expect(try world.traded(world.trade(alice, .sell, wad("700"))).fee == wad("21"))
        #expect(try world.traded(world.close(alice)).fee == wad("6"))
        #expect(world.balance(tollPool) == wad("16"))
        #expect(world.balance(world.fund) == wad("32"))
        // All else is hers but for the wei that rounding has left in the vault.
        #expect(try world.balance(alice) + world.balance(world.house) == wad("4952"))
        #expect(world.balance(world.house) < 10)
    }

    @Test("each fee is rounded down by itself")
    func rounding() throws {
        // 1 % of 199 wei is 1, 2 % is 3.
        #expect(try world.traded(world.trade(alice, .buy, 199)).fee == 4)
        #expect(world.balance(tollPool) == 1)
        #expect(world.balance(world.fund) == 3)
    }

    @Test("a fee is pulled after the payout, and a close fails without an allowance for it")
    func allowance() throws {
        _ = try world.trade(alice, .buy, wad("250"))
        let approve: [ABIValue] = [.address(world.house), .uint(wad("7.5"))]
        try world.ok(
            world.dollars.abi, world.token, "approve",
            [.address(world.house), .uint(wad("7.499999999999999999"))], from: alice)
        let refused = try world.close(alice)
        #expect(refused.revert == .reason("DecimalERC20: transferFrom failed"))
        try world.ok(world.dollars.abi, world.token, "approve", approve, from: alice)
        // An empty wallet can pay out of what the close brings.
        let all: [ABIValue] = [.address(bob), .uint(world.balance(alice))]
        try world.ok(world.dollars.abi, world.token, "transfer", all, from: alice)
        #expect(try world.close(alice).isSuccess)
        #expect(world.balance(alice) == wad("242.5"))
    }

    @Test("a toll needs a pool, a spread does not")
    func missingPool() throws {
        try world.setHouse("setTollPool", Address.zero)
        #expect(try world.trade(alice, .buy, .wad).revert == .reason("Invalid feePool"))
        try world.setMarket("setTollRatio", 0)
        #expect(try world.trade(alice, .buy, .wad).isSuccess)
        #expect(world.balance(world.fund) == wad("0.02"))
    }

    @Test("liquidations and margin changes pay no fee")
    func free() throws {
        _ = try world.trade(alice, .buy, wad("60"), leverage: wad("10"))
        _ = try world.trade(bob, .sell, wad("50"))
        _ = try world.addMargin(wad("5"), from: bob)
        _ = try world.removeMargin(wad("5"), from: bob)
        let toll = world.balance(tollPool)
        #expect(toll == wad("6.5"))
        world.advance(1_000)
        try world.setIndex(wad("24"))
        #expect(try world.traded(world.liquidate(alice)).fee.isZero)
        #expect(world.balance(tollPool) == toll)
    }
}
