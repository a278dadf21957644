/// Finds the first word of a record by its table and key.
///
/// Open addressing with linear probing over a power of two of places: a lookup touches one or two
/// cache lines, several times faster than `Dictionary` with its keyed hash. Keys come from the state
/// alone and are small numbers given in order, so that no one can choose them to collide.
struct RecordIndex: ~Copyable {
    struct Place {
        var key: UInt64 = 0
        var table: UInt32 = 0
        /// First word plus one; zero where nothing is.
        var word: UInt32 = 0
    }

    private var places = PlainRow<Place>()
    /// The product's top bits that are kept number the places.
    private var shift: UInt64 = 58
    private(set) var count = 0

    init() {
        places.append(repeating: Place(), count: 64)
    }

    @inline(__always)
    private func home(_ key: RecordKey) -> Int {
        // A pair's first number is folded onto its second, or it would be lost to the product.
        let hash =
            (key.key ^ key.key &>> 25 ^ UInt64(key.table) &<< 40) &* 0x9e37_79b9_7f4a_7c15
        return Int(truncatingIfNeeded: hash &>> shift)
    }

    @inline(__always)
    func find(_ key: RecordKey) -> UInt32? {
        var at = home(key)
        while true {
            let place = places[at]
            if place.word == 0 { return nil }
            if place.key == key.key && place.table == UInt32(key.table) { return place.word &- 1 }
            at = (at &+ 1) & (places.count &- 1)
        }
    }

    /// First words of all records of a table, lowest first.
    func words(of table: UInt16) -> [UInt32] {
        var words: [UInt32] = []
        for at in places.indices where places[at].word != 0 && places[at].table == table {
            words.append(places[at].word - 1)
        }
        return words.sorted()
    }

    /// Adds a key that is not there.
    mutating func insert(_ key: RecordKey, word: UInt32) {
        if count * 4 >= places.count * 3 { grow() }
        place(Place(key: key.key, table: UInt32(key.table), word: word &+ 1))
        count += 1
    }

    /// Removes a key that is there, and closes the gap it leaves in its run.
    mutating func remove(_ key: RecordKey) {
        let mask = places.count &- 1
        var gap = home(key)
        while places[gap].key != key.key || places[gap].table != UInt32(key.table) {
            precondition(places[gap].word != 0, "no record \(key)")
            gap = (gap &+ 1) & mask
        }
        var next = (gap &+ 1) & mask
        while places[next].word != 0 {
            let moved = places[next]
            let wanted = home(RecordKey(table: UInt16(moved.table), key: moved.key))
            // It may fill the gap if its home does not lie between the gap and itself.
            if (next &- wanted) & mask >= (next &- gap) & mask {
                places[gap] = moved
                gap = next
            }
            next = (next &+ 1) & mask
        }
        places[gap] = Place()
        count -= 1
    }

    private mutating func place(_ new: Place) {
        var at = home(RecordKey(table: UInt16(new.table), key: new.key))
        while places[at].word != 0 { at = (at &+ 1) & (places.count &- 1) }
        places[at] = new
    }

    private mutating func grow() {
        let old = places.array
        places.append(repeating: Place(), count: old.count)
        for at in old.indices { places[at] = Place() }
        shift -= 1
        for entry in old where entry.word != 0 { place(entry) }
    }
}
