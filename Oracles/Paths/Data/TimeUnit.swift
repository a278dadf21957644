import SimulationKernel
import WideIntegers

/// The unit in which a file counts since 1970.
public enum TimeUnit: String, Hashable, Sendable, CaseIterable {
    /// Seconds; fractions down to a microsecond are allowed.
    case seconds
    /// Thousandths of a second; fractions down to a microsecond are allowed.
    case milliseconds
    /// Millionths of a second.
    case microseconds

    /// The end of the year 9999, the last moment that is read.
    static let microsMax: UInt64 = 253_402_300_799_999_999

    /// Decimals of the unit that a microsecond has.
    private var decimals: Int {
        switch self {
        case .seconds: 6
        case .milliseconds: 3
        case .microseconds: 0
        }
    }

    /// The unit by magnitude: below 10^11 seconds, below 10^14 milliseconds, else microseconds.
    ///
    /// It is right from March 1973 to the year 5138, which market data do not leave.
    static func detected(from number: ExactDecimal) -> TimeUnit? {
        // What is no number of seconds at all is left for the reading to refuse.
        guard let whole = try? number.rounded(toDecimals: 0) else { return nil }
        if whole.magnitude < 100_000_000_000 { return .seconds }
        return whole.magnitude < 100_000_000_000_000 ? .milliseconds : .microseconds
    }

    /// The moment; nil when it is negative, after the year 9999, or between two microseconds.
    func time(_ number: ExactDecimal) -> SimulatedTime? {
        guard let exact = try? number.exactly(atDecimals: decimals),
            !exact.isNegative, let micros = UInt64(exactly: exact.magnitude),
            micros <= Self.microsMax
        else { return nil }
        return SimulatedTime(micros: micros)
    }

    /// What `time(_:)` takes, in words.
    var allowed: String { "\(rawValue) since 1970, up to the year 9999 and to whole microseconds" }
}
