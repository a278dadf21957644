import EthereumPrimitives
import SimulationKernel
import Testing
import WideIntegers

@testable import Chain

@Suite struct OutageTests {
    private func outage(
        after seconds: UInt64, for length: UInt64, _ change: (inout Outage) -> Void = { _ in }
    ) -> Outage {
        var outage = Outage(
            start: ChainFixture.start + (seconds * 1_000_000 + 500_000),
            durationMicros: length * 1_000_000)
        change(&outage)
        return outage
    }

    @Test("makes no blocks while it lasts; what waits is included afterwards")
    func keepsQueue() throws {
        let fixture = try ChainFixture()
        fixture.chain.schedule(outage(after: 3, for: 60))
        fixture.run(seconds: 10)
        #expect(fixture.head.number == 3)
        let submission = try fixture.send(0, nonce: 0)
        fixture.run(seconds: 53)
        #expect(fixture.head.number == 3 && submission.fate == .pending)
        fixture.run(seconds: 1)
        #expect(submission.fate == .included(blockNumber: 4, index: 0))
        #expect(fixture.head.header.timestampSeconds == ChainFixture.start.seconds + 64)
        fixture.run(seconds: 10)
        #expect(fixture.head.number == 14)
    }

    @Test("drops what waits and refuses newcomers where the queue is not kept")
    func dropsQueue() throws {
        for ordering in ["priority", "first-come"] {
            let fixture = try ChainFixture([("ordering", ordering)])
            fixture.chain.schedule(outage(after: 0, for: 10) { $0.queue = .dropped })
            let before = try fixture.send(0, nonce: 0)
            fixture.chain.timeline.run(until: ChainFixture.start + 600_000)
            #expect(before.fate == .evicted(.emptied))
            #expect(throws: PoolRefusal.sequencerDown) { try fixture.send(1, nonce: 0) }
            fixture.run(seconds: 10)
            let after = try fixture.send(1, nonce: 0)
            fixture.run(seconds: 1)
            #expect(after.fate.isIncluded)
        }
    }

    @Test("makes up for missed slots at its rate, with the slots' own times")
    func forcedTimestamps() throws {
        let fixture = try ChainFixture()
        fixture.chain.schedule(
            outage(after: 3, for: 60) {
                $0.catchUpPerSecond = 10
                $0.timestamps = .forced
            })
        fixture.chain.timeline.run(until: ChainFixture.start + 64_500_000)
        // From 63.5 s on ten a second: those of slots 4 to 14.
        #expect(fixture.head.number == 14)
        #expect(fixture.head.header.timestampSeconds == ChainFixture.start.seconds + 14)
        fixture.run(seconds: 60)
        // It has caught up: a block for every slot.
        #expect(fixture.head.number == 124)
        #expect(fixture.head.header.timestampSeconds == ChainFixture.start.seconds + 124)
        for number in 70...124 {
            let block = try #require(fixture.chain.store.block(UInt64(number)))
            #expect(block.header.timestampSeconds == ChainFixture.start.seconds + UInt64(number))
        }
    }

    @Test("drains the backlog at its rate with present times until a block is empty")
    func drains() throws {
        let fixture = try ChainFixture([
            ("block-gas-limit", "21000"), ("production.interval", "10 s"),
            ("base-fee.initial", "7 wei"),
        ])
        fixture.chain.schedule(outage(after: 0, for: 60) { $0.catchUpPerSecond = 2 })
        for account in 0..<4 { try fixture.send(account, nonce: 0) }
        fixture.chain.timeline.run(until: ChainFixture.start + 60_500_000)
        #expect(fixture.head.number == 1)
        fixture.run(seconds: 1)
        #expect(fixture.head.number == 3)
        #expect(fixture.head.header.timestampSeconds == ChainFixture.start.seconds + 61)
        fixture.run(seconds: 1)
        #expect(fixture.head.number == 5 && fixture.head.receipts.isEmpty)
        fixture.run(seconds: 5)
        #expect(fixture.head.number == 5)
    }

    @Test("begins again with the base fee that is given, for one block")
    func restartBaseFee() throws {
        let fixture = try ChainFixture()
        fixture.chain.schedule(outage(after: 3, for: 5) { $0.restartBaseFeeWei = gwei(50) })
        fixture.run(seconds: 9)
        #expect(fixture.baseFee == gwei(50))
        fixture.run(seconds: 1)
        #expect(fixture.baseFee == 43_750_000_000)
    }

    @Test("lets an oracle go first or last in the backlog", arguments: ["priority", "first-come"])
    func backlogOrder(ordering: String) throws {
        for isFirst in [true, false] {
            let fixture = try ChainFixture([("ordering", ordering)])
            let oracle = fixture.accounts[1]
            fixture.chain.schedule(
                outage(after: 0, for: 5) {
                    $0.backlog = isFirst ? .first([oracle]) : .last([oracle])
                })
            fixture.run(seconds: 2)
            for (account, tip) in [(0, 9), (1, 5), (2, 1)] {
                try fixture.send(account, nonce: 0, tip: UInt64(tip))
            }
            fixture.run(seconds: 4)
            #expect(fixture.senders(of: fixture.head) == (isFirst ? [1, 0, 2] : [0, 2, 1]))
            try fixture.send(0, nonce: 1, tip: 9)
            try fixture.send(1, nonce: 1, tip: 5)
            fixture.run(seconds: 1)
            // From then on the chain's own order holds.
            #expect(fixture.senders(of: fixture.head) == [0, 1])
        }
    }

    @Test("an idle sequencer stays idle, and a planned block of it is put off")
    func onDemand() throws {
        let fixture = try ChainFixture([
            ("ordering", "first-come"), ("production.schedule", "on-demand"),
            ("production.interval", "250 ms"), ("production.drain", "10 ms"),
        ])
        fixture.chain.schedule(
            Outage(start: ChainFixture.start + 5_000, durationMicros: 2_000_000))
        let submission = try fixture.send(0, nonce: 0)
        fixture.run(seconds: 2)
        #expect(fixture.head.number == 0)
        fixture.run(seconds: 1)
        #expect(submission.fate == .included(blockNumber: 1, index: 0))
    }
}
