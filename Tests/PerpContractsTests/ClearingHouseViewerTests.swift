import ContractRuntime
import EthereumPrimitives
import PerpContracts
import TestSupport
import Testing
import WideIntegers

@Suite struct ClearingHouseViewerTests {
    private let world: PerpV1World

    init() throws {
        world = try PerpV1World()
    }

    private func view(_ name: String, _ values: [ABIValue]) throws -> [UInt256] {
        try world.words(world.viewerABI, world.viewer, name, values)
    }

    private func key(_ trader: Address) -> [ABIValue] {
        [.address(world.market), .address(trader)]
    }

    private func signed(_ word: UInt256?) -> Int256? { word.map(Int256.init(bitPattern:)) }

    private func minus(_ value: UInt256) -> Int256 {
        Int256(bitPattern: .zero &- value)
    }

    @Test("a long's collateral is its margin less a share of what it was opened for")
    func long() throws {
        try world.open(PerpV1World.alice, .buy, margin: 60, leverage: 10)
        world.advance(1_000)
        // 600 quote move 37.5 base, and closing brings 600 back: no profit, 60 are bound.
        let position = try view(
            "getPersonalPositionWithFundingPayment", key(PerpV1World.alice))
        let wad = PerpV1World.wad
        #expect(position == [wad(75, 2), wad(60, 1), wad(600, 1), 0, 0, 1])
        #expect(try view("getFreeCollateral", key(PerpV1World.alice)) == [0])
        #expect(try view("getUnrealizedPnl", key(PerpV1World.alice) + [.uint(0)]) == [0])
        #expect(try view("getMarginRatio", key(PerpV1World.alice)) == [wad(1, 10)])
        // By the feed's price of 10 it is worth 375.
        let atFeed = try view("getUnrealizedPnl", key(PerpV1World.alice) + [.uint(2)])
        #expect(signed(atFeed.first) == minus(wad(225, 1)))

        // A second long lifts the price; profit does not free margin.
        try world.open(PerpV1World.bob, .buy, margin: 100, leverage: 1)
        world.advance(1_000)
        let profit = try view("getUnrealizedPnl", key(PerpV1World.alice) + [.uint(0)])
        #expect(signed(profit.first)?.signum == 1)
        #expect(try view("getFreeCollateral", key(PerpV1World.alice)) == [0])
    }

    @Test("a loss counts at once, by the worse of spot and average")
    func loss() throws {
        try world.open(PerpV1World.alice, .buy, margin: 60, leverage: 10)
        world.advance(1_000)
        try world.open(PerpV1World.bob, .sell, margin: 50, leverage: 2)
        world.advance(450)
        func loss(_ option: UInt256) throws -> UInt256 {
            let word = try view("getUnrealizedPnl", key(PerpV1World.alice) + [.uint(option)])
            return try #require(signed(word.first)).magnitude
        }
        let (spot, average) = (try loss(0), try loss(1))
        #expect(spot > average)
        let free = try view("getFreeCollateral", key(PerpV1World.alice))
        #expect(signed(free.first) == minus(spot))

        // When the price is back, the average is the worse one.
        try world.ok(
            PerpV1ABI.clearingHouse, world.house, "closePosition",
            [.address(world.market), .tuple([.uint(0)])], from: PerpV1World.bob)
        world.advance(450)
        let later = try view("getFreeCollateral", key(PerpV1World.alice))
        #expect(signed(later.first) == minus(try loss(1)))
        let (spotAfter, averageAfter) = (try loss(0), try loss(1))
        #expect(spotAfter < averageAfter)
    }

    @Test("a short's collateral is its margin less a share of what closing would take")
    func short() throws {
        try world.open(PerpV1World.alice, .sell, margin: 20, leverage: 5)
        world.advance(1_000)
        func free(_ notional: UInt256) -> Int256 {
            let tenth = notional.quotientAndRemainder(dividingBy: 10).quotient
            // 20 of margin and 100 of open notional.
            return Int256(bitPattern: PerpV1World.wad(120) &- notional &- tenth)
        }
        func notional() throws -> UInt256 {
            let words = try world.words(
                PerpV1ABI.clearingHouse, world.house, "getPositionNotionalAndUnrealizedPnl",
                key(PerpV1World.alice) + [.uint(0)])
            return try #require(words.first)
        }
        // Closing takes what opening brought and the price of a rounded wei of base.
        let before = try notional()
        #expect(before &- PerpV1World.wad(100) < 10)
        let first = try view("getFreeCollateral", key(PerpV1World.alice))
        #expect(signed(first.first) == free(before))

        try world.open(PerpV1World.bob, .buy, margin: 50, leverage: 1)
        world.advance(1_000)
        let after = try notional()
        #expect(after > PerpV1World.wad(105))
        let second = try view("getFreeCollateral", key(PerpV1World.alice))
        #expect(signed(second.first) == free(after))
    }

