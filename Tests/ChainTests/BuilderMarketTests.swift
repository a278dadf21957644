import ContractRuntime
import EthereumPrimitives
import SimulationKernel
import Testing
import WideIntegers

@testable import Chain

@Suite struct BuilderMarketTests {
    private static let builders: [(key: String, value: String)] = [
        ("ordering", "builders"), ("builders.block-share", "1"), ("builders.weights", "1"),
        ("builders.random-share", "0"), ("builders.private-blocks", "5"),
    ]

    private func makeFixture(
        _ overrides: [(key: String, value: String)] = []
    ) throws -> (ChainFixture, AgentConnection) {
        let fixture = try ChainFixture(
            BuilderMarketTests.builders + overrides,
            prepare: { host in _ = FailingContract(in: host) })
        return (fixture, fixture.chain.connect(agent: "searcher"))
    }

    @Test("a private transaction is in no pool and still in the block, by its tip")
    func privateTransaction() throws {
        let (fixture, searcher) = try makeFixture()
        let open = try fixture.send(0, nonce: 0, tip: 5)
        let hidden = searcher.sendPrivately(
            fixture.transaction(nonce: 0, tip: 9), from: fixture.accounts[1])
        let low = searcher.sendPrivately(
            fixture.transaction(nonce: 0, tip: 2), from: fixture.accounts[2])
        fixture.chain.timeline.run(until: fixture.chain.timeline.now + 500_000)
        #expect(fixture.chain.node(fixture.node).pool.count == 1)
        fixture.run(seconds: 1)
        #expect(fixture.senders(of: fixture.head) == [1, 0, 2])
        #expect(open.fate.isIncluded && hidden.fate.isIncluded && low.fate.isIncluded)
        #expect(fixture.head.builder == 0)
        #expect(fixture.head.header.coinbase == SimulatedChain.builderAddress(0))
    }

    @Test("a private transaction that would fail is left out, and expires after its blocks")
    func failingPrivate() throws {
        let (fixture, searcher) = try makeFixture()
        let failing = searcher.sendPrivately(
            fixture.transaction(nonce: 0, to: FailingContract.address, gas: 90_000),
            from: fixture.accounts[1])
        fixture.run(seconds: 4)
        #expect(failing.fate == .pending)
        fixture.run(seconds: 1)
        #expect(failing.fate == .expired)
        #expect(try fixture.balance(fixture.accounts[1]) == .wad &* 1_000)
    }

    @Test("a withdrawn private transaction is cancelled")
    func withdrawal() throws {
        let (fixture, searcher) = try makeFixture([("production.interval", "10 s")])
        let hidden = searcher.sendPrivately(
            fixture.transaction(nonce: 0), from: fixture.accounts[1])
        fixture.run(seconds: 1)
        searcher.cancelPrivately(hidden)
        fixture.run(seconds: 10)
        #expect(hidden.fate == .cancelled(by: nil))
        #expect(fixture.head.receipts.isEmpty)
    }

    @Test("private transactions of one account run by nonce, whatever their tips")
    func privateNonces() throws {
        let (fixture, searcher) = try makeFixture()
        let second = searcher.sendPrivately(
            fixture.transaction(nonce: 1, tip: 9), from: fixture.accounts[1])
        let first = searcher.sendPrivately(
            fixture.transaction(nonce: 0, tip: 1), from: fixture.accounts[1])
        fixture.run(seconds: 1)
        #expect(first.fate == .included(blockNumber: 1, index: 0))
        #expect(second.fate == .included(blockNumber: 1, index: 1))
    }

    @Test("a bundle stands at the top, whole and in order, around a transaction that was seen")
    func bundle() throws {
        let (fixture, searcher) = try makeFixture()
        let victim = try #require(try fixture.send(0, nonce: 0, tip: 5).transaction)
        try fixture.send(3, nonce: 0, tip: 50)
        let own = searcher.send(
            Bundle([
                .elided(fixture.transaction(nonce: 0, tip: 60), sender: fixture.accounts[1]),
                .seen(victim),
                .elided(fixture.transaction(nonce: 1, tip: 60), sender: fixture.accounts[1]),
            ]))
        fixture.run(seconds: 1)
        #expect(fixture.senders(of: fixture.head) == [1, 0, 1, 3])
        #expect(own.count == 2 && own.allSatisfy { $0.fate.isIncluded })
    }

    @Test("a bundle of which one part fails leaves no trace, unless that part may fail")
    func atomicity() throws {
        for mayRevert in [[], [1]] {
            let (fixture, searcher) = try makeFixture()
            let own = searcher.send(
                Bundle(
                    [
                        .elided(fixture.transaction(nonce: 0), sender: fixture.accounts[1]),
                        .elided(
                            fixture.transaction(
                                nonce: 1, to: FailingContract.address, gas: 90_000),
                            sender: fixture.accounts[1]),
                    ], mayRevert: mayRevert))
            fixture.run(seconds: 1)
            #expect(fixture.head.receipts.count == (mayRevert.isEmpty ? 0 : 2))
            fixture.run(seconds: 6)
            let expected: TransactionFate.Kind = mayRevert.isEmpty ? .expired : .included
            #expect(own.allSatisfy { $0.fate.kind == expected })
            #expect(fixture.chain.violation == nil)
        }
    }

