import ContractRuntime
import EthereumPrimitives
import PriceOracles
import TestSupport
import Testing
import WideIntegers

@Suite struct ChainlinkPriceFeedTests {
    @Test("an unknown key has no aggregator")
    func unknownKey() throws {
        let feed = try ChainlinkWorld(decimals: 8)
        let eth = key("ETH")
        let empty = "empty address"
        #expect(try feed.chainlink.reason("getPrice", [eth]) == empty)
        #expect(try feed.chainlink.reason("getTwapPrice", [eth, .uint(0)]) == empty)
        #expect(try feed.chainlink.reason("getLatestTimestamp", [eth]) == empty)
        #expect(try feed.chainlink.reason("getPreviousPrice", [eth, .uint(0)]) == empty)
        #expect(try feed.chainlink.reason("getPreviousTimestamp", [eth, .uint(0)]) == empty)
        #expect(try feed.chainlink.reason("removeAggregator", [eth]) == empty)
        #expect(try feed.chainlink.reason("addAggregator", [eth, .address(.zero)]) == empty)
        #expect(try feed.chainlink.word("getAggregator", [eth]) == 0)
        let push = [eth, ABIValue.uint(1), .uint(1), .uint(1)]
        #expect(try feed.chainlink.reason("setLatestData", push) == "not support")
    }

    @Test(
        "prices are scaled from the aggregator's decimals, rounded down",
        arguments: [
            (0, "7", "7000000000000000000"), (8, "123456789", "1234567890000000000"),
            (18, "5", "5"), (20, "199", "1"), (77, "100000", "0"),
        ] as [(UInt8, String, String)])
    func scaling(decimals: UInt8, answer: String, wad: String) throws {
        let feed = try ChainlinkWorld(decimals: decimals)
        try feed.register()
        try feed.push(try Int256(decimal: answer), timestamp: 5, id: 0)
        #expect(try feed.chainlink.word("getPrice", [key("ETH")]) == UInt256(decimal: wad))
        let map = try feed.chainlink.word("priceFeedDecimalMap", [key("ETH")])
        #expect(map == UInt256(UInt64(decimals)))
    }

    @Test("the power of ten wraps beyond 77 decimals and never becomes zero")
    func wrappedPower() throws {
        let feed = try ChainlinkWorld(decimals: 255)
        try feed.register()
        // 10^255 is 2^255 in 256 bits, because 5^255 is odd; 2^196 wad lie just above it.
        try feed.push(Int256(bitPattern: UInt256.one << 196), timestamp: 5, id: 0)
        #expect(try feed.chainlink.word("getPrice", [key("ETH")]) == 1)
        try feed.push(Int256(bitPattern: UInt256.one << 195), timestamp: 6, id: 1)
        #expect(try feed.chainlink.word("getPrice", [key("ETH")]) == 0)
        try feed.push(Int256(bitPattern: UInt256.one << 197), timestamp: 7, id: 2)
        let overflow = "SafeMath: multiplication overflow"
        #expect(try feed.chainlink.reason("getPrice", [key("ETH")]) == overflow)
    }

