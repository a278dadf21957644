import EthereumPrimitives

extension BlockHeader {
    /// The digest of the RLP list of the transactions as nodes exchange them: a list each in the
    /// original form, byte strings of the others. Where signatures are elided, of the list of their
    /// submission numbers: their bytes are then made only for those who ask.
    static func transactionsRoot(of receipts: [Receipt]) -> Hash256 {
        if receipts.first?.transaction.isElided ?? true {
            return numbersRoot(of: receipts)
        }
        var payloadCount = 0
        for receipt in receipts {
            let count = receipt.transaction.byteCount
            payloadCount += count
            if receipt.transaction.transaction.envelope.type != 0 {
                payloadCount += RLPWriter.stringHeader(count: count).count
            }
        }
        var hasher = Keccak256()
        hasher.update(RLPWriter.listHeader(prefix: [], count: payloadCount))
        for receipt in receipts {
            let raw = receipt.transaction.raw
            if receipt.transaction.transaction.envelope.type != 0 {
                hasher.update(RLPWriter.stringHeader(count: raw.count))
            }
            hasher.update(raw)
        }
        return hasher.finalize()
    }

    private static func numbersRoot(of receipts: [Receipt]) -> Hash256 {
        var writer = RLPWriter(capacity: 9 * receipts.count + 9)
        writer.appendList { writer in
            for receipt in receipts { writer.append(receipt.transaction.id.rawValue) }
        }
        return Keccak256.hash(writer.bytes)
    }

    /// The digest of the RLP list of each receipt's status, cumulative gas, and the two halves of its
    /// logs' fingerprint.
    static func receiptsRoot(of receipts: [Receipt]) -> Hash256 {
        var writer = RLPWriter(capacity: 26 * receipts.count + 9)
        writer.appendList { writer in
            for receipt in receipts {
                writer.append(receipt.isSuccess ? 1 as UInt64 : 0)
                writer.append(receipt.cumulativeGasUsed)
                writer.append(receipt.logsFingerprint.0)
                writer.append(receipt.logsFingerprint.1)
            }
        }
        return Keccak256.hash(writer.bytes)
    }
}
