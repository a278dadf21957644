import EthereumPrimitives

/// A short name of an address inside one world state.
///
/// Addresses are interned once, when a transaction or its arguments bring them in; tables and the
/// journal carry the number. A revert past the first use of an address frees its number for another.
public struct AccountID: Hashable, Sendable, BitwiseCopyable {
    /// Position in the order of first use.
    public let rawValue: UInt32

    init(_ rawValue: UInt32) {
        self.rawValue = rawValue
    }

    /// The zero address, which every book begins with.
    public static let zero = AccountID(0)
}

/// The addresses that a world state has met, in the order of first use.
///
/// Found by open addressing with linear probing: three lookups a trade took 300 ns by `Dictionary`.
/// Who mines addresses that collide slows down nothing but the own simulation.
struct AddressBook: ~Copyable {
    private(set) var addresses: ContiguousArray<Address> = [.zero]
    /// Numbers plus one; zero where nothing is. Never more than half full.
    private var places = PlainRow<UInt32>()

    init() {
        places.append(repeating: 0, count: 64)
        places[home(.zero)] = 1
    }

    var count: Int { addresses.count }

    @inline(__always)
    private func home(_ address: Address) -> Int {
        let number = address.number
        var hash = number.w0 ^ number.w1 &* 0x9e37_79b9_7f4a_7c15 ^ number.w2
        hash = (hash ^ hash &>> 32) &* 0xd6e8_feb8_6659_fd93
        return Int(truncatingIfNeeded: hash ^ hash &>> 32) & (places.count &- 1)
    }

    /// Where an address is, or the free place where it would go.
    @inline(__always)
    private func place(of address: Address) -> Int {
        var at = home(address)
        while places[at] != 0 && addresses[Int(places[at] &- 1)] != address {
            at = (at &+ 1) & (places.count &- 1)
        }
        return at
    }

    func find(_ address: Address) -> AccountID? {
        let number = places[place(of: address)]
        return number == 0 ? nil : AccountID(number &- 1)
    }

    mutating func intern(_ address: Address) -> AccountID {
        let at = place(of: address)
        if places[at] != 0 { return AccountID(places[at] &- 1) }
        let id = AccountID(UInt32(addresses.count))
        addresses.append(address)
        places[at] = id.rawValue + 1
        if addresses.count * 2 > places.count { rebuild(count: places.count * 2) }
        return id
    }

    subscript(id: AccountID) -> Address { addresses[Int(id.rawValue)] }

    /// Forgets the addresses that came in after the book had `count`.
    ///
    /// The last that came in goes first, so that no later one was placed behind it and the run it
    /// ends stays whole.
    mutating func truncate(to count: Int) {
        while addresses.count > count {
            places[place(of: addresses[addresses.count - 1])] = 0
            addresses.removeLast()
        }
    }

    private mutating func rebuild(count: Int) {
        places.removeAll(keeping: 0)
        places.append(repeating: 0, count: count)
        // In the order of first use, which `truncate` relies on.
        for (index, address) in addresses.enumerated() {
            places[place(of: address)] = UInt32(index) + 1
        }
    }
}
