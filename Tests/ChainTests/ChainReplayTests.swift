import ContractRuntime
import EthereumPrimitives
import SimulationKernel
import Testing
import WideIntegers

@testable import Chain

@Suite struct ChainReplayTests {
    @Test(
        "a chain with reorgs, outages and interventions comes to the same head",
        arguments: [SignatureMode.elided, .verified], [1, 2, 3] as [UInt64])
    func replays(signatures: SignatureMode, seed: UInt64) throws {
        let run = try RecordedChainRun(RecordingFixture(signatures), seed: seed)
        try run.run(steps: 150)
        #expect(run.chain.violation == nil)
        let replay = try run.fixture.makeReplay()
        try replay.replay(run.finish(), chunk: 10_000)
        #expect(replay.head.hash == run.chain.head.hash)
        #expect(replay.host.state.digest == run.chain.host.state.digest)
        #expect(replay.counts.blocks > 80)
        #expect(replay.counts.transactions > 100)
        #expect(replay.counts.orphanedBlocks >= replay.counts.reorgs)
        #expect(replay.counts.reorgs > 5)
        #expect(replay.counts.interventions > 20)
        #expect(
            replay.head.receipts.map(\.effectiveGasPriceWei)
                == run.chain.head.receipts.map(\.effectiveGasPriceWei))
    }

    @Test(
        "other people's transactions, rollups and chains without a base fee",
        arguments: [
            "chaos", "ethereum-2022", "black-thursday", "xdai-perpv1", "arbitrum-fcfs", "optimism",
        ])
    func replaysPresets(preset: String) throws {
        let fixture = try RecordingFixture(preset: preset, .elided, [("background", "on")])
        let run = try RecordedChainRun(fixture)
        try run.run(steps: 8)
        let replay = try fixture.makeReplay()
        try replay.replay(run.finish())
        #expect(replay.head.hash == run.chain.head.hash)
        #expect(replay.counts.transactions > 0)
    }

    @Test("the same run gives the same bytes, whenever they are taken")
    func isDeterministic() throws {
        let fixture = try RecordingFixture()
        let whole = try RecordedChainRun(fixture)
        try whole.run(steps: 30)
        let again = try RecordedChainRun(fixture)
        try again.run(steps: 30)
        #expect(whole.finish() == again.finish())

        let chain = try fixture.makeChain()
        var inPieces = ChainRecording(fixture.settings, genesis: chain.head)
        var atOnce = inPieces
        var pieces: [UInt8] = []
        chain.record = {
            atOnce.append($0)
            inPieces.append($0)
            pieces += inPieces.takeBytes()
        }
        chain.timeline.run(until: chain.timeline.now + 600_000_000)
        inPieces.finish()
        atOnce.finish()
        #expect(pieces + inPieces.takeBytes() == atOnce.takeBytes())
        #expect(inPieces.byteCount == 0)
    }

    @Test("a recording that ends with a block taken off ends at the one before it")
    func endsOrphaned() throws {
        let run = try makeSmallRun()
        var recording = ChainRecording(
            run.fixture.settings, genesis: try run.fixture.makeChain().head)
        let head = run.chain.head
        recording.append(.sealed(head))
        recording.append(.orphaned(head))
        recording.finish()
        guard case .ended(let totals)? = try recordedEvents(in: recording.takeBytes()).last else {
            throw RecordingFixture.Missing()
        }
        #expect(totals.blocks == 1)
        #expect(totals.head == head.header.parentHash)
    }

    @Test("a reorg counts once, however deep, and leaves the books as they were")
    func reorgs() throws {
        let run = try makeSmallRun()
        for _ in 0..<6 {
            try run.send(1, gapMax: 0)
            run.run(seconds: 12)
        }
        try run.chain.reorganize(depth: 3, keep: .never, order: .same)
        let replay = try run.fixture.makeReplay()
        try replay.replay(run.finish())
        #expect(replay.counts.reorgs == 2)
        #expect(replay.counts.orphanedBlocks == 4)
        #expect(replay.head.hash == run.chain.head.hash)
        try replay.head.ledger.checkI5(replay.host.state)
    }

    @Test("events do not depend on how the bytes are cut", arguments: [1, 7, 100, 5_000])
    func chunks(size: Int) throws {
        let run = try RecordedChainRun(RecordingFixture())
        try run.run(steps: 12)
        let bytes = run.finish()
        #expect(try recordedEvents(in: bytes, chunk: size) == recordedEvents(in: bytes))
    }

    // MARK: - What does not agree

    /// Three blocks: one of a transfer, one after a call and with a base fee from outside, an empty one.
    private func makeSmallRun(_ signatures: SignatureMode = .elided) throws -> RecordedChainRun {
        let run = try RecordedChainRun(
            RecordingFixture(
                signatures,
                [
                    ("production.empty", "0"), ("reorg.chance", "0"), ("network.loss", "0"),
                    ("network.duplication", "0"),
                ]))
        try run.send(0, gapMax: 0)
        run.run(seconds: 30)
        run.chain.intervene(
            .call(
                from: run.fixture.accounts[1], to: RecordingFixture.token,
                data: try run.fixture.transferData(5, to: run.fixture.accounts[2])))
        run.chain.intervene(.setNextBaseFee(3_000_000_000))
        run.run(seconds: 12)
        try run.chain.reorganize(depth: 1, keep: .always, order: .same)
        return run
    }

    /// Replays events of which one was changed.
    private func mismatch(
        _ change: (RecordedBlock) -> RecordedBlock?
    ) throws -> ReplayMismatch? {
        let run = try makeSmallRun()
        var events = try recordedEvents(in: run.finish())
        let place = try #require(
            events.firstIndex {
                if case .sealed(let block) = $0 { !block.transactions.isEmpty } else { false }
            })
        guard case .sealed(let block) = events[place], let changed = change(block) else {
            return nil
        }
        events[place] = .sealed(changed)
        do {
            try run.fixture.makeReplay().apply(events)
        } catch let mismatch as ReplayMismatch {
            #expect(mismatch.block == block.header.number)
            return mismatch
        }
        return nil
    }

    @Test("names the first field of a header that does not agree")
    func fields() throws {
        func check(_ field: String, _ change: (inout BlockHeader) -> Void) throws {
            let found = try mismatch { block in
                var header = block.header
                change(&header)
                return RecordedBlock(
                    header: header, isBaseFeeSet: block.isBaseFeeSet,
                    transactions: block.transactions)
            }
            #expect(found?.field == field, "\(found.map { "\($0)" } ?? "no mismatch")")
        }
        try check("number") { $0.number += 1 }
        try check("parent") { $0.parentHash = .zero }
        try check("gas limit") { $0.gasLimit -= 1 }
        try check("timestamp") { $0.timestampSeconds = 0 }
        try check("timestamp") { $0.timestampSeconds = .max }
        try check("base fee") { $0.baseFeePerGasWei = 1 }
        try check("base fee") { $0.baseFeePerGasWei = nil }
        try check("gas used") { $0.gasUsed += 1 }
        try check("receipts root") { $0.receiptsRoot = .zero }
        try check("transactions root") { $0.transactionsRoot = .zero }
        try check("logs bloom") { $0.logsBloom.insert(Address(truncating: 77)) }
        try check("state digest") { $0.stateRoot = .zero }
        try check("state digest") { $0.coinbase = Address(truncating: 77) }
    }

    @Test("refuses a transaction that the chain would not have taken")
    func transactions() throws {
        func check(_ change: (Transaction, Address) throws -> RecordedTransaction) throws -> String
        {
            let found = try mismatch { block in
                guard case .elided(_, let sender, let transaction)? = block.transactions.first,
                    let changed = try? change(transaction, sender)
                else { return nil }
                return RecordedBlock(
                    header: block.header, isBaseFeeSet: false, transactions: [changed])
            }
            return found.map { "\($0.field): \($0.replayed)" } ?? "no mismatch"
        }
        func elided(_ transaction: Transaction, _ sender: Address) -> RecordedTransaction {
            .elided(number: 1, sender: sender, transaction)
        }
        #expect(
            try check { contents, sender in
                var transaction = contents
                transaction.nonce = 7
                return elided(transaction, sender)
            } == "transaction 0: refused: nonceTooHigh(next: 0)")
        #expect(
            try check { contents, sender in
                var transaction = contents
                transaction.nonce = .max
                return elided(transaction, sender)
            }.hasPrefix("transaction 0: refused: "))
        #expect(
            try check { contents, _ in elided(contents, Address(truncating: 0x99)) }
                == "transaction 0: refused: insufficientFunds(balanceWei: 0)")
        #expect(
            try check { contents, sender in
                var transaction = contents
                transaction.recipient = nil
                return elided(transaction, sender)
            }.hasPrefix("transaction 0: refused: "))
        #expect(
            try check { _, _ in .signed([0xc0]) }.hasPrefix("transaction 0: refused: "))
    }

    @Test("another genesis, other settings and a wrong orphan are found at once")
    func otherChains() throws {
        let run = try makeSmallRun()
        let bytes = run.finish()
        let richer = try run.fixture.makeHost()
        richer.state.setBalanceWei(7, of: richer.state.account(Address(truncating: 0x7)))
        let rich = ChainReplay(run.fixture.settings, host: richer, start: RecordingFixture.start)
        let digest = #expect(throws: ReplayMismatch.self) { try rich.replay(bytes) }
        #expect(digest?.field == "state digest" && digest?.block == 0)

        let late = ChainReplay(
            run.fixture.settings, host: try run.fixture.makeHost(),
            start: SimulatedTime(seconds: 1_700_000_001))
        let time = #expect(throws: ReplayMismatch.self) { try late.replay(bytes) }
        #expect(time?.field == "timestamp" && time?.block == 0)

        let signed = try RecordingFixture(.verified).makeReplay()
        let mode = #expect(throws: ReplayMismatch.self) { try signed.replay(bytes) }
        #expect(mode?.field == "signatures")

        var events = try recordedEvents(in: bytes)
        let place = try #require(
            events.firstIndex { if case .orphaned = $0 { true } else { false } })
        events[place] = .orphaned(.zero)
        let orphan = #expect(throws: ReplayMismatch.self) {
            try run.fixture.makeReplay().apply(events)
        }
        #expect(orphan?.field == "orphaned block")
        // The genesis cannot be orphaned.
        let fresh = try run.fixture.makeReplay()
        let genesis = #expect(throws: ReplayMismatch.self) {
            try fresh.apply([.orphaned(fresh.head.hash)])
        }
        #expect(genesis?.replayed == "no longer kept")
    }

    @Test("a call that comes to something else is found")
    func calls() throws {
        let run = try makeSmallRun()
        let events = try recordedEvents(in: run.finish())
        let place = try #require(
            events.firstIndex { if case .intervened = $0 { true } else { false } })
        guard case .intervened(let call) = events[place], let came = call.call else {
            throw RecordingFixture.Missing()
        }
        func check(
            _ field: String, blockNumber: UInt64? = nil, time: UInt64? = nil,
            isSuccess: Bool = true, gas: UInt64? = nil
        ) throws {
            var changed = events
            changed[place] = .intervened(
                RecordedIntervention(
                    intervention: call.intervention, blockNumber: blockNumber ?? call.blockNumber,
                    call: RecordedCall(
                        timestampSeconds: time ?? came.timestampSeconds,
                        baseFeePerGasWei: came.baseFeePerGasWei, isSuccess: isSuccess,
                        gasUsed: gas ?? came.gasUsed)))
            let found = #expect(throws: ReplayMismatch.self) {
                try run.fixture.makeReplay().apply(changed)
            }
            #expect(found?.field == field)
        }
        try check("intervention after block", blockNumber: 0)
        try check("time of a call", time: .max)
        try check("success of a call", isSuccess: false)
        try check("gas of a call", gas: 1)
    }

    @Test("the totals at the end are compared")
    func totals() throws {
        let run = try makeSmallRun()
        let events = try recordedEvents(in: run.finish())
        guard case .ended(let totals)? = events.last else { throw RecordingFixture.Missing() }
        func check(_ field: String, _ change: (inout RecordingTotals) -> Void) throws {
            var changed = totals
            change(&changed)
            let found = #expect(throws: ReplayMismatch.self) {
                try run.fixture.makeReplay().apply(events.dropLast() + [.ended(changed)])
            }
            #expect(found?.field == field)
        }
        try check("count of blocks") { $0.blocks += 1 }
        try check("count of transactions") { $0.transactions += 1 }
        try check("last block") { $0.head = .zero }
    }
}
