import WideIntegers

extension SignedTransaction {
    /// Decodes raw bytes as a node does that is sent them, and checks all that needs no state.
    ///
    /// The order decides which reason is seen: type, frame and fields in their order, then the
    /// signature's numbers, chain, nonce, fees, and gas. Recovering the sender is left to the caller.
    /// - Parameter raw: the bytes of `eth_sendRawTransaction`.
    /// - Throws: `TransactionRejection`.
    public init(decoding raw: [UInt8], rules: TransactionRules) throws(TransactionRejection) {
        var fields = try TransactionFieldReader(raw: raw, fork: rules.fork)
        let (transaction, v) = try fields.readContents()
        let r = try fields.number(.r)
        let s = try fields.number(.s)
        try fields.finish()

        let signed = try SignedTransaction.applying(v: v, to: transaction, rules: rules)
        let signature = Signature(r: r, s: s, yParity: signed.yParity)
        self.init(signed.transaction, signature: signature, raw: raw)
        try check(rules)
    }

    /// Reads parity and, in the original form, the chain out of v.
    private static func applying(
        v: UInt256, to transaction: Transaction, rules: TransactionRules
    ) throws(TransactionRejection) -> (transaction: Transaction, yParity: UInt8) {
        if transaction.envelope.type != 0 {
            guard v <= 1 else { throw .invalidSignature(.malformed) }
            return (transaction, UInt8(v.w0))
        }
        if v == 27 || v == 28 { return (transaction, UInt8(v.w0 - 27)) }
        guard rules.fork >= .spuriousDragon else { throw .invalidSignature(.malformed) }
        guard let bits = UInt128(exactly: v), bits >= 35,
            let chainID = UInt64(exactly: (bits - 35) / 2)
        else {
            guard let expected = rules.chainID else { throw .invalidSignature(.malformed) }
            throw .wrongChainID(nil, expected: expected)
        }
        var protected = transaction
        protected.chainID = chainID
        return (protected, UInt8((bits - 35) % 2))
    }

    /// Everything that contents and signature must satisfy whatever the state is.
    private func check(_ rules: TransactionRules) throws(TransactionRejection) {
        if let expected = rules.chainID, let chainID = transaction.chainID, chainID != expected {
            throw .wrongChainID(chainID, expected: expected)
        }
        guard signature.isInRange else { throw .invalidSignature(.outOfRange) }
        if rules.fork >= .homestead && !signature.isLowS { throw .invalidSignature(.highS) }
        if transaction.nonce == .max { throw .nonceTooBig }
        let envelope = transaction.envelope
        if envelope.maxPriorityFeePerGasWei > envelope.maxFeePerGasWei {
            throw .priorityFeeAboveMaxFee
        }
        let limit = transaction.gasLimit
        if envelope.maxFeePerGasWei.multipliedReportingOverflow(by: UInt256(limit)).overflow {
            throw .gasLimitPriceProductOverflow
        }
        if rules.fork >= .shanghai && transaction.recipient == nil
            && transaction.data.count > IntrinsicGas.initCodeBytesMax
        {
            throw .initCodeTooLarge(
                byteCount: transaction.data.count, allowed: IntrinsicGas.initCodeBytesMax)
        }
        let required = transaction.intrinsicGas(fork: rules.fork).gasLimitMin
        if limit < required { throw .intrinsicGasTooLow(gasLimit: limit, required: required) }
        if rules.fork >= .osaka && limit > IntrinsicGas.gasLimitMax {
            throw .gasLimitTooHigh(gasLimit: limit, allowed: IntrinsicGas.gasLimitMax)
        }
    }
}
