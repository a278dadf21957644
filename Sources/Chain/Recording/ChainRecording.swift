import EthereumPrimitives
import WideIntegers

/// Writes down what a chain does, so that it can be executed anew.
///
/// Hand it every `ChainRecord` from the genesis on, take the bytes whenever there are enough, and end
/// with `finish`. It keeps nothing but the bytes that were not taken yet.
public struct ChainRecording {
    private var writer = RLPWriter(capacity: ChainRecording.capacity)
    private var check = RecordingCheck()
    private var totals: RecordingTotals
    private var isFinished = false

    /// Bytes for which room is made.
    private static let capacity = 1 << 16

    /// Begins the recording of a chain that has made no block yet.
    public init(_ settings: ChainSettings, genesis: Block) {
        precondition(genesis.number == 0, "a recording that begins at block \(genesis.number)")
        totals = RecordingTotals(head: genesis.hash)
        append(.begin) { writer in
            writer.append(bytes: RecordingFormat.name)
            writer.append(RecordingFormat.version)
            writer.append(settings.chainID)
            writer.append(bytes: Array(settings.fork.rawValue.utf8))
            writer.append(bytes: Array(settings.signatures.rawValue.utf8))
            writer.append(settings.baseFeeRecipient)
            writer.append(genesis.header)
        }
    }

    // MARK: - Bytes

    /// How many bytes wait to be taken.
    public var byteCount: Int { writer.bytes.count }

    /// The bytes since the last time; they follow each other in the file.
    public mutating func takeBytes() -> [UInt8] {
        let bytes = writer.bytes
        writer = RLPWriter(capacity: max(bytes.count, ChainRecording.capacity))
        return bytes
    }

    // MARK: - Events

    /// Writes an event down; fates of transactions are none of them.
    public mutating func append(_ record: ChainRecord) {
        switch record {
        case .sealed(let block): append(block)
        case .orphaned(let block):
            totals.head = block.header.parentHash
            append(.orphaned) { $0.append(block.hash) }
        case .intervened(let intervention, let block, let call):
            append(.intervened) { $0.append(intervention, after: block, call) }
        case .settled, .ended: break
        }
    }

    /// Says that nothing follows; a recording without this is refused as cut off.
    public mutating func finish() {
        precondition(!isFinished, "a recording ends once")
        isFinished = true
        let totals = totals
        append(.end) { writer in
            writer.append(totals.blocks)
            writer.append(totals.transactions)
            writer.append(totals.head)
        }
    }

    private mutating func append(_ block: Block) {
        totals.blocks += 1
        totals.transactions += UInt64(block.receipts.count)
        totals.head = block.hash
        // Lists are written from the inside: a header that is put before its list moves the whole.
        var transactions = RLPWriter(capacity: 400 * block.receipts.count)
        var contents = RLPWriter()
        for receipt in block.receipts {
            let submitted = receipt.transaction
            if submitted.isElided {
                contents.removeAll()
                contents.append(contentsOf: submitted)
                transactions.append(listOf: contents)
            } else {
                transactions.append(bytes: submitted.raw)
            }
        }
        append(.sealed, capacity: 1_024 + transactions.bytes.count) { item in
            item.append(block.header)
            item.append(block.isBaseFeeSet ? 1 as UInt64 : 0)
            item.append(listOf: transactions)
        }
    }

    /// Adds an item: its kind, what `body` writes, and the check of both.
    private mutating func append(
        _ kind: RecordingFormat.Kind, capacity: Int = 1_024, _ body: (inout RLPWriter) -> Void
    ) {
        precondition(!isFinished || kind == .end, "an event after the end of a recording")
        var item = RLPWriter(capacity: capacity)
        item.append(kind.rawValue)
        body(&item)
        check.update(item.bytes.span.bytes)
        item.append(bytes: withUnsafeBytes(of: check.value.bigEndian) { Array($0) })
        writer.append(listOf: item)
    }
}

extension RLPWriter {
    /// The fields of a transaction whose sender is taken on trust.
    fileprivate mutating func append(contentsOf submitted: SubmittedTransaction) {
        append(submitted.id.rawValue)
        append(submitted.sender as Address?)
        append(UInt64(submitted.transaction.envelope.type))
        append(submitted.transaction.chainID ?? 0)
        append(submitted.transaction.nonce)
        switch submitted.transaction.envelope {
        case .legacy(let price), .accessList(let price): append(price)
        case .dynamicFee(let tip, let cap):
            append(tip)
            append(cap)
        }
        append(submitted.transaction.gasLimit)
        append(submitted.transaction.recipient)
        append(submitted.transaction.valueWei)
        append(bytes: submitted.transaction.data)
        appendList { writer in
            for entry in submitted.transaction.accessList {
                writer.appendList { writer in
                    writer.append(entry.address as Address?)
                    writer.appendList { writer in
                        for key in entry.storageKeys { writer.append(key) }
                    }
                }
            }
        }
    }

    fileprivate mutating func append(
        _ intervention: Intervention, after block: Block, _ call: InterventionCall?
    ) {
        append(block.number)
        append(intervention.recordedKind.rawValue)
        switch intervention {
        case .setBalance(let address, let wei):
            append(address as Address?)
            append(wei)
        case .setNonce(let address, let nonce):
            append(address as Address?)
            append(nonce)
        case .call(let sender, let recipient, let data):
            append(sender as Address?)
            append(recipient as Address?)
            append(bytes: data)
            append(call?.block.timestampSeconds ?? 0)
            append(call?.block.baseFeePerGasWei ?? .zero)
            append(call?.outcome.isSuccess == true ? 1 as UInt64 : 0)
            append(call?.outcome.gasUsed ?? 0)
        case .increaseTime(let seconds): append(seconds)
        case .setNextBaseFee(let wei): append(wei)
        case .setNextTimestamp(let seconds): append(seconds)
        case .setTimestampInterval(let seconds):
            append(seconds == nil ? 0 as UInt64 : 1)
            append(seconds ?? 0)
        case .impersonate(let address, let isAllowed):
            append(address as Address?)
            append(isAllowed ? 1 as UInt64 : 0)
        case .mine: break
        }
    }
}

extension Intervention {
    fileprivate var recordedKind: RecordingFormat.InterventionKind {
        switch self {
        case .setBalance: .setBalance
        case .setNonce: .setNonce
        case .call: .call
        case .increaseTime: .increaseTime
        case .setNextBaseFee: .setNextBaseFee
        case .setNextTimestamp: .setNextTimestamp
        case .setTimestampInterval: .setTimestampInterval
        case .mine: .mine
        case .impersonate: .impersonate
        }
    }
}
