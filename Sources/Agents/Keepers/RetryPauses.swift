/// What is left alone for some heads because it has failed: twice as long after each failure.
package struct RetryPauses<Key: Hashable> {
    private struct Pause {
        var untilHead: UInt64
        var heads: UInt64
    }

    /// Only ever looked up.
    private var pauses: [Key: Pause] = [:]

    /// The first pause, and the longest one, in heads.
    static var headsMin: UInt64 { 2 }
    static var headsMax: UInt64 { 16 }
    /// Pauses that are kept before those that are over are dropped.
    private static var countMax: Int { 4_096 }

    /// Nothing rests.
    package init() {}

    package func allows(_ key: Key, at head: UInt64) -> Bool {
        guard let pause = pauses[key] else { return true }
        return head >= pause.untilHead
    }

    package mutating func lengthen(_ key: Key, at head: UInt64) {
        var heads = Self.headsMin
        // A failure of long ago says nothing.
        if let last = pauses[key], head < last.untilHead &+ Self.headsMax {
            heads = min(last.heads * 2, Self.headsMax)
        }
        if pauses.count >= Self.countMax {
            pauses = pauses.filter { head < $0.value.untilHead &+ Self.headsMax }
        }
        pauses[key] = Pause(untilHead: head &+ heads, heads: heads)
    }

    package mutating func forget(_ key: Key) { pauses[key] = nil }
}
