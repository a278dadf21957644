import Chain
import ContractRuntime
import EthereumPrimitives
import WideIntegers

/// Hears all that a chain reports, and checks each block, each fate and each reorg.
///
/// Everything is also recorded; a second state from the same genesis replays the recording's bytes as
/// they come, and must agree.
final class ChainMonitor {
    private let chain: SimulatedChain
    private let replay: ChainReplay
    private var recording: ChainRecording
    private var parser = RecordingParser()
    private(set) var fates = FateBook()
    /// The first statement that did not hold.
    private(set) var broken: BrokenStatement?
    private(set) var blocksSealed: UInt64 = 0
    private(set) var blocksOrphaned: UInt64 = 0
    private(set) var reorgs: UInt64 = 0
    private(set) var fullBlocks: UInt64 = 0
    /// The base fee that the next block on top has to have instead of the rule's.
    var nextBaseFeeWei: UInt256?
    /// The last canonical blocks; as many as a reorg can replace, and some.
    private var window: [Block]
    private var hashes: Set<Hash256> = []
    private var orphanHashes: Set<Hash256> = []
    /// Heights up to this one are built anew in a reorg that goes on.
    private var rebuiltUpTo: UInt64 = 0
    private var orphaned: [SubmittedTransaction] = []
    /// How often each fate had each reason.
    private(set) var reasons: [String: Int] = [:]

    /// More blocks than any reorg of a preset can replace.
    private static let finalBlocks: UInt64 = 1_024

    init(_ chain: SimulatedChain, world: TrafficWorld) throws {
        self.chain = chain
        replay = ChainReplay(
            world.settings, host: try world.makeHost(), start: TrafficWorld.start)
        recording = ChainRecording(world.settings, genesis: chain.head)
        window = [chain.head]
        chain.checksInvariants = true
        chain.record = { [unowned self] in hear($0) }
    }

    private func hear(_ record: ChainRecord) {
        if broken != nil { return }
        do throws(BrokenStatement) {
            switch record {
            case .sealed(let block): try check(block)
            case .orphaned(let block): try undo(block)
            case .settled(let transaction): try fates.settle(transaction)
            case .ended: break
            case .intervened(let intervention, _, _):
                if case .setNextBaseFee(let wei) = intervention, hasBaseFee { nextBaseFeeWei = wei }
            }
            recording.append(record)
            try replayRecorded()
        } catch {
            broken = error
        }
    }

    /// Reads what was recorded since the last time, and executes it on the second state.
    private func replayRecorded() throws(BrokenStatement) {
        parser.append(recording.takeBytes())
        let events = try reading { () throws(RecordingError) in
            var events: [RecordedEvent] = []
            while let event = try parser.next() { events.append(event) }
            return events
        }
        do throws(ReplayMismatch) {
            try replay.apply(events)
        } catch {
            throw BrokenStatement("replay: \(error)")
        }
    }

    /// Ends the recording, and checks that it is whole.
    func finishRecording() throws(BrokenStatement) {
        recording.finish()
        try replayRecorded()
        try reading { () throws(RecordingError) in try parser.finish() }
    }

    private func reading<Value>(
        _ body: () throws(RecordingError) -> Value
    ) throws(BrokenStatement) -> Value {
        do throws(RecordingError) {
            return try body()
        } catch {
            throw BrokenStatement("recording: \(error)")
        }
    }

    /// The next block's base fee is set from outside, where there is one.
    func expectBaseFee(_ wei: UInt256) {
        if hasBaseFee { nextBaseFeeWei = wei }
    }

    private var hasBaseFee: Bool { window[0].header.baseFeePerGasWei != nil }

    /// Whether a block was taken off the chain.
    func hasOrphaned(_ hash: Hash256) -> Bool { orphanHashes.contains(hash) }

    // MARK: - Blocks

