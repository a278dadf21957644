import ContractRuntime
import EthereumPrimitives
import WideIntegers

/// Accounts that a contract authorises, kept as an array and a mapping, as contracts do that list
/// them and look them up.
struct AccountList: Sendable {
    private let countSlot: Slot
    private let elements: SlotTable
    private let memberships: SlotTable

    init(in state: WorldState) {
        countSlot = state.addSlots(1)
        elements = state.addTable(width: 1)
        memberships = state.addTable(width: 1)
    }

    /// Writes the first members while the world is built.
    func initialize(_ members: [Address], in state: WorldState) {
        state.write(UInt256(UInt64(members.count)), to: countSlot)
        for (index, member) in members.enumerated() {
            state.write(member.number, to: state.record(in: elements, number: UInt64(index)))
            state.write(.one, to: state.record(in: memberships, state.account(member)))
        }
    }

    /// How many members there are.
    func count(in context: CallContext) throws(Revert) -> Int {
        Int(truncatingIfNeeded: try context.load(countSlot).w0)
    }

    /// Whether an account is a member.
    func contains(_ account: AccountID, in context: CallContext) throws(Revert) -> Bool {
        !(try context.load(context.state.record(in: memberships, account)).isZero)
    }

    /// The members in the order in which they were given.
    func members(in context: CallContext) throws(Revert) -> [Address] {
        var members: [Address] = []
        for index in 0..<(try count(in: context)) {
            members.append(Address(truncating: try context.load(element(index, context))))
        }
        return members
    }

    /// Puts other members in place of all.
    func replace(with members: [Address], in context: CallContext) throws(Revert) {
        for (index, old) in try self.members(in: context).enumerated() {
            try context.store(.zero as UInt256, to: membership(old, context))
            if index >= members.count {
                try context.store(.zero as UInt256, to: element(index, context))
            }
        }
        for (index, new) in members.enumerated() {
            try context.store(new.number, to: element(index, context))
            try context.store(.one as UInt256, to: membership(new, context))
        }
        try context.store(UInt256(UInt64(members.count)), to: countSlot)
    }

    private func element(_ index: Int, _ context: CallContext) -> Slot {
        context.state.record(in: elements, number: UInt64(index))
    }

    private func membership(_ member: Address, _ context: CallContext) -> Slot {
        context.state.record(in: memberships, context.state.account(member))
    }
}
