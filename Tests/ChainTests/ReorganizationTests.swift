import ContractRuntime
import EthereumPrimitives
import SimulationKernel
import Testing
import WideIntegers

@testable import Chain

@Suite struct ReorganizationTests {
    /// Three blocks: two transactions of account 0 and 1, then 2, then 3.
    private func makeFixture(
        _ overrides: [(key: String, value: String)] = []
    ) throws -> (ChainFixture, [Submission]) {
        let fixture = try ChainFixture(
            [("finality.safe", "4"), ("finality.finalized", "8"), ("reorg.depth-max", "8")]
                + overrides)
        var submissions: [Submission] = []
        for (account, nonce) in [(0, 0), (1, 0)] {
            submissions.append(try fixture.send(account, nonce: UInt64(nonce), tip: 3))
        }
        fixture.run(seconds: 1)
        submissions.append(try fixture.send(2, nonce: 0))
        fixture.run(seconds: 1)
        submissions.append(try fixture.send(0, nonce: 1))
        fixture.run(seconds: 1)
        return (fixture, submissions)
    }

    @Test("gives blocks of the same heights and times with other hashes")
    func replacesBlocks() throws {
        let (fixture, _) = try makeFixture()
        let old = try (1...3).map { try #require(fixture.chain.store.block(UInt64($0))) }
        try fixture.chain.reorganize(depth: 2, keep: .always, order: .same)
        let new = try (1...3).map { try #require(fixture.chain.store.block(UInt64($0))) }
        #expect(new[0] === old[0])
        for index in 1...2 {
            #expect(new[index].hash != old[index].hash)
            #expect(new[index].header.timestampSeconds == old[index].header.timestampSeconds)
            #expect(new[index].number == old[index].number)
            #expect(new[index].header.parentHash == new[index - 1].hash)
            #expect(
                new[index].receipts.map(\.transaction.id)
                    == old[index].receipts.map(\.transaction.id))
        }
        // The same transactions in the same order leave the same state.
        #expect(fixture.head.header.stateRoot != .zero)
        #expect(fixture.chain.violation == nil)
    }

    @Test("returns what the new branch leaves out to the pool, from where it is included again")
    func returnsToPool() throws {
        let (fixture, submissions) = try makeFixture()
        try fixture.chain.reorganize(depth: 2, keep: .never, order: .same)
        #expect(fixture.head.number == 3)
        #expect(fixture.head.receipts.isEmpty)
        #expect(submissions[2].fate == .pending)
        #expect(submissions[3].fate == .pending)
        #expect(submissions[0].fate.isIncluded)
        #expect(try fixture.view.nonce(of: fixture.accounts[2]) == 0)
        #expect(try fixture.view.nonce(of: fixture.accounts[2], at: .pending) == 1)
        fixture.run(seconds: 1)
        #expect(submissions[2].fate.isIncluded && submissions[3].fate.isIncluded)
        #expect(fixture.head.number == 4)
        #expect(fixture.chain.violation == nil)
    }

    @Test("undoes balances, nonces and the burnt fees of the orphaned blocks")
    func undoesState() throws {
        let (fixture, _) = try makeFixture()
        let state = fixture.chain.host.state
        let before = try state.digest(blocksBack: 2)
        try fixture.chain.reorganize(depth: 2, keep: .never, order: .same)
        #expect(try state.digest(blocksBack: 2) == before)
        try fixture.chain.ledger.checkI5(state)
    }

    @Test("announces removed blocks, last first, and then the new ones")
    func announces() throws {
        let (fixture, _) = try makeFixture()
        let old = fixture.head
        var removed: [Hash256] = []
        var added: [Hash256] = []
        fixture.chain.observe(fixture.node) { notice in
            guard case .head(let gone, let new) = notice else { return }
            removed += gone.map(\.hash)
            added += new.map(\.hash)
        }
        let ancestor = try #require(fixture.chain.store.block(1)).hash
        try fixture.chain.reorganize(depth: 2, keep: .always, order: .same)
        #expect(removed.isEmpty, "notices are events of their own")
        fixture.run(seconds: 0)
        #expect(removed == [old.hash, old.header.parentHash])
        try #require(added.count == 2)
        #expect(fixture.chain.store.block(added[0])?.header.parentHash == ancestor)
        #expect(added[1] == fixture.head.hash)
    }

    @Test("lets nobody read the state after an orphaned block, nor find its logs by number")
    func orphanReads() throws {
        let (fixture, _) = try makeFixture()
        let orphan = fixture.head.hash
        try fixture.chain.reorganize(depth: 1, keep: .always, order: .same)
        let tag = BlockTag.hash(orphan, requireCanonical: false)
        #expect(throws: QueryError.notCanonical(orphan)) {
            try fixture.view.balanceWei(of: fixture.accounts[0], at: tag)
        }
        #expect(fixture.view.block(tag)?.hash == orphan)
        #expect(fixture.view.block(.number(3))?.hash != orphan)
    }

