import Agents
import Chain
import ContractRuntime
import EthereumPrimitives
import PerpContracts
import SimulationKernel
import WideIntegers

/// Blocks and transactions that stay.
extension RunRecorder {
    func count(_ seen: SeenBlock) {
        let block = seen.block
        chainTrack.blocks += 1
        chainTrack.gasUsed &+= block.header.gasUsed
        if let baseFee = block.header.baseFeePerGasWei {
            chainTrack.baseFeeMaxWei = max(chainTrack.baseFeeMaxWei, baseFee)
        }
        if scenario.record.blocks {
            write(
                .blocks,
                [
                    .count(block.number), .time(block.sealedAt), .count(block.receipts.count),
                    .count(block.header.gasUsed), .count(block.header.gasLimit),
                    .known(block.header.baseFeePerGasWei), .count(seen.poolCount),
                    block.builder.map { .count($0) } ?? .null, .text("\(seen.stateDigest)"),
                    .text("\(block.hash)"),
                ])
        }
        for (place, receipt) in block.receipts.enumerated() { count(receipt, place, in: block) }
        let scene = EventScene(seen)
        for event in seen.events { count(event, in: scene) }
    }

    private func count(_ receipt: Receipt, _ place: Int, in block: Block) {
        let transaction = receipt.transaction
        chainTrack.included += 1
        if !receipt.isSuccess { chainTrack.reverted += 1 }
        let fee = receipt.effectiveGasPriceWei &* UInt256(receipt.gasUsed)
        chainTrack.feesWei = chainTrack.feesWei &+ fee
        accounts.tally(transaction.sender) { tally in
            tally.included += 1
            tally.gasWei = tally.gasWei &+ fee
            if !receipt.isSuccess || transaction.isCancellation {
                tally.gasWastedWei = tally.gasWastedWei &+ fee
            }
            if !receipt.isSuccess { tally.reverted += 1 }
        }
        if !pairs.isEmpty { countSwaps(of: receipt) }
        for rule in receipt.outcome.boundRules { count(rule.name, of: transaction) }
        if let revert = receipt.outcome.revert, case .reason(let text) = revert {
            count(revert: text, of: transaction)
        }
        for write in feedWrites(receipt, block) { count(write, transaction, in: block) }
        let note = sent.removeValue(forKey: transaction.id)
        var delay: UInt64?
        if let note {
            delay = block.sealedAt.micros(since: note.at)
            chainTrack.agentIncluded += 1
            chainTrack.delays.add(delay ?? 0)
        }
        guard recordsTransactions, scenario.record.background || isKnown(transaction.sender) else {
            return
        }
        write(
            .transactions,
            row(
                transaction, note, fate: "included",
                reason: receipt.outcome.revert.map { "\($0)" },
                inclusion: [
                    .count(block.number), .count(place), .flag(receipt.isSuccess),
                    .count(receipt.gasUsed), .amount(receipt.effectiveGasPriceWei),
                    .amount(receipt.tipPerGasWei), .amount(fee), delay.map { .count($0) } ?? .null,
                ]))
    }

    /// Collateral that went to pairs and came from them.
    private func countSwaps(of receipt: Receipt) {
        let logs = receipt.outcome.logs
        for index in 0..<logs.count where logs.topicWord(0, of: index) == Self.transferTopic {
            guard logs.emitter(of: index) == collateralAccount else { continue }
            let payer = Address(truncating: logs.topicWord(1, of: index))
            let payee = Address(truncating: logs.topicWord(2, of: index))
            let amount = Int256(bitPattern: logs.dataWord(0, of: index))
            if pairs.contains(payee) {
                accounts.tally(payer) { tally in
                    tally.pairQuoteWad = tally.pairQuoteWad &- amount
                    tally.spotSpentWad = tally.spotSpentWad &+ amount.magnitude
                }
            }
            if pairs.contains(payer) {
                accounts.tally(payee) { $0.pairQuoteWad = $0.pairQuoteWad &+ amount }
            }
        }
    }

    private static let transferTopic = UInt256(
        Keccak256.hash(Array("Transfer(address,address,uint256)".utf8)))

    private func isKnown(_ sender: Address) -> Bool { accounts.place(of: sender) != nil }

