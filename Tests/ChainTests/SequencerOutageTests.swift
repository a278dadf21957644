import EthereumPrimitives
import SimulationKernel
import Testing
import WideIntegers

@testable import Chain

/// A sequencer under congestion and through outages.
@Suite struct SequencerOutageTests {
    @Test("what a full block leaves over keeps its order of arrival, not of sending")
    func arrivalOrder() throws {
        let fixture = try ChainFixture(
            [
                ("ordering", "first-come"), ("block-gas-limit", "21000"),
                ("base-fee.initial", "7 wei"), ("network.agent-to-node.median", "200 ms"),
                ("network.agent-to-node.sigma", "1"), ("production.interval", "10 s"),
            ])
        let agents = (0..<6).map { fixture.chain.connect(agent: "agent-\($0)") }
        for (account, agent) in agents.enumerated() {
            agent.send(fixture.transaction(nonce: 0), from: fixture.accounts[account])
        }
        fixture.chain.timeline.run(until: ChainFixture.start + 9_999_999)
        let arrived = fixture.chain.sequencer.entries.map(\.transaction.id)
        #expect(arrived.count == 6 && arrived != arrived.sorted())
        var included: [TransactionID] = []
        for _ in 0..<6 {
            fixture.run(seconds: 10)
            included += fixture.head.receipts.map(\.transaction.id)
        }
        #expect(included == arrived)
    }

    @Test("a kept queue outlives its deadline in an outage", arguments: ["slots", "on-demand"])
    func keptQueue(schedule: String) throws {
        let fixture = try ChainFixture([
            ("ordering", "first-come"), ("production.schedule", schedule),
            ("production.drain", "10 ms"), ("sequencer.deadline", "12 s"),
        ])
        fixture.chain.schedule(
            Outage(start: ChainFixture.start + 1_000, durationMicros: 2_700_000_000))
        fixture.chain.timeline.run(until: ChainFixture.start + 2_000)
        let waiting = try fixture.send(0, nonce: 0)
        let gapped = try fixture.send(1, nonce: 5)
        fixture.run(seconds: 2_600)
        #expect(waiting.fate == .pending && gapped.fate == .pending)
        fixture.run(seconds: 105)
        #expect(waiting.fate.isIncluded)
        fixture.run(seconds: 20)
        #expect(gapped.fate == .expired)
    }

    @Test("a node before the sequencer answers what it can see itself")
    func answers() throws {
        let fixture = try ChainFixture([
            ("ordering", "first-come"), ("network.rpc-nodes", "1"),
        ])
        try fixture.send(0, nonce: 0)
        fixture.run(seconds: 2)
        #expect(throws: PoolRefusal.nonceTooLow(next: 1, transaction: 0)) {
            try fixture.send(0, nonce: 0, tip: 2)
        }
        #expect(throws: PoolRefusal.self) { try fixture.send(1, nonce: 0, value: .max >> 1) }
    }

    @Test("empty slots of a chain on demand put a block off by an interval, and never hang it")
    func emptyOnDemand() throws {
        let fixture = try ChainFixture([
            ("ordering", "first-come"), ("production.schedule", "on-demand"),
            ("production.empty", "1"), ("production.interval", "250 ms"),
            ("sequencer.deadline", "12 s"),
        ])
        let submission = try fixture.send(0, nonce: 0)
        fixture.run(seconds: 20)
        #expect(fixture.head.number == 0)
        #expect(submission.fate == .expired)
    }
}
