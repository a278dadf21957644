import ContractRuntime
import EthereumPrimitives
import SimulationKernel
import WideIntegers

/// A second state from the same genesis that executes a recording's blocks anew, transaction by
/// transaction, and compares every header with what it comes to.
///
/// It knows nothing of pools, bundles, or what a builder tried and took back, so that digests agree
/// only when all of that has left no trace. The receipts are compared by their root, which covers
/// status, gas and logs.
public final class ChainReplay {
    /// How much was executed up to now.
    public private(set) var counts = ReplayCounts()
    /// A chain that never runs: it has placed all that stands at the genesis.
    private let chain: SimulatedChain
    private var store: BlockStore
    private var ledger: NativeLedger
    private var hasJustOrphaned = false
    /// Accounts whose transactions need no signature.
    private var impersonated: Set<Address> = []

    /// The latest time that a chain's clock can show, in seconds: simulated time and what it is ahead.
    static let timestampSecondsMax = SimulatedChain.clockOffsetSecondsMax + UInt64.max / 1_000_000

    /// Takes a genesis that nothing has happened to yet.
    ///
    /// - Parameters:
    ///   - host: contracts and balances as the recorded chain was given them.
    ///   - start: the genesis block's moment.
    public init(_ settings: ChainSettings, host: ContractHost, start: SimulatedTime) {
        chain = SimulatedChain(
            settings, host: host, timeline: Timeline(start: start), random: RandomSource(seed: 0))
        store = BlockStore(genesis: chain.head, capacity: settings.historyBlocks)
        ledger = chain.ledger
    }

    /// The last block as it was replayed, with receipts.
    public var head: Block { store.head }
    /// Contracts and state after the last block, and interventions after it.
    public var host: ContractHost { chain.host }

    /// Executes events in their order. Senders of all blocks among them are recovered at once, on two
    /// threads where it pays, so that more events at a time are faster.
    /// - Throws: `ReplayMismatch` at the first that does not agree; the replay cannot go on after it.
    public func apply(_ events: [RecordedEvent]) throws(ReplayMismatch) {
        var incoming = chain.read(events.flatMap(\.signedTransactions))[...]
        for event in events {
            switch event {
            case .begun(let recorded): try compare(recorded)
            case .sealed(let block): try execute(block, &incoming)
            case .orphaned(let hash): try undo(hash)
            case .intervened(let intervention): try apply(intervention)
            case .ended(let totals): try compare(totals)
            }
            if case .orphaned = event { hasJustOrphaned = true } else { hasJustOrphaned = false }
        }
    }

    // MARK: - Blocks

    private func execute(
        _ recorded: RecordedBlock, _ incoming: inout ArraySlice<IncomingTransaction>
    ) throws(ReplayMismatch) {
        let parent = head
        let header = recorded.header
        try checkInputs(of: recorded, on: parent)
        var block = OpenBlock(
            host: host,
            environment: BlockEnvironment(
                number: header.number, timestampSeconds: header.timestampSeconds,
                baseFeePerGasWei: header.baseFeePerGasWei ?? .zero, coinbase: header.coinbase,
                gasLimit: header.gasLimit, chainID: chain.settings.chainID),
            hasBaseFee: header.baseFeePerGasWei != nil,
            baseFeeRecipient: chain.settings.baseFeeRecipient, ledger: ledger)
        for (index, transaction) in recorded.transactions.enumerated() {
            do throws(NotExecutable) {
                let submitted = try submitted(transaction, &incoming)
                do throws(InclusionFailure) {
                    try block.include(submitted)
                } catch {
                    throw NotExecutable("\(error)")
                }
            } catch {
                throw mismatch("transaction \(index)", "included", "refused: \(error.reason)")
            }
        }
        let replayed = BlockHeader(sealing: block, on: parent, extraData: header.extraData)
        try compare(header, replayed)
        ledger = block.ledger
        let sealed = Block(
            header: replayed, receipts: block.receipts, sealedAt: chain.timeline.now,
            proposer: NodeID(rawValue: 0), builder: nil, ledger: ledger,
            feeMarket: chain.settings.feeMarket, isBaseFeeSet: recorded.isBaseFeeSet)
        _ = store.append(sealed)
        counts.blocks += 1
        counts.transactions += UInt64(block.receipts.count)
    }

