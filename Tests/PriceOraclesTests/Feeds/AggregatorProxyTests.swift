import ContractRuntime
import EthereumPrimitives
import PriceOracles
import Testing
import WideIntegers

@Suite struct AggregatorProxyTests {
    private let first: OracleNetwork
    private let second: OracleNetwork
    private let proxy: Deployed<AggregatorProxy>
    private let world: FeedWorld

    init() throws {
        first = try OracleNetwork()
        world = first.world
        second = try OracleNetwork(world: world, address: Address(truncating: 0xa67))
        let address = Address(truncating: 0x9999)
        proxy = Deployed(
            world: world,
            program: try AggregatorProxy(
                at: address, in: world.host, owner: FeedWorld.admin,
                aggregator: first.aggregator.address),
            address: address)
    }

    private func id(phase: UInt64, round: UInt64) -> UInt256 {
        UInt256(phase) << 64 | UInt256(round)
    }

    @Test("ids carry the phase above 64 bits, and rounds of old phases stay readable")
    func phases() throws {
        #expect(first.transmit(first.report([100, 100])).revert == nil)
        #expect(first.transmit(first.report([110, 110], round: 2)).revert == nil)
        #expect(second.transmit(second.report([200, 200])).revert == nil)
        let seconds = UInt256(world.block.timestampSeconds)
        let before = id(phase: 1, round: 2)
        #expect(
            try proxy.words("latestRoundData") == [before, 110, seconds, seconds, before])
        try proxy.ok("proposeAggregator", [.address(second.aggregator.address)])
        // On trial: the aggregator's own ids.
        #expect(
            try proxy.words("proposedLatestRoundData") == [1, 200, seconds, seconds, 1])
        #expect(try proxy.word("latestAnswer") == 110)
        try proxy.ok("confirmAggregator", [.address(second.aggregator.address)])
        let after = id(phase: 2, round: 1)
        #expect(try proxy.words("latestRoundData") == [after, 200, seconds, seconds, after])
        #expect(try proxy.word("latestRound") == after)
        #expect(try proxy.word("phaseId") == 2)
        #expect(try proxy.word("aggregator") == second.aggregator.address.number)
        #expect(
            try proxy.word("phaseAggregators", [.uint(1)]) == first.aggregator.address.number)
        #expect(
            try proxy.words("getRoundData", [.uint(id(phase: 1, round: 1))])
                == [id(phase: 1, round: 1), 100, seconds, seconds, id(phase: 1, round: 1)])
        #expect(try proxy.word("getAnswer", [.uint(before)]) == 110)
        #expect(try proxy.word("getTimestamp", [.uint(after)]) == seconds)
    }

    @Test("phases that do not exist have no answer and no round")
    func unknownPhase() throws {
        let unknown = id(phase: 3, round: 1)
        #expect(try proxy.word("getAnswer", [.uint(unknown)]) == 0)
        #expect(try proxy.word("getTimestamp", [.uint(1 << 80)]) == 0)
        #expect(try proxy.call("getRoundData", [.uint(unknown)]).revert == .empty)
        #expect(
            try proxy.reason("proposedLatestRoundData") == "No proposed aggregator present")
    }

    @Test("only the owner changes the aggregator, and only to the proposed one")
    func authority() throws {
        let next = ABIValue.address(second.aggregator.address)
        let stranger = FeedWorld.stranger
        #expect(try proxy.call("proposeAggregator", [next], from: stranger).revert != nil)
        try proxy.ok("proposeAggregator", [next])
        #expect(try proxy.call("confirmAggregator", [next], from: stranger).revert != nil)
        let other = try proxy.reason("confirmAggregator", [.address(first.aggregator.address)])
        #expect(other == "Invalid proposed aggregator")
        try proxy.ok("confirmAggregator", [next])
        // It is proposed no longer.
        #expect(try proxy.reason("confirmAggregator", [next]) == "Invalid proposed aggregator")
    }

    @Test("texts and decimals come from the aggregator")
    func forwarded() throws {
        let text = try proxy.ok("description").output
        #expect(text == (try first.aggregator.ok("description").output))
        let decoded = try ABIDecoder.decode(text, as: [.string], rules: .strict)
        #expect(decoded == [.text("ETH / USD")])
        #expect(try proxy.word("decimals") == 8)
        #expect(try proxy.word("version") == 4)
    }

    @Test("a market's Chainlink feed reads price and average through both")
    func marketFeed() throws {
        let feedAddress = Address(truncating: 0xfeed)
        let feed = Deployed(
            world: world,
            program: try ChainlinkPriceFeed(
                at: feedAddress, in: world.host, owner: FeedWorld.admin),
            address: feedAddress)
        try feed.ok("addAggregator", [key("DIRECT"), .address(first.aggregator.address)])
        try feed.ok("addAggregator", [key("PROXY"), .address(proxy.address)])
        for (round, price) in [100, 400, 200].enumerated() {
            let answer = Int256(Int64(price) * 100_000_000)
            let report = first.report([answer, answer], round: UInt8(round + 1))
            #expect(first.transmit(report).revert == nil)
            world.advance(60)
        }
        // One minute of each price: 100 from -180 s, 400 from -120 s, 200 from -60 s.
        for name in ["DIRECT", "PROXY"] {
            #expect(try feed.word("getPrice", [key(name)]) == 200 &* .wad)
            #expect(
                try feed.word("getTwapPrice", [key(name), .uint(120)]) == 300 &* .wad)
            #expect(
                try feed.word("getTwapPrice", [key(name), .uint(150)]) == 260 &* .wad)
            let seconds = UInt256(world.block.timestampSeconds - 60)
            #expect(try feed.word("getLatestTimestamp", [key(name)]) == seconds)
            #expect(
                try feed.word("getPreviousPrice", [key(name), .uint(1)]) == 400 &* .wad)
        }
    }

    @Test("the older functions ask the aggregator by its own, which know no missing data")
    func olderFunctions() throws {
        #expect(first.transmit(first.report([100, 100])).revert == nil)
        // A round of more than 32 bits has no data, and an answer of zero.
        let far = id(phase: 1, round: 1 << 33)
        #expect(try proxy.reason("getRoundData", [.uint(far)]) == "No data present")
        #expect(try proxy.word("getAnswer", [.uint(far)]) == .zero)
        #expect(try proxy.word("getTimestamp", [.uint(far)]) == .zero)
    }
}
