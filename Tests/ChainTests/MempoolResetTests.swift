import EthereumPrimitives
import Testing
import WideIntegers

@testable import Chain

/// What a new head, or the mere passing of time, does to a pool.
@Suite struct MempoolResetTests {
    private let fixture = MempoolFixture()

    private func run(_ sender: Address, _ nonces: Range<UInt64>) throws {
        for nonce in nonces { try fixture.add(sender, nonce: nonce) }
    }

    @Test("used nonces leave, in the run and behind gaps, and an empty account with them")
    func usedNonces() throws {
        let (a, b) = (fixture.sender(1), fixture.sender(2))
        try run(a, 0..<3)
        try run(a, 5..<7)
        try run(b, 0..<1)
        fixture.setNonce(2, of: a)
        fixture.setNonce(1, of: b)
        fixture.reset()
        #expect(fixture.departures() == ["1 nonce used", "2 nonce used", "6 nonce used"])
        #expect(fixture.pending(a) == [2])
        #expect(fixture.queued(a) == [5, 6])
        #expect(fixture.pool.senders == [a])
        // The state passes the gap: what waited is executable.
        fixture.setNonce(6, of: a)
        fixture.reset()
        #expect(fixture.departures() == ["3 nonce used", "4 nonce used"])
        #expect(fixture.pending(a) == [6])
        #expect(fixture.queued(a) == [])
        fixture.setNonce(9, of: a)
        fixture.reset()
        #expect(fixture.pool.count == 0)
        #expect(fixture.pool.senders == [])
        #expect(fixture.pool.slotCount == 0)
    }

    @Test("the cost of what has left is not counted any more")
    func costs() throws {
        let sender = fixture.sender(1, balanceWei: 420_000)
        try fixture.add(sender, nonce: 0, feeCap: 10)
        try fixture.add(sender, nonce: 1, feeCap: 10)
        fixture.setNonce(1, of: sender)
        fixture.reset()
        try fixture.add(sender, nonce: 2, feeCap: 10)
        #expect(fixture.pending(sender) == [1, 2])
    }

    @Test("one that the balance no longer covers leaves, and those behind it wait")
    func unpayable() throws {
        let sender = fixture.sender(1)
        try fixture.add(sender, nonce: 0, feeCap: 10)
        try fixture.add(sender, nonce: 1, feeCap: 10, valueWei: 1)
        try fixture.add(sender, nonce: 2, feeCap: 10)
        try fixture.add(sender, nonce: 3, feeCap: 10, valueWei: 2)
        try fixture.add(sender, nonce: 6, feeCap: 10)
        try fixture.add(sender, nonce: 7, feeCap: 10, valueWei: 1)
        // Exactly one transaction's cost: together they may cost more.
        _ = fixture.sender(1, balanceWei: 210_000)
        fixture.reset()
        #expect(fixture.pending(sender) == [0])
        #expect(fixture.queued(sender) == [2, 6])
        #expect(fixture.departures() == [2, 4, 6].map { "\($0) evicted: unpayable" })
        _ = fixture.sender(1, balanceWei: 209_999)
        fixture.reset()
        #expect(fixture.departures() == [1, 3, 5].map { "\($0) evicted: unpayable" })
        #expect(fixture.pool.senders == [])
    }

    @Test("one that wants more gas than a block has leaves")
    func gasLimit() throws {
        let sender = fixture.sender(1)
        try fixture.add(sender, nonce: 0, gasLimit: 50_000)
        try fixture.add(sender, nonce: 1, gasLimit: 50_001)
        try fixture.add(sender, nonce: 2, gasLimit: 50_000)
        fixture.head.blockGasLimit = 50_000
        fixture.reset()
        #expect(fixture.departures() == ["2 evicted: gas limit"])
        #expect(fixture.pending(sender) == [0])
        #expect(fixture.queued(sender) == [2])
        try fixture.add(sender, nonce: 1)
        #expect(fixture.pending(sender) == [0, 1, 2])
    }

    @Test("more funds admit what was refused, and promote what waits for it")
    func funds() throws {
        let sender = fixture.sender(1, balanceWei: 210_000)
        try fixture.add(sender, nonce: 1, feeCap: 10)
        let first = fixture.make(sender, nonce: 0, feeCap: 10, valueWei: 1)
        #expect(throws: PoolRefusal.self) { try fixture.add(first) }
        _ = fixture.sender(1, balanceWei: 210_001)
        fixture.reset()
        #expect(try fixture.add(first) == .pending)
        #expect(fixture.pending(sender) == [0, 1])
    }

