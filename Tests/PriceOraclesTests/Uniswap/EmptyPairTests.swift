import ContractRuntime
import EthereumPrimitives
import PerpContracts
import PriceOracles
import TestSupport
import Testing
import WideIntegers

/// Feeds on a pair that has no reserves yet, or a price that wad cannot show.
@Suite struct EmptyPairTests {
    private static let emptyPair = Address(truncating: 0x43)

    private func withEmptyPair() throws -> (world: PoolWorld, pair: Deployed<SpotPair>) {
        let world = try PoolWorld(startSeconds: 1_599_998_400)
        let pair = Deployed(
            world: world.world,
            program: try SpotPair(
                at: Self.emptyPair, in: world.world.host, tokens: PoolWorld.tokenAddresses,
                feePerMille: 3),
            address: Self.emptyPair)
        return (world, pair)
    }

    private func fill(_ world: PoolWorld, _ pair: Deployed<SpotPair>) throws {
        for (token, amount) in zip(world.tokens, ["10", "40"]) {
            try token.ok(
                "transfer", [.address(Self.emptyPair), .uint(wad(amount))],
                from: PoolWorld.trader)
        }
        try pair.ok("mint", [.address(PoolWorld.trader)], from: PoolWorld.trader)
    }

    private func fixed(
        _ world: PoolWorld, pair: Address = EmptyPairTests.emptyPair,
        sides: PoolSides? = nil, readsFromLastPoint: Bool = false
    ) throws -> Deployed<FixedWindowFeed> {
        Deployed(
            world: world.world,
            program: try FixedWindowFeed(
                at: PoolWorld.feedAddress, in: world.world.host, pair: pair,
                sides: try sides ?? PoolSides(base: .token0), periodSeconds: 3_600,
                readsFromLastPoint: readsFromLastPoint),
            address: PoolWorld.feedAddress)
    }

    private func reading(_ world: PoolWorld) throws -> FeedReading {
        try world.world.reading(at: PoolWorld.feedAddress)
    }

    private let nothing = FeedReading(priceWad: .zero, updatedAtSeconds: 0, status: .invalid)

    @Test("a fixed window takes no point of an empty pair, so that no zero weighs in its mean")
    func fixedWindow() throws {
        let (world, pair) = try withEmptyPair()
        let feed = try fixed(world)
        #expect(try feed.reason("update") == "NO_RESERVES")
        world.world.advance(3_599)
        try fill(world, pair)
        try feed.ok("update")
        world.world.advance(3_600)
        try feed.ok("update")
        #expect(try reading(world).priceWad == wad("4"))
        #expect(try reading(world).status == .ok)
    }

    @Test("a sliding window takes no point of an empty pair either")
    func slidingWindow() throws {
        let (world, pair) = try withEmptyPair()
        let feed = Deployed(
            world: world.world,
            program: try SlidingWindowFeed(
                at: PoolWorld.feedAddress, in: world.world.host, pair: Self.emptyPair,
                sides: try PoolSides(base: .token0), windowSeconds: 2_400, granularity: 4),
            address: PoolWorld.feedAddress)
        #expect(try feed.reason("update") == "NO_RESERVES")
        world.world.advance(1_799)
        try fill(world, pair)
        world.world.advance(1)
        // There is no point from the time without a price.
        #expect(try reading(world) == nothing)
        for _ in 0..<4 {
            try feed.ok("update")
            world.world.advance(600)
        }
        #expect(try reading(world).priceWad == wad("4"))
    }

    @Test(
        "a price below the smallest wad, or above the largest, is none and no failure",
        arguments: [false, true])
    func unshowable(isTooLarge: Bool) throws {
        let huge = UInt256.one << 111
        let world = try PoolWorld(reserves: isTooLarge ? (1, huge) : (huge, 1))
        let sides = try PoolSides(
            base: .token0, baseDecimals: isTooLarge ? 36 : 18, quoteDecimals: isTooLarge ? 0 : 18)
        let feed = try fixed(
            world, pair: PoolWorld.pairAddress, sides: sides, readsFromLastPoint: true)
        try feed.ok("update")
        world.world.advance(1_000)
        #expect(try reading(world) == nothing)
        world.world.advance(2_600)
        try feed.ok("update")
        // In this very second it is the stored mean that is read.
        #expect(try reading(world) == nothing)
        #expect(try feed.reason("getPrice", [key("ETH")]) == "no price")
    }
}
