/// One signature of a batch and the digest that it signs.
public struct RecoveryRequest: Hashable, Sendable {
    /// What was signed.
    public let digest: Hash256
    /// The signature.
    public let signature: Signature

    /// Pairs a digest with its signature.
    public init(digest: Hash256, signature: Signature) {
        self.digest = digest
        self.signature = signature
    }
}

extension RecoveryRequest {
    /// The accounts of many signatures, in the order of the requests.
    ///
    /// Two threads share the work of a large batch; the outcome does not depend on their timing.
    public static func recoverAddresses(
        _ requests: [RecoveryRequest]
    ) -> [Result<Address, SignatureError>] {
        TwoThreads.map(requests) { $0.recovered() }
    }

    private func recovered() -> Result<Address, SignatureError> {
        Result { () throws(SignatureError) in try signature.recoverAddress(digest: digest) }
    }
}