    @Test("steps over negative answers and takes zero for a price")
    func negativeAnswers() throws {
        let feed = try ChainlinkWorld(decimals: 8)
        try feed.register()
        try feed.push(0, timestamp: 10, id: 0)
        try feed.push(-1, timestamp: 20, id: 1)
        try feed.push(-2, timestamp: 30, id: 2)
        let eth = key("ETH")
        #expect(try feed.chainlink.word("getPrice", [eth]) == 0)
        #expect(try feed.chainlink.word("getLatestTimestamp", [eth]) == 10)
        let negative = "Negative price"
        for back in [0, 1, 2] as [UInt256] {
            let arguments = [eth, ABIValue.uint(back)]
            #expect(try feed.chainlink.reason("getPreviousPrice", arguments) == negative)
            #expect(try feed.chainlink.reason("getPreviousTimestamp", arguments) == negative)
        }
        for back in [3, .max] as [UInt256] {
            let arguments = [eth, ABIValue.uint(back)]
            #expect(
                try feed.chainlink.reason("getPreviousPrice", arguments) == "Not enough history")
        }
        try feed.push(4, timestamp: 40, id: 3)
        #expect(try feed.chainlink.word("getPreviousPrice", [eth, .uint(0)]) == 40_000_000_000)
        #expect(try feed.chainlink.word("getPreviousTimestamp", [eth, .uint(0)]) == 40)
    }

    @Test("a latest round with id 0 has no history, whatever its answer")
    func roundZero() throws {
        let feed = try ChainlinkWorld(decimals: 8)
        try feed.register()
        let eth = key("ETH")
        #expect(try feed.chainlink.call("getPrice", [eth]).isSuccess == false)
        try feed.push(5, timestamp: 10, id: 0)
        let notEnough = "Not enough history"
        #expect(try feed.chainlink.reason("getPreviousPrice", [eth, .uint(0)]) == notEnough)
        #expect(try feed.chainlink.word("getTwapPrice", [eth, .uint(9)]) == 50_000_000_000)
        #expect(
            try feed.chainlink.reason("getTwapPrice", [eth, .uint(0)]) == "interval can't be 0")
        #expect(
            try feed.chainlink.reason("getTwapPrice", [eth, .uint(.max)])
                == "SafeMath: subtraction overflow")
    }

    @Test("timestamps that fall, or lie ahead, make the average fail")
    func badTimestamps() throws {
        let feed = try ChainlinkWorld(decimals: 8)
        try feed.register()
        let now = feed.world.block.timestampSeconds
        let arguments = [key("ETH"), ABIValue.uint(100)]
        let underflow = "SafeMath: subtraction overflow"
        try feed.push(5, timestamp: now - 10, id: 0)
        try feed.push(5, timestamp: now - 20, id: 1)
        #expect(try feed.chainlink.reason("getTwapPrice", arguments) == underflow)
        try feed.push(5, timestamp: now + 1, id: 2)
        #expect(try feed.chainlink.reason("getTwapPrice", arguments) == underflow)
    }

    @Test("a new aggregator takes the old one's place with its own decimals")
    func replacement() throws {
        let feed = try ChainlinkWorld(decimals: 8)
        try feed.register()
        let other = Address(truncating: 0xa98)
        _ = try AggregatorMock(at: other, in: feed.world.host, decimals: 6)
        try feed.chainlink.ok("addAggregator", [key("ETH"), .address(other)])
        #expect(try feed.chainlink.word("getAggregator", [key("ETH")]) == other.number)
        #expect(try feed.chainlink.word("priceFeedDecimalMap", [key("ETH")]) == 6)
        #expect(try feed.chainlink.call("priceFeedKeys", [.uint(1)]).revert == .invalidOpcode)
        try feed.chainlink.ok("removeAggregator", [key("ETH")])
        #expect(try feed.chainlink.word("priceFeedDecimalMap", [key("ETH")]) == 0)
        #expect(try feed.chainlink.call("priceFeedKeys", [.uint(0)]).revert == .invalidOpcode)
    }

    @Test("an aggregator must have code and say its decimals")
    func noAggregator() throws {
        let feed = try ChainlinkWorld(decimals: 8)
        func add(_ address: Address) throws -> Revert? {
            try feed.chainlink.call("addAggregator", [key("ETH"), .address(address)]).revert
        }
        #expect(try add(FeedWorld.stranger) == .empty)
        let short = Address(truncating: 0x51)
        _ = try FixedAnswer([8], at: short, in: feed.world.host)
        #expect(try add(short) == .empty)
        let large = Address(truncating: 0x52)
        _ = try FixedAnswer(UInt256(256).bigEndianBytes, at: large, in: feed.world.host)
        #expect(try add(large) == .empty)
        #expect(try feed.chainlink.word("getAggregator", [key("ETH")]) == 0)
        #expect(try feed.chainlink.call("priceFeedKeys", [.uint(0)]).revert == .invalidOpcode)
    }

    @Test("a round id beyond 80 bits is refused")
    func hostileRound() throws {
        let feed = try ChainlinkWorld(decimals: 8)
        for (index, id) in [UInt256.one << 80, (UInt256.one << 80) &- .one].enumerated() {
            let hostile = Address(truncating: UInt256(UInt64(0x60 + index)))
            let words: InlineArray<5, UInt256> = [id, 3, 0, 9, 0]
            _ = try FixedAnswer(
                CallResult.words(words), decimals: 8, at: hostile, in: feed.world.host)
            try feed.chainlink.ok("addAggregator", [key("ETH"), .address(hostile)])
            let outcome = try feed.chainlink.call("getPrice", [key("ETH")])
            #expect(outcome.revert == (index == 0 ? .empty : nil))
        }
    }

    @Test("an aggregator whose answers are never positive costs no more than the gas limit")
    func endlessNegative() throws {
        let feed = try ChainlinkWorld(decimals: 8)
        let hostile = Address(truncating: 0x70)
        let words: InlineArray<5, UInt256> = [(UInt256.one << 80) &- .one, .max, 0, 9, 0]
        _ = try FixedAnswer(
            CallResult.words(words), decimals: 8, at: hostile, in: feed.world.host)
        try feed.chainlink.ok("addAggregator", [key("ETH"), .address(hostile)])
        let outcome = try feed.chainlink.call("getPrice", [key("ETH")])
        #expect(outcome.revert == .outOfGas)
        #expect(outcome.gasUsed == 30_000_000)
    }
}
