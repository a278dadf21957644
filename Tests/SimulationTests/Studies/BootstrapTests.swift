import SimulationKernel
import Testing

@testable import Simulation

@Suite struct BootstrapTests {
    private func normal(_ count: Int, seed: UInt64) -> [Double] {
        var stream = RandomSource(seed: seed).stream("test/normal")
        return (0..<count).map { _ in
            Distribution.normal(mean: 3, deviation: 2).sample(&stream)
        }
    }

    @Test("intervals of normal samples hold the true centre about as often as their level says")
    func coverage() {
        let bootstrap = Bootstrap(resamples: 600, level: 0.9)
        let samples = (0..<500).map { normal(40, seed: 1000 + $0) }
        let intervals = bootstrap.intervals(of: samples)
        let means = intervals.count { $0.mean.map { $0.low <= 3 && 3 <= $0.high } ?? false }
        let medians = intervals.count { $0.median.map { $0.low <= 3 && 3 <= $0.high } ?? false }
        // Percentile intervals fall a little short at 40 values; 500 trials scatter by 1.3 points.
        #expect((425...470).contains(means), "\(means) of 500")
        #expect((425...480).contains(medians), "\(medians) of 500")
    }

    @Test("the mean's interval has the width of theory")
    func width() throws {
        let sample = normal(400, seed: 7)
        let interval = try #require(Bootstrap(resamples: 4000).intervals(of: [sample])[0].mean)
        let error = try #require(SampleStatistics(sample).standardError)
        #expect(abs((interval.high - interval.low) / (2 * 1.96 * error) - 1) < 0.05)
    }

    @Test("resampled medians are those of the drawn values", arguments: [2, 3, 4, 5, 10])
    func mediansByAnotherRoute(size: Int) throws {
        let sample = normal(size, seed: UInt64(size))
        let bootstrap = Bootstrap(resamples: 200)
        // The same draws, the samples laid out and sorted.
        var stream = RandomSource(seed: 1).stream("study/bootstrap/\(size)")
        let medians = (0..<200).map { _ in
            let drawn = (0..<size).map { _ in sample[stream.index(below: size)] }.sorted()
            return (drawn[(size - 1) / 2] + drawn[size / 2]) / 2
        }
        let expected = SampleStatistics(medians).quantiles(0.025, 0.975, of: medians)
        let interval = try #require(bootstrap.intervals(of: [sample])[0].median)
        #expect(abs(interval.low - expected.0) < 1e-12)
        #expect(abs(interval.high - expected.1) < 1e-12)
    }

    @Test("one sample more, of the same size or another, changes no interval")
    func independence() {
        let (one, two, three) = (normal(20, seed: 1), normal(20, seed: 2), normal(11, seed: 3))
        let bootstrap = Bootstrap(resamples: 100)
        let together = bootstrap.intervals(of: [one, three, two])
        #expect(together[0] == bootstrap.intervals(of: [one])[0])
        #expect(together[1] == bootstrap.intervals(of: [three])[0])
        #expect(together[2] == bootstrap.intervals(of: [two])[0])
        #expect(together[0] != together[2])
    }

    @Test("another seed draws otherwise, the same seed does not")
    func seeds() {
        let sample = normal(30, seed: 5)
        let first = Bootstrap(resamples: 100, seed: 1).intervals(of: [sample])
        #expect(first == Bootstrap(resamples: 100, seed: 1).intervals(of: [sample]))
        #expect(first != Bootstrap(resamples: 100, seed: 2).intervals(of: [sample]))
    }

    @Test("samples below two values have no interval, equal values one without width")
    func degenerate() {
        let intervals = Bootstrap(resamples: 50).intervals(of: [[], [4], [4, 4, 4]])
        #expect(intervals[0].mean == nil && intervals[0].median == nil)
        #expect(intervals[1].mean == nil)
        #expect(intervals[2].mean == ConfidenceInterval(low: 4, high: 4))
        #expect(intervals[2].median == ConfidenceInterval(low: 4, high: 4))
    }

    @Test("paired differences show a small effect under a large spread")
    func pairs() {
        let base = normal(50, seed: 1).map { $0 * 1000 }
        let differences = normal(50, seed: 2).map { $0 * 0.01 }
        let intervals = Bootstrap().intervals(of: [differences, base])
        let paired = PairedDifference(differences, intervals: intervals[0])
        #expect(paired.isClear)
        #expect(paired.count == 50)
        #expect(paired.meanInterval == intervals[0].mean)
        let unclear = PairedDifference([-1, 1, 0, 2, -2], intervals: intervals[1])
        #expect(unclear.shareHigher == 0.4)
        #expect(unclear.shareLower == 0.4)
        let none = PairedDifference([], intervals: BootstrapIntervals(mean: nil, median: nil))
        #expect(none.shareHigher == nil && none.mean == nil && !none.isClear)
    }

    @Test("an interval that touches zero does not settle the sign")
    func zero() {
        #expect(ConfidenceInterval(low: 0, high: 2).holdsZero)
        #expect(ConfidenceInterval(low: -2, high: 0).holdsZero)
        #expect(!ConfidenceInterval(low: 0.1, high: 2).holdsZero)
        #expect(!ConfidenceInterval(low: -2, high: -0.1).holdsZero)
    }
}

extension SampleStatistics {
    fileprivate func quantiles(_ low: Double, _ high: Double, of values: [Double]) -> (
        Double, Double
    ) {
        // Type 7 once more, by its definition.
        func one(_ probability: Double) -> Double {
            let sorted = values.sorted()
            let place = Double(sorted.count - 1) * probability
            let below = Int(place)
            let above = min(below + 1, sorted.count - 1)
            return sorted[below] * (1 - (place - Double(below)))
                + sorted[above] * (place - Double(below))
        }
        return (one(low), one(high))
    }
}
