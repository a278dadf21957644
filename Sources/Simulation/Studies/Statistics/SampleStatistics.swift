/// What a sample of one figure looks like, over the seeds of a study.
///
/// Statistics of a study are in `Double`: they tell about exact figures and feed nothing back. What a
/// sample is too small to say, or what leaves the range of `Double`, is nil; no field is ever nan.
public struct SampleStatistics: Hashable, Sendable, Codable {
    /// How many values there are.
    public let count: Int
    /// The arithmetic mean.
    public let mean: Double?
    /// The standard error of the mean: the root of the unbiased variance over the count; from two
    /// values on.
    public let standardError: Double?
    /// The least value.
    public let minimum: Double?
    /// The quantile of 5 %.
    public let quantile05: Double?
    /// The quantile of 25 %.
    public let quantile25: Double?
    /// The quantile of 50 %.
    public let median: Double?
    /// The quantile of 75 %.
    public let quantile75: Double?
    /// The quantile of 95 %.
    public let quantile95: Double?
    /// The greatest value.
    public let maximum: Double?

    /// Statistics of values in any order.
    /// - Precondition: all are finite.
    public init(_ values: [Double]) {
        let sorted = values.sorted()
        precondition(
            sorted.allSatisfy(\.isFinite), "a sample of \(values.count) values has one not finite")
        count = values.count
        mean = Self.mean(of: values)
        standardError = Self.standardError(of: values, mean: mean)
        minimum = sorted.first
        quantile05 = Self.quantile(0.05, ofSorted: sorted)
        quantile25 = Self.quantile(0.25, ofSorted: sorted)
        median = Self.quantile(0.5, ofSorted: sorted)
        quantile75 = Self.quantile(0.75, ofSorted: sorted)
        quantile95 = Self.quantile(0.95, ofSorted: sorted)
        maximum = sorted.last
    }

    /// The sum over the count, added up in the order given.
    static func mean(of values: [Double]) -> Double? {
        guard !values.isEmpty else { return nil }
        return (values.reduce(0, +) / Double(values.count)).ifFinite
    }

    private static func standardError(of values: [Double], mean: Double?) -> Double? {
        guard let mean, values.count >= 2 else { return nil }
        // In two passes: the sum of squares alone would cancel where the spread is small.
        let squares = values.reduce(0) { sum, value in
            sum + (value - mean) * (value - mean)
        }
        let count = Double(values.count)
        return (squares / (count - 1) / count).squareRoot().ifFinite
    }

    /// The quantile of a probability from 0 to 1.
    ///
    /// With h = (n - 1) p, it lies between the order statistics of floor(h) and the next, linear in
    /// the fraction of h.
    /// - Source: type 7 of Hyndman and Fan, "Sample quantiles in statistical packages" (1996).
    static func quantile(_ probability: Double, ofSorted sorted: [Double]) -> Double? {
        guard let last = sorted.last else { return nil }
        let place = Double(sorted.count - 1) * probability
        let below = Int(place)
        guard below + 1 < sorted.count else { return last }
        let fraction = place - Double(below)
        return (sorted[below] + fraction * (sorted[below + 1] - sorted[below])).ifFinite
    }
}

extension Double {
    /// The value itself, or nil where it is infinite or nan.
    var ifFinite: Double? { isFinite ? self : nil }
}
