import ContractRuntime
import EthereumPrimitives
import PriceOracles
import TestSupport
import Testing
import WideIntegers

/// The feeds' averages against a sum over every second of the interval.
@Suite struct RoundAverageTests {
    /// One round of a random history.
    struct Round {
        var timestamp: UInt64
        var answer: Int64
    }

    /// What the average must be: each second of the interval counts at the price that held in it,
    /// seconds before the first round do not count; nil where no second counts.
    static func average(_ rounds: [Round], now: UInt64, interval: UInt64) -> UInt128? {
        var sum: UInt128 = 0
        var count: UInt128 = 0
        for second in (now - interval)..<now {
            guard let round = rounds.last(where: { $0.timestamp <= second }) else { continue }
            sum += UInt128(round.answer)
            count += 1
        }
        return count == 0 ? nil : sum / count
    }

    @Test("the pushed feed's average is that of the seconds", arguments: 0..<400)
    func pushed(seed: Int) throws {
        var random = SeededGenerator(seed: UInt64(seed))
        let feed = try L2World()
        try feed.l2.ok("addAggregator", [key("ETH")])
        var rounds: [Round] = []
        var time = feed.world.block.timestampSeconds
        for id in 0..<(1 + random.below(6)) {
            time += 1 + UInt64(random.below(60))
            rounds.append(Round(timestamp: time, answer: Int64(random.below(1 << 60))))
            try feed.push("ETH", price: UInt256(UInt64(rounds[id].answer)), timestamp: time, id)
        }
        let latest = try #require(rounds.last)
        feed.world.block.timestampSeconds = time + UInt64(random.below(60))
        let now = feed.world.block.timestampSeconds
        let interval = 1 + UInt64(random.below(300))
        let found = try feed.l2.word("getTwapPrice", [key("ETH"), .uint(UInt256(interval))])
        let isOld = latest.timestamp < now - interval || rounds.count == 1
        let expected =
            isOld
            ? UInt128(latest.answer) : Self.average(rounds, now: now, interval: interval)
        #expect(found == expected.map { UInt256($0) }, "seed \(seed)")
    }

    @Test("the aggregator feed's average is that of the seconds", arguments: 0..<400)
    func asked(seed: Int) throws {
        var random = SeededGenerator(seed: UInt64(seed))
        let feed = try ChainlinkWorld(decimals: 8)
        try feed.chainlink.ok("addAggregator", [key("ETH"), .address(feed.aggregator.address)])
        var all: [Round] = []
        var time = feed.world.block.timestampSeconds
        for id in 0..<(1 + random.below(7)) {
            time += UInt64(random.below(40))
            let answer = Int64(random.below(1 << 50))
            all.append(
                Round(timestamp: time, answer: random.below(4) == 0 ? -answer - 1 : answer))
            try feed.push(Int256(all[id].answer), timestamp: time, id: UInt64(id))
        }
        feed.world.block.timestampSeconds = time + UInt64(random.below(60))
        let now = feed.world.block.timestampSeconds
        let interval = 1 + UInt64(random.below(200))
        let arguments = [key("ETH"), ABIValue.uint(UInt256(interval))]

        // A walk that must go back to a negative round 0 fails.
        let priced = all.filter { $0.answer >= 0 }
        let start = now - interval
        let notEnough = "Not enough history"
        guard let latest = priced.last, let oldest = priced.first else {
            #expect(try feed.chainlink.reason("getTwapPrice", arguments) == notEnough)
            return
        }
        let beginsNegative = all[0].answer < 0
        let isOld = latest.timestamp < start || (priced.count == 1 && !beginsNegative)
        if !isOld && beginsNegative && (priced.count == 1 || oldest.timestamp > start) {
            #expect(try feed.chainlink.reason("getTwapPrice", arguments) == notEnough)
        } else if isOld {
            let wad = UInt256(UInt128(latest.answer) * 10_000_000_000)
            #expect(try feed.chainlink.word("getTwapPrice", arguments) == wad, "seed \(seed)")
        } else if let average = Self.average(priced, now: now, interval: interval) {
            let wad = UInt256(average * 10_000_000_000)
            #expect(try feed.chainlink.word("getTwapPrice", arguments) == wad, "seed \(seed)")
        } else {
            #expect(
                try feed.chainlink.reason("getTwapPrice", arguments)
                    == "SafeMath: division by zero", "seed \(seed)")
        }
    }

    @Test("a latest round at the interval's start counts for all of it")
    func startsAtStart() throws {
        let feed = try L2World()
        try feed.l2.ok("addAggregator", [key("ETH")])
        let begin = feed.world.block.timestampSeconds
        try feed.push("ETH", price: 100, timestamp: begin - 50, 1)
        try feed.push("ETH", price: 200, timestamp: begin, 2)
        feed.world.advance(30)
        func twap(_ interval: UInt256) throws -> UInt256 {
            try feed.l2.word("getTwapPrice", [key("ETH"), .uint(interval)])
        }
        #expect(try twap(29) == 200)
        #expect(try twap(30) == 200)
        #expect(try twap(31) == (30 * 200 + 100) / 31)
        #expect(try twap(80) == (30 * 200 + 50 * 100) / 80)
        #expect(try twap(1_000) == (30 * 200 + 50 * 100) / 80)
    }

    @Test("the latest round alone is taken only from before the interval's start")
    func latestBeforeStart() throws {
        let feed = try L2World()
        try feed.l2.ok("addAggregator", [key("ETH")])
        let begin = feed.world.block.timestampSeconds
        try feed.push("ETH", price: 1, timestamp: begin - 1)
        try feed.push("ETH", price: .max, timestamp: begin)
        feed.world.advance(10)
        #expect(try feed.l2.word("getTwapPrice", [key("ETH"), .uint(9)]) == .max)
        let overflow = "SafeMath: multiplication overflow"
        #expect(try feed.l2.reason("getTwapPrice", [key("ETH"), .uint(10)]) == overflow)
    }

    @Test("nothing is read beyond a round at the interval's start")
    func endsAtStart() throws {
        let feed = try ChainlinkWorld(decimals: 18)
        try feed.register()
        let begin = feed.world.block.timestampSeconds
        for (id, answer) in [-1, 10, 20].enumerated() {
            try feed.push(
                Int256(Int64(answer)), timestamp: begin + UInt64(id) * 4, id: UInt64(id))
        }
        feed.world.advance(10)
        func arguments(_ interval: UInt256) -> [ABIValue] { [key("ETH"), .uint(interval)] }
        // Ten for four seconds and twenty for two.
        #expect(try feed.chainlink.word("getTwapPrice", arguments(6)) == 80 / 6)
        #expect(
            try feed.chainlink.reason("getTwapPrice", arguments(7)) == "Not enough history")
    }
}
