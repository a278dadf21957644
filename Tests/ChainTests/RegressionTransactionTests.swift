import Chain
import ContractRuntime
import EthereumPrimitives
import SimulationKernel
import Testing
import WideIntegers

/// What random traffic has found in the ways of transactions.
@Suite struct RegressionTransactionTests {
    private static let alice = Address(truncating: 0xa11ce)
    private static let bob = Address(truncating: 0xb0b)

    private func makeChain(
        preset: String = "chaos", _ overrides: [(key: String, value: String)] = []
    ) throws -> SimulatedChain {
        let calm: [(key: String, value: String)] = [
            ("background", "off"), ("signatures", "elided"), ("network.loss", "0"),
            ("network.duplication", "0"), ("reorg.chance", "0"), ("production.empty", "0"),
        ]
        let settings = try ChainSettings(preset: .named(preset), overrides: calm + overrides)
        let host = SimulatedChain.makeHost(for: settings)
        for address in [Self.alice, Self.bob] {
            host.state.setBalanceWei(.wad << 20, of: host.state.account(address))
        }
        return SimulatedChain(
            settings, host: host, timeline: Timeline(start: SimulatedTime(seconds: 1_700_000_000)),
            random: RandomSource(seed: 1))
    }

    private func payment(
        on chain: SimulatedChain, nonce: UInt64 = 0, gasLimit: UInt64 = 21_000, tipGwei: UInt64 = 2,
        value: UInt256 = 1
    ) -> Transaction {
        Transaction(
            envelope: .dynamicFee(
                maxPriorityFeePerGasWei: UInt256(tipGwei * 1_000_000_000),
                maxFeePerGasWei: 500_000_000_000),
            chainID: chain.settings.chainID, nonce: nonce, gasLimit: gasLimit, recipient: Self.bob,
            valueWei: value)
    }

    private func run(_ chain: SimulatedChain, seconds: UInt64) {
        chain.timeline.run(until: chain.timeline.now + seconds * 1_000_000)
    }

    @Test("what every node refuses is in no pool and no block")
    func refusedIsNotDelivered() throws {
        let chain = try makeChain()
        let agent = chain.connect(agent: "alice")
        let submission = agent.send(payment(on: chain, gasLimit: 20_999), from: Self.alice)
        run(chain, seconds: 120)
        #expect(submission.fate.kind == .refused)
        #expect(chain.count(of: .included) == 0)
        #expect(chain.nodes.allSatisfy { $0.pool.count == 0 })
    }

    @Test("what a pool takes and lets go at once is not sent on")
    func evictedIsNotGossiped() throws {
        let chain = try makeChain(preset: "chaos", [("pool.account-queue", "1")])
        let node = chain.nodes[0].id
        _ = try chain.accept(payment(on: chain, nonce: 5), from: Self.alice, at: node)
        run(chain, seconds: 120)
        // The others have room for one that the first node has not.
        for other in chain.nodes.dropFirst() { chain.restart(other.id) }
        let late = try chain.accept(payment(on: chain, nonce: 6), from: Self.alice, at: node)
        run(chain, seconds: 120)
        #expect(late.fate == .evicted(.accountShare))
        #expect(chain.nodes.dropFirst().allSatisfy { $0.pool.count == 0 })
        #expect(chain.brokenInvariants().isEmpty)
    }

    @Test("equal contents of two senders are two transactions, as large as signed ones")
    func elidedHashesDiffer() throws {
        let chain = try makeChain()
        let agent = chain.connect(agent: "both")
        let transaction = payment(on: chain)
        let first = try #require(agent.send(transaction, from: Self.alice).transaction)
        let second = try #require(agent.send(transaction, from: Self.bob).transaction)
        #expect(first.hash != second.hash)
        #expect(first.signed.signature.r.bitWidth > 248)
        #expect(first.signed.signature.s.bitWidth > 248)
    }

    @Test("a builder's vain attempt leaves no trace in the state")
    func failedInclusionLeavesNoTrace() throws {
        let market = [
            (key: "builders.block-share", value: "1"), (key: "builders.random-share", value: "0"),
        ]
        let tried = try makeChain(preset: "chaos", market)
        let stranger = Address(truncating: 0x57a4)
        let agent = tried.connect(agent: "stranger")
        agent.sendPrivately(payment(on: tried), from: stranger)
        run(tried, seconds: 120)
        let quiet = try makeChain(preset: "chaos", market)
        run(quiet, seconds: 120)
        #expect(tried.head.number > 5)
        #expect(tried.head.header.stateRoot == quiet.head.header.stateRoot)
        #expect(tried.host.state.knownAccount(stranger) == nil)
    }

    @Test("a sequencer's transaction is replaced by the one before it in the same block")
    func replacedInTheSameBlock() throws {
        let chain = try makeChain(preset: "ideal")
        let node = chain.nodes[0].id
        let first = try chain.accept(payment(on: chain), from: Self.alice, at: node)
        let second = try chain.accept(
            payment(on: chain, tipGwei: 3, value: 7), from: Self.alice, at: node)
        run(chain, seconds: 5)
        #expect(first.fate.kind == .included)
        #expect(second.fate == .replaced(by: first.id))
    }

    @Test("a bundle that comes after its last block has expired")
    func lateBundle() throws {
        let chain = try makeChain()
        run(chain, seconds: 120)
        let agent = chain.connect(agent: "searcher")
        let sent = agent.send(
            Bundle([.elided(payment(on: chain), sender: Self.alice)], lastBlock: 1))
        run(chain, seconds: 120)
        #expect(sent.map(\.fate) == [.expired])
    }
}
