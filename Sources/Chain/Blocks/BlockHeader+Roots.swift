import ContractRuntime
import EthereumPrimitives

extension BlockHeader {
    /// The digest of the RLP list of the transactions' hashes; of their submission numbers where
    /// signatures are elided, since their hashes are then made only for those who ask.
    static func transactionsRoot(of receipts: [Receipt]) -> Hash256 {
        var writer = RLPWriter(capacity: 33 * receipts.count + 9)
        writer.appendList { writer in
            for receipt in receipts {
                if receipt.transaction.isElided {
                    writer.append(receipt.transaction.id.rawValue)
                } else {
                    writer.append(receipt.transaction.hash)
                }
            }
        }
        return Keccak256.hash(writer.bytes)
    }

    /// The digest of the RLP list of each receipt's status, cumulative gas, and the two halves of its
    /// logs' fingerprint.
    static func receiptsRoot(of receipts: [Receipt], in host: ContractHost) -> Hash256 {
        var writer = RLPWriter(capacity: 26 * receipts.count + 9)
        writer.appendList { writer in
            for receipt in receipts {
                let fingerprint = receipt.outcome.logs.fingerprint(in: host)
                writer.append(receipt.isSuccess ? 1 as UInt64 : 0)
                writer.append(receipt.cumulativeGasUsed)
                writer.append(fingerprint.0)
                writer.append(fingerprint.1)
            }
        }
        return Keccak256.hash(writer.bytes)
    }
}
