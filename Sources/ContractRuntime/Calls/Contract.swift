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
}
