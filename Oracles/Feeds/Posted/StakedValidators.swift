import EthereumPrimitives
import WideIntegers

/// The accounts whose prices a `PostedPriceFeed` takes, and the weight of each.
public struct StakedValidators: Hashable, Sendable {
    /// An account and its weight.
    public struct Validator: Hashable, Sendable {
        /// The account.
        public var account: Address
        /// Its stake in any unit; not zero.
        public var weight: UInt64

        /// A validator from its parts.
        public init(_ account: Address, weight: UInt64) {
            self.account = account
            self.weight = weight
        }
    }

    /// The validators in the order in which they were given.
    public let validators: [Validator]

    /// Validators at most, since every reading walks over them.
    public static let validatorsMax = 100

    /// Validators that have been checked.
    /// - Throws: `StakedValidatorsError`.
    public init(_ validators: [Validator]) throws(StakedValidatorsError) {
        guard (1...StakedValidators.validatorsMax).contains(validators.count) else {
            throw .countOutOfRange(validators.count)
        }
        let accounts = validators.map(\.account)
        if accounts.contains(.zero) { throw .zeroAddress }
        if let repeated = Address.firstRepeated(in: accounts) { throw .repeated(repeated) }
        for validator in validators where validator.weight == 0 {
            throw .noWeight(validator.account)
        }
        self.validators = validators
    }

    private init(single operatorAccount: Address) {
        validators = [Validator(operatorAccount, weight: 1)]
    }

    /// One account that posts alone, as for an exchange's own index.
    public static func single(_ account: Address) -> StakedValidators {
        StakedValidators(single: account)
    }
}

/// Why there can be no such validators.
public enum StakedValidatorsError: Error, Hashable, Sendable, CustomStringConvertible {
    /// None or too many.
    case countOutOfRange(Int)
    /// Nobody can post for the zero address.
    case zeroAddress
    /// A validator occurs twice.
    case repeated(Address)
    /// A weight of zero.
    case noWeight(Address)

    /// The reason in words.
    public var description: String {
        switch self {
        case .countOutOfRange(let count):
            "validators: \(count), where 1 to \(StakedValidators.validatorsMax) are allowed"
        case .zeroAddress: "the zero address cannot post"
        case .repeated(let account): "validator \(account) occurs twice"
        case .noWeight(let account): "validator \(account) has no weight"
        }
    }
}
