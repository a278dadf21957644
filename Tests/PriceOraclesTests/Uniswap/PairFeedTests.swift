import ContractRuntime
import EthereumPrimitives
import PerpContracts
import PriceOracles
import TestSupport
import Testing
import WideIntegers

@Suite struct PairFeedTests {
    private func fixed(
        _ world: PoolWorld, base: PoolSides.Token = .token0, period: UInt32 = 600,
        readsFromLastPoint: Bool = false, address: Address = PoolWorld.feedAddress
    ) throws -> Deployed<FixedWindowFeed> {
        Deployed(
            world: world.world,
            program: try FixedWindowFeed(
                at: address, in: world.world.host, pair: PoolWorld.pairAddress,
                sides: try PoolSides(base: base), periodSeconds: period,
                readsFromLastPoint: readsFromLastPoint),
            address: address)
    }

    private func price<Feed>(_ feed: Deployed<Feed>) throws -> UInt256 {
        try feed.word("getPrice", [key("ETH")])
    }

    @Test("a fixed window tells its mean until the next one is over")
    func fixedWindow() throws {
        let world = try PoolWorld(reserves: (wad("1000"), wad("4000")))
        let feed = try fixed(world)
        #expect(try feed.reason("getPrice", [key("ETH")]) == "no price")
        #expect(try feed.word("getLatestTimestamp", [key("ETH")]) == .zero)
        try feed.ok("update")
        #expect(try feed.reason("getPrice", [key("ETH")]) == "no price")
        world.world.advance(400)
        // 4 for 400 s, then 16 for 200 s.
        try world.swapPair(token0In: false, wad("4000"))
        world.world.advance(199)
        #expect(try feed.reason("update") == "ExampleOracleSimple: PERIOD_NOT_ELAPSED")
        world.world.advance(1)
        try feed.ok("update")
        #expect(try price(feed) == wad("8"))
        let updated = world.world.block.timestampSeconds
        world.world.advance(599)
        #expect(try price(feed) == wad("8"))
        #expect(try feed.word("getLatestTimestamp", [key("ETH")]) == UInt256(updated))
        world.world.advance(401)
        try feed.ok("update")
        #expect(try price(feed) == wad("16"))
        #expect(try feed.word("getTwapPrice", [key("ETH"), .uint(5)]) == wad("16"))
    }

    @Test("the other token's mean is not the reciprocal")
    func otherToken() throws {
        let world = try PoolWorld(reserves: (wad("1000"), wad("4000")))
        let feed = try fixed(world, base: .token1)
        try feed.ok("update")
        world.world.advance(300)
        try world.swapPair(token0In: false, wad("4000"))
        world.world.advance(300)
        try feed.ok("update")
        // Half of the time 1/4, half of it 1/16, against the mean of 4 and 16.
        let found = try price(feed)
        #expect(found <= wad("0.15625") && found >= wad("0.156249999999999999"))
    }

    @Test("read from the last point, a window shrinks to the seconds since it")
    func shrunkenWindow() throws {
        let world = try PoolWorld(reserves: (wad("3000"), wad("300")))
        let sound = try fixed(world)
        let broken = try fixed(
            world, readsFromLastPoint: true, address: Address(truncating: 0x51))
        for feed in [sound, broken] { try feed.ok("update") }
        world.world.advance(1_800)
        for feed in [sound, broken] { try feed.ok("update") }
        try world.swapPair(token0In: false, wad("300"))
        // In the block itself nothing has moved; a block later the broken mean is the spot price.
        #expect(try price(broken) <= wad("0.1"))
        world.world.advance(15)
        #expect(try price(sound) <= wad("0.1"))
        #expect(try price(broken) >= wad("0.399999999999999999"))
        world.world.advance(1_785)
        try world.swapPair(token0In: true, wad("1500"))
        #expect(try price(broken) > wad("0.39"))
    }

    @Test("a mean survives the wrap of 32-bit seconds")
    func wrapping() throws {
        let world = try PoolWorld(
            reserves: (wad("1000"), wad("4000")), startSeconds: (1 << 32) - 300)
        let feed = try fixed(world)
        try feed.ok("update")
        world.world.advance(400)
        try world.swapPair(token0In: false, wad("4000"))
        world.world.advance(200)
        try feed.ok("update")
        #expect(try price(feed) == wad("8"))
    }

    @Test("prices are of whole tokens, whatever their decimals")
    func decimals() throws {
        let world = try PoolWorld(reserves: (wad("1000"), 2_000_000_000_000))
        let address = Address(truncating: 0x52)
        let feed = Deployed(
            world: world.world,
            program: try FixedWindowFeed(
                at: address, in: world.world.host, pair: PoolWorld.pairAddress,
                sides: try PoolSides(base: .token0, baseDecimals: 18, quoteDecimals: 6),
                periodSeconds: 600),
            address: address)
        try feed.ok("update")
        world.world.advance(600)
        try feed.ok("update")
        let found = try price(feed)
        #expect(found <= wad("2000") && found >= wad("1999.999999999999"))
    }

    @Test("a sliding window takes its point of a window less a period ago")
    func slidingWindow() throws {
        let world = try PoolWorld(
            reserves: (wad("1000"), wad("4000")), startSeconds: 1_599_998_400)
        let feed = Deployed(
            world: world.world,
            program: try SlidingWindowFeed(
                at: PoolWorld.feedAddress, in: world.world.host, pair: PoolWorld.pairAddress,
                sides: try PoolSides(base: .token0), windowSeconds: 2_400, granularity: 4),
            address: PoolWorld.feedAddress)
        #expect(feed.program.periodSeconds == 600)
        #expect(world.world.block.timestampSeconds % 2_400 == 0)
        for _ in 0..<3 {
            try feed.ok("update")
            #expect(try feed.reason("getPrice", [key("ETH")]) == "no price")
            world.world.advance(600)
        }
        try feed.ok("update")
        // The point of 1,800 s ago counts from now on.
        #expect(try price(feed) == wad("4"))
        try world.swapPair(token0In: false, wad("4000"))
        world.world.advance(300)
        // 1,800 s of 4 and 300 s of 16.
        let mixed = try price(feed)
        #expect(mixed <= wad("5.714285714285714286") && mixed >= wad("5.714285714285714284"))
        // A second point in one period is not taken.
        try feed.ok("update")
        #expect(try price(feed) == mixed)
        world.world.advance(300)
        // Without an update of this period the oldest point is one window less two periods old.
        #expect(try price(feed) == wad("8"))
        world.world.advance(600)
        #expect(try price(feed) == wad("12"))
        world.world.advance(1_200)
        #expect(try feed.reason("getPrice", [key("ETH")]) == "no price")
        #expect(try feed.word("getLatestTimestamp", [key("ETH")]) == .zero)
    }

    @Test("windows that no ring can hold are refused")
    func refusals() throws {
        let world = try PoolWorld()
        for (window, granularity) in [(UInt32(2_400), UInt64(1)), (2_400, 7), (2, 4), (2_400, 0)] {
            #expect(
                throws: UniswapFeedError.granularityOutOfRange(
                    granularity, windowSeconds: UInt64(window))
            ) {
                try SlidingWindowFeed(
                    at: PoolWorld.feedAddress, in: world.world.host, pair: PoolWorld.pairAddress,
                    sides: try PoolSides(base: .token0), windowSeconds: window,
                    granularity: granularity)
            }
        }
        #expect(throws: UniswapFeedError.noWindow) { try fixed(world, period: 0) }
        #expect(throws: UniswapFeedError.decimalsOutOfRange(37)) {
            try PoolSides(base: .token0, baseDecimals: 37)
        }
    }
}
