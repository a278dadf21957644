import ContractRuntime
import EthereumPrimitives
import PriceOracles
import Testing
import WideIntegers

/// What a contract gets that asks a feed for the time of its latest price.
@Suite struct LatestTimestampTests {
    /// A contract that passes `getLatestTimestamp` on to a feed.
    private func asker(
        of feed: Address, in world: FeedWorld, at number: UInt256 = 0xca11
    ) throws -> Deployed<TimestampAsker> {
        let address = Address(truncating: number)
        let program = try TimestampAsker(of: feed, at: address, in: world.host)
        return Deployed(world: world, program: program, address: address)
    }

    @Test("a settable feed tells the time it was given")
    func settable() throws {
        let world = try FeedWorld()
        let feed = Address(truncating: 0xfeed)
        _ = try SettablePriceFeed(
            at: feed, in: world.host, priceWad: 5, twapPriceWad: 6, timestampSeconds: 7)
        #expect(try asker(of: feed, in: world).word("getLatestTimestamp", [key("ETH")]) == 7)
    }

    @Test("a bridged feed tells the time of its last round, zero before the first")
    func bridged() throws {
        let feed = try L2World()
        let asker = try asker(of: feed.l2.address, in: feed.world)
        #expect(try asker.reason("getLatestTimestamp", [key("ETH")]) == "key not existed")
        try feed.l2.ok("addAggregator", [key("ETH")])
        #expect(try asker.word("getLatestTimestamp", [key("ETH")]) == 0)
        try feed.push("ETH", price: 5, timestamp: 60)
        try feed.push("ETH", price: 5, timestamp: 61, 2)
        #expect(try asker.word("getLatestTimestamp", [key("ETH")]) == 61)
    }

    @Test("a feed over an aggregator tells the time of the last round that is not negative")
    func aggregated() throws {
        let feed = try ChainlinkWorld(decimals: 8)
        let asker = try asker(of: feed.chainlink.address, in: feed.world)
        #expect(try asker.reason("getLatestTimestamp", [key("ETH")]) == "empty address")
        try feed.register()
        try feed.push(5, timestamp: 60, id: 0)
        try feed.push(-1, timestamp: 70, id: 1)
        #expect(try asker.word("getLatestTimestamp", [key("ETH")]) == 60)
    }

    @Test("a feed of any other make is asked through its ABI")
    func foreign() throws {
        let world = try FeedWorld()
        let (whole, short) = (Address(truncating: 0xf1), Address(truncating: 0xf2))
        _ = try FixedAnswer(CallResult.word(UInt256(1_234)), at: whole, in: world.host)
        _ = try FixedAnswer([UInt8](repeating: 1, count: 31), at: short, in: world.host)
        #expect(try asker(of: whole, in: world).word("getLatestTimestamp", [key("A")]) == 1_234)
        let outcome = try asker(of: short, in: world, at: 0xca12).call(
            "getLatestTimestamp", [key("A")])
        #expect(outcome.revert == .empty)
    }
}

/// Passes a call on by the host's typed way to a feed.
private final class TimestampAsker: Contract {
    let abi: ContractABI
    private let feed: AccountID

    init(of feed: Address, at address: Address, in host: ContractHost) throws {
        abi = try ContractABI(
            "TimestampAsker",
            declarations: ["function getLatestTimestamp(bytes32 key) view returns (uint256)"])
        self.feed = host.state.account(feed)
        host.deploy(self, at: host.state.account(address))
    }

    func run(_ input: [UInt8], in context: CallContext) throws(Revert) -> [UInt8] {
        var arguments = try CallArguments(input, of: CallLayout(abi.functions[0]), in: context)
        let key = try arguments.bytes32()
        return CallResult.word(try context.latestTimestamp(at: feed, key: key))
    }
}
