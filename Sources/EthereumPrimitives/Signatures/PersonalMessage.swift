/// A message that a wallet signs for its owner to read, marked so that it is no transaction.
///
/// - Source: EIP-191, version 0x45.
public enum PersonalMessage {
    /// The digest of the prefix, the message's length in decimal digits, and the message.
    public static func digest(_ message: [UInt8]) -> Hash256 {
        var hasher = Keccak256()
        hasher.update([0x19] + Array("Ethereum Signed Message:\n\(message.count)".utf8))
        hasher.update(message)
        return hasher.finalize()
    }
}
