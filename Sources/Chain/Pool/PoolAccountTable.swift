import EthereumPrimitives
import SimulationKernel
import WideIntegers

/// The accounts of a pool: found by address, walked in the order of first arrival.
///
/// A row that an account leaves is taken by the next that comes, so that the row's number names an
/// account only as long as that has transactions.
struct PoolAccountTable {
    /// Stands where there is no row.
    static let none = -1

    /// Rows in use and free ones; whoever changes one in place leaves its links alone.
    var rows: ContiguousArray<PoolAccount> = []
    private var freeRows: ContiguousArray<Int> = []
    private var places: [AddressKey: Int] = [:]
    /// The account that came first, and the one that came last.
    private(set) var first = none
    private(set) var last = none

    var count: Int { rows.count - freeRows.count }

    func find(_ address: Address) -> Int? { places[AddressKey(address)] }

    /// Adds an account that is not there.
    mutating func insert(_ address: Address, stateNonce: UInt64, heardOf: SimulatedTime) -> Int {
        var account = PoolAccount(address: address, stateNonce: stateNonce, heardOf: heardOf)
        account.previous = last
        let row: Int
        if let free = freeRows.popLast() {
            row = free
            // The entries' memory serves again.
            swap(&account.entries, &rows[row].entries)
            rows[row] = account
        } else {
            row = rows.count
            rows.append(account)
        }
        if last == Self.none { first = row } else { rows[last].next = row }
        last = row
        places[AddressKey(address)] = row
        return row
    }

    /// Takes out an account without transactions.
    mutating func remove(_ row: Int) {
        precondition(
            rows[row].entries.isEmpty, "an account with \(rows[row].entries.count) is removed")
        let previous = rows[row].previous
        let next = rows[row].next
        if previous == Self.none { first = next } else { rows[previous].next = next }
        if next == Self.none { last = previous } else { rows[next].previous = previous }
        places[AddressKey(rows[row].address)] = nil
        // A row keeps memory for a few entries; that of many goes.
        if rows[row].entries.capacity > 8 { rows[row].entries = [] }
        freeRows.append(row)
    }

    mutating func removeAll() {
        self = PoolAccountTable()
    }
}

/// An address as a key, hashed by one word: who mines collisions slows down only the own run.
private struct AddressKey: Hashable {
    private let address: Address

    init(_ address: Address) {
        self.address = address
    }

    func hash(into hasher: inout Hasher) {
        let number = address.number
        hasher.combine(number.w0 ^ number.w1 &* 0x9e37_79b9_7f4a_7c15 ^ number.w2)
    }
}
