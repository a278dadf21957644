import EthereumPrimitives
import SimulationKernel
import Testing
import WideIntegers

@testable import Chain

@Suite("Transactions on trust, and signed ones among them") struct TrustedTransactionTests {
    private static let calm: [(key: String, value: String)] = [
        ("production.empty", "0"), ("reorg.chance", "0"), ("network.loss", "0"),
        ("network.duplication", "0"),
    ]

    private func payment(_ run: RecordedChainRun, from account: Int, nonce: UInt64 = 0)
        -> Transaction
    {
        Transaction(
            envelope: .legacy(gasPriceWei: 200_000_000_000),
            chainID: run.fixture.settings.chainID, nonce: nonce, gasLimit: 21_000,
            recipient: run.fixture.accounts[account + 1], valueWei: 5)
    }

    private var node: NodeID { NodeID(rawValue: 0) }

    @Test("a signed chain takes unsigned transactions of impersonated accounts, and replays them")
    func impersonation() throws {
        let run = try RecordedChainRun(RecordingFixture(.verified, Self.calm))
        let sender = run.fixture.accounts[2]
        let early = #expect(throws: PoolRefusal.self) {
            try run.chain.accept(payment(run, from: 2), impersonating: sender, at: node)
        }
        #expect(early == .invalidSender(nil))
        run.chain.intervene(.impersonate(sender, true))
        try run.chain.accept(payment(run, from: 2), impersonating: sender, at: node)
        // It waits when the account is impersonated no more.
        run.chain.intervene(.impersonate(sender, false))
        try run.send(4, gapMax: 0)
        run.run(seconds: 60)
        let view = NodeView(chain: run.chain, node: run.chain.node(node))
        #expect(try view.nonce(of: sender) == 1)
        #expect(try view.nonce(of: run.fixture.accounts[4]) == 1)
        let replay = try run.fixture.makeReplay()
        let bytes = run.finish()
        try replay.replay(bytes)
        #expect(replay.head.hash == run.chain.head.hash)
        // Without the intervention the recording claims what nobody has allowed.
        let events = try recordedEvents(in: bytes).filter {
            if case .intervened = $0 { false } else { true }
        }
        let mismatch = #expect(throws: ReplayMismatch.self) {
            try run.fixture.makeReplay().apply(events)
        }
        #expect(mismatch?.replayed == "refused: without a signature on a signed chain")
    }

    @Test("a chain without signatures takes signed transactions, and replays them")
    func signedAmongElided() throws {
        let run = try RecordedChainRun(RecordingFixture(.elided, Self.calm))
        try run.send(1, gapMax: 0)
        let raw = payment(run, from: 2).signed(by: run.fixture.keys[2]).raw
        try run.chain.accept(raw, at: node)
        run.run(seconds: 60)
        let view = NodeView(chain: run.chain, node: run.chain.node(node))
        #expect(try view.nonce(of: run.fixture.accounts[2]) == 1)
        #expect(try view.nonce(of: run.fixture.accounts[1]) == 1)
        let replay = try run.fixture.makeReplay()
        try replay.replay(run.finish())
        #expect(replay.head.hash == run.chain.head.hash)
        #expect(replay.counts.transactions == 2)
    }
}