    @Test("funding is taken from the margin shown, down to zero")
    func funding() throws {
        try world.open(PerpV1World.alice, .buy, margin: 60, leverage: 10)
        // The market stands at 1600 / 62.5 = 25.6; a tenth above the index costs 3.75 in a day.
        try world.payFunding(indexWad: PerpV1World.wad(255, over: 10))
        let token = ABIValue.address(world.token)
        func margin() throws -> UInt256? {
            let balance = try view(
                "getPersonalBalanceWithFundingPayment", [token, .address(PerpV1World.alice)])
            let position = try view(
                "getPersonalPositionWithFundingPayment", key(PerpV1World.alice))
            #expect(balance == [position[1]])
            #expect(position[3] == 0)
            return balance.first
        }
        #expect(try margin() == PerpV1World.wad(225, over: 4))
        let free = try view("getFreeCollateral", key(PerpV1World.alice))
        #expect(signed(free.first) == minus(PerpV1World.wad(15, over: 4)))

        try world.payFunding(indexWad: PerpV1World.wad(20))
        #expect(try margin() == 0)
        let used = try view("getFreeCollateral", key(PerpV1World.alice))
        #expect(signed(used.first) == minus(PerpV1World.wad(60)))
        // The clearing house counts what the margin does not cover: 0 - (3.75 + 210 - 60) of 600.
        let ratio = try view("getMarginRatio", key(PerpV1World.alice))
        #expect(signed(ratio.first) == minus(PerpV1World.wad(15_375, over: 60_000)))
    }

    @Test("balances are summed over the markets of one token")
    func balances() throws {
        let other = Address(truncating: 0x71)
        let dollars = try ERC20Token(
            at: other, in: world.host, name: "Euro", symbol: "EUR", owner: PerpV1World.owner)
        let second = Address(truncating: 0xa34)
        let third = Address(truncating: 0xa35)
        try world.deployment.addMarket(at: second, world.parameters(quoteAsset: other))
        try world.deployment.addMarket(at: third, world.parameters(quoteAsset: world.token))
        let alice = PerpV1World.alice
        try world.ok(
            dollars.abi, other, "mint", [.address(alice), .uint(PerpV1World.wad(9))])
        try world.ok(
            dollars.abi, other, "approve", [.address(world.house), .uint(.max)], from: alice)
        for (market, margin) in [(world.market, 4), (second, 5), (third, 6)] as [(Address, UInt64)]
        {
            try world.ok(
                PerpV1ABI.clearingHouse, world.house, "addMargin",
                [.address(market), .tuple([.uint(PerpV1World.wad(margin))])], from: alice)
        }
        func balance(_ token: Address) throws -> [UInt256] {
            try view(
                "getPersonalBalanceWithFundingPayment", [.address(token), .address(alice)])
        }
        #expect(try balance(world.token) == [PerpV1World.wad(10)])
        #expect(try balance(other) == [PerpV1World.wad(5)])
        #expect(try balance(world.feed) == [0])
    }

    @Test("answers the rest as the clearing house does")
    func rest() throws {
        let none = try view("isPositionNeedToBeMigrated", key(PerpV1World.alice))
        #expect(none == [0])
        let outcome = try world.send(
            world.viewerABI, world.viewer, "getMarginRatio", key(PerpV1World.alice))
        #expect(outcome.revert?.returnData == Revert.reason("positionSize is 0").returnData)
        try world.open(PerpV1World.alice, .buy, margin: 60, leverage: 10)
        #expect(try view("isPositionNeedToBeMigrated", key(PerpV1World.alice)) == [0])
        #expect(try view("clearingHouse", []) == [world.house.number])
        let option = try world.send(
            world.viewerABI, world.viewer, "getUnrealizedPnl",
            key(PerpV1World.alice) + [.uint(3)])
        #expect(option.revert == .empty)
    }

    @Test("without a clearing house every question fails")
    func noClearingHouse() throws {
        let lone = Address(truncating: 0x1f)
        let abi = try ClearingHouseViewer(
            at: lone, in: world.host, clearingHouse: PerpV1World.bob
        ).abi
        for function in abi.functions where function.inputs.count == 2 {
            let outcome = try world.send(abi, lone, function.name, key(PerpV1World.alice))
            #expect(outcome.revert == .empty, "\(function.name)")
        }
    }
}
