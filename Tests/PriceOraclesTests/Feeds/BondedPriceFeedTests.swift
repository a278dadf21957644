import ContractRuntime
import EthereumPrimitives
import PriceOracles
import Testing
import WideIntegers

@Suite struct BondedPriceFeedTests {
    private static let bond: UInt256 = 50
    private let world: FeedWorld
    private let reporter = Address(truncating: 0x6001)
    private let watcher = Address(truncating: 0x6002)
    private let optimistic: Deployed<BondedPriceFeed>
    private let prompt: Deployed<BondedPriceFeed>

    init() throws {
        let world = try FeedWorld()
        self.world = world
        for account in [reporter, watcher] {
            world.host.state.setBalanceWei(1_000, of: world.host.state.account(account))
        }
        func feed(_ number: UInt64, delay: UInt64?) throws -> Deployed<BondedPriceFeed> {
            let address = Address(truncating: UInt256(number))
            return Deployed(
                world: world,
                program: try BondedPriceFeed(
                    at: address, in: world.host, owner: FeedWorld.admin,
                    bondWei: BondedPriceFeedTests.bond, disputeSeconds: 7_200,
                    readingDelaySeconds: delay),
                address: address)
        }
        optimistic = try feed(0x09a, delay: nil)
        prompt = try feed(0x7e1, delay: 0)
    }

    private func pay(
        _ feed: Deployed<BondedPriceFeed>, _ name: String, _ number: UInt256,
        from sender: Address, wei: UInt256 = BondedPriceFeedTests.bond
    ) throws -> ExecutionOutcome {
        let function = try #require(feed.program.abi.function(named: name))
        return world.host.execute(
            Message(
                sender: sender, recipient: feed.address, valueWei: wei,
                data: try function.encodeCall([key("ETH"), .uint(number)])),
            in: world.block)
    }

    private func balance(_ account: Address) -> UInt256 {
        world.host.state.balanceWei(of: world.host.state.account(account))
    }

    private func price(_ feed: Deployed<BondedPriceFeed>) throws -> UInt256? {
        let outcome = try feed.call("getPrice", [key("ETH")])
        return outcome.revert == nil ? UInt256(bigEndianBytes: outcome.output) : nil
    }

    @Test("a prompt feed is read at once, an optimistic one when nobody can dispute any more")
    func delays() throws {
        for feed in [optimistic, prompt] {
            #expect(try pay(feed, "report", 100, from: reporter).revert == nil)
        }
        #expect(try price(prompt) ?? .zero == 100)
        #expect(try price(optimistic) == nil)
        world.advance(7_199)
        #expect(try price(optimistic) == nil)
        world.advance(1)
        #expect(try price(optimistic) ?? .zero == 100)
        #expect(try optimistic.words("getReading", [key("ETH")])[3] == 1)
        // A newer report does not hide the one in force.
        #expect(try pay(optimistic, "report", 110, from: reporter).revert == nil)
        #expect(try price(optimistic) ?? .zero == 100)
    }

    @Test("a disputed report counts no longer, and the winner takes both bonds")
    func disputes() throws {
        for lie in [500, 600] as [UInt256] {
            #expect(try pay(prompt, "report", lie, from: reporter).revert == nil)
        }
        #expect(try price(prompt) ?? .zero == 600)
        #expect(try pay(prompt, "dispute", 1, from: watcher).revert == nil)
        #expect(try price(prompt) ?? .zero == 500)
        #expect(balance(prompt.address) == 150)
        let decision: [ABIValue] = [key("ETH"), .uint(1), .bool(false)]
        #expect(try prompt.call("decide", decision, from: watcher).revert != nil)
        try prompt.ok("decide", decision)
        #expect(balance(watcher) == 1_050)
        #expect(try price(prompt) ?? .zero == 500)
        #expect(try prompt.reason("decide", decision) == "not disputed")
        #expect(try pay(prompt, "dispute", 0, from: watcher).revert == nil)
        #expect(try price(prompt) == nil)
        try prompt.ok("decide", [key("ETH"), .uint(0), .bool(true)])
        #expect(try price(prompt) ?? .zero == 500)
        #expect(balance(reporter) == 1_000)
        #expect(balance(prompt.address) == 0)
    }

    @Test("disputes end with their time, and the bond of a report that stands goes back once")
    func release() throws {
        #expect(try pay(prompt, "report", 100, from: reporter).revert == nil)
        let call: [ABIValue] = [key("ETH"), .uint(0)]
        world.advance(7_199)
        #expect(try prompt.reason("release", call) == "not final")
        world.advance(1)
        #expect(try pay(prompt, "dispute", 0, from: watcher).reason == "not disputable")
        try prompt.ok("release", call, from: FeedWorld.stranger)
        #expect(balance(reporter) == 1_000)
        #expect(try prompt.reason("release", call) == "not final")
        #expect(try price(prompt) ?? .zero == 100)
    }

    @Test("bonds are exact, reports exist, prices fit")
    func refusals() throws {
        for wei in [0, 49, 51] as [UInt256] {
            let outcome = try pay(prompt, "report", 100, from: reporter, wei: wei)
            #expect(outcome.reason == "wrong bond")
        }
        for price in [0, 1 << 192] as [UInt256] {
            let outcome = try pay(prompt, "report", price, from: reporter)
            #expect(outcome.reason == "price out of range")
        }
        #expect(try pay(prompt, "dispute", 0, from: watcher).reason == "no such report")
        #expect(try pay(prompt, "report", 9, from: reporter).revert == nil)
        #expect(try pay(prompt, "dispute", 0, from: watcher, wei: 1).reason == "wrong bond")
        #expect(try pay(prompt, "dispute", 0, from: watcher).revert == nil)
        #expect(try pay(prompt, "dispute", 0, from: watcher).reason == "not disputable")
        #expect(try prompt.word("reportCount", [key("ETH")]) == 1)
        let report = try prompt.words("reportAt", [key("ETH"), .uint(0)])
        let seconds = UInt256(world.block.timestampSeconds)
        #expect(report == [9, seconds, reporter.number, watcher.number, 1])
    }
}
