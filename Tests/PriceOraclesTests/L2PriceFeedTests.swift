import ContractRuntime
import EthereumPrimitives
import PriceOracles
import TestSupport
import Testing
import WideIntegers

@Suite struct L2PriceFeedTests {
    @Test(
        "functions have the selectors of the deployed feed",
        arguments: [
            ("setLatestData", 0x031d_64bd as UInt32), ("getPrice", 0x31d9_8b3f),
            ("getTwapPrice", 0xa217_3df4), ("getLatestTimestamp", 0x7ad2_2632),
            ("getPreviousPrice", 0x914b_14c5), ("getPreviousTimestamp", 0x59bb_180e),
        ])
    func selectors(name: String, selector: UInt32) throws {
        let feed = try L2World()
        #expect(feed.l2.program.abi.function(named: name)?.selector == Selector(selector))
        let chainlink = try ChainlinkWorld(decimals: 8)
        let function = chainlink.chainlink.program.abi.function(named: name)
        #expect(function?.selector == Selector(selector))
    }

    @Test("a push emits all its values without indexing")
    func event() throws {
        let feed = try L2World()
        try feed.l2.ok("addAggregator", [key("ETH")])
        let arguments = feed.round("ETH", price: 400, timestamp: 9, 77)
        let logs = try feed.l2.logs("setLatestData", arguments, from: feed.bridge.address)
        let topic = try Hash256(
            hex: "0xb3b3d4e42c62d694318e0149f90ed0f2e7be9757332da15fd55ae5a01d41722c")
        #expect(logs.count == 1)
        #expect(logs.first?.topics == [topic])
        #expect(logs.first?.address == feed.l2.address)
        var data = key("ETH").bytesValue ?? []
        for number in [400, 9, 77] as [UInt256] { number.appendBigEndian(to: &data) }
        #expect(logs.first?.data == data)
    }

    @Test("a push fails for the first thing that is wrong")
    func pushTexts() throws {
        let feed = try L2World()
        let first = feed.round("ETH", price: 1, timestamp: 100, 1)
        let push = "setLatestData"
        #expect(try feed.l2.reason(push, first) == "!ambBridge")
        try feed.bridge.ok("setMessageSender", [.address(FeedWorld.stranger)])
        let from = feed.bridge.address
        #expect(try feed.l2.reason(push, first, from: from) == "sender not RootBridge")
        try feed.bridge.ok("setMessageSender", [.address(L2World.rootBridge)])
        #expect(try feed.l2.reason(push, first, from: from) == "key not existed")
        try feed.l2.ok("addAggregator", [key("ETH")])
        let atZero = feed.round("ETH", price: 1, timestamp: 0, 1)
        #expect(try feed.l2.reason(push, atZero, from: from) == "incorrect timestamp")
        try feed.l2.ok(push, first, from: from)
        #expect(try feed.l2.reason(push, first, from: from) == "incorrect timestamp")
        let next = feed.round("ETH", price: 0, timestamp: 101, 0)
        try feed.l2.ok(push, next, from: from)
        #expect(try feed.l2.word("getPrice", [key("ETH")]) == 0)
    }

    @Test("the bridge's own answer decides, and must be an address")
    func bridgeAnswer() throws {
        let feed = try L2World()
        try feed.l2.ok("addAggregator", [key("ETH")])
        let call = try #require(feed.l2.program.abi.function(named: "setLatestData"))
            .encodeCall(feed.round("ETH", price: 5, timestamp: 6, 7))
        try feed.bridge.ok("relay", [.address(feed.l2.address), .bytes(call)])
        #expect(try feed.l2.word("getPrice", [key("ETH")]) == 5)

        // A bridge without code, one that answers nothing, and one that answers no address.
        let answers: [[UInt8]?] = [nil, [], [UInt8](repeating: 1, count: 32)]
        for (index, answer) in answers.enumerated() {
            let world = try FeedWorld()
            let bridge = Address(truncating: 0xb1d9e)
            if let answer { _ = try FixedAnswer(answer, at: bridge, in: world.host) }
            let address = Address(truncating: 0xfeed)
            let l2 = Deployed(
                world: world,
                program: try L2PriceFeed(
                    at: address, in: world.host, owner: FeedWorld.admin, bridge: bridge,
                    rootBridge: L2World.rootBridge), address: address)
            try l2.ok("addAggregator", [key("ETH")])
            let values = feed.round("ETH", price: 5, timestamp: 6, 7)
            let outcome = try l2.call("setLatestData", values, from: bridge)
            #expect(outcome.revert == .empty, "answer \(index)")
        }
    }

