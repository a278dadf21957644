import ContractRuntime
import EthereumPrimitives
import PriceOracles
import Testing
import WideIntegers

@Suite struct PastRoundTests {
    private let network: OracleNetwork
    private let feed: Deployed<ChainlinkPriceFeed>
    private let now: UInt64

    init() throws {
        network = try OracleNetwork()
        let world = network.world
        let address = Address(truncating: 0xfeed)
        feed = Deployed(
            world: world,
            program: try ChainlinkPriceFeed(at: address, in: world.host, owner: FeedWorld.admin),
            address: address)
        now = world.block.timestampSeconds
        try feed.ok("addAggregator", [key("ETH"), .address(network.aggregator.address)])
    }

    private func write(_ rounds: [(answer: Int64, ago: UInt64)]) throws {
        try network.aggregator.program.setGenesisRounds(
            rounds.map {
                PastRound(
                    answer: Int256($0.answer * 100_000_000), timestampSeconds: now - $0.ago)
            }, in: network.world.host)
    }

    private func average(_ seconds: UInt64) throws -> UInt256 {
        try feed.word("getTwapPrice", [key("ETH"), .uint(UInt256(seconds))])
    }

    @Test("an average over more than the history takes round zero for a price of zero")
    func diluted() throws {
        try write([(100, 180), (400, 120), (200, 60)])
        // 60 s each of 100, 400 and 200.
        #expect(try average(180) == UInt256(233_33333333) &* 10_000_000_000)
        #expect(try average(3_600) == UInt256(11_66666666) &* 10_000_000_000)
    }

    @Test("with a history as long as the interval a run begins with a true average")
    func longEnough() throws {
        try write([(50, 9_000), (100, 180), (400, 120), (200, 60)])
        // 3,420 s of 50 and 60 s each of 100, 400 and 200.
        #expect(try average(3_600) == UInt256(59_16666666) &* 10_000_000_000)
        #expect(try network.aggregator.word("latestRound") == 4)
        // Reports go on from there.
        #expect(network.transmit(network.report([7, 7])).revert == nil)
        #expect(
            try network.aggregator.words("latestRoundData")
                == [5, 7, UInt256(now), UInt256(now), 5])
    }

    @Test("rounds that the aggregator would not have written are refused, and none is left")
    func refusals() throws {
        #expect(throws: PastRoundError.notInOrder(seconds: now - 61, least: now - 60)) {
            try write([(1, 60), (1, 61)])
        }
        #expect(throws: PastRoundError.notInOrder(seconds: 0, least: 1)) {
            try write([(1, now)])
        }
        #expect(throws: PastRoundError.self) { try write([(1, 60), (-1, 50)]) }
        #expect(try network.aggregator.word("latestRound") == .zero)
        try write([(1, 60)])
        #expect(throws: PastRoundError.hasRounds(1)) { try write([(1, 50)]) }
    }
}
