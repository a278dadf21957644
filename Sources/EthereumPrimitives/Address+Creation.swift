import WideIntegers

extension Address {
    /// The address of a contract that an account creates with a transaction or CREATE.
    ///
    /// - Parameter nonce: the creator's nonce before the creation.
    /// - Source: Ethereum yellow paper, section 7.
    public static func created(by sender: Address, nonce: UInt64) -> Address {
        var writer = RLPWriter(capacity: 32)
        writer.appendList {
            $0.append(sender)
            $0.append(nonce)
        }
        return Keccak256.hash(writer.bytes).lowAddress
    }

    /// The address of a contract that CREATE2 makes, which does not depend on a nonce.
    ///
    /// - Source: EIP-1014.
    public static func created(
        by sender: Address, salt: Hash256, initCodeHash: Hash256
    ) -> Address {
        var message: [UInt8] = [0xff]
        sender.append(to: &message)
        salt.append(to: &message)
        initCodeHash.append(to: &message)
        return Keccak256.hash(message).lowAddress
    }
}
