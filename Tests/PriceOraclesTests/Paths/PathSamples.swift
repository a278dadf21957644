import PriceOracles
import SimulationKernel
import WideIntegers

/// Seconds to a moment.
func at(_ seconds: UInt64) -> SimulatedTime { SimulatedTime(seconds: seconds) }

/// So many units in wad.
func wad(_ units: UInt64) -> UInt256 { UInt256(units) &* .wad }

/// A sample with its means and how sure they are.
struct Sample {
    var values: [Double]

    init(_ values: [Double]) { self.values = values }

    func mean(_ f: (Double) -> Double = { $0 }) -> Double {
        values.reduce(0) { $0 + f($1) } / Double(values.count)
    }

    /// How many standard errors the mean of f lies from what theory says; values are independent.
    func distance(_ f: (Double) -> Double, from theory: Double) -> Double {
        let mean = mean(f)
        let variance = self.mean { (f($0) - mean) * (f($0) - mean) }
        return (mean - theory) / (variance / Double(values.count)).squareRoot()
    }

    /// The correlation between values that lie so many places apart.
    func autocorrelation(lag: Int) -> Double {
        let mean = mean()
        var sum = 0.0
        for index in lag..<values.count {
            sum += (values[index] - mean) * (values[index - lag] - mean)
        }
        return sum / Double(values.count) / self.mean { ($0 - mean) * ($0 - mean) }
    }
}

extension DiffusionPath {
    /// A path from 100 in steps of a second.
    static func sample(
        drift: Double = 0, volatility: Double, jumps: JumpProcess? = nil, name: String = "eth",
        seed: UInt64 = 1
    ) throws -> DiffusionPath {
        try DiffusionPath(
            Diffusion(
                startPriceWad: wad(100), driftPerYear: drift, volatilityPerSqrtYear: volatility,
                jumps: jumps),
            name: name, grid: StepGrid(start: at(1000), stepMicros: 1_000_000),
            source: RandomSource(seed: seed))
    }

    /// The returns of the logarithm over the next steps of a second.
    mutating func logReturns(_ count: Int) throws -> Sample {
        var values: [Double] = []
        var before = logReturn
        for step in 1...count {
            try advance(to: at(1000 + UInt64(step)))
            values.append(logReturn - before)
            before = logReturn
        }
        return Sample(values)
    }
}
