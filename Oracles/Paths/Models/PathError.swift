import SimulationKernel

/// Why a path has no price, or cannot be built.
public enum PathError: Error, Hashable, Sendable, CustomStringConvertible {
    /// A parameter that is not allowed.
    case parameter(name: String, value: String, allowed: String)
    /// An entry, counted from zero, that no matrix of correlations has.
    case correlation(row: Int, column: Int, value: Double, allowed: String)
    /// A path that left the prices that can be counted.
    case priceOutOfRange(path: String, price: Double, at: SimulatedTime)
    /// A moment before the path's first price.
    case beforeStart(path: String, asked: SimulatedTime, start: SimulatedTime)
    /// A moment before one that was asked already.
    case timeRunsBackwards(path: String, asked: SimulatedTime, last: SimulatedTime)
    /// A moment so far ahead that stepping there would take hours.
    case tooManySteps(path: String, steps: UInt64, max: UInt64)

    /// The failure in words.
    public var description: String {
        switch self {
        case .parameter(let name, let value, let allowed):
            "\(name) is \(value); it must be \(allowed)"
        case .correlation(let row, let column, let value, let allowed):
            "correlation [\(row)][\(column)] is \(value); it must be \(allowed)"
        case .priceOutOfRange(let path, let price, let time):
            "path \(path) is at \(price) at \(time.micros) us; prices go from 1e-18 to 1e30"
        case .beforeStart(let path, let asked, let start):
            "path \(path) was asked for \(asked.micros) us; it starts at \(start.micros) us"
        case .timeRunsBackwards(let path, let asked, let last):
            "path \(path) was asked for \(asked.micros) us after \(last.micros) us"
        case .tooManySteps(let path, let steps, let max):
            "path \(path) would take \(steps) steps to that moment; it takes at most \(max) at once"
        }
    }
}

extension PathError {
    /// Refuses a value outside of a closed range; nan lies in none.
    static func require(
        _ name: String, _ value: Double, in allowed: ClosedRange<Double>
    ) throws(PathError) {
        if allowed.contains(value) { return }
        throw .parameter(
            name: name, value: "\(value)",
            allowed: "from \(allowed.lowerBound) to \(allowed.upperBound)")
    }
}
