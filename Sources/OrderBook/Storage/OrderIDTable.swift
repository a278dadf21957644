/// Which numbers are used, and where their orders are.
///
/// Numbers near to the count of orders index an array; the others stand in an open-addressing table.
/// A number stays for ever, four bytes of it in the array.
struct OrderIDTable {
    /// A number whose order is gone.
    private static let gone = Slot.max
    private static let unused = Slot.max - 1

    private var dense: [Slot] = []
    private var keys: [OrderID] = []
    private var slots: [Slot] = []
    private var sparseCount = 0
    private var usedCount: UInt64 = 0

    init(capacity: Int) { dense.reserveCapacity(capacity) }

    /// Whether an order of this number was accepted, live or not.
    func isUsed(_ id: OrderID) -> Bool { value(id) != Self.unused }

    /// The place of a live order.
    func slot(of id: OrderID) -> Slot? {
        let value = value(id)
        return value >= Self.unused ? nil : value
    }

    /// Marks a number as used, with no order in a place.
    mutating func use(_ id: OrderID) {
        usedCount += 1
        set(id, Self.gone)
    }

    /// Files the order of a used number.
    mutating func place(_ id: OrderID, at slot: Slot) { set(id, slot) }

    /// Files that the order of a used number is in no place.
    mutating func remove(_ id: OrderID) { set(id, Self.gone) }

    private func value(_ id: OrderID) -> Slot {
        if id < UInt64(dense.count) {
            let value = dense[Int(id)]
            if value != Self.unused || sparseCount == 0 { return value }
        }
        guard sparseCount > 0 else { return Self.unused }
        let index = sparseIndex(id)
        return slots[index]
    }

    private mutating func set(_ id: OrderID, _ slot: Slot) {
        if id < UInt64(dense.count), dense[Int(id)] != Self.unused || sparseCount == 0 {
            dense[Int(id)] = slot
            return
        }
        if sparseCount > 0 {
            let index = sparseIndex(id)
            if slots[index] != Self.unused {
                slots[index] = slot
                return
            }
        }
        if id < UInt64(dense.count) {
            dense[Int(id)] = slot
        } else if id < max(1 << 16, 8 * usedCount) {
            while UInt64(dense.count) <= id { dense.append(Self.unused) }
            dense[Int(id)] = slot
        } else {
            insertSparse(id, slot)
        }
    }

    // MARK: - Open addressing

    private func sparseIndex(_ id: OrderID) -> Int {
        let mask = keys.count - 1
        var index = Int(truncatingIfNeeded: (id &* 0x9e37_79b9_7f4a_7c15) >> 20) & mask
        while slots[index] != Self.unused, keys[index] != id { index = (index + 1) & mask }
        return index
    }

    private mutating func insertSparse(_ id: OrderID, _ slot: Slot) {
        if 2 * (sparseCount + 1) > keys.count { growSparse() }
        let index = sparseIndex(id)
        keys[index] = id
        slots[index] = slot
        sparseCount += 1
    }

    private mutating func growSparse() {
        let (oldKeys, oldSlots) = (keys, slots)
        let size = max(64, 2 * oldKeys.count)
        keys = [OrderID](repeating: 0, count: size)
        slots = [Slot](repeating: Self.unused, count: size)
        for (key, slot) in zip(oldKeys, oldSlots) where slot != Self.unused {
            let index = sparseIndex(key)
            keys[index] = key
            slots[index] = slot
        }
    }
}
