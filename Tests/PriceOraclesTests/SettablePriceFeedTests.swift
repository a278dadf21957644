import ContractRuntime
import EthereumPrimitives
import PriceOracles
import Testing
import WideIntegers

@Suite struct SettablePriceFeedTests {
    private let feed: Deployed<SettablePriceFeed>

    init() throws {
        let world = try FeedWorld()
        let address = Address(truncating: 0xfeed)
        feed = Deployed(
            world: world,
            program: try SettablePriceFeed(
                at: address, in: world.host, priceWad: 5, twapPriceWad: 6, timestampSeconds: 7),
            address: address)
    }

    @Test("answers what it was told")
    func answers() throws {
        #expect(try feed.word("getPrice", [key("ETH")]) == 5)
        #expect(try feed.word("getTwapPrice", [key("ETH"), .uint(900)]) == 6)
        #expect(try feed.word("getLatestTimestamp", [key("ETH")]) == 7)
        try feed.ok("setTwapPrice", [.uint(8)])
        #expect(try feed.word("getTwapPrice", [key("ETH"), .uint(900)]) == 8)
    }

    @Test("a price alone keeps the time, a price with its time has both")
    func timestamps() throws {
        try feed.ok("setPrice", [.uint(9)])
        #expect(try feed.word("getPrice", [key("ETH")]) == 9)
        #expect(try feed.word("getLatestTimestamp", [key("ETH")]) == 7)
        try feed.ok("setLatest", [.uint(10), .uint(11)])
        #expect(try feed.word("getPrice", [key("ETH")]) == 10)
        #expect(try feed.word("getLatestTimestamp", [key("ETH")]) == 11)
        #expect(try feed.word("getTwapPrice", [key("ETH"), .uint(900)]) == 6)
    }
}
