import EthereumPrimitives
import SimulationKernel
import Testing
import WideIntegers

@testable import Chain

@Suite struct ControlInterventionTests {
    private let fixture: ChainFixture

    init() throws {
        fixture = try ChainFixture()
    }

    private var chain: SimulatedChain { fixture.chain }
    private var timestamp: UInt64 { chain.head.header.timestampSeconds }

    @Test("a pinned timestamp is the next block's, and time goes on from there")
    func pinning() {
        let start = timestamp
        chain.intervene(.setNextTimestamp(start + 1_000))
        chain.intervene(.mine)
        #expect(timestamp == start + 1_000)
        chain.intervene(.mine)
        #expect(timestamp == start + 1_000)
        fixture.run(seconds: 3)
        #expect(timestamp == start + 1_003)
    }

    @Test("a pin that is not after the head, or beyond all bounds, is without effect")
    func pinsWithoutEffect() {
        let start = timestamp
        for seconds in [0, start, .max, 1 << 63 + 1] { chain.intervene(.setNextTimestamp(seconds)) }
        fixture.run(seconds: 1)
        #expect(timestamp == start + 1)
        // A pin below the clock takes the timestamps back to it, as far as they never fall.
        fixture.chain.intervene(.increaseTime(100))
        fixture.chain.intervene(.setNextTimestamp(start + 5))
        fixture.run(seconds: 1)
        #expect(timestamp == start + 5)
        fixture.run(seconds: 5)
        #expect(timestamp == start + 10)
    }

    @Test("timestamps that are spaced do not follow the clock, until they do again")
    func spacing() {
        let start = timestamp
        chain.intervene(.setTimestampInterval(12))
        fixture.run(seconds: 2)
        #expect(timestamp == start + 24)
        chain.intervene(.setNextTimestamp(start + 25))
        fixture.run(seconds: 1)
        #expect(timestamp == start + 25)
        fixture.run(seconds: 1)
        #expect(timestamp == start + 37)
        chain.intervene(.setTimestampInterval(nil))
        fixture.run(seconds: 40)
        #expect(timestamp > start + 37 && timestamp <= start + 44 + 22)
        #expect(chain.violation == nil)
    }

    @Test("what is withdrawn is in no pool, and does not come back by a copy under way")
    func withdrawing() throws {
        let several = try ChainFixture([
            ("network.proposers", "3"), ("network.node-to-node.median", "100 ms"),
        ])
        let submission = try several.send(0, nonce: 0)
        let later = try several.send(0, nonce: 1)
        let transaction = try #require(submission.transaction)
        several.chain.withdraw(transaction)
        several.run(seconds: 5)
        #expect(transaction.fate == .cancelled(by: nil))
        #expect(later.fate == .pending)
        #expect(several.chain.nodes.allSatisfy { !$0.pool.contains(transaction) })
        try several.send(0, nonce: 0)
        several.run(seconds: 5)
        #expect(later.fate.kind == .included)
        #expect(several.chain.violation == nil)
    }

    @Test("a recording tells of all of them, and is replayed with unsigned transactions")
    func replaying() throws {
        let fixture = try RecordingFixture(preset: "ideal", .verified)
        let chain = try fixture.makeChain()
        var recording = ChainRecording(fixture.settings, genesis: chain.head)
        chain.record = { recording.append($0) }
        let sender = fixture.accounts[0]
        let transaction = Transaction(
            envelope: .dynamicFee(maxPriorityFeePerGasWei: 1, maxFeePerGasWei: 1_000_000_000_000),
            chainID: fixture.settings.chainID, nonce: 0, gasLimit: 21_000,
            recipient: fixture.accounts[1], valueWei: 5)
        let node = chain.nodes[0].id
        #expect(throws: PoolRefusal.invalidSender(nil)) {
            try chain.accept(transaction, impersonating: sender, at: node)
        }
        let interventions: [Intervention] = [
            .impersonate(sender, true), .setNextTimestamp(1_700_000_500), .setTimestampInterval(7),
        ]
        for intervention in interventions { chain.intervene(intervention) }
        try chain.accept(transaction, impersonating: sender, at: node)
        chain.timeline.run(until: chain.timeline.now + 30_000_000)
        chain.intervene(.setTimestampInterval(nil))
        chain.intervene(.impersonate(sender, false))
        #expect(throws: PoolRefusal.invalidSender(nil)) {
            try chain.accept(transaction, impersonating: sender, at: node)
        }
        chain.record = nil
        recording.finish()
        #expect(chain.node(node).head.number > 1)
        let replay = try fixture.makeReplay()
        try replay.replay(recording.takeBytes())
        #expect(replay.head.hash == chain.head.hash)
        #expect(replay.counts.transactions == 1)
        #expect(replay.counts.interventions == 5)
    }
}
