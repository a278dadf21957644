import ContractRuntime
import EthereumPrimitives
import PriceOracles
import TestSupport
import Testing
import WideIntegers

/// Call data that no compiler makes, and failures that must leave nothing behind.
@Suite struct HostileCallTests {
    private let feed: L2World

    init() throws {
        feed = try L2World()
        try feed.l2.ok("addAggregator", [key("ETH")])
        try feed.push("ETH", price: 5, timestamp: 6)
    }

    private func send(_ data: [UInt8], from sender: Address = FeedWorld.admin) -> Revert? {
        let message = Message(sender: sender, recipient: feed.l2.address, data: data)
        return feed.world.host.execute(message, in: feed.world.block).revert
    }

    @Test("unknown selectors and short data revert without data")
    func malformed() throws {
        #expect(send([]) == .empty)
        #expect(send([0x31, 0xd9, 0x8b]) == .empty)
        #expect(send([1, 2, 3, 4]) == .empty)
        for function in feed.l2.program.abi.functions where !function.inputs.isEmpty {
            let whole = function.selector.bytes + [UInt8](repeating: 0, count: 32 * 4)
            let size = 4 + function.inputsLayout.size
            #expect(send(Array(whole.prefix(size - 1))) == .empty, "\(function.name)")
        }
    }

    @Test("bytes after the arguments are ignored, bits before an address are not")
    func padding() throws {
        let abi = feed.l2.program.abi
        let price = try #require(abi.function(named: "getPrice")).encodeCall([key("ETH")])
        #expect(send(price + [9, 9]) == nil)
        let setter = try #require(abi.function(named: "setRootBridge"))
        let address = FeedWorld.stranger.number
        let dirty = address &+ (UInt256.one << 160)
        #expect(send(setter.selector.bytes + dirty.bigEndianBytes) == .empty)
        #expect(send(setter.selector.bytes + address.bigEndianBytes) == nil)
    }

    @Test("no function takes native asset")
    func value() throws {
        let l1 = Address(truncating: 0x11)
        let chainlink = Address(truncating: 0x12)
        let host = feed.world.host
        let contracts: [(any Contract, Address)] = [
            (feed.l2.program, feed.l2.address), (feed.bridge.program, feed.bridge.address),
            (try ChainlinkPriceFeed(at: chainlink, in: host, owner: .zero), chainlink),
            (
                try ChainlinkL1(
                    at: l1, in: host, owner: .zero, rootBridge: .zero, priceFeedL2: .zero), l1
            ),
        ]
        host.state.setBalanceWei(1, of: host.state.account(FeedWorld.admin))
        for (contract, address) in contracts {
            for function in contract.abi.functions where function.inputs.isEmpty {
                let message = Message(
                    sender: FeedWorld.admin, recipient: address, valueWei: 1,
                    data: function.selector.bytes)
                let outcome = host.execute(message, in: feed.world.block)
                #expect(outcome.revert == .empty, "\(contract.abi.name).\(function.name)")
            }
        }
    }

    @Test("random data never succeeds in a change and never crashes")
    func randomData() throws {
        var random = SeededGenerator(seed: 17)
        let functions = feed.l2.program.abi.functions
        for _ in 0..<3_000 {
            let function = functions[random.below(functions.count)]
            let data = function.selector.bytes + random.bytes(random.below(160))
            let outcome = feed.world.host.simulate(
                Message(sender: FeedWorld.stranger, recipient: feed.l2.address, data: data),
                in: feed.world.block)
            if function.stateMutability != .view { #expect(outcome.revert != nil) }
        }
        #expect(try feed.l2.word("getPrice", [key("ETH")]) == 5)
    }

    @Test("a failed call changes no word of the state")
    func noTrace() throws {
        func digest(after calls: (L2World) throws -> Void) throws -> Hash256 {
            let feed = try L2World()
            try feed.l2.ok("addAggregator", [key("ETH")])
            // Names are met before they are needed, so that only effects can differ.
            _ = feed.world.host.state.account(feed.bridge.address)
            _ = feed.world.host.state.account(FeedWorld.stranger)
            try calls(feed)
            return feed.world.host.state.sealBlock()
        }
        let untouched = try digest { _ in }
        let failed = try digest { feed in
            let round = feed.round("BTC", price: 1, timestamp: 1, 1)
            _ = try feed.l2.reason("setLatestData", round, from: feed.bridge.address)
            _ = try feed.l2.reason("addAggregator", [key("LINK")], from: FeedWorld.stranger)
            _ = try feed.l2.reason("getPrice", [key("LINK")])
        }
        #expect(untouched == failed)
        let changed = try digest { feed in try feed.l2.ok("addAggregator", [key("LINK")]) }
        #expect(untouched != changed)
    }
}
