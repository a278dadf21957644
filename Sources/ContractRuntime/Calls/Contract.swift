import EthereumPrimitives
import WideIntegers

/// A native program at an address.
///
/// It holds no state besides the places of its slots; all else is in the world state, which it reaches
/// through the call context.
public protocol Contract: AnyObject, Sendable {
    /// Functions, events and errors, from which dispatch, JSON and documentation are made.
    var abi: ContractABI { get }

    /// Runs the function that a call's data names and returns its encoded result.
    ///
    /// The context's frame is this contract's.
    /// - Throws: `Revert`, `.empty` for an unknown selector or malformed arguments.
    func run(_ input: [UInt8], in context: CallContext) throws(Revert) -> [UInt8]

    /// This contract as a token that is called without encoding; nil for any other.
    var asToken: (any TokenInterface)? { get }
    /// This contract as a price feed that is called without encoding; nil for any other.
    var asPriceFeed: (any PriceFeedInterface)? { get }
}

// A requirement with a default is looked up in the witness table, far faster than a dynamic cast.
extension Contract {
    /// Not a token.
    public var asToken: (any TokenInterface)? { nil }
    /// Not a price feed.
    public var asPriceFeed: (any PriceFeedInterface)? { nil }
}

extension TokenInterface {
    /// The token itself.
    public var asToken: (any TokenInterface)? { self }
}

extension PriceFeedInterface {
    /// The feed itself.
    public var asPriceFeed: (any PriceFeedInterface)? { self }
}
