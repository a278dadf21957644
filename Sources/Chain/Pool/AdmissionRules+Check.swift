import EthereumPrimitives
import WideIntegers

extension AdmissionRules {
    /// Checks all of a signed transaction that needs neither its sender nor any state.
    ///
    /// The order decides which reason is seen: that of geth's interface and then of its pool.
    /// - Parameters:
    ///   - signed: the transaction as it was decoded.
    ///   - blockGasLimit: the gas limit of the head.
    ///   - limits: of which the size of a transaction and the least tip are taken.
    /// - Throws: `PoolRefusal`.
    /// - Source: go-ethereum, core/txpool/validation.go, ValidateTransaction.
    @discardableResult
    public func check(
        _ signed: SignedTransaction, blockGasLimit: UInt64, limits: PoolLimits
    ) throws(PoolRefusal) -> IntrinsicGas {
        try checkReplayProtection(signed.transaction)
        if signed.raw.count > limits.byteCountMax {
            throw .oversized(byteCount: signed.raw.count, allowed: limits.byteCountMax)
        }
        try checkBounds(signed.transaction, blockGasLimit: blockGasLimit)
        try checkChainID(signed.transaction)
        let signature = signed.signature
        guard signature.isInRange else { throw .invalidSender(.outOfRange) }
        if fork >= .homestead && !signature.isLowS { throw .invalidSender(.highS) }
        return try checkCharges(signed.transaction, tipMinWei: limits.tipMinWei)
    }

    /// Checks all of a transaction whose sender is taken on trust that needs no state.
    ///
    /// As for a signed one, but for the signature.
    /// - Throws: `PoolRefusal`.
    @discardableResult
    public func check(
        _ transaction: Transaction, blockGasLimit: UInt64, limits: PoolLimits
    ) throws(PoolRefusal) -> IntrinsicGas {
        try checkReplayProtection(transaction)
        if transaction.byteCountBound > limits.byteCountMax {
            let count = SignedTransaction(transaction, signature: .filler(of: .zero)).raw.count
            if count > limits.byteCountMax {
                throw .oversized(byteCount: count, allowed: limits.byteCountMax)
            }
        }
        try checkBounds(transaction, blockGasLimit: blockGasLimit)
        try checkChainID(transaction)
        return try checkCharges(transaction, tipMinWei: limits.tipMinWei)
    }

    private func checkReplayProtection(_ transaction: Transaction) throws(PoolRefusal) {
        if requiresReplayProtection && transaction.chainID == nil
            && transaction.envelope.type == 0
        {
            throw .notReplayProtected
        }
    }

    /// What the fork and the block allow.
    private func checkBounds(
        _ transaction: Transaction, blockGasLimit: UInt64
    ) throws(PoolRefusal) {
        let envelope = transaction.envelope
        let type = envelope.type
        if type != 0 && fork < (type == 1 ? .berlin : .london) { throw .typeNotSupported(type) }
        let codeMax = IntrinsicGas.initCodeBytesMax
        if transaction.recipient == nil && transaction.data.count > codeMax && fork >= .shanghai {
            throw .initCodeTooLarge(byteCount: transaction.data.count, allowed: codeMax)
        }
        let gasLimit = transaction.gasLimit
        if gasLimit > IntrinsicGas.gasLimitMax && fork >= .osaka {
            throw .gasLimitTooHigh(cap: IntrinsicGas.gasLimitMax, gasLimit: gasLimit)
        }
        if gasLimit > blockGasLimit { throw .exceedsBlockGasLimit }
        if envelope.maxPriorityFeePerGasWei > envelope.maxFeePerGasWei { throw .tipAboveFeeCap }
    }

    private func checkChainID(_ transaction: Transaction) throws(PoolRefusal) {
        // Only the original form can go without; in the others an absent one is encoded as zero.
        if transaction.chainID == nil && transaction.envelope.type == 0 { return }
        let have = transaction.chainID ?? 0
        if have != chainID { throw .wrongChainID(have: have, want: chainID) }
    }

    /// What is charged before execution, and what this chain has no use for.
    private func checkCharges(
        _ transaction: Transaction, tipMinWei: UInt256
    ) throws(PoolRefusal) -> IntrinsicGas {
        if transaction.nonce == .max { throw .nonceMax }
        let gas = transaction.intrinsicGas(fork: fork)
        if transaction.gasLimit < gas.intrinsic {
            throw .intrinsicGasTooLow(gasLimit: transaction.gasLimit, needed: gas.intrinsic)
        }
        if transaction.gasLimit < gas.floor {
            throw .floorGasTooLow(gasLimit: transaction.gasLimit, needed: gas.floor)
        }
        let tipCap = transaction.envelope.maxPriorityFeePerGasWei
        if tipCap < tipMinWei { throw .tipBelowMinimum(tipCapWei: tipCap, minimumWei: tipMinWei) }
        if transaction.recipient == nil { throw .creationNotSupported }
        return gas
    }
}

extension Transaction {
    /// A number of bytes that the signed encoding does not pass, found without encoding.
    ///
    /// All fields of fixed width with their prefixes and the list's take at most 280 bytes; the
    /// prefixes of call data and access list 9 each; an entry 39 bytes beside its keys.
    var byteCountBound: Int {
        var bound = Transaction.byteCountBound(dataCount: data.count)
        for entry in accessList { bound += 39 + 33 * entry.storageKeys.count }
        return bound
    }

    /// The same where there is no access list.
    static func byteCountBound(dataCount: Int) -> Int { 300 + dataCount }
}
