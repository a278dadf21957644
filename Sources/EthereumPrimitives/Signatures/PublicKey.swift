import WideIntegers

/// A point on secp256k1, named by its coordinates.
public struct PublicKey: Hashable, Sendable {
    /// The x coordinate.
    public let x: UInt256
    /// The y coordinate.
    public let y: UInt256

    /// Coordinates that the curve library computed.
    init(x: UInt256, y: UInt256) {
        self.x = x
        self.y = y
    }

    /// Reads the 64 bytes x and y, and checks that they are a point on the curve.
    /// - Throws: `SignatureError.invalidPublicKey`.
    public init(bytes: [UInt8]) throws(SignatureError) {
        guard bytes.count == 64 else { throw .invalidPublicKey }
        self.init(
            x: UInt256(bigEndian: bytes.span.bytes, at: 0),
            y: UInt256(bigEndian: bytes.span.bytes, at: 32))
        try Secp256k1.check(self)
    }

    /// The 64 bytes x and y.
    public var bytes: [UInt8] { x.bigEndianBytes + y.bigEndianBytes }

    /// The account of this key: the last 20 bytes of the digest of x and y.
    public var address: Address {
        Keccak256.hash(bytes).lowAddress
    }

    // MARK: - Verification

    /// Whether 64 bytes r and s are this key's signature of a digest; s may be high.
    public func isValid(compactSignature: [UInt8], digest: Hash256) -> Bool {
        Secp256k1.verify(compact: compactSignature, digest: digest, key: self)
    }

    /// Whether strict DER bytes are this key's signature of a digest; s must be low.
    public func isValid(derSignature: [UInt8], digest: Hash256) -> Bool {
        Secp256k1.verify(der: derSignature, digest: digest, key: self)
    }
}
