import WideIntegers

/// A ring of observations in memory.
///
///     let ring = TickObservations(entries: notes, cardinality: 150)
///     let before = try ring.tickCumulative(now: 1_800, secondsAgo: 600, tickSinceLast: -7)
public struct TickObservations: ObservationStore, Sendable {
    /// Where the newest note is.
    public private(set) var cursor: ObservationCursor
    private var places: [TickObservation]

    /// A ring that begins with a note of a second.
    public init(startSeconds: UInt32) {
        cursor = .first
        places = [TickObservation(timestampSeconds: startSeconds, tickCumulative: 0)]
    }

    /// The newest of some notes, as many as there are places.
    ///
    /// - Parameter entries: from the oldest to the newest, less than 2^32 seconds apart.
    public init(entries: [TickObservation], cardinality: UInt16) {
        places = Array(entries.suffix(Int(cardinality)))
        // A ring of places without a note answers nothing, as one that was never set up.
        let size = places.isEmpty ? 0 : cardinality
        cursor = ObservationCursor(
            index: UInt16(truncatingIfNeeded: max(places.count - 1, 0)), cardinality: size,
            cardinalityNext: size)
    }

    /// The sum of tick times seconds as it stood some seconds ago; 0 carries it to now.
    ///
    /// - Parameter tickSinceLast: what has held since the newest note.
    /// - Throws: `.notInitialized` without notes; `.old` before the oldest one.
    public func tickCumulative(
        now: UInt32, secondsAgo: UInt32, tickSinceLast: Int32
    ) throws(ObservationError) -> Int64 {
        try observe(
            cursor, now: now, secondsAgo: secondsAgo, tick: tickSinceLast, liquidity: .zero
        ).tickCumulative
    }

    /// Notes that a tick held up to now; a ring without places begins with this second.
    public mutating func write(now: UInt32, tick: Int32, liquidity: UInt256 = .zero) {
        if cursor.cardinality == 0 {
            let grown = cursor.cardinalityNext
            self = TickObservations(startSeconds: now)
            return grow(to: grown)
        }
        var cursor = cursor
        do throws(ObservationError) {
            try write(&cursor, now: now, tick: tick, liquidity: liquidity)
        } catch {
            preconditionFailure("a ring in memory can be written: \(error)")
        }
        self.cursor = cursor
    }

    /// Makes room for more notes, used once the newest is at the end.
    public mutating func grow(to cardinality: UInt16) {
        cursor.cardinalityNext = max(cursor.cardinalityNext, cardinality)
    }

    /// The note at a place.
    public func observation(at index: UInt16) throws(ObservationError) -> TickObservation {
        Int(index) < places.count ? places[Int(index)] : .none
    }

    /// Writes a note.
    public mutating func setObservation(
        _ observation: TickObservation, at index: UInt16
    ) throws(ObservationError) {
        while places.count <= Int(index) { places.append(.none) }
        places[Int(index)] = observation
    }

    /// The refusal itself.
    public func failure(for error: ObservationError) -> ObservationError { error }
}
