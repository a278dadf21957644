import EthereumPrimitives
import SimulationKernel
import Testing
import WideIntegers

@testable import Chain

/// What a full pool lets go, and whom it turns away.
@Suite struct MempoolEvictionTests {
    /// A full pool of six accounts whose tips are 11 to 16, submissions 1 to 6.
    private func fullPool() throws -> MempoolFixture {
        let fixture = MempoolFixture(limits: PoolLimits.small())
        for number in 1...6 as ClosedRange<UInt64> {
            try fixture.add(fixture.sender(number), nonce: 0, tip: 10 &+ UInt256(number))
        }
        #expect(fixture.pool.slotCount == 6)
        return fixture
    }

    @Test("a better newcomer pushes the cheapest out, one that pays as little is turned away")
    func cheapest() throws {
        let fixture = try fullPool()
        let newcomer = fixture.sender(9)
        let equal = fixture.make(newcomer, nonce: 0, tip: 11)
        #expect(fixture.answer(equal) == "transaction underpriced")
        #expect(fixture.departures() == [])
        let better = fixture.make(newcomer, nonce: 0, tip: 12)
        #expect(fixture.answer(better) == "pending")
        #expect(fixture.departures() == ["1 evicted: outbid"])
        #expect(fixture.pool.count == 6)
    }

    @Test("the effective tip counts, then the fee cap, then the tip cap")
    func rank() throws {
        // At a base fee of 100 all four tip 10 at most; pairs of tip cap and fee cap.
        let fees: [(UInt256, UInt256)] = [(10, 120), (10, 110), (20, 110), (10, 130)]
        for (index, expected) in [1, 2, 0, 3].enumerated() {
            let fixture = MempoolFixture(limits: PoolLimits.small(globalSlots: 2))
            for (number, fee) in fees.enumerated() {
                try fixture.add(
                    fixture.sender(UInt64(number)), nonce: 0, tip: fee.0, feeCap: fee.1)
            }
            for number in 0...index {
                fixture.pool.changesSinceReset = 0
                try fixture.add(fixture.sender(UInt64(10 + number)), nonce: 0, tip: 50)
            }
            #expect(fixture.departures().last == "\(expected + 1) evicted: outbid")
        }
    }

    @Test("what the base fee keeps out is cheaper the further it is below")
    func belowBaseFee() throws {
        let fixture = MempoolFixture(limits: PoolLimits.small(globalSlots: 2, globalQueue: 1))
        fixture.head.nextBaseFeePerGasWei = 100
        try fixture.add(fixture.sender(1), nonce: 0, tip: 1, feeCap: 99)
        try fixture.add(fixture.sender(2), nonce: 0, tip: 90, feeCap: 98)
        try fixture.add(fixture.sender(3), nonce: 0, tip: 1, feeCap: 101)
        let cheap = fixture.make(fixture.sender(4), nonce: 0, tip: 97, feeCap: 97)
        #expect(fixture.answer(cheap) == "transaction underpriced")
        try fixture.add(fixture.sender(5), nonce: 0, tip: 2, feeCap: 102)
        fixture.pool.changesSinceReset = 0
        try fixture.add(fixture.sender(6), nonce: 0, tip: 2, feeCap: 103)
        #expect(fixture.departures() == ["2 evicted: outbid", "1 evicted: outbid"])
    }

    @Test("a new base fee ranks anew")
    func newBaseFee() throws {
        let fixture = MempoolFixture(limits: PoolLimits.small(globalSlots: 1, globalQueue: 1))
        fixture.head.nextBaseFeePerGasWei = 100
        // At 100 the first tips 5 and the second 9; at 10 it is 50 and 9.
        try fixture.add(fixture.sender(1), nonce: 0, tip: 50, feeCap: 105)
        try fixture.add(fixture.sender(2), nonce: 0, tip: 9, feeCap: 200)
        let third = fixture.make(fixture.sender(3), nonce: 0, tip: 5, feeCap: 104)
        #expect(fixture.answer(third) == "transaction underpriced")
        fixture.head.nextBaseFeePerGasWei = 10
        fixture.reset()
        let fourth = fixture.make(fixture.sender(4), nonce: 0, tip: 20, feeCap: 200)
        #expect(fixture.answer(fourth) == "pending")
        #expect(fixture.departures() == ["2 evicted: outbid"])
    }