    private func count(
        _ write: FeedWrite, _ transaction: SubmittedTransaction, in block: Block
    ) {
        self.write(
            .oracleUpdates,
            [
                .time(block.sealedAt), .count(block.number), .text(write.feed),
                .amount(write.priceWad), .amount(write.truthWad),
                write.priceWad.signedErrorWad(against: write.truthWad).map { .amount($0) }
                    ?? .null,
                .text(accounts.nameOrAddress(of: transaction.sender)),
            ])
    }

    // MARK: - Rules that have bound

    private func count(_ rule: String, of transaction: SubmittedTransaction) {
        chainTrack.bound(rule)
    }

    private func count(revert text: String, of transaction: SubmittedTransaction) {
        guard markets.contains(where: { $0.house == transaction.transaction.recipient }) else {
            return
        }
        chainTrack.reverted(text)
    }

    // MARK: - Other fates

    /// Takes in a fate that is no inclusion; those are counted with their blocks.
    func settled(_ transaction: SubmittedTransaction) {
        switch transaction.fate {
        case .included, .pending: return
        default: break
        }
        end(transaction)
    }

    func ended(_ submission: Submission) {
        guard let note = sent.removeValue(forKey: submission.id), recordsTransactions else {
            return
        }
        writeUnsettled(submission.id, note, fate: submission.fate.kind.rawValue)
    }

    /// Writes what is still under way.
    func endTransactions() {
        for (id, note) in sent.sorted(by: { $0.key < $1.key }) where recordsTransactions {
            writeUnsettled(id, note, fate: "still pending")
        }
        sent = [:]
    }

    /// A row of what no block and no pool has said anything of.
    private func writeUnsettled(_ id: TransactionID, _ note: SentNote, fate: String) {
        write(
            .transactions,
            [
                .count(id.rawValue), .name(accounts.name(of: note.sender)),
                .text("\(note.sender)"), .text(note.label), .null, .time(note.at), .text(fate),
                .null, .null, .null, .null, .null, .null, .null, .null, .null,
                .flag(note.isPrivate), .null,
            ])
    }

    private func end(_ transaction: SubmittedTransaction) {
        let note = sent.removeValue(forKey: transaction.id)
        guard recordsTransactions, scenario.record.background || isKnown(transaction.sender) else {
            return
        }
        var reason: String?
        switch transaction.fate {
        case .refused(let refusal): reason = "\(refusal)"
        case .evicted(let why): reason = why.rawValue
        default: break
        }
        write(
            .transactions,
            row(
                transaction, note, fate: transaction.fate.kind.rawValue, reason: reason,
                inclusion: [RecordValue](repeating: .null, count: 8)))
    }

    private func row(
        _ transaction: SubmittedTransaction, _ note: SentNote?, fate: String, reason: String?,
        inclusion: [RecordValue]
    ) -> [RecordValue] {
        let body = transaction.transaction
        var values: [RecordValue] = [
            .count(transaction.id.rawValue), .name(accounts.name(of: transaction.sender)),
            .text("\(transaction.sender)"), .text(note?.label ?? action(of: body)),
            .count(body.nonce), note.map { .time($0.at) } ?? .null, .text(fate), .name(reason),
        ]
        values += inclusion
        values += [.flag(note?.isPrivate ?? false), .text("\(transaction.hash)")]
        return values
    }

    private func action(of transaction: Transaction) -> String {
        guard let selector = Selector(prefix: transaction.data) else { return "transfer" }
        return selectors[selector] ?? "\(selector)"
    }

    static let knownSelectors: [Selector: String] = {
        var names: [Selector: String] = [:]
        for abi in [PerpV1ABI.clearingHouse, ReferencePerpABI.house, PerpV1ABI.amm] {
            for function in abi.functions { names[function.selector] = function.name }
        }
        return names
    }()
}

extension ChainTrack {
    mutating func bound(_ rule: String) { boundRules[rule, default: 0] += 1 }
    mutating func reverted(_ text: String) { revertTexts[text, default: 0] += 1 }
}

extension UInt256 {
    /// How much this is above a true value, as a ratio of it, wad; nil where that is nothing.
    func signedErrorWad(against truth: UInt256) -> Int256? {
        guard !truth.isZero else { return nil }
        let error = distanceWad(from: truth)
        guard error.bitWidth < 255 else { return nil }
        let signed = Int256(bitPattern: error)
        return self < truth ? .zero &- signed : signed
    }
}
