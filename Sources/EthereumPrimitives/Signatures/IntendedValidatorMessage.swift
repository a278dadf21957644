/// Data that is signed for one contract to check, such as a wallet of several owners.
///
/// - Source: EIP-191, version 0x00.
public enum IntendedValidatorMessage {
    /// The digest of the prefix, the contract that checks the signature, and the data.
    public static func digest(validator: Address, data: [UInt8]) -> Hash256 {
        var hasher = Keccak256()
        hasher.update([0x19, 0x00] + validator.bytes)
        hasher.update(data)
        return hasher.finalize()
    }
}
