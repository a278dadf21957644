import EthereumPrimitives
import SimulationKernel
import Testing
import WideIntegers

@testable import Chain

@Suite struct OrderingTests {
    @Test(
        "a priority auction takes the best tip first; first come takes the first, whatever it pays")
    func winners() throws {
        let auction = try ChainFixture()
        let queue = try ChainFixture([("ordering", "first-come")])
        for fixture in [auction, queue] {
            for (account, tip) in [(0, 1), (1, 5), (2, 3)] {
                try fixture.send(account, nonce: 0, tip: UInt64(tip))
            }
            fixture.run(seconds: 1)
        }
        print("tips 1, 5, 3 gwei: auction \(auction.senders(of: auction.head).map { $0 ?? -1 }),")
        print("first come \(queue.senders(of: queue.head).map { $0 ?? -1 })")
        #expect(auction.senders(of: auction.head) == [1, 2, 0])
        #expect(queue.senders(of: queue.head) == [0, 1, 2])
    }

    @Test("equal tips go by arrival")
    func ties() throws {
        let fixture = try ChainFixture()
        for account in [3, 1, 2, 0] { try fixture.send(account, nonce: 0) }
        fixture.run(seconds: 1)
        #expect(fixture.senders(of: fixture.head) == [3, 1, 2, 0])
    }

    @Test("random order gives every interleaving its turn and keeps each account's nonces")
    func randomOrder() throws {
        var firsts: Set<Int?> = []
        for seed in 1...12 {
            let fixture = try ChainFixture([("ordering", "random")], seed: UInt64(seed))
            for account in 0..<4 {
                for nonce in 0..<3 { try fixture.send(account, nonce: UInt64(nonce)) }
            }
            fixture.run(seconds: 1)
            #expect(fixture.head.receipts.count == 12)
            firsts.insert(fixture.senders(of: fixture.head)[0])
            for account in 0..<4 {
                let own = fixture.head.receipts.filter {
                    $0.transaction.sender == fixture.accounts[account]
                }
                #expect(own.map(\.transaction.transaction.nonce) == [0, 1, 2])
            }
        }
        #expect(firsts.count >= 3)
    }

    @Test("closes a block to newcomers before its slot")
    func cutoff() throws {
        let fixture = try ChainFixture([("production.cutoff", "400 ms")])
        fixture.chain.timeline.run(until: fixture.chain.timeline.now + 600_000)
        let inTime = try fixture.send(0, nonce: 0)
        fixture.chain.timeline.run(until: fixture.chain.timeline.now + 1)
        let late = try fixture.send(1, nonce: 0)
        fixture.chain.timeline.run(until: fixture.chain.timeline.now + 399_999)
        #expect(fixture.head.number == 1)
        #expect(inTime.fate.isIncluded)
        #expect(late.fate == .pending)
    }

    @Test("leaves slots empty as often as the chain does")
    func emptySlots() throws {
        let fixture = try ChainFixture([("production.empty", "0.25")])
        fixture.run(seconds: 4_000)
        #expect((2_900...3_100).contains(fixture.head.number), "\(fixture.head.number) blocks")
        #expect(fixture.head.header.timestampSeconds <= fixture.chain.timeline.now.seconds)
    }

    @Test("proof of work makes blocks at exponential intervals around the mean")
    func exponential() throws {
        let fixture = try ChainFixture([
            ("production.schedule", "exponential"), ("production.interval", "13200 ms"),
        ])
        var gaps: [UInt64] = []
        var last = ChainFixture.start
        fixture.chain.record = { record in
            guard case .sealed(let block) = record else { return }
            gaps.append(block.sealedAt.micros(since: last))
            last = block.sealedAt
        }
        fixture.run(seconds: 13_200 * 4)
        let mean = Double(gaps.reduce(0, +)) / Double(gaps.count)
        #expect(abs(mean - 13_200_000) < 500_000, "mean \(mean)")
        let long = gaps.count { $0 > 13_200_000 }
        // A share of 1/e is longer than the mean.
        #expect(abs(Double(long) / Double(gaps.count) - 0.3679) < 0.03)
    }

