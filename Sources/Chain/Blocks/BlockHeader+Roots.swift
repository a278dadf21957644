import EthereumPrimitives

extension BlockHeader {
    /// The digest of the RLP list of each transaction's signed digest and the r of its signature, which
    /// together name contents and signer; where signatures are elided, of their submission numbers.
    ///
    /// The bytes of a trade are some four times as many to hash.
    static func transactionsRoot(of receipts: [Receipt]) -> Hash256 {
        var writer = RLPWriter(capacity: 68 * receipts.count + 9)
        writer.appendList { writer in
            for receipt in receipts {
                let transaction = receipt.transaction
                if let signingHash = transaction.signingHash {
                    writer.append(signingHash)
                    writer.append(transaction.signature.r)
                } else {
                    writer.append(transaction.id.rawValue)
                }
            }
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
