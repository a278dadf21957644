import SimulationKernel

/// An interval that holds an unknown value at a stated level.
public struct ConfidenceInterval: Hashable, Sendable, Codable {
    /// Its lower end.
    public let low: Double
    /// Its upper end.
    public let high: Double

    /// An interval by its ends.
    public init(low: Double, high: Double) {
        self.low = low
        self.high = high
    }

    /// Whether zero lies in it, so that the sign of the value is not settled.
    public var holdsZero: Bool { low <= 0 && high >= 0 }
}

/// Intervals of a sample's mean and median; nil below two values.
public struct BootstrapIntervals: Hashable, Sendable {
    /// That of the mean.
    public let mean: ConfidenceInterval?
    /// That of the median.
    public let median: ConfidenceInterval?
}

/// Percentile intervals by resampling: a statistic is taken of many samples drawn with replacement
/// from the one there is, and its quantiles are the interval's ends.
///
/// The draws depend on the seed and the number of values alone. All samples of a size share them, so
/// that one figure more changes no other's interval, and figures of the same runs stay in step.
/// - Source: Efron and Tibshirani, "An Introduction to the Bootstrap" (1993), section 13.3.
public struct Bootstrap: Hashable, Sendable {
    /// How many samples are drawn.
    public let resamples: Int
    /// The share of all samples that the interval covers.
    public let level: Double
    /// The seed of the draws, which are no part of any run's.
    public let seed: UInt64

    /// A way of drawing.
    /// - Precondition: at least one resample, a level between zero and one.
    public init(resamples: Int = 2000, level: Double = 0.95, seed: UInt64 = 1) {
        precondition(resamples > 0, "\(resamples) resamples")
        precondition(level > 0 && level < 1, "a level of \(level)")
        self.resamples = resamples
        self.level = level
        self.seed = seed
    }

    /// The intervals of some samples, each in its place.
    ///
    /// - Precondition: all values are finite.
    /// - Complexity: O(resamples * values), beside sorting each sample once.
    public func intervals(of samples: [[Double]]) -> [BootstrapIntervals] {
        var intervals = [BootstrapIntervals](
            repeating: BootstrapIntervals(mean: nil, median: nil), count: samples.count)
        for size in Set(samples.map(\.count)).sorted() where size >= 2 {
            let places = samples.indices.filter { samples[$0].count == size }
            let found = resample(places.map { SortedSample(samples[$0]) }, size: size)
            for (place, interval) in zip(places, found) { intervals[place] = interval }
        }
        return intervals
    }

    private func resample(_ samples: [SortedSample], size: Int) -> [BootstrapIntervals] {
        var stream = RandomSource(seed: seed).stream("study/bootstrap/\(size)")
        var means = samples.map { _ in [Double]() }
        var medians = means
        for place in samples.indices {
            means[place].reserveCapacity(resamples)
            medians[place].reserveCapacity(resamples)
        }
        var counts = [Int32](repeating: 0, count: size)
        for _ in 0..<resamples {
            for place in counts.indices { counts[place] = 0 }
            for _ in 0..<size { counts[stream.index(below: size)] += 1 }
            for place in samples.indices {
                let (mean, median) = samples[place].resampled(counts)
                means[place].append(mean)
                medians[place].append(median)
            }
        }
        return samples.indices.map { place in
            BootstrapIntervals(mean: middle(of: means[place]), median: middle(of: medians[place]))
        }
    }

    /// How often each of a number of values is drawn, sample by sample; the draws of `intervals`.
    package func drawnCounts(of size: Int) -> [[Int]] {
        var stream = RandomSource(seed: seed).stream("study/bootstrap/\(size)")
        return (0..<resamples).map { _ in
            var counts = [Int](repeating: 0, count: size)
            for _ in 0..<size { counts[stream.index(below: size)] += 1 }
            return counts
        }
    }

    /// The part of values that lies about their middle and holds the share `level` of them.
    package func middle(of values: [Double]) -> ConfidenceInterval? {
        guard values.allSatisfy(\.isFinite) else { return nil }
        let sorted = values.sorted()
        let outside = (1 - level) / 2
        guard let low = SampleStatistics.quantile(outside, ofSorted: sorted),
            let high = SampleStatistics.quantile(1 - outside, ofSorted: sorted)
        else { return nil }
        return ConfidenceInterval(low: low, high: high)
    }
}

/// A sample in rising order, that still knows which place each value had.
private struct SortedSample {
    let values: [Double]
    let places: [Int]

    init(_ sample: [Double]) {
        places = sample.indices.sorted { (sample[$0], $0) < (sample[$1], $1) }
        values = places.map { sample[$0] }
    }

    /// Mean and median of the sample in which the value of each place stands so many times.
    ///
    /// One walk up the values: the median is where the count passes the half, or between the two
    /// values there when the size is even.
    func resampled(_ counts: [Int32]) -> (mean: Double, median: Double) {
        let lower = (values.count - 1) / 2
        let upper = values.count / 2
        var seen = 0
        var sum = 0.0
        var lowerValue = 0.0
        var upperValue = 0.0
        for rank in values.indices {
            let count = Int(counts[places[rank]])
            let value = values[rank]
            sum += Double(count) * value
            if seen <= lower { lowerValue = value }
            if seen <= upper { upperValue = value }
            seen += count
        }
        return (sum / Double(values.count), lowerValue + (upperValue - lowerValue) / 2)
    }
}
