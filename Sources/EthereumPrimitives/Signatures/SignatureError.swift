/// Why a key or a signature is refused.
public enum SignatureError: Error, Hashable, Sendable, CustomStringConvertible {
    /// A private key is 32 bytes, a number from 1 to the group order less 1.
    case invalidPrivateKey
    /// A public key is 64 bytes, the coordinates of a point on the curve.
    case invalidPublicKey
    /// r or s is zero or not below the group order.
    case outOfRange
    /// s is above half the group order (EIP-2).
    case highS
    /// The recovery id is not 0 to 3, or not 0 or 1 where Ethereum allows only these.
    case invalidRecoveryID(UInt8)
    /// No public key has this signature for this digest.
    case notRecoverable
    /// The bytes are not a signature in the expected encoding.
    case malformed

    /// The reason in words.
    public var description: String {
        switch self {
        case .invalidPrivateKey: "a private key is 32 bytes, from 1 to the group order less 1"
        case .invalidPublicKey: "a public key is the 64 bytes of a point on secp256k1"
        case .outOfRange: "r or s is zero or not below the group order"
        case .highS: "s is above half the group order"
        case .invalidRecoveryID(let id): "recovery id \(id) is not allowed"
        case .notRecoverable: "no public key has this signature"
        case .malformed: "not a signature in the expected encoding"
        }
    }
}