    /// What the recorded header gives and the chain's rules bind.
    private func checkInputs(of block: RecordedBlock, on parent: Block) throws(ReplayMismatch) {
        let header = block.header
        try expect("number", header.number, parent.number + 1)
        try expect("parent", header.parentHash, parent.hash)
        try expect("gas limit", header.gasLimit, chain.settings.blockGasLimit)
        try checkTime("timestamp", header.timestampSeconds)
        let ruled = parent.nextBaseFeePerGasWei
        if block.isBaseFeeSet && ruled != nil && header.baseFeePerGasWei != nil { return }
        try expect(
            "base fee", header.baseFeePerGasWei?.description ?? "none",
            ruled?.description ?? "none")
    }

    private func compare(_ header: BlockHeader, _ replayed: BlockHeader) throws(ReplayMismatch) {
        try expect("gas used", header.gasUsed, replayed.gasUsed)
        try expect("receipts root", header.receiptsRoot, replayed.receiptsRoot)
        try expect("transactions root", header.transactionsRoot, replayed.transactionsRoot)
        try expect("logs bloom", header.logsBloom, replayed.logsBloom)
        try expect("state digest", header.stateRoot, replayed.stateRoot)
        try expect("hash", header.hash, replayed.hash)
    }

    /// The transaction as the chain had it, checked as nodes do that are sent it.
    private func submitted(
        _ recorded: RecordedTransaction, _ incoming: inout ArraySlice<IncomingTransaction>
    ) throws(NotExecutable) -> SubmittedTransaction {
        switch recorded {
        case .signed:
            switch incoming.popFirst()?.reading {
            case .success(let contents)?:
                let submitted = SubmittedTransaction(
                    id: TransactionID(rawValue: counts.transactions + 1), signed: contents.signed,
                    sender: contents.sender, signingHash: contents.signingHash)
                submitted.intrinsicGas = contents.intrinsicGas
                return submitted
            case .failure(let refusal)?: throw NotExecutable("\(refusal)")
            case nil: throw NotExecutable("not read")
            }
        case .elided(let number, let sender, let transaction):
            guard chain.settings.signatures == .elided || impersonated.contains(sender) else {
                throw NotExecutable("without a signature on a signed chain")
            }
            return try elided(transaction, number: number, sender: sender)
        }
    }

    private func elided(
        _ transaction: Transaction, number: UInt64, sender: Address
    ) throws(NotExecutable) -> SubmittedTransaction {
        let submitted = SubmittedTransaction(
            id: TransactionID(rawValue: number), elided: transaction, sender: sender)
        do throws(PoolRefusal) {
            submitted.intrinsicGas = try chain.admission.check(
                transaction, blockGasLimit: chain.settings.blockGasLimit,
                limits: chain.settings.pool)
        } catch {
            throw NotExecutable("\(error)")
        }
        return submitted
    }

    // MARK: - Reorgs and interventions

    /// Takes the last block off, and interventions after it.
    private func undo(_ hash: Hash256) throws(ReplayMismatch) {
        let last = head
        guard hash == last.hash else {
            throw mismatch("orphaned block", "\(hash)", "\(last.hash) is the last", at: last.number)
        }
        guard last.number > store.oldestNumber, host.state.blocksKept > 0 else {
            throw mismatch("orphaned block", "\(hash)", "no longer kept", at: last.number)
        }
        do throws(BlockNotKept) {
            try host.state.undoBlocks(1)
        } catch {
            throw mismatch("orphaned block", "\(hash)", "\(error)", at: last.number)
        }
        _ = store.orphan(1)
        ledger = head.ledger
        counts.orphanedBlocks += 1
        if !hasJustOrphaned { counts.reorgs += 1 }
    }

