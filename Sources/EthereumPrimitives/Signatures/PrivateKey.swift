import WideIntegers

/// A secret key of an account.
///
/// A class, so that copies share one place for the secret, which is overwritten when the last goes.
public final class PrivateKey: Sendable {
    private let secret: SecretBytes

    /// The public key.
    public let publicKey: PublicKey
    /// The account.
    public let address: Address

    /// Takes 32 bytes, a number from 1 to the group order less 1.
    /// - Throws: `SignatureError.invalidPrivateKey`.
    public init(bytes: [UInt8]) throws(SignatureError) {
        guard bytes.count == SecretBytes.count else { throw .invalidPrivateKey }
        let secret = SecretBytes(copying: bytes)
        let publicKey = try Secp256k1.publicKey(of: secret)
        self.secret = secret
        self.publicKey = publicKey
        address = publicKey.address
    }

    /// Takes a number from 1 to the group order less 1.
    /// - Throws: `SignatureError.invalidPrivateKey`.
    public convenience init(_ number: UInt256) throws(SignatureError) {
        try self.init(bytes: number.bigEndianBytes)
    }

    /// Signs a digest: always the same signature for the same digest, with a low s.
    ///
    /// - Source: RFC 6979 with HMAC-SHA256; EIP-2.
    public func sign(digest: Hash256) -> Signature {
        Secp256k1.sign(digest: digest, with: secret)
    }
}

extension PrivateKey: CustomStringConvertible {
    /// Names the account and never the secret.
    public var description: String { "PrivateKey(\(address.checksummed))" }
}
