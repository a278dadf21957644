import Chain
import EthereumPrimitives
import JSONText
import WideIntegers

/// Where a transaction stands in the chain, and what it paid there.
struct TransactionPlace {
    let blockHash: Hash256
    let blockNumber: UInt64
    let timestampSeconds: UInt64
    let index: Int
    /// Paid per gas, in wei.
    let priceWei: UInt256
}

extension JSONWriter {
    /// A transaction; without a place it waits in the pool.
    mutating func transaction(
        _ submitted: SubmittedTransaction, at place: TransactionPlace?, chainID: UInt64
    ) {
        let transaction = submitted.transaction
        let type = transaction.envelope.type
        beginObject()
        members(of: place)
        member("hash", hash: submitted.hash)
        member("from", address: submitted.sender)
        member("to", address: transaction.recipient)
        member("nonce", quantity: transaction.nonce)
        member("gas", quantity: transaction.gasLimit)
        member("gasPrice", quantity: place?.priceWei ?? transaction.envelope.maxFeePerGasWei)
        if case .dynamicFee(let tip, let cap) = transaction.envelope {
            member("maxFeePerGas", quantity: cap)
            member("maxPriorityFeePerGas", quantity: tip)
        }
        member("value", quantity: transaction.valueWei)
        member("input", data: transaction.data)
        member("type", quantity: UInt64(type))
        if type != 0 || transaction.chainID != nil {
            member("chainId", quantity: transaction.chainID ?? chainID)
        }
        if type != 0 {
            name("accessList")
            accessList(transaction.accessList)
        }
        let signature = submitted.signed.signature
        member("v", quantity: signature.v(of: transaction))
        member("r", quantity: signature.r)
        member("s", quantity: signature.s)
        if type != 0 { member("yParity", quantity: UInt64(signature.yParity)) }
        endObject()
    }

    private mutating func members(of place: TransactionPlace?) {
        member("blockHash", hash: place?.blockHash)
        guard let place else {
            literal(#""blockNumber":null,"blockTimestamp":null,"transactionIndex":null"#)
            return
        }
        member("blockNumber", quantity: place.blockNumber)
        member("blockTimestamp", quantity: place.timestampSeconds)
        member("transactionIndex", quantity: UInt64(place.index))
    }

    /// Addresses with storage keys.
    mutating func accessList(_ entries: [AccessListEntry]) {
        beginList()
        for entry in entries {
            beginObject()
            member("address", address: entry.address)
            name("storageKeys")
            beginList()
            for key in entry.storageKeys { hash(key) }
            endList()
            endObject()
        }
        endList()
    }
}

extension Signature {
    /// The `v` member: the parity, or in the original form 27 or 28, or with the chain id (EIP-155).
    fileprivate func v(of transaction: Transaction) -> UInt256 {
        if transaction.envelope.type != 0 { return UInt256(UInt64(yParity)) }
        guard let chainID = transaction.chainID else { return UInt256(27 + UInt64(yParity)) }
        return UInt256(UInt128(chainID) * 2 + 35 + UInt128(yParity))
    }
}
