import WideIntegers

/// What a signature of typed data is good for; fields that are nil are not part of the type.
///
/// - Source: EIP-712, "Definition of domainSeparator".
public struct EIP712Domain: Hashable, Sendable {
    /// The name of the application or protocol.
    public var name: String?
    /// The version of the application.
    public var version: String?
    /// The chain.
    public var chainId: UInt256?
    /// The contract that checks the signature.
    public var verifyingContract: Address?
    /// Anything that tells domains apart which are alike otherwise.
    public var salt: Hash256?

    /// Creates a domain of the fields that are given.
    public init(
        name: String? = nil,
        version: String? = nil,
        chainId: UInt256? = nil,
        verifyingContract: Address? = nil,
        salt: Hash256? = nil
    ) {
        self.name = name
        self.version = version
        self.chainId = chainId
        self.verifyingContract = verifyingContract
        self.salt = salt
    }

    /// The domain's type with the fields that are present, as `encodeType` gives it.
    public var encodedType: String {
        let fields = [
            name.map { _ in "string name" },
            version.map { _ in "string version" },
            chainId.map { _ in "uint256 chainId" },
            verifyingContract.map { _ in "address verifyingContract" },
            salt.map { _ in "bytes32 salt" },
        ]
        return "EIP712Domain(" + fields.compactMap { $0 }.joined(separator: ",") + ")"
    }

    /// The hash of the domain.
    public var separator: Hash256 {
        let words = [
            Keccak256.hash(Array(encodedType.utf8)),
            name.map { Keccak256.hash(Array($0.utf8)) },
            version.map { Keccak256.hash(Array($0.utf8)) },
            chainId.map { Hash256($0) },
            verifyingContract.map { Hash256($0.number) },
            salt,
        ]
        return Keccak256.hash(words.compactMap { $0 }.flatMap(\.bytes))
    }

    /// What is signed: the hash of the domain and of a struct's hash.
    /// - Source: EIP-712, "Specification"; the prefix is that of EIP-191, version 0x01.
    public func digest(ofStruct structHash: Hash256) -> Hash256 {
        Keccak256.hash([0x19, 0x01] + separator.bytes + structHash.bytes)
    }
}
