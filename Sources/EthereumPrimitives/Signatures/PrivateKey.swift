import WideIntegers

/// A secret key of an account.
///
/// A class, so that copies share one place for the secret, which is overwritten when the last goes.
/// The bytes or the number that a key was made of stay with the caller, who overwrites them if need
/// be; no other copy of them is kept.
public final class PrivateKey: Sendable {
    private let secret: SecretBytes

    /// The public key.
    public let publicKey: PublicKey
    /// The account.
    public let address: Address

    /// Takes 32 bytes, a number from 1 to the group order less 1.
    /// - Throws: `SignatureError.invalidPrivateKey`.
    public convenience init(bytes: [UInt8]) throws(SignatureError) {
        guard bytes.count == SecretBytes.count else { throw .invalidPrivateKey }
        try self.init(SecretBytes(copying: bytes))
    }

    /// Takes a number from 1 to the group order less 1.
    /// - Throws: `SignatureError.invalidPrivateKey`.
    public convenience init(_ number: UInt256) throws(SignatureError) {
        try self.init(SecretBytes(number))
    }

    private init(_ secret: SecretBytes) throws(SignatureError) {
        let publicKey = try Secp256k1.publicKey(of: secret)
        self.secret = secret
        self.publicKey = publicKey
        address = publicKey.address
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