    private func check(_ block: Block) throws(BrokenStatement) {
        let parent = window[window.count - 1]
        let header = block.header
        func expect(_ holds: Bool, _ text: @autoclosure () -> String) throws(BrokenStatement) {
            if !holds { throw BrokenStatement(text()) }
        }
        try expect(header.parentHash == parent.hash, "parent \(header.parentHash)")
        try expect(header.number == parent.number + 1, "\(header.number) on \(parent.number)")
        try expect(block.hash == Keccak256.hash(header.encoded), "hash \(block.hash)")
        try expect(
            header.timestampSeconds >= parent.header.timestampSeconds,
            "\(header.timestampSeconds) s after \(parent.header.timestampSeconds) s")
        try expect(header.gasUsed <= header.gasLimit, "\(header.gasUsed) of \(header.gasLimit) gas")
        let fee = expectedBaseFee(of: block, after: parent)
        try expect(
            header.baseFeePerGasWei == fee,
            "base fee \(header.baseFeePerGasWei ?? 0), the rule says \(fee ?? 0)")
        try checkReceipts(of: block)
        try checkPayments(of: block)
        window.append(block)
        if window.count > 2_048 { window.removeFirst(1_024) }
        blocksSealed += 1
        if header.gasUsed + 21_000 > header.gasLimit { fullBlocks += 1 }
    }

    private func expectedBaseFee(of block: Block, after parent: Block) -> UInt256? {
        if block.number <= rebuiltUpTo { return ruled(after: parent.header) }
        rebuiltUpTo = 0
        defer { nextBaseFeeWei = nil }
        return nextBaseFeeWei ?? ruled(after: parent.header)
    }

    /// EIP-1559 as it is written, apart from the chain's own code.
    private func ruled(after parent: BlockHeader) -> UInt256? {
        guard case .baseFee(let rule, _) = chain.settings.feeMarket else {
            return chain.settings.feeMarket.initialBaseFeePerGasWei
        }
        guard let fee = parent.baseFeePerGasWei else { return nil }
        let target = parent.gasLimit / rule.elasticityMultiplier
        let denominator = UInt256(rule.changeDenominator)
        let used = parent.gasUsed
        if used == target { return max(fee, rule.floorWei) }
        let gap = UInt256(used > target ? used - target : target - used)
        let step = (fee &* gap).evmDiv(UInt256(target)).evmDiv(denominator)
        let next = used > target ? fee &+ max(step, .one) : fee &- step
        return max(next, rule.floorWei)
    }

    private func checkReceipts(of block: Block) throws(BrokenStatement) {
        var gas: UInt64 = 0
        var bloom = LogsBloom()
        for (index, receipt) in block.receipts.enumerated() {
            let transaction = receipt.transaction
            gas += receipt.gasUsed
            if receipt.cumulativeGasUsed != gas
                || receipt.gasUsed > transaction.transaction.gasLimit
            {
                throw BrokenStatement(
                    "\(receipt.gasUsed) gas, \(receipt.cumulativeGasUsed) in all instead of \(gas)",
                    of: transaction.id.rawValue)
            }
            bloom.formUnion(receipt.logsBloom)
            try fates.seal(transaction, block: block.number, index: index)
            if !hashes.insert(transaction.hash).inserted {
                throw BrokenStatement("hash \(transaction.hash) twice", of: transaction.id.rawValue)
            }
        }
        if gas != block.header.gasUsed || bloom != block.header.logsBloom {
            throw BrokenStatement("gas \(block.header.gasUsed), receipts \(gas), or the bloom")
        }
    }

    /// What each transaction pays per gas, and that producer and chain get their parts, by an account
    /// apart from the chain's own.
    private func checkPayments(of block: Block) throws(BrokenStatement) {
        let baseFee = block.header.baseFeePerGasWei ?? .zero
        var tips = UInt256.zero
        var fees = UInt256.zero
        for receipt in block.receipts {
            let price =
                switch receipt.transaction.transaction.envelope {
                case .legacy(let price), .accessList(let price): price
                case .dynamicFee(let tip, let cap): min(cap, baseFee &+ tip)
                }
            if price < baseFee || receipt.effectiveGasPriceWei != price
                || receipt.tipPerGasWei != price &- baseFee
            {
                throw BrokenStatement(
                    "paid \(receipt.effectiveGasPriceWei), due \(price), base fee \(baseFee)",
                    of: receipt.transaction.id.rawValue)
            }
            tips = tips &+ UInt256(receipt.gasUsed) &* receipt.tipPerGasWei
            fees = fees &+ UInt256(receipt.gasUsed) &* baseFee
        }
        let coinbase = block.header.coinbase
        if chain.settings.baseFeeRecipient != coinbase {
            try expectGain(tips, of: coinbase, in: block)
        }
        if let recipient = chain.settings.baseFeeRecipient, recipient != coinbase {
            try expectGain(fees, of: recipient, in: block)
        }
    }

