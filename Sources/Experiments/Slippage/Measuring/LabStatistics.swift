import Simulation
import SimulationKernel

/// Rows of samples, and crossings, with intervals by resampling seeds.
struct LabStatistics: Sendable {
    let bootstrap: Bootstrap

    init(_ study: SlippageStudy) {
        bootstrap = Bootstrap(resamples: max(study.resamples, 1), level: study.level)
    }

    /// A sample's row; nil for none.
    func row(_ values: [Double]) -> SampleRow? { rows([values])[0] }

    /// The rows of samples, each in its place; nil for an empty one.
    func rows(_ samples: [[Double]]) -> [SampleRow?] {
        let intervals = bootstrap.intervals(of: samples)
        return zip(samples, intervals).map { sample, interval in
            let statistics = SampleStatistics(sample)
            guard let mean = statistics.mean, let median = statistics.median,
                let low = statistics.quantile05, let high = statistics.quantile95
            else { return nil }
            return SampleRow(
                count: sample.count, mean: mean, meanLow: interval.mean?.low ?? mean,
                meanHigh: interval.mean?.high ?? mean, median: median, quantile05: low,
                quantile95: high)
        }
    }

    /// The rows of many samples, which are shared out among threads.
    func rows(_ samples: [[Double]], _ loop: LabLoop) -> [SampleRow?] {
        let chunk = 48
        let count = (samples.count + chunk - 1) / chunk
        return loop.map(count) { place in
            rows(Array(samples[(place * chunk)..<min((place + 1) * chunk, samples.count)]))
        }.flatMap { $0 }
    }

    /// Where the mean of differences by size changes its sign, over resampled seeds; one without a size
    /// where it never does.
    ///
    /// A crossing's interval is that of the nearest crossing of the same direction in each resample.
    /// - Parameters:
    ///   - differences: By seed, then by size.
    ///   - sizes: Ascending.
    func crossings(_ differences: [[Double]], sizes: [Double]) -> [Crossing] {
        func found(_ weights: [Int]) -> (first: Double, crossings: [Crossing]) {
            var sums = [Double](repeating: 0, count: sizes.count)
            for (seed, weight) in weights.enumerated() where weight > 0 {
                for size in sizes.indices { sums[size] += Double(weight) * differences[seed][size] }
            }
            return (sums.first ?? 0, Self.crossings(sums, sizes))
        }
        let all = found([Int](repeating: 1, count: differences.count))
        if all.crossings.isEmpty {
            return [Crossing(size: nil, isCurveCheaperBelow: all.first < 0)]
        }
        var near = all.crossings.map { _ in [Double]() }
        for weights in bootstrap.drawnCounts(of: differences.count) {
            let others = found(weights).crossings
            for (place, crossing) in all.crossings.enumerated() {
                if let size = crossing.nearest(of: others) { near[place].append(size) }
            }
        }
        return zip(all.crossings, near).map { crossing, sizes in
            var crossing = crossing
            crossing.share = Double(sizes.count) / Double(bootstrap.resamples)
            crossing.interval = bootstrap.middle(of: sizes)
            return crossing
        }
    }

    /// A crossing as it was found.
    struct Crossing: Hashable {
        var size: Double?
        var isCurveCheaperBelow: Bool
        var interval: ConfidenceInterval?
        var share = 0.0

        /// The size of the nearest crossing of the same direction, by the ratio of sizes.
        func nearest(of others: [Crossing]) -> Double? {
            guard let size else { return nil }
            return others.filter { $0.isCurveCheaperBelow == isCurveCheaperBelow }
                .compactMap(\.size)
                .min { max($0 / size, size / $0) < max($1 / size, size / $1) }
        }
    }

    /// The changes of sign, each between two sizes in proportion to the logarithm of size.
    static func crossings(_ means: [Double], _ sizes: [Double]) -> [Crossing] {
        means.indices.dropFirst().compactMap { place in
            let (before, after) = (means[place - 1], means[place])
            guard (before < 0) != (after < 0) else { return nil }
            let part = before / (before - after)
            let (low, high) = (ExactMath.log(sizes[place - 1]), ExactMath.log(sizes[place]))
            return Crossing(
                size: ExactMath.exp(low + part * (high - low)), isCurveCheaperBelow: before < 0)
        }
    }
}