    private func apply(_ recorded: RecordedIntervention) throws(ReplayMismatch) {
        counts.interventions += 1
        switch recorded.intervention {
        // Blocks and their headers say what has come of these.
        case .increaseTime, .setNextBaseFee, .setNextTimestamp, .setTimestampInterval, .mine:
            return
        case .impersonate(let address, let isAllowed):
            // What it has sent may still wait when it is impersonated no more.
            if isAllowed { impersonated.insert(address) }
            return
        case .setBalance, .setNonce, .call: break
        }
        try expect("intervention after block", recorded.blockNumber, head.number)
        if let call = recorded.call { try checkTime("time of a call", call.timestampSeconds) }
        let outcome = recorded.intervention.apply(
            to: host,
            in: BlockEnvironment(
                number: head.number + 1,
                timestampSeconds: recorded.call?.timestampSeconds ?? head.header.timestampSeconds,
                baseFeePerGasWei: recorded.call?.baseFeePerGasWei ?? .zero, coinbase: .zero,
                gasLimit: chain.settings.blockGasLimit, chainID: chain.settings.chainID), &ledger)
        guard let call = recorded.call, let outcome else { return }
        try expect("success of a call", call.isSuccess, outcome.isSuccess)
        try expect("gas of a call", call.gasUsed, outcome.gasUsed)
    }

    // MARK: - The chain

    private func compare(_ recorded: RecordedChain) throws(ReplayMismatch) {
        let settings = chain.settings
        try expect("chain id", recorded.chainID, settings.chainID, at: 0)
        try expect("fork", recorded.fork, settings.fork, at: 0)
        try expect("signatures", recorded.signatures, settings.signatures, at: 0)
        try expect(
            "base fee recipient", recorded.baseFeeRecipient?.description ?? "none",
            settings.baseFeeRecipient?.description ?? "none", at: 0)
        let genesis = store.genesis.header
        try expect("state digest", recorded.genesis.stateRoot, genesis.stateRoot, at: 0)
        try expect("timestamp", recorded.genesis.timestampSeconds, genesis.timestampSeconds, at: 0)
        try expect("gas limit", recorded.genesis.gasLimit, genesis.gasLimit, at: 0)
        try expect("hash", recorded.genesis.hash, genesis.hash, at: 0)
    }

    private func compare(_ totals: RecordingTotals) throws(ReplayMismatch) {
        try expect("count of blocks", totals.blocks, counts.blocks, at: head.number)
        try expect(
            "count of transactions", totals.transactions, counts.transactions, at: head.number)
        try expect("last block", totals.head, head.hash, at: head.number)
    }

    // MARK: - Comparing

    private func checkTime(_ field: String, _ seconds: UInt64) throws(ReplayMismatch) {
        let least = head.header.timestampSeconds
        guard (least...max(least, ChainReplay.timestampSecondsMax)).contains(seconds) else {
            throw mismatch(
                field, "\(seconds)", "from \(least) to \(ChainReplay.timestampSecondsMax)")
        }
    }

    private func expect<Value: Equatable>(
        _ field: String, _ recorded: Value, _ replayed: Value, at block: UInt64? = nil
    ) throws(ReplayMismatch) {
        if recorded == replayed { return }
        throw mismatch(field, "\(recorded)", "\(replayed)", at: block)
    }

    /// A mismatch in the block after the head, or in another.
    private func mismatch(
        _ field: String, _ recorded: String, _ replayed: String, at block: UInt64? = nil
    ) -> ReplayMismatch {
        ReplayMismatch(
            block: block ?? head.number + 1, field: field, recorded: recorded, replayed: replayed)
    }
}

/// Why a recorded transaction cannot be executed, in words.
private struct NotExecutable: Error {
    let reason: String

    init(_ reason: String) {
        self.reason = reason
    }
}

extension RecordedEvent {
    /// The raw bytes of a block's signed transactions.
    fileprivate var signedTransactions: [[UInt8]] {
        guard case .sealed(let block) = self else { return [] }
        return block.transactions.compactMap { transaction in
            if case .signed(let raw) = transaction { raw } else { nil }
        }
    }
}
