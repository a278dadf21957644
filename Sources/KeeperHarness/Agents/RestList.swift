import Agents

/// What rests for some heads because it has failed: twice as long after each failure.
struct RestList {
    private var rests: [PositionName: (until: UInt64, heads: UInt64)] = [:]

    /// The first rest, and the longest one, in heads.
    private static let headsMin: UInt64 = 1
    private static let headsMax: UInt64 = 16

    func allows(_ name: PositionName, at head: UInt64) -> Bool {
        rests[name].map { head >= $0.until } ?? true
    }

    mutating func lengthen(_ name: PositionName, at head: UInt64) {
        var heads = Self.headsMin
        // A failure of long ago says nothing.
        if let last = rests[name], head < last.until + Self.headsMax {
            heads = min(last.heads * 2, Self.headsMax)
        }
        rests[name] = (head + heads + 1, heads)
    }

    mutating func forget(_ name: PositionName) { rests[name] = nil }
}
