import ContractRuntime
import EthereumPrimitives
import PriceOracles
import TestSupport
import Testing
import WideIntegers

@Suite struct ChainlinkL1Tests {
    private let l2: L2World
    private let aggregator: Deployed<AggregatorMock>
    private let relay: Deployed<ChainlinkL1>

    init() throws {
        l2 = try L2World()
        let host = l2.world.host
        let aggregatorAddress = Address(truncating: 0xa99)
        aggregator = Deployed(
            world: l2.world,
            program: try AggregatorMock(at: aggregatorAddress, in: host, decimals: 8),
            address: aggregatorAddress)
        let relayAddress = Address(truncating: 0x11)
        relay = Deployed(
            world: l2.world,
            program: try ChainlinkL1(
                at: relayAddress, in: host, owner: FeedWorld.admin,
                rootBridge: l2.bridge.address, priceFeedL2: l2.l2.address),
            address: relayAddress)
        try relay.ok("addAggregator", [key("ETH"), .address(aggregatorAddress)])
        try l2.l2.ok("addAggregator", [key("ETH")])
    }

    private func push(_ answer: Int256, timestamp: UInt256, id: UInt256) throws {
        try aggregator.ok(
            "mockAddAnswer",
            [.uint(id), .int(answer), .uint(timestamp), .uint(timestamp), .uint(id)])
    }

    @Test("a round travels to the other side when it is delivered")
    func journey() throws {
        try push(123, timestamp: 50, id: 9)
        let logs = try relay.logs("updateLatestRoundData", [key("ETH")], from: FeedWorld.stranger)
        let signatures = [
            "PriceUpdateMessageIdSent(bytes32)", "PriceUpdated(uint80,uint256,uint256)",
        ]
        #expect(logs.map(\.topics) == signatures.map { [Keccak256.hash(Array($0.utf8))] })
        let wad: UInt256 = 1_230_000_000_000
        let words: InlineArray<3, UInt256> = [9, wad, 50]
        #expect(logs.last?.data == CallResult.words(words))
        #expect(try relay.word("prevTimestampMap", [key("ETH")]) == 50)

        #expect(try l2.l2.word("getPriceFeedLength", [key("ETH")]) == 0)
        let id = ABIValue.fixedBytes(try #require(logs.first?.data))
        let delivered = try l2.bridge.logs("deliver", [id], from: FeedWorld.stranger)
        #expect(delivered.map(\.address) == [l2.l2.address])
        #expect(try l2.l2.word("getPrice", [key("ETH")]) == wad)
        #expect(try l2.l2.word("getLatestTimestamp", [key("ETH")]) == 50)
        #expect(try l2.bridge.reason("deliver", [id]) == "message was delivered")
    }

    @Test("messages that are overtaken stay, and fail")
    func overtaken() throws {
        for round in [1, 2] as [UInt256] {
            try push(5, timestamp: round, id: round)
            try relay.ok("updateLatestRoundData", [key("ETH")])
        }
        #expect(try l2.bridge.word("messageCount") == 2)
        func id(_ number: UInt256) -> [ABIValue] { [.fixedBytes(number.bigEndianBytes)] }
        try l2.bridge.ok("deliver", id(2))
        #expect(try l2.bridge.reason("deliver", id(1)) == "incorrect timestamp")
        #expect(try l2.bridge.reason("deliver", id(0)) == "no such message")
        #expect(try l2.bridge.reason("deliver", id(3)) == "no such message")
        #expect(try l2.bridge.reason("deliver", id(.max)) == "no such message")
    }

    @Test("a round is sent once, with a timestamp, and never below zero")
    func texts() throws {
        let eth = [key("ETH")]
        let send = "updateLatestRoundData"
        #expect(try relay.reason(send, [key("BTC")]) == "empty address")
        try push(5, timestamp: 0, id: 0)
        #expect(try relay.reason(send, eth) == "incorrect timestamp")
        try push(-5, timestamp: 10, id: 1)
        #expect(try relay.reason(send, eth) == "negative answer")
        try push(0, timestamp: 10, id: 2)
        try relay.ok(send, eth)
        #expect(try relay.reason(send, eth) == "incorrect timestamp")
        try push(-5, timestamp: 10, id: 3)
        #expect(try relay.reason(send, eth) == "incorrect timestamp")
    }

    @Test("the owner changes bridge and receiver, each with its event")
    func addresses() throws {
        for name in ["setRootBridge", "setPriceFeedL2"] {
            #expect(try relay.reason(name, [.address(.zero)]) == "empty address")
            let value = [ABIValue.address(FeedWorld.stranger)]
            let refusal = "PerpFiOwnableUpgrade: caller is not the owner"
            #expect(try relay.reason(name, value, from: FeedWorld.stranger) == refusal)
            let signature = name.dropFirst(3) + "Changed(address)"
            let logs = try relay.logs(name, value)
            #expect(logs.map(\.topics) == [[Keccak256.hash(Array(signature.utf8))]])
            #expect(logs.map(\.data) == [FeedWorld.stranger.number.bigEndianBytes])
        }
        #expect(try relay.word("rootBridge") == FeedWorld.stranger.number)
        #expect(try relay.word("priceFeedL2Address") == FeedWorld.stranger.number)
        // A bridge without code takes no message.
        try push(5, timestamp: 10, id: 0)
        #expect(try relay.call("updateLatestRoundData", [key("ETH")]).revert == .empty)
        #expect(try relay.word("prevTimestampMap", [key("ETH")]) == 0)
    }
}
