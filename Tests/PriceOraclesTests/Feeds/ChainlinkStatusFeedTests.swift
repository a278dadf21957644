import ContractRuntime
import EthereumPrimitives
import PriceOracles
import Testing
import WideIntegers

@Suite struct ChainlinkStatusFeedTests {
    private let network: OracleNetwork
    private let world: FeedWorld
    private let uptime: Deployed<AggregatorMock>
    private let feed: Deployed<ChainlinkStatusFeed>
    private let guarded: Deployed<ChainlinkStatusFeed>

    init() throws {
        network = try OracleNetwork(
            bounds: try AnswerBounds(answerMin: -1_000, answerMax: 1_000_000_000_000))
        world = network.world
        let host = world.host
        let addresses = (0..<3).map { Address(truncating: UInt256(UInt64(0xf00 + $0))) }
        uptime = Deployed(
            world: world, program: try AggregatorMock(at: addresses[0], in: host, decimals: 0),
            address: addresses[0])
        let aggregator = network.aggregator.address
        feed = Deployed(
            world: world,
            program: try ChainlinkStatusFeed(
                at: addresses[1], in: host, aggregator: aggregator, ageSecondsMax: 3_600),
            address: addresses[1])
        guarded = Deployed(
            world: world,
            program: try ChainlinkStatusFeed(
                at: addresses[2], in: host, aggregator: aggregator, ageSecondsMax: 100_000,
                uptime: .init(feed: addresses[0])),
            address: addresses[2])
    }

    private func write(_ price: Int64, round: UInt8 = 1) {
        let answer = Int256(price * 100_000_000)
        #expect(network.transmit(network.report([answer, answer], round: round)).revert == nil)
    }

    private func reading(_ feed: Deployed<ChainlinkStatusFeed>) throws -> FeedReading {
        try world.reading(at: feed.address)
    }

    @Test("a price is fine up to its age limit and stale after it")
    func age() throws {
        write(250)
        let written = world.block.timestampSeconds
        world.advance(3_600)
        let fine = FeedReading(
            priceWad: 250 &* .wad, updatedAtSeconds: written, roundID: 1, status: .ok)
        #expect(try reading(feed) == fine)
        world.advance(1)
        #expect(try reading(feed).status == .stale)
        #expect(try feed.word("getPrice", [key("ETH")]) == 250 &* .wad)
        #expect(try feed.word("getLatestTimestamp", [key("ETH")]) == UInt256(written))
    }

    @Test("an aggregator without rounds, and an answer that is not positive, is no price")
    func invalid() throws {
        #expect(try reading(feed).status == .invalid)
        #expect(try feed.reason("getPrice", [key("ETH")]) == "no price")
        #expect(network.transmit(network.report([0, 0])).revert == nil)
        #expect(try reading(feed).status == .invalid)
        #expect(network.transmit(network.report([-7, -7], round: 2)).revert == nil)
        #expect(try reading(feed).status == .invalid)
        #expect(network.transmit(network.report([1, 1], round: 3)).revert == nil)
        #expect(try reading(feed).priceWad == 10_000_000_000)
    }

    private func say(isDown: Bool, id: UInt64) throws {
        let now = ABIValue.uint(UInt256(world.block.timestampSeconds))
        try uptime.ok(
            "mockAddAnswer",
            [.uint(UInt256(id)), .int(isDown ? 1 : 0), now, now, .uint(UInt256(id))])
    }

    @Test("while the sequencer is down there is no price, and for an hour after it a stale one")
    func sequencer() throws {
        write(250)
        try say(isDown: true, id: 0)
        world.advance(50_000)
        #expect(try reading(guarded).status == .invalid)
        #expect(try reading(guarded).priceWad == .zero && reading(guarded).roundID == 1)
        #expect(try guarded.reason("getPrice", [key("ETH")]) == "no price")
        try say(isDown: false, id: 1)
        world.advance(3_600)
        #expect(try reading(guarded).status == .stale)
        world.advance(1)
        #expect(try reading(guarded).status == .ok)
    }

    @Test("the average weighs rounds by their seconds, and a lone round is its own average")
    func average() throws {
        write(100)
        // A round of this very second covers no time.
        #expect(try feed.word("getTwapPrice", [key("ETH"), .uint(60)]) == 100 &* .wad)
        world.advance(60)
        #expect(try feed.word("getTwapPrice", [key("ETH"), .uint(90)]) == 100 &* .wad)
        write(400, round: 2)
        world.advance(30)
        // 60 s of 100 and 30 s of 400; a longer interval finds no more history.
        for interval in [90, 1_000] as [UInt64] {
            #expect(
                try feed.word("getTwapPrice", [key("ETH"), .uint(UInt256(interval))])
                    == 200 &* .wad)
        }
        #expect(try feed.word("getTwapPrice", [key("ETH"), .uint(40)]) == 325 &* .wad)
        let none = try feed.reason("getTwapPrice", [key("ETH"), .uint(0)])
        #expect(none == "interval can't be 0")
    }

    @Test("rounds of one second have the latest price for their average")
    func averageOfNoTime() throws {
        for (round, price) in [100, 400, 300].enumerated() {
            write(Int64(price), round: UInt8(round + 1))
        }
        #expect(try feed.word("getTwapPrice", [key("ETH"), .uint(60)]) == 300 &* .wad)
    }

    @Test("readings by call data are those of a native call, also of a foreign program")
    func foreign() throws {
        write(250)
        let native = try reading(feed)
        let data = try feed.ok("getReading", [key("ETH")]).output
        let foreign = Address(truncating: 0xf0f0)
        _ = try FixedAnswer(data, at: foreign, in: world.host)
        #expect(try world.reading(at: foreign) == native)
        let late = Array(data[..<64]) + [UInt8](repeating: 255, count: 32) + data[96...]
        let spoilt = [Array(data.dropLast()), Array(data.dropLast()) + [3], late]
        for (index, answer) in spoilt.enumerated() {
            let address = Address(truncating: UInt256(UInt64(0xf1f0 + index)))
            _ = try FixedAnswer(answer, at: address, in: world.host)
            #expect(throws: Revert.empty) { try world.reading(at: address) }
        }
        #expect(throws: Revert.empty) { try world.reading(at: FeedWorld.stranger) }
    }
}

extension FeedWorld {
    /// What a feed answers, as another contract reads it.
    func reading(at feed: Address, key: Hash256 = .zero) throws -> FeedReading {
        let account = host.state.account(feed)
        return try host.inspect(in: block) { context throws(Revert) in
            try context.reading(at: account, key: key)
        }.get()
    }
}
