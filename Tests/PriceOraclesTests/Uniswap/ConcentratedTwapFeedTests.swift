import ContractRuntime
import EthereumPrimitives
import PerpContracts
import PriceOracles
import TestSupport
import Testing
import VenueFormulas
import WideIntegers

@Suite struct ConcentratedTwapFeedTests {
    private func feed(
        _ world: PoolWorld, base: PoolSides.Token = .token0, window: UInt32 = 1_800,
        shortRing: ConcentratedTwapFeed.ShortRing = .fails,
        statistic: ConcentratedTwapFeed.Statistic = .mean,
        address: Address = PoolWorld.feedAddress
    ) throws -> Deployed<ConcentratedTwapFeed> {
        Deployed(
            world: world.world,
            program: try ConcentratedTwapFeed(
                at: address, in: world.world.host, pool: PoolWorld.poolAddress,
                sides: try PoolSides(base: base), windowSeconds: window, shortRing: shortRing,
                statistic: statistic),
            address: address)
    }

    private func price(_ feed: Deployed<ConcentratedTwapFeed>) throws -> UInt256 {
        try feed.word("getPrice", [key("ETH")])
    }

    @Test("the price is that of the mean tick, rounded toward minus infinity")
    func meanTick() throws {
        let world = try PoolWorld()
        let feed = try feed(world)
        let inverse = try self.feed(world, base: .token1, address: Address(truncating: 0x51))
        world.world.advance(1_788)
        try world.swapPool(toTick: 46_054)
        world.world.advance(12)
        #expect(try price(feed) == TickMath.price(atTick: 307))
        let root = try TickMath.sqrtRatioX96(at: 307)
        #expect(try price(inverse) == TickMath.inversePrice(ofSqrtPriceX96: root))
        #expect(
            try feed.word("getLatestTimestamp", [key("ETH")])
                == UInt256(world.world.block.timestampSeconds))
        // An interval of the caller's own ends now as well.
        #expect(
            try feed.word("getTwapPrice", [key("ETH"), .uint(12)]) == TickMath.price(atTick: 46_054)
        )
        #expect(
            try feed.word("getTwapPrice", [key("ETH"), .uint(13)]) == TickMath.price(atTick: 42_511)
        )
        for interval in [UInt256.zero, 1 << 32, .max] {
            #expect(try feed.reason("getTwapPrice", [key("ETH"), .uint(interval)]) == "BP")
        }
    }

    @Test("a mean below zero rounds away from it")
    func negativeMean() throws {
        let world = try PoolWorld()
        let feed = try feed(world)
        world.world.advance(1_776)
        try world.swapPool(toTick: -69_081)
        world.world.advance(24)
        #expect(try price(feed) == TickMath.price(atTick: -922))
    }

    @Test("a ring that is too short fails or shortens the window, as told")
    func shortRing() throws {
        let world = try PoolWorld(cardinality: 1)
        let strict = try feed(world)
        let lax = try feed(world, shortRing: .shortens, address: Address(truncating: 0x51))
        // No second has passed: nothing but the present tick is left.
        #expect(try price(lax) == .wad)
        world.world.advance(1_799)
        #expect(try strict.reason("getPrice", [key("ETH")]) == "OLD")
        #expect(try strict.word("getLatestTimestamp", [key("ETH")]) == .zero)
        world.world.advance(1)
        #expect(try price(strict) == .wad)
        // One trade overwrites the only note; twelve seconds later the lax mean is the spot price.
        try world.swapPool(toTick: 20_000)
        world.world.advance(12)
        #expect(try strict.reason("getPrice", [key("ETH")]) == "OLD")
        #expect(try price(lax) == TickMath.price(atTick: 20_000))
    }

    @Test("the median ignores any jump that is held for less than half of the window")
    func median() throws {
        let world = try PoolWorld()
        let mean = try feed(world)
        let median = try feed(world, statistic: .median, address: Address(truncating: 0x51))
        world.world.advance(900)
        #expect(try median.reason("getPrice", [key("ETH")]) == "OLD")
        world.world.advance(960)
        try world.swapPool(toTick: 200_000)
        world.world.advance(888)
        #expect(try price(median) == .wad)
        #expect(try price(mean) == TickMath.price(atTick: 98_666))
        world.world.advance(12)
        #expect(try price(median) == TickMath.price(atTick: 200_000))
    }

    @Test("the median counts what lies within the window alone")
    func medianWindow() throws {
        let world = try PoolWorld()
        let median = try feed(world, window: 100, statistic: .median)
        for (tick, seconds) in [(Int32(7), UInt64(500)), (-3, 30), (11, 30), (2, 40)] {
            try world.swapPool(toTick: tick)
            world.world.advance(seconds)
        }
        // -3 for 30 s, 11 for 30 s, 2 for 40 s.
        #expect(try price(median) == TickMath.price(atTick: 2))
        world.world.advance(5)
        try world.swapPool(toTick: 300)
        world.world.advance(40)
        // 11 for 15 s, 2 for 45 s, 300 for 40 s.
        #expect(try price(median) == TickMath.price(atTick: 11))
    }

    @Test("a feed without a pool behind it has no price")
    func noPool() throws {
        let world = try PoolWorld()
        let address = Address(truncating: 0x53)
        let feed = Deployed(
            world: world.world,
            program: try ConcentratedTwapFeed(
                at: address, in: world.world.host, pool: Address(truncating: 0xdead),
                sides: try PoolSides(base: .token0), windowSeconds: 60),
            address: address)
        #expect(try feed.call("getPrice", [key("ETH")]).revert != nil)
    }

    @Test(
        "a pool that was never given a price has none, however short its ring may be",
        arguments: [ConcentratedTwapFeed.Statistic.mean, .median],
        [ConcentratedTwapFeed.ShortRing.fails, .shortens])
    func noPrice(
        statistic: ConcentratedTwapFeed.Statistic, shortRing: ConcentratedTwapFeed.ShortRing
    ) throws {
        let world = try PoolWorld()
        let host = world.world.host
        let pool = Address(truncating: 0x42)
        _ = try ConcentratedPool(
            at: pool, in: host, tokens: PoolWorld.tokenAddresses,
            parameters: try ConcentratedPoolParameters(feePpm: 500, tickSpacing: 10))
        let feed = Deployed(
            world: world.world,
            program: try ConcentratedTwapFeed(
                at: PoolWorld.feedAddress, in: host, pool: pool,
                sides: try PoolSides(base: .token0), windowSeconds: 60, shortRing: shortRing,
                statistic: statistic),
            address: PoolWorld.feedAddress)
        let reading = try world.world.reading(at: feed.address)
        #expect(reading == FeedReading(priceWad: .zero, updatedAtSeconds: 0, status: .invalid))
        #expect(try feed.reason("getPrice", [key("ETH")]) == "I")
    }

    @Test("a tick whose price is below the smallest wad is no price")
    func tooLow() throws {
        let world = try PoolWorld(reserves: (UInt256.one << 111, 1))
        let feed = try feed(world)
        world.world.advance(1_800)
        #expect(try world.world.reading(at: feed.address).status == .invalid)
        #expect(try feed.reason("getPrice", [key("ETH")]) == "no price")
    }

    @Test("too little gas is a failure, never the answer that there is no price")
    func outOfGas() throws {
        let world = try PoolWorld()
        let feed = try feed(world)
        world.world.advance(1_800)
        let full = try feed.ok("getReading", [key("ETH")])
        let data = try #require(feed.program.abi.function(named: "getReading"))
            .encodeCall([key("ETH")])
        var refusals = 0
        for gasLimit in stride(from: full.gasUsed - 15_000, to: full.gasUsed + 2_000, by: 10) {
            let outcome = world.world.host.execute(
                Message(
                    sender: FeedWorld.admin, recipient: feed.address, data: data,
                    gasLimit: gasLimit), in: world.world.block)
            if outcome.isSuccess { #expect(outcome.output == full.output) } else { refusals += 1 }
        }
        #expect(refusals > 100)
    }
}
