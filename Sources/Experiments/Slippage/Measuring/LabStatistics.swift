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

    /// Where the mean of differences by size changes its sign, over resampled seeds.
    /// - Parameters:
    ///   - differences: By seed, then by size.
    ///   - sizes: Ascending.
    func crossing(_ differences: [[Double]], sizes: [Double]) -> Crossing {
        func means(_ weights: [Int]) -> [Double] {
            var sums = [Double](repeating: 0, count: sizes.count)
            for (seed, weight) in weights.enumerated() where weight > 0 {
                for size in sizes.indices { sums[size] += Double(weight) * differences[seed][size] }
            }
            return sums
        }
        let all = means([Int](repeating: 1, count: differences.count))
        var crossing = Crossing(
            size: Self.firstCrossing(all, sizes), isCurveCheaperBelow: (all.first ?? 0) < 0)
        crossing.signChanges = zip(all, all.dropFirst()).count { ($0 < 0) != ($1 < 0) }
        guard differences.count > 1 else { return crossing }
        var found: [Double] = []
        for weights in bootstrap.drawnCounts(of: differences.count) {
            if let size = Self.firstCrossing(means(weights), sizes) { found.append(size) }
        }
        crossing.share = Double(found.count) / Double(bootstrap.resamples)
        crossing.interval = bootstrap.middle(of: found)
        return crossing
    }

    /// A crossing as it was found.
    struct Crossing {
        var size: Double?
        var isCurveCheaperBelow: Bool
        var interval: ConfidenceInterval?
        var share = 0.0
        var signChanges = 0
    }

    /// The first change of sign, between two sizes in proportion to the logarithm of size.
    static func firstCrossing(_ means: [Double], _ sizes: [Double]) -> Double? {
        for place in means.indices.dropFirst() where (means[place - 1] < 0) != (means[place] < 0) {
            let (before, after) = (means[place - 1], means[place])
            let part = before / (before - after)
            let (low, high) = (ExactMath.log(sizes[place - 1]), ExactMath.log(sizes[place]))
            return ExactMath.exp(low + part * (high - low))
        }
        return nil
    }
}
