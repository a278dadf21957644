import WideIntegers

extension SignedTransaction {
    /// Decodes raw bytes as a node does that is sent them, and checks all that needs no state.
    ///
    /// Recovering the sender, which costs far more, is left to the caller.
    /// - Parameter raw: the bytes of `eth_sendRawTransaction`.
    /// - Throws: `TransactionRejection`, as `init(decoding:fork:)` and then `validate(under:)` do.
    public init(decoding raw: [UInt8], rules: TransactionRules) throws(TransactionRejection) {
        try self.init(decoding: raw, fork: rules.fork)
        try validate(under: rules)
    }

    /// Decodes raw bytes and checks nothing but the encoding.
    ///
    /// The order decides which reason is seen: frame, the fields from first to last, whether the
    /// fork has the type, and v. Like a node's, the decoder itself knows no forks.
    /// - Throws: `TransactionRejection`.
    public init(decoding raw: [UInt8], fork: Hardfork) throws(TransactionRejection) {
        var fields = try TransactionFieldReader(raw: raw)
        var (transaction, v) = try fields.readContents()
        let r = try fields.number(.r)
        let s = try fields.number(.s)
        try fields.finish()
        let type = transaction.envelope.type
        guard type == 0 || fork >= (type == 1 ? .berlin : .london) else {
            throw .typeNotSupported(type)
        }
        let yParity = try SignedTransaction.takeParity(of: v, into: &transaction, fork: fork)
        self.init(transaction, signature: Signature(r: r, s: s, yParity: yParity), raw: raw)
    }

    /// Reads the parity, and in the original form the chain, out of v.
    /// - Source: EIP-155.
    private static func takeParity(
        of v: UInt256, into transaction: inout Transaction, fork: Hardfork
    ) throws(TransactionRejection) -> UInt8 {
        if transaction.envelope.type != 0 {
            guard v <= 1 else { throw .unknownV(v) }
            return UInt8(v.w0)
        }
        if v == 27 || v == 28 { return UInt8(v.w0 - 27) }
        guard fork >= .spuriousDragon, let bits = UInt128(exactly: v), bits >= 35,
            let chainID = UInt64(exactly: (bits - 35) / 2)
        else { throw .unknownV(v) }
        transaction.chainID = chainID
        return UInt8((bits - 35) % 2)
    }

    /// Checks what contents and signature must satisfy whatever the state is.
    ///
    /// In this order: chain, signature numbers, nonce, fees, init code, gas.
    /// - Throws: `TransactionRejection`.
    public func validate(under rules: TransactionRules) throws(TransactionRejection) {
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
