import EthereumPrimitives
import Testing
import WideIntegers

@testable import Chain

/// What a pool with room says of a newcomer, and where it files it.
@Suite struct MempoolAddingTests {
    private let fixture = MempoolFixture()

    @Test("files a run as pending and what follows a gap as queued; the gap's end promotes")
    func runs() throws {
        let sender = fixture.sender(1)
        fixture.setNonce(3, of: sender)
        #expect(try fixture.add(fixture.make(sender, nonce: 3)) == .pending)
        #expect(try fixture.add(fixture.make(sender, nonce: 6)) == .queued)
        #expect(try fixture.add(fixture.make(sender, nonce: 5)) == .queued)
        #expect(fixture.pending(sender) == [3])
        #expect(fixture.queued(sender) == [5, 6])
        #expect(fixture.pool.nextNonce(of: sender, state: fixture.state) == 4)
        #expect(try fixture.add(fixture.make(sender, nonce: 4)) == .pending)
        #expect(fixture.pending(sender) == [3, 4, 5, 6])
        #expect(fixture.pool.nextNonce(of: sender, state: fixture.state) == 7)
        #expect(fixture.pool.pendingCount == 4)
        #expect(fixture.pool.queuedCount == 0)
        #expect(fixture.departures() == [])
    }

    @Test("an account without a state has nonce zero and no funds")
    func unknown() {
        let sender = Address(truncating: 0x1234)
        let transaction = fixture.make(sender, nonce: 0, tip: 1, feeCap: 1)
        #expect(
            refusal { try fixture.add(transaction) }
                == "insufficient funds for gas * price + value: balance 0, tx cost 21000, "
                + "overshot 21000")
        #expect(fixture.pool.senders == [])
        #expect(fixture.pool.nextNonce(of: sender, state: fixture.state) == 0)
    }

    @Test("knows a transaction again, be it as another submission")
    func known() throws {
        let sender = fixture.sender(1)
        let first = try fixture.add(sender, nonce: 0)
        let queued = try fixture.add(sender, nonce: 5)
        #expect(refusal { try fixture.add(first) } == "already known")
        let twin = fixture.make(sender, nonce: 0)
        #expect(refusal { try fixture.add(twin) } == "already known")
        #expect(refusal { try fixture.add(queued) } == "already known")
        #expect(fixture.pool.contains(twin))
        // The same fees under the same nonce, and yet another transaction.
        #expect(
            refusal { try fixture.add(sender, nonce: 0, valueWei: 1) }
                == "replacement transaction underpriced")
        #expect(fixture.departures() == [])
    }

    @Test("refuses used nonces, with both in the text")
    func usedNonce() {
        let sender = fixture.sender(1)
        fixture.setNonce(7, of: sender)
        #expect(
            refusal { try fixture.add(sender, nonce: 6) }
                == "nonce too low: next nonce 7, tx nonce 6")
    }

    @Test("refuses gas above the head's limit")
    func gasLimit() {
        let sender = fixture.sender(1)
        fixture.head.blockGasLimit = 50_000
        #expect(refusal { try fixture.add(sender, nonce: 0, gasLimit: 50_000) } == "taken")
        #expect(
            refusal { try fixture.add(sender, nonce: 1, gasLimit: 50_001) }
                == "exceeds block gas limit")
    }

    @Test("a balance must cover one transaction, and all pending ones together")
    func funds() {
        // One costs 21,000 gas at 10 wei.
        let poor = fixture.sender(1, balanceWei: 210_009)
        #expect(
            refusal { try fixture.add(poor, nonce: 0, feeCap: 10, valueWei: 10) }
                == "insufficient funds for gas * price + value: balance 210009, tx cost 210010, "
                + "overshot 1")
        #expect(refusal { try fixture.add(poor, nonce: 0, feeCap: 10, valueWei: 9) } == "taken")
        let sender = fixture.sender(2, balanceWei: 420_000)
        #expect(refusal { try fixture.add(sender, nonce: 0, feeCap: 10) } == "taken")
        #expect(
            refusal { try fixture.add(sender, nonce: 1, feeCap: 10, valueWei: 1) }
                == "insufficient funds for gas * price + value: balance 420000, "
                + "queued cost 210000, tx cost 210001, overshot 1")
        #expect(refusal { try fixture.add(sender, nonce: 1, feeCap: 10) } == "taken")
    }

    @Test("what is queued does not count against the balance")
    func queuedFunds() {
        let sender = fixture.sender(1, balanceWei: 210_000)
        #expect(refusal { try fixture.add(sender, nonce: 2, feeCap: 10) } == "taken")
        #expect(refusal { try fixture.add(sender, nonce: 1, feeCap: 10) } == "taken")
        #expect(refusal { try fixture.add(sender, nonce: 0, feeCap: 10) } == "taken")
        // Together they cost more than there is, and are pending all the same.
        #expect(fixture.pending(sender) == [0, 1, 2])
        #expect(
            refusal { try fixture.add(sender, nonce: 3, feeCap: 10) }
                == "insufficient funds for gas * price + value: balance 210000, "
                + "queued cost 630000, tx cost 210000, overshot 630000")
    }

    // MARK: - Queries

    @Test("accounts are named in the order of first arrival, and leave with their last one")
    func senders() throws {
        let (a, b, c) = (fixture.sender(3), fixture.sender(1), fixture.sender(2))
        try fixture.add(a, nonce: 0)
        let second = try fixture.add(b, nonce: 4)
        fixture.wait(micros: 5)
        let third = try fixture.add(c, nonce: 0)
        try fixture.add(a, nonce: 1)
        #expect(fixture.pool.senders == [a, b, c])
        #expect(fixture.pool.arrival(of: second)?.micros == 1_000_000_000)
        #expect(fixture.pool.arrival(of: third)?.micros == 1_000_000_005)
        #expect(fixture.remove(second))
        #expect(!fixture.remove(second))
        #expect(fixture.pool.arrival(of: second) == nil)
        #expect(!fixture.pool.contains(second))
        #expect(fixture.pool.senders == [a, c])
        try fixture.add(b, nonce: 0)
        #expect(fixture.pool.senders == [a, c, b])
        #expect(fixture.departures() == ["2 withdrawn"])
    }

    @Test("what stands behind a withdrawn one waits until its nonce is taken again")
    func withdrawal() throws {
        let sender = fixture.sender(1)
        var all: [SubmittedTransaction] = []
        for nonce in 0..<4 as Range<UInt64> {
            all.append(try fixture.add(sender, nonce: nonce))
        }
        #expect(fixture.remove(all[1]))
        fixture.expectSound()
        #expect(fixture.pending(sender) == [0])
        #expect(fixture.queued(sender) == [2, 3])
        #expect(fixture.pool.transaction(of: sender, nonce: 1) == nil)
        #expect(try fixture.add(all[1]) == .pending)
        #expect(fixture.pending(sender) == [0, 1, 2, 3])
    }

    @Test("an emptied pool reports all that it had, and begins anew")
    func emptying() throws {
        let sender = fixture.sender(1)
        try fixture.add(sender, nonce: 0)
        try fixture.add(fixture.sender(2), nonce: 5)
        fixture.pool.removeAll()
        fixture.expectSound()
        #expect(fixture.departures() == ["1 evicted: emptied", "2 evicted: emptied"])
        #expect(fixture.pool.count == 0)
        #expect(fixture.pool.slotCount == 0)
        #expect(fixture.pool.senders == [])
        try fixture.add(sender, nonce: 0)
        #expect(fixture.pool.pendingCount == 1)
    }
}
