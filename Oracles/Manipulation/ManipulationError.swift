import WideIntegers

/// Why a manipulation cannot be planned or has failed.
public enum ManipulationError: Error, Hashable, Sendable, CustomStringConvertible {
    /// A parameter outside its range.
    case outOfRange(String, UInt64, allowed: ClosedRange<UInt64>)
    /// The venue does not trade.
    case venue(SpotVenueError)
    /// An amount beyond what a bill counts in.
    case amount(ArithmeticPanic)

    /// The failure in words.
    public var description: String {
        switch self {
        case .outOfRange(let name, let value, let allowed):
            "\(name): \(value) is not from \(allowed.lowerBound) to \(allowed.upperBound)"
        case .venue(let error): "the venue does not trade: \(error)"
        case .amount(let error): "an amount of the bill: \(error)"
        }
    }

    /// Checks a parameter.
    static func check(
        _ name: String, _ value: UInt64, in allowed: ClosedRange<UInt64>
    ) throws(ManipulationError) {
        guard allowed.contains(value) else {
            throw .outOfRange(name, value, allowed: allowed)
        }
    }
}
