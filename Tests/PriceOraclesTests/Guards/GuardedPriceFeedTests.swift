import ContractRuntime
import EthereumPrimitives
import PerpContracts
import PriceOracles
import TestSupport
import Testing
import VenueFormulas
import WideIntegers

@Suite struct GuardedPriceFeedTests {
    static let home = Address(truncating: 0x9a4d)
    static let first = Address(truncating: 0xfeed1)
    static let second = Address(truncating: 0xfeed2)
    static let eth = key("ETH")

    let world: FeedWorld
    let feeds: [Deployed<SettablePriceFeed>]

    init() throws {
        let world = try FeedWorld()
        self.world = world
        feeds = try [Self.first, Self.second].map { address in
            Deployed(
                world: world,
                program: try SettablePriceFeed(
                    at: address, in: world.host, priceWad: wad("100"), twapPriceWad: wad("98"),
                    timestampSeconds: UInt256(world.block.timestampSeconds)),
                address: address)
        }
    }

    private func guarded(
        _ guards: [PriceGuard], twap: UInt64? = nil, anchor: Address? = nil
    ) throws -> Deployed<GuardedPriceFeed> {
        let sources = GuardedFeedSources(
            primary: Self.first, secondary: Self.second, anchor: anchor,
            twapIntervalSeconds: twap)
        return Deployed(
            world: world,
            program: try GuardedPriceFeed(
                at: Self.home, in: world.host, over: sources, guards: guards),
            address: Self.home)
    }

    /// Sets the price of a feed at the present second.
    private func set(_ feed: Int, _ price: String) throws {
        try feeds[feed].ok(
            "setLatest", [.uint(wad(price)), .uint(UInt256(world.block.timestampSeconds))])
    }

    private func trips(_ feed: Deployed<GuardedPriceFeed>) throws -> [[UInt256]] {
        try feed.logs("update", [Self.eth], from: FeedWorld.stranger).map { log in
            try (0..<3).map {
                try #require(UInt256(bigEndianBytes: log.data[$0 * 32..<$0 * 32 + 32]))
            }
        }
    }