    /// Nobody pays these accounts anything else, or sets their balances.
    private func expectGain(
        _ wei: UInt256, of address: Address, in block: Block
    ) throws(BrokenStatement) {
        let state = chain.host.state
        func balance() -> UInt256 {
            state.knownAccount(address).map { state.balanceWei(of: $0) } ?? .zero
        }
        guard let before = try? state.withState(blocksBack: 1, balance) else { return }
        if balance() != before &+ wei {
            throw BrokenStatement(
                "\(address) had \(before), has \(balance()) after block \(block.number), due \(wei)"
            )
        }
    }

    private func undo(_ block: Block) throws(BrokenStatement) {
        guard let last = window.popLast(), last === block, !window.isEmpty else {
            throw BrokenStatement("block \(block.number) is orphaned and not the last")
        }
        if rebuiltUpTo < block.number {
            rebuiltUpTo = block.number
            reorgs += 1
        }
        blocksOrphaned += 1
        orphanHashes.insert(block.hash)
        for receipt in block.receipts {
            fates.orphan(receipt.transaction)
            hashes.remove(receipt.transaction.hash)
            orphaned.append(receipt.transaction)
        }
    }

    // MARK: - After an event

    /// Looks where orphaned transactions have gone, and at the chain's own checks.
    func afterEvent() throws(BrokenStatement) {
        if let broken { throw broken }
        if let violation = chain.violation { throw BrokenStatement("\(violation)") }
        rebuiltUpTo = 0
        if orphaned.isEmpty { return }
        for transaction in orphaned {
            switch transaction.fate {
            case .included, .replaced, .cancelled, .evicted, .expired: continue
            case .pending:
                if transaction.copyCount > 0 { continue }
            case .refused, .lost: break
            }
            throw BrokenStatement(
                "orphaned, then \(transaction.fate) with \(transaction.copyCount) copies",
                of: transaction.id.rawValue)
        }
        orphaned.removeAll(keepingCapacity: true)
    }

    /// Closes the submissions to which nothing can happen any more, and leaves the others.
    func close(_ submissions: [Submission]) throws(BrokenStatement) -> [Submission] {
        let final = chain.head.number - min(chain.head.number, ChainMonitor.finalBlocks)
        var open: [Submission] = []
        for submission in submissions {
            switch submission.fate {
            case .pending: open.append(submission)
            case .included(let number, _) where number >= final: open.append(submission)
            default:
                reasons[submission.fate.reason, default: 0] += 1
                try fates.close(submission)
            }
        }
        return open
    }

    /// Compares all that are left with the fates that were reported, and the chain's counts.
    func checkFates(_ open: [Submission]) throws(BrokenStatement) {
        var book = fates
        for submission in open {
            if submission.fate == .pending {
                try book.check(submission)
            } else {
                try book.close(submission)
            }
        }
        try book.checkCounts(on: chain)
    }

    /// Walks over all pools, queues and lanes.
    func checkPools() throws(BrokenStatement) {
        if let first = chain.brokenInvariants().first { throw BrokenStatement(first) }
    }
}

extension TransactionFate {
    /// The fate in a few words, without names and amounts.
    fileprivate var reason: String {
        switch self {
        case .evicted(let reason): "evicted: \(reason.rawValue)"
        case .refused(let refusal):
            "refused: \(String(describing: refusal).prefix { $0 != "(" && $0 != ":" })"
        case .replaced(let other): other == nil ? "replaced: by nobody known" : "replaced"
        case .cancelled(let other): other == nil ? "cancelled: withdrawn" : "cancelled"
        default: kind.rawValue
        }
    }
}