    @Test("nonces that a reorg gives back leave a gap until they are taken back in")
    func reorg() throws {
        let sender = fixture.sender(1)
        fixture.setNonce(5, of: sender)
        try run(sender, 5..<8)
        fixture.setNonce(3, of: sender)
        fixture.reset()
        #expect(fixture.pending(sender) == [])
        #expect(fixture.queued(sender) == [5, 6, 7])
        #expect(fixture.pool.nextNonce(of: sender, state: fixture.state) == 3)
        try fixture.add(sender, nonce: 3)
        try fixture.add(sender, nonce: 4)
        #expect(fixture.pending(sender) == [3, 4, 5, 6, 7])
        #expect(fixture.departures() == [])
    }

    @Test("a newcomer finds its account brought up to a state that the pool was not told of")
    func untoldState() throws {
        let sender = fixture.sender(1)
        try run(sender, 0..<2)
        fixture.setNonce(1, of: sender)
        try fixture.add(sender, nonce: 2)
        #expect(fixture.pending(sender) == [1, 2])
        #expect(fixture.departures() == ["1 nonce used"])
        fixture.setNonce(3, of: sender)
        try fixture.add(sender, nonce: 4)
        #expect(fixture.pending(sender) == [])
        #expect(fixture.queued(sender) == [4])
    }

    @Test("what a head demotes stays beyond the account's limit until the next time")
    func demotion() throws {
        var limits = PoolLimits()
        limits.accountQueue = 2
        let fixture = MempoolFixture(limits: limits)
        let sender = fixture.sender(1)
        try fixture.add(sender, nonce: 0, gasLimit: 60_000)
        for nonce in 1..<5 as Range<UInt64> { try fixture.add(sender, nonce: nonce) }
        for nonce in 7..<9 as Range<UInt64> { try fixture.add(sender, nonce: nonce) }
        fixture.head.blockGasLimit = 50_000
        fixture.reset()
        #expect(fixture.queued(sender) == [1, 2, 3, 4, 7, 8])
        #expect(fixture.departures() == ["1 evicted: gas limit"])
        fixture.reset()
        #expect(fixture.queued(sender) == [1, 2])
        #expect(
            fixture.departures() == [7, 6, 5, 4].map { "\($0) evicted: account share" })
    }

    // MARK: - Lifetime

    @Test("a queue goes when its account was silent for more than three hours")
    func lifetime() throws {
        let (a, b) = (fixture.sender(1), fixture.sender(2))
        try fixture.add(a, nonce: 0)
        try fixture.add(a, nonce: 2)
        try fixture.add(b, nonce: 2)
        fixture.wait(micros: 10_800_000_000)
        // Another queued one is not a sign of life, as in geth.
        try fixture.add(b, nonce: 3)
        fixture.expire()
        #expect(fixture.departures() == [])
        fixture.wait(micros: 1)
        fixture.expire()
        fixture.expectSound()
        #expect(fixture.departures() == ["2 expired", "3 expired", "4 expired"])
        #expect(fixture.pool.senders == [a])
        #expect(fixture.pending(a) == [0])
    }

    @Test("a promotion, a replacement and a demotion are signs of life")
    func signsOfLife() throws {
        let (a, b, c) = (fixture.sender(1), fixture.sender(2), fixture.sender(3))
        try run(a, 5..<6)
        try fixture.add(b, nonce: 0)
        try run(b, 5..<6)
        try fixture.add(c, nonce: 0, gasLimit: 60_000)
        try run(c, 1..<3)
        fixture.wait(micros: 10_000_000_000)
        try run(a, 0..<1)
        try fixture.add(b, nonce: 0, tip: 20, feeCap: 200)
        fixture.head.blockGasLimit = 50_000
        fixture.reset()
        #expect(fixture.queued(c) == [1, 2])
        _ = fixture.departures()
        fixture.wait(micros: 10_800_000_000)
        fixture.expire()
        #expect(fixture.departures() == [])
        fixture.wait(micros: 1)
        fixture.expire()
        #expect(fixture.pool.queuedCount == 0)
        #expect(fixture.pool.pendingCount == 2)
        #expect(fixture.departures().count == 4)
    }

    @Test("a queue that begins anew has its whole time")
    func newQueue() throws {
        let sender = fixture.sender(1)
        try fixture.add(sender, nonce: 0)
        let first = try fixture.add(sender, nonce: 5)
        fixture.wait(micros: 10_000_000_000)
        fixture.remove(first)
        try fixture.add(sender, nonce: 6)
        fixture.wait(micros: 10_000_000_000)
        fixture.expire()
        #expect(fixture.queued(sender) == [6])
    }
}
