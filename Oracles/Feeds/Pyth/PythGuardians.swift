import EthereumPrimitives

/// Whose signatures make a price update valid, and how many of them it takes.
public struct PythGuardians: Hashable, Sendable {
    /// The accounts.
    public let accounts: [Address]
    /// How many of them have to sign.
    public let quorum: Int

    /// Guardians that have been checked.
    /// - Throws: `PythGuardiansError`.
    public init(_ accounts: [Address], quorum: Int) throws(PythGuardiansError) {
        guard accounts.count <= SignedPriceUpdate.signaturesMax else {
            throw .tooMany(accounts.count)
        }
        guard quorum >= 1 && quorum <= accounts.count else {
            throw .quorumOutOfRange(quorum, guardians: accounts.count)
        }
        if accounts.contains(.zero) { throw .zeroAddress }
        if let repeated = Address.firstRepeated(in: accounts) { throw .repeated(repeated) }
        self.accounts = accounts
        self.quorum = quorum
    }
}

/// Why there can be no such guardians.
public enum PythGuardiansError: Error, Hashable, Sendable, CustomStringConvertible {
    /// More guardians than an update can have signatures.
    case tooMany(Int)
    /// A quorum that is none or that cannot be reached.
    case quorumOutOfRange(Int, guardians: Int)
    /// Nobody can sign for the zero address.
    case zeroAddress
    /// A guardian occurs twice.
    case repeated(Address)

    /// The reason in words.
    public var description: String {
        switch self {
        case .tooMany(let count):
            "guardians: \(count), where at most \(SignedPriceUpdate.signaturesMax) are allowed"
        case .quorumOutOfRange(let quorum, let guardians):
            "quorum: \(quorum), where 1 to \(guardians) are possible"
        case .zeroAddress: "the zero address cannot sign"
        case .repeated(let guardian): "guardian \(guardian) occurs twice"
        }
    }
}
