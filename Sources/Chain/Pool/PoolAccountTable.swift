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
    /// Row numbers plus one where their addresses hash to or behind it; zero where nothing is. Never
    /// more than half full. Hashing for a `Dictionary` took a tenth of the pool's time.
    private var places = ContiguousArray<UInt32>(repeating: 0, count: 32)
    /// The account that came first, and the one that came last.
    private(set) var first = none
    private(set) var last = none

    var count: Int { rows.count - freeRows.count }

    /// Adds an account that is not there.
    mutating func insert(_ address: Address, stateNonce: UInt64, heardOf: SimulatedTime) -> Int {
        let row: Int
        if let free = freeRows.popLast() {
            row = free
            rows[row].begin(address: address, stateNonce: stateNonce, heardOf: heardOf)
        } else {
            row = rows.count
            rows.append(PoolAccount(address: address, stateNonce: stateNonce, heardOf: heardOf))
        }
        rows[row].previous = last
        rows[row].next = Self.none
        if last == Self.none { first = row } else { rows[last].next = row }
        last = row
        places[place(of: address)] = UInt32(row + 1)
        if count * 2 > places.count { widen() }
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
        vacate(place(of: rows[row].address))
        rows[row].shrink()
        freeRows.append(row)
    }

    mutating func removeAll() {
        self = PoolAccountTable()
    }

    // MARK: - Open addressing with linear probing

    func find(_ address: Address) -> Int? {
        let number = places[place(of: address)]
        return number == 0 ? nil : Int(number &- 1)
    }

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
        while places[at] != 0 && rows[Int(places[at] &- 1)].address != address {
            at = (at &+ 1) & (places.count &- 1)
        }
        return at
    }

    /// Empties a place, and moves what stands behind it only because it was taken.
    private mutating func vacate(_ place: Int) {
        let mask = places.count &- 1
        var hole = place
        var at = (hole &+ 1) & mask
        while places[at] != 0 {
            let home = home(rows[Int(places[at] &- 1)].address)
            // As far from its home as from the hole or further: the hole is on its way.
            if (at &- home) & mask >= (at &- hole) & mask {
                places[hole] = places[at]
                hole = at
            }
            at = (at &+ 1) & mask
        }
        places[hole] = 0
    }

    private mutating func widen() {
        places = ContiguousArray(repeating: 0, count: places.count * 2)
        var row = first
        while row != Self.none {
            places[place(of: rows[row].address)] = UInt32(row + 1)
            row = rows[row].next
        }
    }
}
