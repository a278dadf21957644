import WideIntegers

/// Why a ring of observations has no answer.
public enum ObservationError: Error, Hashable, Sendable, CustomStringConvertible {
    /// Nothing was ever noted.
    case notInitialized
    /// The second asked for is before the oldest note.
    case old

    /// The text of the original's revert.
    public var description: String {
        switch self {
        case .notInitialized: "I"
        case .old: "OLD"
        }
    }
}

/// Where the newest note of a ring is, and how long the ring is.
public struct ObservationCursor: Hashable, Sendable {
    /// The place of the newest note.
    public var index: UInt16
    /// Places in use.
    public var cardinality: UInt16
    /// Places in use from the time on when the newest note is at the end.
    public var cardinalityNext: UInt16

    /// A cursor from its parts.
    public init(index: UInt16, cardinality: UInt16, cardinalityNext: UInt16) {
        self.index = index
        self.cardinality = cardinality
        self.cardinalityNext = cardinalityNext
    }

    /// A ring of one place.
    public static let first = ObservationCursor(index: 0, cardinality: 1, cardinalityNext: 1)

    fileprivate var oldestIndex: UInt16 {
        UInt16(truncatingIfNeeded: (UInt32(index) + 1) % UInt32(max(cardinality, 1)))
    }
}

/// Where a pool keeps its observations: memory, or the slots of a contract.
///
/// Writing and reading the ring is written once over it.
/// - Source: Uniswap v3 core, `Oracle`.
public protocol ObservationStore {
    /// How reading, writing or the ring itself fails.
    associatedtype Failure: Error

    /// The note at a place; `.none` where there is none.
    func observation(at index: UInt16) throws(Failure) -> TickObservation
    /// Writes a note.
    mutating func setObservation(
        _ observation: TickObservation, at index: UInt16
    ) throws(Failure)
    /// The failure that a refusal of the ring becomes.
    func failure(for error: ObservationError) -> Failure
}

extension ObservationStore {
    /// Notes the sums up to now, unless this second has its note.
    ///
    /// - Throws: `.notInitialized` for a ring of no places.
    /// - Parameters:
    ///   - tick: what held since the newest note.
    ///   - liquidity: likewise.
    public mutating func write(
        _ cursor: inout ObservationCursor, now: UInt32, tick: Int32, liquidity: UInt256
    ) throws(Failure) {
        if cursor.cardinality == 0 { throw failure(for: .notInitialized) }
        let last = try observation(at: cursor.index)
        if last.timestampSeconds == now { return }
        if cursor.cardinalityNext > cursor.cardinality, cursor.index == cursor.cardinality - 1 {
            cursor.cardinality = cursor.cardinalityNext
        }
        cursor.index = cursor.oldestIndex
        try setObservation(
            last.carried(to: now, tick: tick, liquidity: liquidity), at: cursor.index)
    }

    /// The sums some seconds ago.
    ///
    /// - Parameters:
    ///   - tick: what has held since the newest note.
    ///   - liquidity: likewise.
    /// - Throws: `.notInitialized` for a ring of no places; `.old`.
    public func observe(
        _ cursor: ObservationCursor, now: UInt32, secondsAgo: UInt32, tick: Int32,
        liquidity: UInt256
    ) throws(Failure) -> TickObservation {
        if cursor.cardinality == 0 { throw failure(for: .notInitialized) }
        let newest = try observation(at: cursor.index)
        let target = now &- secondsAgo
        // Seconds back from now order the notes, also where their 32 bits have wrapped.
        if now &- newest.timestampSeconds >= secondsAgo {
            return newest.timestampSeconds == target
                ? newest : newest.carried(to: target, tick: tick, liquidity: liquidity)
        }
        var oldestIndex = cursor.oldestIndex
        var oldest = try observation(at: oldestIndex)
        if !oldest.isInitialized {
            oldestIndex = 0
            oldest = try observation(at: 0)
        }
        guard now &- oldest.timestampSeconds >= secondsAgo else { throw failure(for: .old) }
        // Notes from the oldest on: the last one that is not after the target, and its successor.
        let size = UInt32(cursor.cardinality)
        var low: UInt32 = 0
        var high = (UInt32(cursor.index) + size - UInt32(oldestIndex)) % size
        var before = oldest
        var after = newest
        while high - low > 1 {
            let middle = (low + high) / 2
            let note = try observation(
                at: UInt16(truncatingIfNeeded: (UInt32(oldestIndex) + middle) % size))
            if now &- note.timestampSeconds >= secondsAgo {
                (low, before) = (middle, note)
            } else {
                (high, after) = (middle, note)
            }
        }
        return before.timestampSeconds == target
            ? before : before.interpolated(to: after, at: target)
    }
}
