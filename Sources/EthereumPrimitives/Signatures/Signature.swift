import WideIntegers

/// An ECDSA signature over secp256k1 with the parity that recovers its key.
public struct Signature: Hashable, Sendable {
    /// The x coordinate of the nonce point, modulo the group order.
    public let r: UInt256
    /// The proof; Ethereum allows only the lower of its two values.
    public let s: UInt256
    /// The parity of the nonce point's y coordinate, 0 or 1; 2 and 3 when its x passed the order.
    public let yParity: UInt8

    /// A signature from its numbers, unchecked.
    public init(r: UInt256, s: UInt256, yParity: UInt8) {
        self.r = r
        self.s = s
        self.yParity = yParity
    }

    /// The number of points of the group.
    /// - Source: SEC 2, section 2.4.1.
    public static let groupOrder = UInt256(
        0xbfd2_5e8c_d036_4141, 0xbaae_dce6_af48_a03b, 0xffff_ffff_ffff_fffe, 0xffff_ffff_ffff_ffff)

    /// Half the group order, rounded down: the largest low s.
    public static let halfGroupOrder = groupOrder >> 1

    /// Whether r and s are from 1 to the group order less 1.
    public var isInRange: Bool {
        !r.isZero && !s.isZero && r < Signature.groupOrder && s < Signature.groupOrder
    }

    /// Whether s is the lower of the two values that are equally valid (EIP-2).
    public var isLowS: Bool { s <= Signature.halfGroupOrder }

    /// The 64 bytes r and s.
    var compactBytes: [UInt8] {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(65)
        r.appendBigEndian(to: &bytes)
        s.appendBigEndian(to: &bytes)
        return bytes
    }

    // MARK: - 65 bytes, as wallets exchange them

    /// r, s, and v = 27 + parity.
    public var bytes: [UInt8] { compactBytes + [27 &+ yParity] }

    /// Reads r, s and v, where v is 27 or 28, or 0 or 1.
    /// - Throws: `.malformed` for another length; `.invalidRecoveryID` for another v.
    public init(bytes: [UInt8]) throws(SignatureError) {
        guard bytes.count == 65 else { throw .malformed }
        let v = bytes[64]
        guard v == 27 || v == 28 || v < 2 else { throw .invalidRecoveryID(v) }
        self.init(
            r: UInt256(bigEndian: bytes.span.bytes, at: 0),
            s: UInt256(bigEndian: bytes.span.bytes, at: 32), yParity: v < 2 ? v : v - 27)
    }

    // MARK: - Recovery

    /// The key that made this signature of a digest, also for a high s and parities 2 and 3.
    ///
    /// - Throws: `SignatureError.outOfRange`, `.invalidRecoveryID`, `.notRecoverable`.
    public func recoverPublicKey(
        digest: Hash256
    ) throws(SignatureError) -> PublicKey {
        try Secp256k1.recover(self, digest: digest)
    }

    /// The account that made this signature of a digest.
    ///
    /// - Throws: as `recoverPublicKey(digest:)`.
    public func recoverAddress(digest: Hash256) throws(SignatureError) -> Address {
        try recoverPublicKey(digest: digest).address
    }
}