    @Test("of equal ones the higher nonce goes, and then the later arrival")
    func ties() throws {
        let fixture = MempoolFixture(limits: PoolLimits.small(globalSlots: 4, globalQueue: 1))
        let (a, b) = (fixture.sender(1), fixture.sender(2))
        try fixture.add(a, nonce: 0)
        try fixture.add(a, nonce: 1)
        try fixture.add(b, nonce: 0)
        try fixture.add(b, nonce: 1)
        try fixture.add(fixture.sender(3), nonce: 0)
        for number in 4...8 as ClosedRange<UInt64> {
            fixture.pool.changesSinceReset = 0
            try fixture.add(fixture.sender(number), nonce: 0, tip: 50)
        }
        #expect(
            fixture.departures() == [4, 2, 5, 3, 1].map { "\($0) evicted: outbid" })
    }

    @Test("a large newcomer takes the slots of several, and none when there are too few")
    func largeTransactions() throws {
        let fixture = try fullPool()
        let sender = fixture.sender(9)
        // Three slots of 32,768 bytes.
        let large = fixture.make(sender, nonce: 0, tip: 50, gasLimit: 9_000_000, dataCount: 70_000)
        #expect(fixture.answer(large) == "pending")
        #expect(fixture.pool.slotCount == 6)
        #expect(fixture.departures() == [1, 2, 3].map { "\($0) evicted: outbid" })
        fixture.reset()
        let huge = fixture.make(
            sender, nonce: 1, tip: 60, gasLimit: 9_000_000, dataCount: 200_000)
        #expect(fixture.answer(huge) == "txpool is full")
        #expect(fixture.departures() == [])
        #expect(fixture.pool.count == 4)
    }

    @Test("the size of a slot is that of the signed bytes")
    func slotSize() throws {
        var limits = PoolLimits()
        let fixture = MempoolFixture()
        let transaction = fixture.make(fixture.sender(1), nonce: 0, dataCount: 400)
        for (bytes, slots) in [(0, 1), (-1, 2)] {
            limits.slotBytes = transaction.byteCount + bytes
            fixture.pool = Mempool(limits: limits)
            try fixture.add(transaction)
            #expect(fixture.pool.slotCount == slots)
        }
    }

    @Test("after changes of more than a quarter of the slots, no more until the next head")
    func changeLimit() throws {
        let fixture = try fullPool()
        // A quarter of four slots is one: the second change passes it.
        for number in 20...21 as ClosedRange<UInt64> {
            try fixture.add(fixture.sender(number), nonce: 0, tip: 90)
        }
        let third = fixture.make(fixture.sender(22), nonce: 0, tip: 90)
        #expect(fixture.answer(third) == "txpool is full")
        let cheap = fixture.make(fixture.sender(23), nonce: 0, tip: 1)
        #expect(fixture.answer(cheap) == "transaction underpriced")
        #expect(fixture.departures() == ["1 evicted: outbid", "2 evicted: outbid"])
        fixture.reset()
        #expect(fixture.answer(third) == "pending")
    }

    @Test("those behind an evicted one count as changes")
    func changeCount() throws {
        let fixture = MempoolFixture(limits: PoolLimits.small(globalSlots: 8, globalQueue: 4))
        let sender = fixture.sender(1)
        try fixture.add(sender, nonce: 0, tip: 5)
        for nonce in 1...3 as ClosedRange<UInt64> { try fixture.add(sender, nonce: nonce, tip: 80) }
        for number in 2...9 as ClosedRange<UInt64> {
            try fixture.add(fixture.sender(number), nonce: 0, tip: 80)
        }
        // The first takes four from the pending ones; four are more than a quarter of eight.
        try fixture.add(fixture.sender(10), nonce: 0, tip: 90)
        #expect(fixture.departures() == ["1 evicted: outbid"])
        #expect(fixture.pool.changesSinceReset == 4)
        #expect(fixture.queued(sender) == [1, 2, 3])
        let next = fixture.make(fixture.sender(11), nonce: 0, tip: 90)
        #expect(fixture.answer(next) == "txpool is full")
    }

    @Test("one that cannot be executed yet pushes out others that cannot, and nothing else")
    func future() throws {
        let fixture = MempoolFixture(limits: PoolLimits.small())
        for number in 1...5 as ClosedRange<UInt64> {
            try fixture.add(fixture.sender(number), nonce: 0, tip: 10 &+ UInt256(number))
        }
        try fixture.add(fixture.sender(6), nonce: 3, tip: 5)
        let future = fixture.make(fixture.sender(7), nonce: 1, tip: 50)
        #expect(fixture.answer(future) == "queued")
        #expect(fixture.departures() == ["6 evicted: outbid"])
        #expect(fixture.pool.changesSinceReset == 0)
        let second = fixture.make(fixture.sender(8), nonce: 1, tip: 50)
        #expect(
            fixture.answer(second) == "future transaction tries to replace pending")
        #expect(fixture.departures() == [])
        // Its own nonce makes the waiting one executable, and the gap's end may push out.
        let first = fixture.make(fixture.sender(7), nonce: 0, tip: 50)
        #expect(fixture.answer(first) == "pending")
        #expect(fixture.departures() == ["1 evicted: outbid"])
        #expect(fixture.pending(fixture.sender(7)) == [0, 1])
        fixture.reset()
        let third = fixture.make(fixture.sender(8), nonce: 0, tip: 50)
        #expect(fixture.answer(third) == "pending")
        #expect(fixture.departures() == ["2 evicted: outbid"])
    }

    @Test("an underpriced replacement in a full pool changes nothing")
    func fullReplacement() throws {
        let fixture = try fullPool()
        let sender = fixture.sender(6)
        let dear = fixture.make(sender, nonce: 0, tip: 17, feeCap: 117)
        #expect(fixture.answer(dear) == "replacement transaction underpriced")
        #expect(fixture.departures() == [])
        let dearer = fixture.make(sender, nonce: 0, tip: 30, feeCap: 200)
        #expect(fixture.answer(dearer) == "pending")
        #expect(fixture.departures() == ["1 evicted: outbid", "6 replaced by 8"])
        // The cheapest itself is evicted by a better one of its own nonce, whatever the bump.
        let own = fixture.make(fixture.sender(2), nonce: 0, tip: 13, feeCap: 113)
        #expect(fixture.pool.count == 5)
        try fixture.add(fixture.sender(12), nonce: 0, tip: 40)
        #expect(fixture.answer(own) == "pending")
        #expect(fixture.departures() == ["2 evicted: outbid"])
    }
}