    @Test("a bound on the last price holds once it was updated, and refusals name their reason")
    func deviation() throws {
        let bound = DeviationBound(try share(1, 10), of: .lastGood, .refuse)
        let feed = try guarded([.maxAge(seconds: 3_600), .deviation(bound)])
        try set(0, "1600")
        #expect(try feed.word("getPrice", [Self.eth]) == wad("1600"))
        try set(0, "100")
        #expect(try feed.word("getPrice", [Self.eth]) == wad("100"), "nothing is remembered yet")
        try set(0, "1600")
        #expect(try trips(feed).isEmpty)
        for lie in ["100", "10000"] {
            try set(0, lie)
            #expect(
                try feed.reason("getPrice", [Self.eth]) == "GuardedPriceFeed: price deviates")
            #expect(
                try feed.reason("getTwapPrice", [Self.eth, .uint(60)])
                    == "GuardedPriceFeed: price deviates")
            #expect(try trips(feed) == [[1, wad(lie), 0]])
        }
        try set(0, "1700")
        #expect(try feed.word("getPrice", [Self.eth]) == wad("1700"))
        world.advance(3_601)
        #expect(try feed.reason("getPrice", [Self.eth]) == "GuardedPriceFeed: price too old")
        #expect(
            try feed.reason("getLatestTimestamp", [Self.eth]) == "GuardedPriceFeed: price too old")
    }

    @Test("keys remember apart")
    func keys() throws {
        let bound = DeviationBound(try share(1, 10), of: .lastGood, .refuse)
        let feed = try guarded([.deviation(bound)])
        try feed.ok("update", [Self.eth])
        try set(0, "200")
        #expect(try feed.reason("getPrice", [Self.eth]) != nil)
        #expect(try feed.word("getPrice", [key("BTC")]) == wad("200"))
    }

    @Test("reads the second feed and then the last good price, average and time with it")
    func dualFeed() throws {
        let dual = DualFeed(maxAgeSeconds: 100, apartMax: try share(1, 20))
        let feed = try guarded([.dualFeed(dual)])
        let start = world.block.timestampSeconds
        try set(1, "101")
        try feeds[1].ok("setTwapPrice", [.uint(wad("55"))])
        #expect(try feed.word("getPrice", [Self.eth]) == wad("100"))
        #expect(try feed.word("getTwapPrice", [Self.eth, .uint(60)]) == wad("98"))
        try set(0, "200")
        #expect(try feed.word("getPrice", [Self.eth]) == wad("101"))
        #expect(try feed.word("getTwapPrice", [Self.eth, .uint(60)]) == wad("55"))
        #expect(try trips(feed) == [[0, wad("200"), wad("101")]])
        world.advance(101)
        #expect(try feed.word("getPrice", [Self.eth]) == wad("101"))
        #expect(try feed.word("getTwapPrice", [Self.eth, .uint(60)]) == wad("101"))
        #expect(try feed.word("getLatestTimestamp", [Self.eth]) == UInt256(start))
        let reading = try feed.ok("getReading", [Self.eth]).output
        let expected: InlineArray<5, UInt256> = [wad("101"), 0, UInt256(start), 0, 1]
        #expect(reading == CallResult.words(expected))
    }

    @Test("a source that fails is one without a price")
    func failure() throws {
        let sources = GuardedFeedSources(
            primary: Address(truncating: 0xdead), secondary: Self.second)
        let program = try GuardedPriceFeed(
            at: Self.home, in: world.host, over: sources,
            guards: [.dualFeed(DualFeed(maxAgeSeconds: 10, apartMax: .one))])
        let feed = Deployed(world: world, program: program, address: Self.home)
        #expect(try feed.word("getPrice", [Self.eth]) == wad("100"))
        world.advance(11)
        #expect(try feed.reason("getPrice", [Self.eth]) == "GuardedPriceFeed: no price")
        let status = try feed.ok("getReading", [Self.eth]).output.last
        #expect(status == FeedStatus.invalid.rawValue)
    }

    @Test("a band and a breaker go on as they do beside the chain")
    func stateful() throws {
        let band = PriceGuard.emaBand(EMABand(alpha: try share(1, 5), width: try share(1, 10)))
        let breaker = PriceGuard.breaker(
            CircuitBreaker(jumpMax: try share(3, 1), pauseSeconds: 40))
        let feed = try guarded([breaker, band])
        var twin = try GuardChain([breaker, band])
        for price in ["100", "100", "40", "40", "500", "500", "100", "90", "95", "300"] {
            world.advance(13)
            try set(0, price)
            let now = world.block.timestampSeconds
            let verdict = twin.evaluate(input(price, at: now))
            #expect(
                try trips(feed)
                    == verdict.trips.map {
                        [UInt256(UInt64($0.index)), $0.rawWad, $0.usedWad ?? .zero]
                    })
            switch twin.verdict(on: input(price, at: now)).decision {
            case .use(let used, _): #expect(try feed.word("getPrice", [Self.eth]) == used)
            case .refuse(let refusal):
                #expect(
                    try feed.reason("getPrice", [Self.eth]) == "GuardedPriceFeed: \(refusal)")
            }
        }
        #expect(twin.tallies[0].trips > 0 && twin.tallies[1].trips > 0)
    }

    @Test("views write nothing, and a guarded feed can be guarded again")
    func views() throws {
        let twap = DeviationBound(try share(1, 10), of: .twap, .clamp)
        let feed = try guarded([.deviation(twap)], twap: 900)
        let outer = Address(truncating: 0x9a4e)
        let second = Deployed(
            world: world,
            program: try GuardedPriceFeed(
                at: outer, in: world.host, over: GuardedFeedSources(primary: Self.home),
                guards: [.maxAge(seconds: 5)]),
            address: outer)
        try set(0, "150")
        #expect(try feed.word("getPrice", [Self.eth]) == wad("107.8"))
        #expect(try second.word("getPrice", [Self.eth]) == wad("107.8"))
        let outcome = try feed.ok("getPrice", [Self.eth])
        #expect(outcome.logs.count == 0)
        world.advance(6)
        #expect(try second.reason("getPrice", [Self.eth]) == "GuardedPriceFeed: price too old")
    }

    @Test("a guard without its source is refused when the feed is placed")
    func missing() throws {
        let sources = GuardedFeedSources(primary: Self.first)
        let twap = DeviationBound(.one, of: .twap, .clamp)
        let cases: [(PriceGuard, GuardNeed)] = [
            (.dualFeed(DualFeed(maxAgeSeconds: 1, apartMax: .one)), .secondary),
            (.deviation(twap), .twap), (.anchor(.one), .anchor), (.pessimistic(.debt), .twap),
            (.rails(OracleRails(divergenceMax: .one)), .mark),
        ]
        for (one, need) in cases {
            #expect(throws: GuardParameterError.missingSource(index: 1, need)) {
                try GuardedPriceFeed(
                    at: Self.home, in: world.host, over: sources,
                    guards: [.maxAge(seconds: 1), one])
            }
        }
    }

    @Test("a market reads a guarded feed, against its own price where that is asked for")
    func market() throws {
        let marketAddress = Address(truncating: 0xa33)
        let rails = OracleRails(divergenceMax: try share(1, 10))
        let program = try GuardedPriceFeed(
            at: Self.home, in: world.host,
            over: GuardedFeedSources(primary: Self.first, mark: marketAddress),
            guards: [.rails(rails)])
        let feed = Deployed(world: world, program: program, address: Self.home)
        let token = Address(truncating: 0x70)
        _ = try ERC20Token(at: token, in: world.host, name: "", symbol: "")
        let amm = try Amm(
            at: marketAddress, in: world.host,
            AmmParameters(
                owner: FeedWorld.admin, quoteReserveWad: wad("1000000"),
                baseReserveWad: wad("10000"), tradeLimitRatioWad: wad("0.9"),
                fundingPeriodSeconds: 3_600, priceFeed: Self.home,
                priceFeedKey: try #require(Hash256(bytes: Self.eth.bytesValue ?? [])),
                quoteAsset: token, fluctuationLimitRatioWad: 0, tollRatioWad: 0,
                spreadRatioWad: 0),
            block: world.block)
        let market = Deployed(world: world, program: amm, address: marketAddress)
        #expect(try market.word("getUnderlyingPrice") == wad("100"))
        try set(0, "109")
        #expect(try market.word("getUnderlyingPrice") == wad("109"))
        try set(0, "80")
        #expect(
            try market.reason("getUnderlyingPrice")
                == "GuardedPriceFeed: mark and oracle diverge")
        #expect(try feed.reason("getPrice", [Self.eth]) != nil)
    }
}
