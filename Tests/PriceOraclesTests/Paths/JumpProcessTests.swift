import PriceOracles
import SimulationKernel
import Testing

@Suite struct JumpProcessTests {
    static let year = StepGrid.secondsPerYear

    /// Jumps in each window of that many seconds.
    static func counts(_ jumps: JumpProcess, windows: Int, seconds: UInt64) throws -> Sample {
        var path = try DiffusionPath.sample(volatility: 0, jumps: jumps)
        var before = 0
        return Sample(
            try (1...windows).map { window in
                try path.advance(to: at(1000 + UInt64(window) * seconds))
                defer { before = path.jumpCount }
                return Double(path.jumpCount - before)
            })
    }

    @Test("Poisson jumps have mean and variance of their rate")
    func poisson() throws {
        let jumps = JumpProcess(
            .poisson(ratePerYear: 0.3 * Self.year), logMean: 0, logDeviation: 0)
        let counts = try Self.counts(jumps, windows: 100_000, seconds: 10)
        #expect(abs(counts.distance({ $0 }, from: 3)) < 4)
        #expect(abs(counts.distance({ ($0 - 3) * ($0 - 3) }, from: 3)) < 4)
        #expect(abs(counts.autocorrelation(lag: 1)) < 4 / 100_000.0.squareRoot())
    }

    @Test("Merton's returns have the cumulants of a compound Poisson law over a million steps")
    func cumulants() throws {
        let rate = 0.05
        let (mean, deviation) = (-0.002, 0.004)
        let volatility = 0.001
        var path = try DiffusionPath.sample(
            drift: volatility * volatility / 2 * Self.year,
            volatility: volatility * Self.year.squareRoot(),
            jumps: JumpProcess(
                .poisson(ratePerYear: rate * Self.year), logMean: mean, logDeviation: deviation))
        let returns = try path.logReturns(1_000_000)
        // Raw moments of a normal jump.
        let (m2, d2) = (mean * mean, deviation * deviation)
        let second = m2 + d2
        let third = mean * (m2 + 3 * d2)
        let fourth = m2 * m2 + 6 * m2 * d2 + 3 * d2 * d2
        let c2 = volatility * volatility + rate * second
        let centre = rate * mean
        #expect(abs(returns.distance({ $0 }, from: centre)) < 4)
        #expect(abs(returns.distance({ ($0 - centre) * ($0 - centre) }, from: c2)) < 4)
        let cube = { (x: Double) in (x - centre) * (x - centre) * (x - centre) }
        #expect(abs(returns.distance(cube, from: rate * third)) < 4)
        let square2 = { (x: Double) in cube(x) * (x - centre) }
        #expect(abs(returns.distance(square2, from: rate * fourth + 3 * c2 * c2)) < 4)
    }

    @Test(
        "Hawkes jumps have the mean and the variance of their law",
        arguments: [(0.5, 1.0), (0.2, 2.0), (1.4, 2.0)])
    func hawkes(excitation: Double, decay: Double) throws {
        let base = 0.3
        let seconds = 20.0
        let ratio = excitation / decay
        let mean = base / (1 - ratio)
        let jumps = JumpProcess(
            .hawkes(
                baseRatePerYear: base * Self.year, excitationPerSecond: excitation,
                decayPerSecond: decay), logMean: 0, logDeviation: 0)
        let windows = 50_000
        let counts = try Self.counts(jumps, windows: windows, seconds: UInt64(seconds))
        // Long-run variance: mean / (1 - ratio)^2 for each second.
        let spread = (mean / (1 - ratio) / (1 - ratio) / seconds / Double(windows)).squareRoot()
        #expect(abs(counts.mean() / seconds - mean) < 4 * spread)
        // Da Fonseca and Zaatour, "Hawkes process: fast calibration" (2014).
        let k = 1 / ((1 - ratio) * (1 - ratio))
        let eta = decay - excitation
        let tail = (1 - ExactMath.exp(-eta * seconds)) / eta
        let variance = mean * (seconds * k + (1 - k) * tail)
        let centre = mean * seconds
        let distance = counts.distance({ ($0 - centre) * ($0 - centre) }, from: variance)
        #expect(abs(distance) < 4.5)
        // Neighbouring windows share clusters.
        let covariance =
            mean * ratio * (1 - ratio / 2) / (1 - ratio) / (1 - ratio)
            * (1 - ExactMath.exp(-eta * seconds)) * (1 - ExactMath.exp(-eta * seconds)) / eta
        let expected = covariance / variance
        let error = 4 * ((1 + expected) / Double(windows)).squareRoot()
        #expect(abs(counts.autocorrelation(lag: 1) - expected) < 2 * error)
    }

    @Test("jumps leave the draws of the wandering alone")
    func separateStreams() throws {
        var plain = try DiffusionPath.sample(volatility: 1)
        var jumping = try DiffusionPath.sample(
            volatility: 1,
            jumps: JumpProcess(.poisson(ratePerYear: Self.year), logMean: 0, logDeviation: 0))
        let pair = try (plain.logReturns(1000), jumping.logReturns(1000))
        #expect(jumping.jumpCount > 800)
        #expect(pair.0.values == pair.1.values)
    }

    @Test(
        "refuses what has no stationary law, and more jumps than can be counted",
        arguments: [
            .hawkes(baseRatePerYear: 1, excitationPerSecond: 1, decayPerSecond: 1),
            .hawkes(baseRatePerYear: 1, excitationPerSecond: 2, decayPerSecond: 1),
            .hawkes(baseRatePerYear: 1, excitationPerSecond: 0.9995, decayPerSecond: 1),
            .hawkes(baseRatePerYear: 1, excitationPerSecond: 0.1, decayPerSecond: 0),
            .hawkes(baseRatePerYear: 1, excitationPerSecond: -1, decayPerSecond: 1),
            .hawkes(baseRatePerYear: .nan, excitationPerSecond: 0, decayPerSecond: 1),
            .poisson(ratePerYear: -1), .poisson(ratePerYear: .infinity),
            .poisson(ratePerYear: 1e12 * 1.01),
        ] as [JumpProcess.Arrivals])
    func refused(arrivals: JumpProcess.Arrivals) {
        #expect(throws: PathError.self) {
            try DiffusionPath.sample(
                volatility: 1, jumps: JumpProcess(arrivals, logMean: 0, logDeviation: 0))
        }
    }

    @Test("a rate of nothing never jumps")
    func never() throws {
        for arrivals: JumpProcess.Arrivals in [
            .poisson(ratePerYear: 0),
            .hawkes(baseRatePerYear: 0, excitationPerSecond: 0.5, decayPerSecond: 1),
        ] {
            var path = try DiffusionPath.sample(
                volatility: 1, jumps: JumpProcess(arrivals, logMean: 1, logDeviation: 1))
            _ = try path.priceWad(at: at(100_000))
            #expect(path.jumpCount == 0)
        }
    }
}
