import ContractRuntime
import EthereumPrimitives
import PerpContracts
import TestSupport
import Testing
import WideIntegers

/// Tokens that call back and feeds that fail.
@Suite struct ReferenceCallbackTests {
    private typealias World = ReferenceWorld

    @Test("nothing of the house runs while it runs, but its views")
    func reentrancy() throws {
        let world = try ReferenceWorld()
        let (hostile, house, market) = (
            Address(truncating: 0xbad), Address(truncating: 0x999), Address(truncating: 0x998)
        )
        let fund = Address(truncating: 0xf9)
        let token = try ReentrantToken(at: hostile, in: world.host, target: house)
        token.setBalance(wad("1000"), of: World.alice, in: world.host.state)
        let other = try ReferenceHouse(
            at: house, in: world.host,
            ReferenceHouseParameters(owner: World.owner, token: hostile))
        other.addFund(fund, balanceWad: 0, in: world.host.state)
        try other.addMarket(
            at: market, World.parameters { $0.fund = fund }, in: world.host, block: world.block)

        let (key, who) = (ABIValue.address(market), ABIValue.address(World.alice))
        let amount = World.amount(.wad)
        let guarded: [(String, [ABIValue])] = [
            ("openPosition", [key, .uint(0), amount, amount, amount]),
            ("closePosition", [key, amount]), ("addMargin", [key, amount]),
            ("removeMargin", [key, amount]), ("settlePosition", [key]),
            ("liquidate", [key, who]), ("liquidateWithSlippage", [key, who, amount]),
            ("payFunding", [key]), ("flag", [key, who]), ("repeg", [key, amount]),
            ("scaleK", [key, amount]), ("shutdown", [key]), ("claim", [who]),
            ("donate", [.address(fund), amount]), ("depositBackstop", [amount]),
            ("withdrawBackstop", [amount]), ("withdrawFees", [key, amount]),
        ]
        func data(_ call: (name: String, values: [ABIValue])) throws -> [UInt8] {
            try #require(ReferencePerpABI.house.function(named: call.name))
                .encodeCall(call.values)
        }
        token.calls.inner = try guarded.map(data) + [data(("getPosition", [key, who]))]
        let expected: [Revert?] =
            Array(repeating: .reason("ReentrancyGuard: reentrant call"), count: guarded.count)
            + [nil]
        #expect(guarded.count == ReferencePerpABI.house.functions.count - 2)
        for call in [
            ("addMargin", [key, amount]),
            ("openPosition", [key, .uint(0), amount, amount, World.amount(0)]),
            ("depositBackstop", [amount]),
        ] {
            token.calls.failures = []
            let outcome = world.host.execute(
                Message(sender: World.alice, recipient: house, data: try data(call)),
                in: world.block)
            #expect(outcome.isSuccess)
            #expect(token.calls.failures == expected)
        }
    }

    /// A feed whose answers a test changes between calls.
    private final class Answers: @unchecked Sendable {
        var failure: Revert?
        var output: [UInt8]?
    }

    private func worldWithFeed() throws -> (ReferenceWorld, Answers) {
        let answers = Answers()
        let world = try ReferenceWorld()
        try Probe(at: Self.failing, in: world.host) { _, _ throws(Revert) in
            if let failure = answers.failure { throw failure }
            return answers.output ?? CallResult.word(wad("100"))
        }
        return (world, answers)
    }

    private static let failing = Address(truncating: 0xfee1)
    private static let market = Address(truncating: 0xa44)

    @Test(
        "a feed that reverts stops every call that asks it, whatever a bad price would do",
        arguments: BadFeedPolicy.allCases)
    func revertingFeed(_ policy: BadFeedPolicy) throws {
        let (world, answers) = try worldWithFeed()
        try world.house.addMarket(
            at: Self.market,
            World.parameters {
                $0.feed = Self.failing
                $0.onBadFeed = policy
            }, in: world.host, block: world.block)
        let (key, amount) = (ABIValue.address(Self.market), World.amount(.wad))
        let open: [ABIValue] = [key, .uint(0), amount, amount, World.amount(0)]
        #expect(try world.call("openPosition", open, from: World.alice).isSuccess)
        world.advance(60)
        let broken = Revert.reason("feed broke")
        answers.failure = broken
        for (name, values) in [
            ("openPosition", open), ("closePosition", [key, World.amount(0)]),
            ("addMargin", [key, amount]), ("removeMargin", [key, amount]),
            ("getMarginRatio", [key, .address(World.alice)]), ("shutdown", [key]),
        ] {
            #expect(try world.call(name, values, from: World.owner).revert != nil)
            #expect(try world.call(name, values, from: World.alice).revert != nil)
        }
        #expect(try world.call("addMargin", [key, amount], from: World.alice).revert == broken)
        // What asks the curve alone answers.
        for (name, values) in [
            ("getSpotPrice", []), ("getTwapPrice", [ABIValue.uint(60)]), ("getReserve", []),
            ("getOutputPrice", [.uint(0), amount]), ("open", []),
        ] {
            let function = try #require(ReferencePerpABI.market.function(named: name))
            let outcome = world.host.simulate(
                Message(
                    sender: World.bob, recipient: Self.market,
                    data: try function.encodeCall(values)), in: world.block)
            #expect(outcome.isSuccess, "\(name)")
        }
        answers.failure = nil
        answers.output = [1]
        #expect(
            try world.call("addMargin", [key, amount], from: World.alice).revert == .empty)
        answers.output = nil
        #expect(
            try world.call("closePosition", [key, World.amount(0)], from: World.alice).isSuccess)
    }

    @Test("a feed that fails at the start keeps the market from being made")
    func feedAtStart() throws {
        let (world, answers) = try worldWithFeed()
        let parameters = World.parameters { $0.feed = Self.failing }
        answers.failure = .reason("feed broke")
        #expect(throws: ReferencePerpError.feedFailed(.reason("feed broke"))) {
            try world.house.addMarket(
                at: Self.market, parameters, in: world.host, block: world.block)
        }
        answers.failure = nil
        answers.output = CallResult.word(UInt256.zero)
        #expect(throws: ReferencePerpError.feedNotGood(price: 0, timestamp: 0)) {
            try world.house.addMarket(
                at: Self.market, parameters, in: world.host, block: world.block)
        }
        answers.output = nil
        try world.house.addMarket(
            at: Self.market, parameters, in: world.host, block: world.block)
    }
}
