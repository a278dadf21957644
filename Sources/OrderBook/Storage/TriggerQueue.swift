/// Dormant orders by what they wait for.
///
/// Four lists, by reference and direction, each sorted so that those whose condition holds come first.
struct TriggerQueue {
    private struct Entry {
        /// The trigger, negated in the lists that wait for a fall.
        let key: Int64
        let acceptance: UInt64
        let slot: Slot
    }

    private var lists: [[Entry]] = [[], [], [], []]
    private(set) var count = 0

    /// Whether an order waits for its reference to rise: buy stops and sell take-profits.
    static func waitsForRise(_ type: OrderType, _ side: Side) -> Bool {
        type.isStop == (side == .buy)
    }

    /// Whether a condition holds.
    static func holds(_ type: OrderType, _ side: Side, trigger: Int64, reference: Int64?) -> Bool {
        guard let reference else { return false }
        return waitsForRise(type, side) ? reference >= trigger : reference <= trigger
    }

    mutating func insert(
        _ slot: Slot, _ condition: OrderCondition, _ side: Side, acceptance: UInt64
    ) {
        let entry = Self.entry(slot, condition, side, acceptance)
        let list = Self.list(condition, side)
        lists[list].insert(entry, at: place(of: entry, in: list))
        count += 1
    }

    mutating func remove(
        _ slot: Slot, _ condition: OrderCondition, _ side: Side, acceptance: UInt64
    ) {
        let entry = Self.entry(slot, condition, side, acceptance)
        let list = Self.list(condition, side)
        lists[list].remove(at: place(of: entry, in: list))
        count -= 1
    }

    /// The earliest-accepted order whose condition holds.
    func earliest(last: Int64?, mark: Int64?) -> Slot? {
        var (slot, acceptance) = (Slot.none, UInt64.max)
        for index in 0..<4 {
            guard let reference = index & 2 == 0 ? last : mark else { continue }
            let bound = index & 1 == 0 ? reference : -reference
            for entry in lists[index] {
                if entry.key > bound { break }
                if entry.acceptance < acceptance {
                    (slot, acceptance) = (entry.slot, entry.acceptance)
                }
            }
        }
        return slot == .none ? nil : slot
    }

    private static func list(_ condition: OrderCondition, _ side: Side) -> Int {
        (condition.source == .mark ? 2 : 0) + (waitsForRise(condition.type, side) ? 0 : 1)
    }

    private static func entry(
        _ slot: Slot, _ condition: OrderCondition, _ side: Side, _ acceptance: UInt64
    ) -> Entry {
        let rises = waitsForRise(condition.type, side)
        return Entry(
            key: rises ? condition.trigger : -condition.trigger, acceptance: acceptance, slot: slot)
    }

    /// How many entries of a list come before another.
    private func place(of entry: Entry, in list: Int) -> Int {
        var (low, high) = (0, lists[list].count)
        while low < high {
            let middle = (low + high) / 2
            let other = lists[list][middle]
            if (other.key, other.acceptance) < (entry.key, entry.acceptance) {
                low = middle + 1
            } else {
                high = middle
            }
        }
        return low
    }
}