    @Test("proposers take turns, each with its own pool and account")
    func turns() throws {
        let fixture = try ChainFixture([("network.proposers", "3")])
        fixture.run(seconds: 6)
        let turns = try (1...6).map {
            try #require(fixture.chain.store.block(UInt64($0))).proposer.rawValue
        }
        #expect(turns == [1, 2, 0, 1, 2, 0])
        #expect(
            Set(
                try (1...3).map {
                    try #require(fixture.chain.store.block(UInt64($0))).header.coinbase
                }
            ).count == 3)
    }
}

@Suite struct SequencerTests {
    private static let onDemand: [(key: String, value: String)] = [
        ("ordering", "first-come"), ("production.schedule", "on-demand"),
        ("production.interval", "250 ms"), ("production.drain", "10 ms"),
        ("sequencer.queue", "4"), ("sequencer.deadline", "12 s"),
    ]

    @Test("makes no block when idle, and one 10 ms after the first transaction")
    func onDemand() throws {
        let fixture = try ChainFixture(SequencerTests.onDemand)
        fixture.run(seconds: 100)
        #expect(fixture.head.number == 0)
        let submission = try fixture.send(0, nonce: 0)
        fixture.chain.timeline.run(until: fixture.chain.timeline.now + 9_999)
        #expect(submission.fate == .pending)
        fixture.chain.timeline.run(until: fixture.chain.timeline.now + 1)
        #expect(submission.fate.isIncluded)
        let next = try fixture.send(1, nonce: 0)
        fixture.chain.timeline.run(until: fixture.chain.timeline.now + 249_999)
        #expect(next.fate == .pending)
        fixture.chain.timeline.run(until: fixture.chain.timeline.now + 1)
        #expect(next.fate == .included(blockNumber: 2, index: 0))
        #expect(fixture.head.header.timestampSeconds == 1_700_000_100)
    }

    @Test("refuses what the queue does not hold, what is known and what is used up")
    func queueLimits() throws {
        let fixture = try ChainFixture(SequencerTests.onDemand)
        for account in 0..<4 { try fixture.send(account, nonce: 0) }
        #expect(throws: PoolRefusal.poolIsFull) { try fixture.send(4, nonce: 0) }
        fixture.run(seconds: 1)
        #expect(throws: PoolRefusal.nonceTooLow(next: 1, transaction: 0)) {
            try fixture.send(0, nonce: 0)
        }
        #expect(throws: PoolRefusal.self) { try fixture.send(5, nonce: 0, value: .max >> 1) }
        #expect(fixture.chain.count(of: .refused) == 3)
    }

    @Test("drops what waits behind a gap when its deadline passes")
    func deadline() throws {
        let fixture = try ChainFixture(SequencerTests.onDemand)
        let gapped = try fixture.send(0, nonce: 3)
        fixture.run(seconds: 12)
        #expect(gapped.fate == .pending)
        fixture.run(seconds: 2)
        #expect(gapped.fate == .expired)
    }

    @Test("makes no blocks for what waits behind a gap alone")
    func idleWithGap() throws {
        let fixture = try ChainFixture(SequencerTests.onDemand)
        let gapped = try fixture.send(0, nonce: 3)
        fixture.run(seconds: 20)
        #expect(fixture.head.number == 0)
        #expect(gapped.fate == .expired)
    }

    @Test("runs a gapped transaction once the gap is filled")
    func filledGap() throws {
        let fixture = try ChainFixture(SequencerTests.onDemand)
        let second = try fixture.send(0, nonce: 1)
        fixture.run(seconds: 1)
        let first = try fixture.send(0, nonce: 0)
        fixture.run(seconds: 1)
        #expect(first.fate.isIncluded && second.fate.isIncluded)
    }

    @Test("ends a transaction whose fee cap is below the base fee at its turn")
    func feeCap() throws {
        let fixture = try ChainFixture(
            SequencerTests.onDemand + [("base-fee.initial", "10 gwei")])
        let poor = try fixture.send(0, nonce: 0, tip: 1, cap: 1)
        fixture.run(seconds: 1)
        #expect(
            poor.fate
                == .refused(
                    .feeCapBelowBaseFee(
                        sender: fixture.accounts[0], feeCapWei: gwei(1), baseFeeWei: 8_750_000_000))
        )
    }
}
