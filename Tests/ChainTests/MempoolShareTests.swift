import EthereumPrimitives
import SimulationKernel
import Testing
import WideIntegers

@testable import Chain

/// What an account may have of a pool, pending and queued.
@Suite struct MempoolShareTests {
    @Test("of an account's queue the highest nonces go")
    func accountQueue() throws {
        let fixture = MempoolFixture(limits: PoolLimits.small(globalQueue: 64, accountQueue: 3))
        let sender = fixture.sender(1)
        for nonce in [2, 3, 9, 4] as [UInt64] { try fixture.add(sender, nonce: nonce) }
        #expect(fixture.queued(sender) == [2, 3, 4])
        #expect(fixture.departures() == ["3 evicted: account share"])
        // One that comes last by nonce is taken and let go in the same call.
        #expect(try fixture.add(fixture.make(sender, nonce: 12)) == .queued)
        #expect(fixture.departures() == ["5 evicted: account share"])
        try fixture.add(sender, nonce: 1)
        #expect(fixture.departures() == ["4 evicted: account share"])
        #expect(fixture.queued(sender) == [1, 2, 3])
        try fixture.add(sender, nonce: 0)
        #expect(fixture.pending(sender) == [0, 1, 2, 3])
    }

    @Test("accounts above their share lose their highest nonces, the largest first")
    func pendingShare() throws {
        let fixture = MempoolFixture(
            limits: PoolLimits.small(globalSlots: 10, globalQueue: 30, accountSlots: 2))
        let (a, b, c) = (fixture.sender(1), fixture.sender(2), fixture.sender(3))
        for nonce in 0..<2 as Range<UInt64> { try fixture.add(c, nonce: nonce) }
        for nonce in 0..<4 as Range<UInt64> { try fixture.add(a, nonce: nonce) }
        for nonce in 0..<4 as Range<UInt64> { try fixture.add(b, nonce: nonce) }
        #expect(fixture.pool.pendingCount == 10)
        #expect(fixture.departures() == [])
        // Of the two largest each loses one, a round being finished though one would do.
        try fixture.add(c, nonce: 2)
        #expect(fixture.pending(a) == [0, 1, 2])
        #expect(fixture.pending(b) == [0, 1, 2])
        #expect(fixture.pending(c) == [0, 1, 2])
        #expect(fixture.departures() == ["6 evicted: account share", "10 evicted: account share"])
        // The first to be above is the first to lose; equal ones go by arrival: c, a, b.
        try fixture.add(fixture.sender(4), nonce: 0)
        #expect(fixture.pool.pendingCount == 10)
        try fixture.add(fixture.sender(5), nonce: 0)
        #expect(
            fixture.departures()
                == [
                    "11 evicted: account share", "5 evicted: account share",
                    "9 evicted: account share",
                ])
        // Nobody is above the share now, and the pool may be above its own.
        for number in 10..<15 as Range<UInt64> { try fixture.add(fixture.sender(number), nonce: 0) }
        #expect(fixture.pool.pendingCount == 13)
        #expect(fixture.departures() == [])
    }

    @Test("the largest is cut to the next before both are cut")
    func equalize() throws {
        let fixture = MempoolFixture(
            limits: PoolLimits.small(globalSlots: 20, globalQueue: 30, accountSlots: 1))
        let (a, b) = (fixture.sender(1), fixture.sender(2))
        for nonce in 0..<4 as Range<UInt64> { try fixture.add(a, nonce: nonce) }
        for nonce in 1..<30 as Range<UInt64> { try fixture.add(b, nonce: nonce) }
        try fixture.add(b, nonce: 0)
        #expect(fixture.pending(a).count == 4)
        #expect(fixture.pending(b).count == 16)
        #expect(fixture.departures().count == 14)
        // The dropped ones came with the highest nonces first.
        #expect(fixture.pool.transaction(of: b, nonce: 15) != nil)
        #expect(fixture.pool.transaction(of: b, nonce: 16) == nil)
    }

    @Test("of all queues those lose first whose account was not heard of for longest")
    func globalQueue() throws {
        let fixture = MempoolFixture(limits: PoolLimits.small(globalSlots: 100, globalQueue: 5))
        let (a, b, c) = (fixture.sender(1), fixture.sender(2), fixture.sender(3))
        for sender in [a, b] {
            fixture.wait(micros: 1)
            try fixture.add(sender, nonce: 5)
            try fixture.add(sender, nonce: 6)
        }
        fixture.wait(micros: 1)
        // A promotion: a is heard of, b is now the longest silent.
        try fixture.add(a, nonce: 0)
        fixture.wait(micros: 1)
        try fixture.add(c, nonce: 5)
        try fixture.add(c, nonce: 6)
        #expect(fixture.queued(a) == [5, 6])
        #expect(fixture.queued(b) == [5])
        #expect(fixture.departures() == ["4 evicted: account share"])
        try fixture.add(c, nonce: 7)
        #expect(fixture.pool.senders == [a, c])
        try fixture.add(c, nonce: 8)
        #expect(fixture.queued(a) == [5])
        #expect(fixture.pending(a) == [0])
        #expect(fixture.departures() == ["3 evicted: account share", "2 evicted: account share"])
    }

    @Test("a queue that is not more than the excess goes as a whole, lowest nonce first")
    func wholeQueue() throws {
        let fixture = MempoolFixture(limits: PoolLimits.small(globalSlots: 100, globalQueue: 4))
        let (a, b) = (fixture.sender(1), fixture.sender(2))
        try fixture.add(a, nonce: 7)
        try fixture.add(a, nonce: 6)
        fixture.wait(micros: 1)
        var run: [SubmittedTransaction] = []
        for nonce in 0..<6 as Range<UInt64> { run.append(try fixture.add(b, nonce: nonce)) }
        // Five of b wait when its first is taken back: three too many.
        #expect(fixture.remove(run[0]))
        fixture.expectSound()
        #expect(fixture.pool.senders == [b])
        #expect(fixture.queued(b) == [1, 2, 3, 4])
        #expect(
            fixture.departures()
                == [
                    "3 withdrawn", "2 evicted: account share", "1 evicted: account share",
                    "8 evicted: account share",
                ])
    }
}
