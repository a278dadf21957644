import SimulationKernel
import Testing

@Suite struct DistributionTests {
    private static let draws = 100_000

    private func samples(_ distribution: Distribution) -> [Double] {
        var stream = RandomStream(seed: 1, name: "distribution")
        return (0..<Self.draws).map { _ in distribution.sample(&stream) }
    }

    @Test(
        "mean and variance are those of the law",
        arguments: [
            (.constant(2.5), 2.5, 0),
            (.uniform(low: -1, high: 3), 1, 16.0 / 12),
            (.exponential(mean: 12), 12, 144),
            (.normal(mean: 5, deviation: 2), 5, 4),
            // Mean 20000 + 60000 e^0.18, variance 60000^2 e^0.36 (e^0.36 - 1).
            (.logNormal(shift: 20_000, median: 60_000, sigma: 0.6), 91_833.04, 2_235_973_666),
            (.poisson(mean: 0.02), 0.02, 0.02),
            (.poisson(mean: 8), 8, 8),
            (.poisson(mean: 100.25), 100.25, 100.25),
            (.pareto(scale: 2, shape: 5), 2.5, 0.416_666_7),
            // Mean 8 / ln 5, mean of squares 48 / ln 5.
            (.logUniform(low: 2, high: 10), 4.970_679, 5.116_424),
        ] as [(Distribution, Double, Double)])
    func moments(_ distribution: Distribution, _ mean: Double, _ variance: Double) {
        let values = samples(distribution)
        let count = Double(values.count)
        let sampleMean = values.reduce(0, +) / count
        let squares = values.reduce(0) { $0 + ($1 - sampleMean) * ($1 - sampleMean) }
        // Four standard deviations of the mean; a tenth for the variance, whose own is much larger.
        let bound = 4 * (variance / count).squareRoot()
        #expect((sampleMean - mean).magnitude <= bound, "mean \(sampleMean)")
        #expect((squares / count - variance).magnitude <= 0.1 * variance, "\(squares / count)")
    }

    // Quantiles at 0.01, 0.1, 0.5, 0.9 and 0.99, from the inverse distribution functions.
    @Test(
        "as many draws fall below each quantile as should",
        arguments: [
            (.uniform(low: -1, high: 3), [-0.96, -0.6, 1, 2.6, 2.96]),
            (.exponential(mean: 12), [0.1206040, 1.264326, 8.317766, 27.63102, 55.26204]),
            (.normal(mean: 5, deviation: 2), [0.3473043, 2.436897, 5, 7.563103, 9.652696]),
            (
                .logNormal(shift: 20_000, median: 60_000, sigma: 0.6),
                [34_857.96, 47_810.50, 80_000, 149_447.5, 262_294.3]
            ),
            (.pareto(scale: 2, shape: 1.5), [2.013445, 2.145532, 3.174802, 9.283178, 43.08869]),
            // 2 times 5 to the power of the share.
            (.logUniform(low: 2, high: 10), [2.032450, 2.349240, 4.472136, 8.513399, 9.840338]),
        ] as [(Distribution, [Double])])
    func quantiles(_ distribution: Distribution, _ quantiles: [Double]) {
        let values = samples(distribution)
        for (share, quantile) in zip([0.01, 0.1, 0.5, 0.9, 0.99], quantiles) {
            let below = Double(values.count { $0 < quantile })
            let expected = share * Double(Self.draws)
            let bound = 4 * (expected * (1 - share)).squareRoot()
            #expect((below - expected).magnitude <= bound, "\(below) below the \(share) quantile")
        }
    }