    @Test("of two bundles for the same chance the one that pays more per gas wins")
    func bundleAuction() throws {
        let (fixture, searcher) = try makeFixture()
        let victim = try #require(try fixture.send(0, nonce: 0, tip: 5).transaction)
        let low = searcher.send(
            Bundle([
                .seen(victim),
                .elided(fixture.transaction(nonce: 0, tip: 20), sender: fixture.accounts[1]),
            ]))
        let high = searcher.send(
            Bundle([
                .seen(victim),
                .elided(fixture.transaction(nonce: 0, tip: 21), sender: fixture.accounts[2]),
            ]))
        fixture.run(seconds: 1)
        #expect(fixture.senders(of: fixture.head) == [0, 2])
        #expect(high[0].fate.isIncluded)
        // Its chance is gone: the victim's nonce is used.
        #expect(low[0].fate == .expired)
    }

    @Test("a payment to the producer in a call counts as much as a tip")
    func paymentByTransfer() throws {
        let (fixture, searcher) = try makeFixture()
        let victim = try #require(try fixture.send(0, nonce: 0, tip: 5).transaction)
        searcher.send(
            Bundle([
                .seen(victim),
                .elided(fixture.transaction(nonce: 0, tip: 20), sender: fixture.accounts[1]),
            ]))
        let payer = searcher.send(
            Bundle([
                .seen(victim),
                .elided(
                    fixture.transaction(
                        nonce: 0, to: SimulatedChain.builderAddress(0), tip: 1,
                        value: gwei(21_000) &* 20),
                    sender: fixture.accounts[2]),
            ]))
        fixture.run(seconds: 1)
        #expect(payer[0].fate.isIncluded)
        #expect(fixture.senders(of: fixture.head) == [0, 2])
    }

    @Test("a bundle waits for its first block and is given up after its last")
    func bundleBlocks() throws {
        let (fixture, searcher) = try makeFixture()
        let early = searcher.send(
            Bundle(
                [.elided(fixture.transaction(nonce: 0), sender: fixture.accounts[1])],
                firstBlock: 3, lastBlock: 3))
        fixture.run(seconds: 2)
        #expect(early[0].fate == .pending)
        fixture.run(seconds: 1)
        #expect(early[0].fate == .included(blockNumber: 3, index: 0))
        let missed = searcher.send(
            Bundle(
                [
                    .elided(
                        fixture.transaction(nonce: 5), sender: fixture.accounts[1])
                ], lastBlock: 4))
        fixture.run(seconds: 2)
        #expect(missed[0].fate == .expired)
    }

    @Test("a builder's random block has its private transactions too, none that fails")
    func randomBlock() throws {
        let (fixture, searcher) = try makeFixture([("builders.random-share", "1")])
        for account in 0..<4 { try fixture.send(account, nonce: 0, tip: UInt64(9 - account)) }
        let hidden = searcher.sendPrivately(
            fixture.transaction(nonce: 0), from: fixture.accounts[4])
        let failing = searcher.sendPrivately(
            fixture.transaction(nonce: 0, to: FailingContract.address, gas: 90_000),
            from: fixture.accounts[5])
        fixture.run(seconds: 1)
        #expect(hidden.fate.isIncluded && failing.fate == .pending)
        #expect(fixture.head.receipts.count == 5)
        #expect(fixture.senders(of: fixture.head) != [0, 1, 2, 3, 4])
    }

    @Test(
        "an outage that drops its queue drops what builders hold, and they take nothing while it lasts"
    )
    func droppedInOutage() throws {
        let (fixture, searcher) = try makeFixture([("production.interval", "10 s")])
        let start = fixture.chain.timeline.now
        let hidden = searcher.sendPrivately(
            fixture.transaction(nonce: 0), from: fixture.accounts[1])
        let bundled = searcher.send(
            Bundle([.elided(fixture.transaction(nonce: 0), sender: fixture.accounts[2])]))
        fixture.chain.schedule(
            Outage(start: start + 1_000_000, durationMicros: 5_000_000, queue: .dropped))
        fixture.run(seconds: 2)
        let late = searcher.sendPrivately(
            fixture.transaction(nonce: 0), from: fixture.accounts[3])
        fixture.run(seconds: 10)
        #expect(hidden.fate == .evicted(.emptied) && bundled[0].fate == .evicted(.emptied))
        #expect(late.fate == .refused(.sequencerDown))
        #expect(fixture.head.number == 1 && fixture.head.receipts.isEmpty)
    }

    @Test("chains without builders refuse private transactions")
    func noBuilders() throws {
        let fixture = try ChainFixture()
        let hidden = fixture.chain.connect(agent: "searcher").sendPrivately(
            fixture.transaction(nonce: 0), from: fixture.accounts[1])
        fixture.run(seconds: 1)
        #expect(hidden.fate == .refused(.privateLaneMissing))
    }

    @Test("builders win blocks by their weights, and proposers the rest")
    func shares() throws {
        let fixture = try ChainFixture(
            BuilderMarketTests.builders + [
                ("builders.block-share", "0.9"), ("builders.weights", "3, 1"),
                ("history-blocks", "4000"),
            ])
        fixture.run(seconds: 4_000)
        var counts = [0, 0, 0]
        for number in 1...4_000 {
            let block = try #require(fixture.chain.store.block(UInt64(number)))
            counts[block.builder ?? 2] += 1
        }
        #expect(abs(counts[0] - 2_700) < 120 && abs(counts[1] - 900) < 100, "\(counts)")
        #expect(abs(counts[2] - 400) < 80, "\(counts)")
    }
}
