import OrderBook
import SimulationKernel

/// Orders that come and go by chance, in continuous time, and know of nothing but the book.
public protocol OrderFlow {
    /// Lets the next thing happen to a book.
    ///
    /// - Returns: nanoseconds since the one before.
    mutating func step(_ book: inout BookEngine) -> UInt64
}

extension OrderFlow {
    /// Lets time pass on a book, and watches its spread.
    public mutating func run(_ book: inout BookEngine, nanos: UInt64) -> SpreadRecord {
        var record = SpreadRecord()
        while record.passedNanos < nanos {
            let top = book.top
            record.add(top, nanos: step(&book))
        }
        return record
    }
}

/// The spread of a book over a time.
public struct SpreadRecord: Hashable, Sendable {
    /// The time in which the book had both sides, and all of it.
    public private(set) var quotedNanos: UInt64 = 0, passedNanos: UInt64 = 0
    private var weighted = 0.0

    /// A book that stood so for a time.
    mutating func add(_ top: TopOfBook, nanos: UInt64) {
        passedNanos += nanos
        guard let bid = top.bid, let ask = top.ask else { return }
        quotedNanos += nanos
        weighted += Double(ask.price - bid.price) * Double(nanos)
    }

    /// The average over time, ticks; nil where there was no spread.
    public var mean: Double? { quotedNanos == 0 ? nil : weighted / Double(quotedNanos) }
}

extension RandomStream {
    /// Nanoseconds to the next of events that come at a rate, at least one.
    mutating func waitNanos(perSecond rate: Double) -> UInt64 {
        let nanos = Distribution.exponential(mean: 1e9 / rate).sample(&self)
        return UInt64(min(max(nanos, 1), 1e18))
    }
}