    // Probabilities of zero are e^-mean. The bounds are exceeded once in 1,000 seeds; the seed is fixed.
    @Test(
        "counts have Poisson's probabilities, with one summand and with several",
        arguments: [
            (3.5, 0.030_197_383_422_318_5, 0...12, 34.6),
            (20, 2.061_153_622_438_56e-9, 6...38, 63.9),
        ] as [(Double, Double, ClosedRange<Int>, Double)])
    func counts(mean: Double, ofNone: Double, cells: ClosedRange<Int>, bound: Double) {
        var probability = ofNone
        var probabilities = [probability]
        for count in 1...cells.upperBound {
            probability *= mean / Double(count)
            probabilities.append(probability)
        }
        // One cell for each count of the range, and one for all others.
        var weights = Array(probabilities[cells])
        weights.append(1 - weights.reduce(0, +))
        var counts = [Int](repeating: 0, count: weights.count)
        for value in samples(.poisson(mean: mean)) {
            #expect(value >= 0 && value == value.rounded())
            let count = Int(value)
            counts[cells.contains(count) ? count - cells.lowerBound : counts.count - 1] += 1
        }
        #expect(chiSquare(counts, weights: weights) < bound)
    }

    @Test("values stay within the support of their law")
    func support() {
        #expect(samples(.uniform(low: 2, high: 2)).allSatisfy { $0 == 2 })
        #expect(samples(.uniform(low: -1, high: 3)).allSatisfy { $0 >= -1 && $0 <= 3 })
        #expect(samples(.exponential(mean: 12)).allSatisfy { $0 > 0 && $0.isFinite })
        #expect(samples(.exponential(mean: 0)).allSatisfy { $0 == 0 })
        #expect(samples(.normal(mean: 5, deviation: 0)).allSatisfy { $0 == 5 })
        #expect(samples(.logNormal(shift: 7, median: 1, sigma: 3)).allSatisfy { $0 >= 7 })
        #expect(samples(.poisson(mean: 0)).allSatisfy { $0 == 0 })
        #expect(samples(.pareto(scale: 2, shape: 1.5)).allSatisfy { $0 >= 2 && $0.isFinite })
        #expect(samples(.logUniform(low: 2, high: 10)).allSatisfy { $0 >= 2 && $0 <= 10 })
        #expect(samples(.logUniform(low: 3, high: 3)).allSatisfy { $0 == 3 })
    }

    @Test(
        "integers are the nearest, ties the even one, and stay within 64 bits",
        arguments: [
            (0, 0), (-0.0, 0), (0.25, 0), (0.5, 0), (0.500_000_1, 1), (1.5, 2), (2.5, 2), (3.5, 4),
            (0.499_999_999_999_999_94, 0), (1e6 + 0.75, 1_000_001), (-0.75, 0), (-1e300, 0),
            (4_503_599_627_370_495.5, 4_503_599_627_370_496),
            (4_503_599_627_370_497, 4_503_599_627_370_497), (0x1p63, 1 << 63),
            (18_446_744_073_709_549_568, 18_446_744_073_709_549_568), (0x1p64, .max), (1e300, .max),
        ] as [(Double, UInt64)])
    func integers(_ value: Double, _ expected: UInt64) {
        var stream = RandomStream(seed: 1, name: "integer")
        #expect(Distribution.constant(value).sampleInteger(&stream) == expected)
    }

    @Test("infinite values give the largest integer")
    func infiniteIntegers() {
        var stream = RandomStream(seed: 1, name: "integer")
        let huge = Distribution.logNormal(shift: 0, median: 1e308, sigma: 1000)
        let values = (0..<100).map { _ in huge.sampleInteger(&stream) }
        #expect(values.contains(.max))
    }

    @Test("constants take no draw, counts one per eight of the mean, the rest one each")
    func drawsTaken() {
        let cases: [(Distribution, Int)] = [
            (.constant(1), 0), (.uniform(low: 0, high: 1), 1), (.exponential(mean: 1), 1),
            (.normal(mean: 0, deviation: 1), 1), (.logNormal(shift: 0, median: 1, sigma: 1), 1),
            (.pareto(scale: 1, shape: 1), 1), (.logUniform(low: 1, high: 2), 1),
            (.poisson(mean: 0), 1), (.poisson(mean: 8), 1),
            (.poisson(mean: 8.5), 2), (.poisson(mean: 80), 10),
        ]
        for (distribution, draws) in cases {
            var stream = RandomStream(seed: 1, name: "draws")
            var twin = stream
            _ = distribution.sample(&stream)
            for _ in 0..<draws { _ = twin.next() }
            #expect(stream.next() == twin.next(), "\(distribution)")
        }
    }
}
