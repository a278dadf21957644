/// A transaction with its signature, in the bytes that nodes exchange.
public struct SignedTransaction: Hashable, Sendable {
    /// The contents.
    public let transaction: Transaction
    /// The sender's signature.
    public let signature: Signature
    /// The encoding, type byte first where there is one.
    public let raw: [UInt8]

    /// Joins contents and signature, neither of them checked.
    public init(_ transaction: Transaction, signature: Signature) {
        self.init(transaction, signature: signature, raw: transaction.signedBytes(signature))
    }

    /// Joins contents and signature with the bytes that they are known to have.
    package init(_ transaction: Transaction, signature: Signature, raw: [UInt8]) {
        self.transaction = transaction
        self.signature = signature
        self.raw = raw
    }

    /// The digest of `raw`, the transaction's name.
    /// - Complexity: a hash of the whole each time.
    public var hash: Hash256 { Keccak256.hash(raw) }

    /// Digest and signature, for recovery of many senders at once.
    public var recoveryRequest: RecoveryRequest {
        RecoveryRequest(digest: signingHash, signature: signature)
    }

    /// The account that signed.
    ///
    /// - Throws: `TransactionRejection.recoveryFailed`, or `.invalidSignature` when the numbers of a
    ///   signature that was not decoded are out of range.
    /// - Complexity: one elliptic curve recovery, by far the costliest step; keep the result.
    public func recoverSender() throws(TransactionRejection) -> Address {
        try recoverSender(signingHash: signingHash)
    }

    /// The account that signed a digest that is known already.
    package func recoverSender(signingHash: Hash256) throws(TransactionRejection) -> Address {
        do throws(SignatureError) {
            return try signature.recoverAddress(digest: signingHash)
        } catch {
            if error == .notRecoverable { throw .recoveryFailed }
            throw .invalidSignature(error)
        }
    }
}
