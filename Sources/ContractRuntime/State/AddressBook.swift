import EthereumPrimitives

/// A short name of an address inside one world state.
///
/// Addresses are interned once, when a transaction or its arguments bring them in; tables and the
/// journal carry the number. A revert past the first use of an address frees its number for another.
public struct AccountID: Hashable, Sendable {
    /// Position in the order of first use.
    public let rawValue: UInt32

    init(_ rawValue: UInt32) {
        self.rawValue = rawValue
    }

    /// The zero address, which every book begins with.
    public static let zero = AccountID(0)
}

/// The addresses that a world state has met, in the order of first use.
struct AddressBook {
    private(set) var addresses: ContiguousArray<Address> = [.zero]
    private var ids: [Address: UInt32] = [.zero: 0]

    var count: Int { addresses.count }

    func find(_ address: Address) -> AccountID? {
        ids[address].map(AccountID.init)
    }

    mutating func intern(_ address: Address) -> AccountID {
        if let id = ids[address] { return AccountID(id) }
        let id = UInt32(addresses.count)
        addresses.append(address)
        ids[address] = id
        return AccountID(id)
    }

    subscript(id: AccountID) -> Address { addresses[Int(id.rawValue)] }

    /// Forgets the addresses that came in after the book had `count`.
    mutating func truncate(to count: Int) {
        while addresses.count > count {
            ids[addresses.removeLast()] = nil
        }
    }
}
