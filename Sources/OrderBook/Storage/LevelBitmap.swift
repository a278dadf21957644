/// Which of a number of places are taken, in two levels, so that the highest is found at once.
struct LevelBitmap {
    private var words: [UInt64]
    private var summary: [UInt64]

    /// No place of so many, a multiple of 64, is taken.
    init(count: Int) {
        words = [UInt64](repeating: 0, count: count / 64)
        summary = [UInt64](repeating: 0, count: (count / 64 + 63) / 64)
    }

    /// Takes a place.
    mutating func set(_ index: Int) {
        words[index >> 6] |= 1 << UInt64(index & 63)
        summary[index >> 12] |= 1 << UInt64(index >> 6 & 63)
    }

    /// Frees a place.
    mutating func clear(_ index: Int) {
        words[index >> 6] &= ~(1 << UInt64(index & 63))
        if words[index >> 6] == 0 { summary[index >> 12] &= ~(1 << UInt64(index >> 6 & 63)) }
    }

    /// The highest place that is taken.
    var highest: Int? {
        var block = summary.count - 1
        while block >= 0 {
            if summary[block] != 0 {
                let word = block << 6 | (63 - summary[block].leadingZeroBitCount)
                return word << 6 | (63 - words[word].leadingZeroBitCount)
            }
            block -= 1
        }
        return nil
    }

    /// The highest place below another that is taken.
    func highest(below index: Int) -> Int? {
        var word = index >> 6
        let lower = words[word] & ((1 << UInt64(index & 63)) - 1)
        if lower != 0 { return word << 6 | (63 - lower.leadingZeroBitCount) }
        var block = word >> 6
        var rest = summary[block] & ((1 << UInt64(word & 63)) - 1)
        while true {
            if rest != 0 {
                word = block << 6 | (63 - rest.leadingZeroBitCount)
                return word << 6 | (63 - words[word].leadingZeroBitCount)
            }
            block -= 1
            if block < 0 { return nil }
            rest = summary[block]
        }
    }
}