    @Test("keeps the order of each account's own whatever the new order is")
    func keepsNonces() throws {
        for order in [ReorgOrder.shuffled, .rivalsFirst([]), .rivalsFirst([])] {
            let fixture = try ChainFixture([("reorg.depth-max", "8")])
            for nonce in 0..<4 {
                for account in 0..<4 {
                    try fixture.send(account, nonce: UInt64(nonce), tip: UInt64(9 - account))
                }
            }
            fixture.run(seconds: 1)
            try fixture.chain.reorganize(depth: 1, keep: .always, order: order)
            #expect(fixture.head.receipts.count == 16)
            for account in fixture.accounts.prefix(4) {
                let own = fixture.head.receipts.filter { $0.transaction.sender == account }
                #expect(own.map(\.transaction.transaction.nonce) == [0, 1, 2, 3])
            }
        }
    }

    @Test("puts rivals first: those named, or those that came last")
    func rivalsFirst() throws {
        let fixture = try ChainFixture([("reorg.depth-max", "8")])
        for account in 0..<4 { try fixture.send(account, nonce: 0, tip: UInt64(9 - account)) }
        fixture.run(seconds: 1)
        #expect(fixture.senders(of: fixture.head) == [0, 1, 2, 3])
        try fixture.chain.reorganize(depth: 1, keep: .always, order: .rivalsFirst([]))
        #expect(fixture.senders(of: fixture.head) == [3, 2, 1, 0])
        try fixture.chain.reorganize(
            depth: 1, keep: .always, order: .rivalsFirst([fixture.accounts[1]]))
        #expect(fixture.senders(of: fixture.head) == [1, 3, 2, 0])
    }

    @Test("refuses to replace final blocks, the genesis, and nothing at all")
    func refusesDepth() throws {
        let (fixture, _) = try makeFixture()
        for depth in [0, -1, 4, 100] {
            #expect(throws: ReorgRefused(depth: depth, depthMax: 3)) {
                try fixture.chain.reorganize(depth: depth, keep: .always, order: .same)
            }
        }
        fixture.run(seconds: 20)
        #expect(fixture.chain.reorgDepthMax == 8)
        #expect(fixture.head.number == 23)
    }

    @Test("replaces a transaction when its sender's other one is on the new branch")
    func nonceTakenOnNewBranch() throws {
        let fixture = try ChainFixture([("reorg.depth-max", "8")])
        let first = try fixture.send(0, nonce: 0)
        fixture.run(seconds: 1)
        #expect(first.fate.isIncluded)
        try fixture.chain.reorganize(depth: 1, keep: .never, order: .same)
        #expect(first.fate == .pending)
        // Back in the pool, it can be replaced as any other.
        let other = try fixture.send(0, nonce: 0, to: Address(truncating: 0xcafe), tip: 2, cap: 200)
        fixture.run(seconds: 1)
        #expect(other.fate.isIncluded)
        #expect(first.fate == .replaced(by: other.id))
        #expect(fixture.chain.count(of: .replaced) == 1 && fixture.chain.count(of: .included) == 1)
    }

    @Test("keeps a balance that was set for the next block, and takes back one whose block goes")
    func interventions() throws {
        let (fixture, _) = try makeFixture()
        let early = Address(truncating: 0xea51)
        let late = Address(truncating: 0x1a7e)
        fixture.chain.intervene(.setBalance(early, 7))
        fixture.run(seconds: 1)
        fixture.chain.intervene(.setBalance(late, 9))
        try fixture.chain.reorganize(depth: 1, keep: .always, order: .same)
        #expect(try fixture.balance(early) == 0)
        #expect(try fixture.balance(late) == 9)
        fixture.run(seconds: 1)
        #expect(try fixture.balance(late) == 9)
        #expect(fixture.chain.violation == nil)
    }

    @Test("reorganises by chance as deep and as often as the model says")
    func byChance() throws {
        let fixture = try ChainFixture([
            ("reorg.chance", "0.2"), ("reorg.deeper", "0.5"), ("reorg.depth-max", "4"),
            ("finality.safe", "4"), ("finality.finalized", "4"),
        ])
        var orphaned = 0
        var deepest = 0
        var run = 0
        fixture.chain.record = { record in
            switch record {
            case .orphaned:
                orphaned += 1
                run += 1
                deepest = max(deepest, run)
            case .sealed: run = 0
            default: break
            }
        }
        fixture.run(seconds: 2_000)
        #expect(fixture.head.number == 2_000)
        // Mean depth 1.875 at 0.2: 750 orphans.
        #expect((650...850).contains(orphaned), "\(orphaned) orphans")
        #expect(deepest == 4)
        #expect(fixture.chain.violation == nil)
    }
}
