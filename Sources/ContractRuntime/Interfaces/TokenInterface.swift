import EthereumPrimitives
import WideIntegers

/// What a token returns from a transfer: some return nothing where the standard has a boolean.
public enum TokenReply: Hashable, Sendable {
    /// No data, which callers of old tokens count as success.
    case nothing
    /// The standard's boolean.
    case flag(Bool)

    /// Whether a caller that allows for old tokens goes on.
    public var isAccepted: Bool { self != .flag(false) }
}

/// ERC-20 as contracts of other designs call it.
///
/// The callee's frame must have been entered. A contract that conforms is called without encoding;
/// any other is called by its call data through `EncodedToken`.
/// - Source: EIP-20.
public protocol TokenInterface: Contract {
    /// Base units that an account holds.
    func balance(of account: AccountID, in context: CallContext) throws(Revert) -> UInt256
    /// Base units that a spender may take from an owner.
    func allowance(
        of owner: AccountID, for spender: AccountID, in context: CallContext
    ) throws(Revert) -> UInt256
    /// Moves base units from the caller.
    func transfer(
        to recipient: AccountID, _ amount: UInt256, in context: CallContext
    ) throws(Revert) -> TokenReply
    /// Moves base units from an owner that has allowed it.
    func transferFrom(
        _ owner: AccountID, to recipient: AccountID, _ amount: UInt256, in context: CallContext
    ) throws(Revert) -> TokenReply
    /// Allows a spender to take base units from the caller.
    func approve(
        _ spender: AccountID, _ amount: UInt256, in context: CallContext
    ) throws(Revert) -> TokenReply
    /// Decimal places of a whole token; nil when the function does not exist.
    func decimals(in context: CallContext) throws(Revert) -> UInt256?
}
