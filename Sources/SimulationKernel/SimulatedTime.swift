/// A moment of simulated time, in whole microseconds since 1970.
///
/// This target holds the clock, the queue of events and all chance of a simulation: the same bits on
/// every machine. It knows nothing of chains and imports nothing but a heap.
public struct SimulatedTime: Hashable, Sendable {
    /// Microseconds since 1970.
    public let micros: UInt64

    /// A moment from microseconds since 1970.
    public init(micros: UInt64) {
        self.micros = micros
    }

    /// A moment from whole seconds since 1970.
    public init(seconds: UInt64) {
        precondition(seconds <= .max / 1_000_000, "\(seconds) s pass 2^64 microseconds")
        micros = seconds * 1_000_000
    }

    /// Whole seconds since 1970, rounded down, as block headers carry them.
    public var seconds: UInt64 { micros / 1_000_000 }

    /// Microseconds from an earlier moment to this one; zero when it is not earlier.
    public func micros(since earlier: SimulatedTime) -> UInt64 {
        micros > earlier.micros ? micros - earlier.micros : 0
    }

    /// The moment so many microseconds later; the last one there is when there is none.
    public static func + (time: SimulatedTime, laterMicros: UInt64) -> SimulatedTime {
        let (sum, overflow) = time.micros.addingReportingOverflow(laterMicros)
        return SimulatedTime(micros: overflow ? .max : sum)
    }
}

extension SimulatedTime: Comparable {
    /// Order in time.
    public static func < (left: SimulatedTime, right: SimulatedTime) -> Bool {
        left.micros < right.micros
    }
}
