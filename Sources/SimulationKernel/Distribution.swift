/// A law of chance for latencies, gaps, sizes and counts.
///
/// Each draw is a fixed formula over draws of the stream, the same bits on every machine. How many it
/// takes from the stream is part of the format of results, as the formulas are.
public enum Distribution: Hashable, Sendable {
    /// Always that value; takes no draw.
    case constant(Double)

    /// Between `low` and `high`, all places equally likely: low + (high - low) U. One draw.
    ///
    /// `high` itself comes only by rounding.
    case uniform(low: Double, high: Double)

    /// Gaps between events without memory: -mean log U. One draw.
    case exponential(mean: Double)

    /// The normal law of that mean and standard deviation, by the inverse of the distribution
    /// function (`ExactMath.inverseNormal`). One draw.
    case normal(mean: Double, deviation: Double)

    /// shift + median exp(sigma Z) with a standard normal Z. One draw.
    ///
    /// `median` is that of the part above `shift`; `sigma` is the standard deviation of its logarithm.
    /// A huge `sigma` may give infinity.
    case logNormal(shift: Double, median: Double, sigma: Double)

    /// Counts of independent events, of that mean.
    ///
    /// The sum of counts of mean 8 and one of the rest, each by inversion (walking up the distribution
    /// function to U): a draw for each. Time grows linearly with the mean, which is bounded for that
    /// reason by `poissonMeanMax`.
    case poisson(mean: Double)

    /// scale U^(-1/shape): above x lies a share (scale/x)^shape. One draw.
    ///
    /// A mean exists for `shape` above one, a variance above two. A tiny `shape` may give infinity.
    case pareto(scale: Double, shape: Double)

    /// Between `low` and `high`, all ratios equally likely: low exp(U log(high / low)). One draw.
    ///
    /// Below the geometric mean of both lies half of all.
    case logUniform(low: Double, high: Double)

    /// The largest mean of counts; one draw of it takes a few milliseconds.
    public static let poissonMeanMax = 1_000_000.0

    /// One value.
    /// - Precondition: `defect` is nil.
    public func sample(_ stream: inout RandomStream) -> Double {
        if let defect { preconditionFailure(defect) }
        switch self {
        case .constant(let value):
            return value
        case .uniform(let low, let high):
            // Should the difference be rounded up, its product with a unit is again not above the exact
            // one, so that the sum does not pass `high`.
            return low + (high - low) * stream.unit()
        case .exponential(let mean):
            return mean * -ExactMath.log(stream.openUnit())
        case .normal(let mean, let deviation):
            return mean + deviation * ExactMath.inverseNormal(stream.openUnit())
        case .logNormal(let shift, let median, let sigma):
            let z = ExactMath.inverseNormal(stream.openUnit())
            return shift + median * ExactMath.exp(sigma * z)
        case .poisson(let mean):
            return Self.poissonCount(mean: mean, &stream)
        case .pareto(let scale, let shape):
            return scale * ExactMath.exp(-ExactMath.log(stream.openUnit()) / shape)
        case .logUniform(let low, let high):
            // Rounding of the power must not pass the bounds.
            let power = ExactMath.exp(ExactMath.log(high / low) * stream.unit())
            return min(max(low * power, low), high)
        }
    }

    /// One value as an integer: the crossing from `Double` to the numbers of the simulation.
    ///
    /// Rounds to the nearest, ties to the even one. Negative values and nan give 0, values from 2^64 on
    /// `UInt64.max`.
    /// - Precondition: `defect` is nil.
    public func sampleInteger(_ stream: inout RandomStream) -> UInt64 {
        let value = sample(&stream)
        guard value > 0 else { return 0 }
        guard value < 0x1p64 else { return .max }
        // From 2^52 on all values are whole; below, adding 2^52 leaves no bit for the fraction. The
        // standard library's rounding would need the C library at the link.
        return UInt64(value < 0x1p52 ? (value + 0x1p52) - 0x1p52 : value)
    }
}

// MARK: - Counts

extension Distribution {
    /// Mean of the summands of a count. With a larger one the walk starts from smaller probabilities
    /// and its sum rounds more; with a smaller one more draws are needed.
    private static let summandMean = 8.0
    /// Where a walk ends in any case: the law leaves less than 2^-100 beyond it, so that only a sum that
    /// rounding keeps below u gets there.
    private static let summandMax = 64

    private static func poissonCount(mean: Double, _ stream: inout RandomStream) -> Double {
        var count = 0
        var rest = mean
        while rest > summandMean {
            count += summand(mean: summandMean, stream.unit())
            rest -= summandMean
        }
        count += summand(mean: rest, stream.unit())
        return Double(count)
    }

    /// The smallest count whose distribution function is above u.
    private static func summand(mean: Double, _ u: Double) -> Int {
        var probability = ExactMath.exp(-mean)
        var cumulated = probability
        var count = 0
        while u >= cumulated && count < summandMax {
            count += 1
            probability *= mean / Double(count)
            cumulated += probability
        }
        return count
    }
}
