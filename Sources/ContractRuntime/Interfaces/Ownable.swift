import EthereumPrimitives
import WideIntegers

/// An owner who hands over to a candidate in two steps.
///
/// A contract holds one, lists `declarations` first in its ABI and forwards the five functions. A contract
/// that takes its sender from a trusted forwarder gives it as `sender`; the caller is meant otherwise.
/// - Source: Perpetual Protocol v1, PerpFiOwnableUpgrade.
public struct Ownable: Sendable {
    /// Slots that it needs: the owner's and the candidate's.
    public static let slotCount = 2

    /// Functions and event in the words of the ABI.
    public static let declarations = [
        "function owner() view returns (address)",
        "function candidate() view returns (address)",
        "function setOwner(address newOwner)",
        "function updateOwner()",
        "function renounceOwnership()",
        "event OwnershipTransferred(address indexed previousOwner, address indexed newOwner)",
    ]

    private static let transferredTopic = UInt256(
        Keccak256.hash(Array("OwnershipTransferred(address,address)".utf8)))

    private let ownerSlot: Slot
    private let candidateSlot: Slot

    /// The owner's slot, which the candidate's follows.
    public init(slots: Slot) {
        ownerSlot = slots
        candidateSlot = slots.advanced(by: 1)
    }

    /// Writes the first owner while the world is built.
    public func initialize(owner: AccountID, in state: WorldState) {
        state.write(state.address(of: owner).number, to: ownerSlot)
    }

    /// Who owns the contract; the zero account after `renounceOwnership`.
    public func owner(in context: CallContext) throws(Revert) -> AccountID {
        context.state.account(Address(truncating: try context.load(ownerSlot)))
    }

    /// Who may take the contract over; the zero account when nobody may.
    public func candidate(in context: CallContext) throws(Revert) -> AccountID {
        context.state.account(Address(truncating: try context.load(candidateSlot)))
    }

    /// Goes on only for the owner.
    /// - Source: PerpFiOwnableUpgrade, onlyOwner.
    public func requireOwner(
        sender: AccountID? = nil, in context: CallContext
    ) throws(Revert) {
        guard try context.load(ownerSlot) == number(sender ?? context.caller, context) else {
            throw .reason("PerpFiOwnableUpgrade: caller is not the owner")
        }
    }

    /// Makes an account the candidate; only the owner may.
    /// - Source: PerpFiOwnableUpgrade, setOwner.
    public func setOwner(
        _ newOwner: AccountID, sender: AccountID? = nil, in context: CallContext
    ) throws(Revert) {
        try requireOwner(sender: sender, in: context)
        let new = number(newOwner, context)
        if new.isZero { throw .reason("PerpFiOwnableUpgrade: zero address") }
        if try context.load(ownerSlot) == new {
            throw .reason("PerpFiOwnableUpgrade: same as original")
        }
        if try context.load(candidateSlot) == new {
            throw .reason("PerpFiOwnableUpgrade: same as candidate")
        }
        try context.store(new, to: candidateSlot)
    }

    /// Makes the candidate the owner; only the candidate may.
    /// - Source: PerpFiOwnableUpgrade, updateOwner.
    public func updateOwner(
        sender: AccountID? = nil, in context: CallContext
    ) throws(Revert) {
        let new = try context.load(candidateSlot)
        if new.isZero { throw .reason("PerpFiOwnableUpgrade: candidate is zero address") }
        guard try context.load(candidateSlot) == number(sender ?? context.caller, context) else {
            throw .reason("PerpFiOwnableUpgrade: not the new owner")
        }
        try logTransfer(to: new, in: context)
        try context.store(new, to: ownerSlot)
        try context.store(UInt256.zero, to: candidateSlot)
    }

    /// Leaves the contract without an owner; only the owner may, and the candidate remains.
    /// - Source: PerpFiOwnableUpgrade, renounceOwnership.
    public func renounceOwnership(
        sender: AccountID? = nil, in context: CallContext
    ) throws(Revert) {
        try requireOwner(sender: sender, in: context)
        try logTransfer(to: .zero, in: context)
        try context.store(UInt256.zero, to: ownerSlot)
    }

    // MARK: - Calls

    /// The functions, in the order of `declarations`.
    public enum Function: Int, Hashable, Sendable {
        /// `owner()`.
        case owner
        /// `candidate()`.
        case candidate
        /// `setOwner(address)`.
        case setOwner
        /// `updateOwner()`.
        case updateOwner
        /// `renounceOwnership()`.
        case renounceOwnership
    }

    /// Runs one of the functions for a contract that was called by its call data.
    /// - Parameter function: the case of the contract's own enum.
    /// - Precondition: the enum begins with the five, as the contract's ABI does.
    public func run(
        _ function: some RawRepresentable<Int>, _ arguments: inout CallArguments,
        sender: AccountID? = nil,
        in context: CallContext
    ) throws(Revert) -> [UInt8] {
        guard let own = Function(rawValue: function.rawValue) else {
            preconditionFailure("function \(function.rawValue) is none of an owner's")
        }
        switch own {
        case .owner: return CallResult.word(try context.load(ownerSlot))
        case .candidate: return CallResult.word(try context.load(candidateSlot))
        case .setOwner:
            try setOwner(try arguments.account(), sender: sender, in: context)
        case .updateOwner: try updateOwner(sender: sender, in: context)
        case .renounceOwnership: try renounceOwnership(sender: sender, in: context)
        }
        return CallResult.none
    }

    private func logTransfer(to new: UInt256, in context: CallContext) throws(Revert) {
        try context.log(
            topics: [Self.transferredTopic, try context.load(ownerSlot), new],
            words: [] as InlineArray<0, UInt256>)
    }

    private func number(_ account: AccountID, _ context: CallContext) -> UInt256 {
        context.state.address(of: account).number
    }
}