    @Test("reads name what is missing, the key first")
    func readTexts() throws {
        let feed = try L2World()
        let eth = key("ETH")
        let missing = "key not existed"
        #expect(try feed.l2.reason("getPrice", [eth]) == missing)
        #expect(try feed.l2.reason("getTwapPrice", [eth, .uint(0)]) == missing)
        #expect(try feed.l2.reason("getLatestTimestamp", [eth]) == missing)
        #expect(try feed.l2.reason("getPreviousPrice", [eth, .uint(0)]) == missing)
        #expect(try feed.l2.reason("getPreviousTimestamp", [eth, .uint(0)]) == missing)
        #expect(try feed.l2.reason("removeAggregator", [eth]) == missing)
        #expect(try feed.l2.word("getPriceFeedLength", [eth]) == 0)
        try feed.l2.ok("addAggregator", [eth])
        #expect(try feed.l2.reason("addAggregator", [eth]) == "key existed")
        #expect(
            try feed.l2.reason("getTwapPrice", [eth, .uint(0)]) == "interval can't be 0")
        #expect(try feed.l2.reason("getTwapPrice", [eth, .uint(1)]) == "Not enough history")
        #expect(try feed.l2.reason("getPrice", [eth]) == "no price data")
        #expect(try feed.l2.word("getLatestTimestamp", [eth]) == 0)
        #expect(try feed.l2.word("priceFeedMap", [eth]) == 1)
    }

    @Test("numbers at the edges meet SafeMath")
    func edges() throws {
        let feed = try L2World()
        let eth = key("ETH")
        try feed.l2.ok("addAggregator", [eth])
        let now = feed.world.block.timestampSeconds
        try feed.push("ETH", price: .max, timestamp: now + 10)
        #expect(try feed.l2.word("getPrice", [eth]) == .max)
        #expect(try feed.l2.word("getTwapPrice", [eth, .uint(5)]) == .max)
        let underflow = "SafeMath: subtraction overflow"
        #expect(try feed.l2.reason("getTwapPrice", [eth, .uint(.max)]) == underflow)
        try feed.push("ETH", price: .max, timestamp: now + 20)
        #expect(try feed.l2.reason("getTwapPrice", [eth, .uint(5)]) == underflow)
        feed.world.advance(22)
        let overflow = "SafeMath: multiplication overflow"
        #expect(try feed.l2.reason("getTwapPrice", [eth, .uint(5)]) == overflow)
        #expect(
            try feed.l2.reason("getPreviousPrice", [eth, .uint(.max)]) == "Not enough history")
        #expect(
            try feed.l2.reason("getPreviousTimestamp", [eth, .uint(2)]) == "Not enough history")
        #expect(try feed.l2.word("getPreviousTimestamp", [eth, .uint(1)]) == UInt256(now + 10))
    }

    @Test("removing a key clears its rounds and gives its place to the last key")
    func removal() throws {
        let feed = try L2World()
        for name in ["A", "B", "C"] { try feed.l2.ok("addAggregator", [key(name)]) }
        try feed.push("A", price: 1, timestamp: 50)
        try feed.push("C", price: 3, timestamp: 60)
        try feed.l2.ok("removeAggregator", [key("A")])
        let first = try feed.l2.ok("priceFeedKeys", [.uint(0)])
        #expect(first.output == key("C").bytesValue)
        #expect(try feed.l2.call("priceFeedKeys", [.uint(2)]).revert == .invalidOpcode)
        #expect(try feed.l2.call("priceFeedKeys", [.uint(.max)]).revert == .invalidOpcode)
        #expect(try feed.l2.word("getPriceFeedLength", [key("A")]) == 0)
        #expect(try feed.l2.word("getPrice", [key("C")]) == 3)
        try feed.l2.ok("addAggregator", [key("A")])
        #expect(try feed.l2.word("getLatestTimestamp", [key("A")]) == 0)
        try feed.push("A", price: 4, timestamp: 1)
        #expect(try feed.l2.word("getPrice", [key("A")]) == 4)
        let last = try feed.l2.ok("priceFeedKeys", [.uint(2)])
        #expect(last.output == key("A").bytesValue)
    }

    @Test("removing a key costs gas for each of its rounds")
    func removalGas() throws {
        func gas(rounds: Int) throws -> UInt64 {
            let feed = try L2World()
            try feed.l2.ok("addAggregator", [key("ETH")])
            for id in 1...rounds { try feed.push("ETH", price: 1, timestamp: UInt64(id), id) }
            let outcome = try feed.l2.ok("removeAggregator", [key("ETH")])
            return outcome.gasParts[.storage]
        }
        // Three cold slots that are cleared.
        #expect(try gas(rounds: 5) - gas(rounds: 4) == 3 * 5_000)
    }

    @Test("typed and encoded calls give the same price for the same storage gas")
    func typedCalls() throws {
        let feed = try L2World()
        try feed.l2.ok("addAggregator", [key("ETH")])
        let now = feed.world.block.timestampSeconds
        for id in 1...3 { try feed.push("ETH", price: 7, timestamp: now - 100 + UInt64(id), id) }
        let address = Address(truncating: 0xca11)
        let caller = Deployed(
            world: feed.world,
            program: try TypedCaller(feed.l2, at: address, in: feed.world.host),
            address: address)
        let typed = try caller.ok("getTwapPrice", [key("ETH"), .uint(300)])
        let encoded = try feed.l2.ok("getTwapPrice", [key("ETH"), .uint(300)])
        #expect(typed.output == encoded.output)
        #expect(typed.gasParts[.storage] == encoded.gasParts[.storage])
        // Registration, count and three words of each round, all cold.
        #expect(encoded.gasParts[.storage] == 11 * 2_100)
    }
}

/// Passes a call on through the feed's Swift interface.
private final class TypedCaller: Contract {
    let abi: ContractABI
    private let feed: any PriceFeedInterface
    private let account: AccountID

    init(_ feed: Deployed<L2PriceFeed>, at address: Address, in host: ContractHost) throws {
        abi = feed.program.abi
        self.feed = feed.program
        account = host.state.account(feed.address)
        host.deploy(self, at: host.state.account(address))
    }

    func run(_ input: [UInt8], in context: CallContext) throws(Revert) -> [UInt8] {
        guard let function = abi.function(named: "getTwapPrice") else { throw .empty }
        var arguments = try CallArguments(input, of: CallLayout(function), in: context)
        let key = try arguments.bytes32()
        let interval = try arguments.uint256()
        let outer = try context.enter(account, .view)
        let price = try feed.twapPrice(of: key, intervalSeconds: interval, in: context)
        context.leave(outer)
        return CallResult.word(price)
    }
}
