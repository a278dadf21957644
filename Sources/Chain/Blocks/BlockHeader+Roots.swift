import EthereumPrimitives

extension BlockHeader {
    /// Seals the state that a block leaves, and says what the block is.
    init(sealing block: OpenBlock, on parent: Block, extraData: [UInt8]) {
        let environment = block.environment
        self.init(
            parentHash: parent.hash, coinbase: environment.coinbase,
            stateRoot: block.host.state.sealBlock(),
            transactionsRoot: BlockHeader.transactionsRoot(of: block.receipts),
            receiptsRoot: BlockHeader.receiptsRoot(of: block.receipts),
            logsBloom: block.logsBloom, number: environment.number,
            gasLimit: environment.gasLimit, gasUsed: block.gasUsed,
            timestampSeconds: environment.timestampSeconds, extraData: extraData,
            baseFeePerGasWei: block.hasBaseFee ? environment.baseFeePerGasWei : nil)
    }

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
