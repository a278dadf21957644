import Agents

/// Since when positions can be liquidated, as far as a keeper has seen.
struct OpenList {
    private var since: [PositionName: UInt64] = [:]

    /// Heads for which somebody else may come and take a position; after them nobody else wants it.
    /// One that lets rivals go ahead for longer loses what heals meanwhile.
    private static let headsContested: UInt64 = 1

    /// Takes in that a position can be liquidated.
    /// - Returns: whether rivals may still want it.
    mutating func isContested(_ name: PositionName, at head: UInt64) -> Bool {
        let first = since[name] ?? head
        since[name] = first
        return head < first + Self.headsContested
    }

    /// Forgets all others than those that are in danger.
    mutating func keep(_ names: Set<PositionName>) {
        since = since.filter { names.contains($0.key) }
    }

    /// Somebody has taken a part of a position, and may want the next one.
    mutating func forget(_ name: PositionName) { since[name] = nil }
}
