/// All orders of one side at one price, oldest first.
struct PriceLevel {
    var price: Int64 = 0
    /// The level's place among all levels of its side, higher for a better price.
    var key: Int64 = 0
    /// Lots of all its orders.
    var quantity: Int64 = 0
    var head = Slot.none
    var tail = Slot.none
    var count: UInt32 = 0
}

/// The levels of one side.
///
/// Keys are prices in ticks, negative for asks, so that the highest key is the best price of either
/// side. Levels whose keys lie inside a window are found by an array and a bitmap; the others stand in
/// a list sorted by key. The window follows the best price.
struct BookSide {
    private let isBid: Bool
    private let tick: Int64
    private var levels: [PriceLevel] = []
    private var firstFree = Slot.none
    private(set) var levelCount = 0

    /// The place of the best level; none for an empty side.
    private(set) var best = Slot.none

    // MARK: - From keys to levels

    private var window: [Slot]
    private var bitmap: LevelBitmap
    /// The key of the window's first place.
    private var base: Int64 = 0
    private var windowCount = 0
    /// Levels outside of the window, the best last.
    private var spill: [(key: Int64, level: Slot)] = []

    init(isBid: Bool, tick: Int64, windowLevels: Int) {
        self.isBid = isBid
        self.tick = tick
        window = [Slot](repeating: .none, count: windowLevels)
        bitmap = LevelBitmap(count: windowLevels)
        levels.reserveCapacity(1_024)
        spill.reserveCapacity(256)
    }

    subscript(level: Slot) -> PriceLevel { levels[Int(level)] }

    /// The best price; nil for an empty side.
    var bestPrice: Int64? { best == .none ? nil : levels[Int(best)].price }

    // MARK: - Orders

    /// Puts an order at the end of its price's level.
    mutating func append(_ slot: Slot, _ orders: inout OrderPool) {
        let (price, open) = (orders[slot].price, orders[slot].open)
        let index = place(of: price)
        let tail = levels[Int(index)].tail
        orders[slot].level = index
        orders[slot].previous = tail
        orders[slot].next = .none
        if tail == .none { levels[Int(index)].head = slot } else { orders[tail].next = slot }
        levels[Int(index)].tail = slot
        levels[Int(index)].quantity += open
        levels[Int(index)].count += 1
    }

    /// Takes an order out of its level, and the level out of the side when it was the last.
    mutating func remove(_ slot: Slot, _ orders: inout OrderPool) {
        let order = orders[slot]
        let index = Int(order.level)
        levels[index].quantity -= order.open
        levels[index].count -= 1
        if levels[index].count == 0 { return drop(order.level) }
        if order.previous == .none {
            levels[index].head = order.next
        } else {
            orders[order.previous].next = order.next
        }
        if order.next == .none {
            levels[index].tail = order.previous
        } else {
            orders[order.next].previous = order.previous
        }
    }

    /// Makes an order smaller, which stays in its place.
    mutating func reduce(_ slot: Slot, by quantity: Int64, _ orders: inout OrderPool) {
        orders[slot].open -= quantity
        levels[Int(orders[slot].level)].quantity -= quantity
    }

    /// The next worse level.
    func level(after level: Slot) -> Slot {
        let key = levels[Int(level)].key
        let offset = key - base
        var inWindow = Slot.none
        if windowCount > 0, offset > 0 {
            let found =
                offset >= window.count ? bitmap.highest : bitmap.highest(below: Int(offset))
            if let found { inWindow = window[found] }
        }
        let place = spillIndex(of: key)
        guard place > 0 else { return inWindow }
        let outside = spill[place - 1]
        guard inWindow != .none, levels[Int(inWindow)].key > outside.key else {
            return outside.level
        }
        return inWindow
    }

    // MARK: - Levels

    private mutating func place(of price: Int64) -> Slot {
        let ticks = tick == 1 ? price : price / tick
        let key = isBid ? ticks : -ticks
        let offset = key - base
        if offset >= 0, offset < window.count {
            if window[Int(offset)] != .none { return window[Int(offset)] }
        } else if windowCount > 0, offset < 0 {
            return spilled(key, price)
        } else {
            // Better than the window, or the window is empty: it follows.
            if let known = spilledLevel(key) { return known }
            moveWindow(to: key)
        }
        let level = makeLevel(key, price)
        let place = Int(key - base)
        window[place] = level
        bitmap.set(place)
        windowCount += 1
        return level
    }

    private mutating func makeLevel(_ key: Int64, _ price: Int64) -> Slot {
        let level: Slot
        if firstFree == .none {
            level = Slot(levels.count)
            levels.append(PriceLevel())
        } else {
            level = firstFree
            firstFree = levels[Int(level)].head
        }
        levels[Int(level)] = PriceLevel(price: price, key: key)
        levelCount += 1
        if best == .none || key > levels[Int(best)].key { best = level }
        return level
    }

    private mutating func drop(_ level: Slot) {
        if level == best { best = self.level(after: level) }
        let key = levels[Int(level)].key
        let offset = key - base
        if offset >= 0, offset < window.count {
            window[Int(offset)] = .none
            bitmap.clear(Int(offset))
            windowCount -= 1
        } else {
            spill.remove(at: spillIndex(of: key))
        }
        levels[Int(level)].head = firstFree
        firstFree = level
        levelCount -= 1
    }

    // MARK: - Outside of the window

    /// How many spilled levels have a lower key.
    private func spillIndex(of key: Int64) -> Int {
        var (low, high) = (0, spill.count)
        while low < high {
            let middle = (low + high) / 2
            if spill[middle].key < key { low = middle + 1 } else { high = middle }
        }
        return low
    }

    private func spilledLevel(_ key: Int64) -> Slot? {
        let place = spillIndex(of: key)
        return place < spill.count && spill[place].key == key ? spill[place].level : nil
    }

    private mutating func spilled(_ key: Int64, _ price: Int64) -> Slot {
        let place = spillIndex(of: key)
        if place < spill.count, spill[place].key == key { return spill[place].level }
        let level = makeLevel(key, price)
        spill.insert((key, level), at: place)
        return level
    }

    /// Puts a key at three quarters of the window, and each level where it belongs then.
    private mutating func moveWindow(to key: Int64) {
        var place = bitmap.highest
        while let taken = place {
            let level = window[taken]
            spill.insert(
                (levels[Int(level)].key, level), at: spillIndex(of: levels[Int(level)].key))
            window[taken] = .none
            bitmap.clear(taken)
            place = bitmap.highest(below: taken)
        }
        windowCount = 0
        base = key - Int64(window.count / 4 * 3)
        let first = spillIndex(of: base)
        let end = spillIndex(of: base + Int64(window.count))
        for place in first..<end {
            let entry = spill[place]
            window[Int(entry.key - base)] = entry.level
            bitmap.set(Int(entry.key - base))
        }
        windowCount = end - first
        spill.removeSubrange(first..<end)
    }
}
