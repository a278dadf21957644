/// Ends of orders, the nearest first. Entries of orders that left are dropped when they come up, or
/// when they are the most.
struct ExpiryHeap {
    /// The end of an order.
    struct Entry {
        let expiry: Int64
        let id: OrderID
    }

    private var entries: [Entry] = []

    var count: Int { entries.count }

    /// The nearest end.
    var first: Entry? { entries.first }

    mutating func insert(_ entry: Entry) {
        entries.append(entry)
        var child = entries.count - 1
        while child > 0 {
            let parent = (child - 1) / 2
            if entries[parent].expiry <= entries[child].expiry { break }
            entries.swapAt(parent, child)
            child = parent
        }
    }

    mutating func removeFirst() -> Entry {
        let first = entries[0]
        let last = entries.removeLast()
        if !entries.isEmpty {
            entries[0] = last
            sink(0)
        }
        return first
    }

    /// Keeps the entries that still mean something.
    mutating func keep(where isLive: (Entry) -> Bool) {
        entries.removeAll { !isLive($0) }
        for index in stride(from: entries.count / 2 - 1, through: 0, by: -1) { sink(index) }
    }

    private mutating func sink(_ start: Int) {
        var parent = start
        while true {
            var child = 2 * parent + 1
            if child >= entries.count { return }
            if child + 1 < entries.count, entries[child + 1].expiry < entries[child].expiry {
                child += 1
            }
            if entries[parent].expiry <= entries[child].expiry { return }
            entries.swapAt(parent, child)
            parent = child
        }
    }
}
