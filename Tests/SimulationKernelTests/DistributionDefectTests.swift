import SimulationKernel
import Testing

@Suite struct DistributionDefectTests {
    @Test(
        "sound parameters have no defect",
        arguments: [
            .constant(-1), .uniform(low: 1, high: 1), .exponential(mean: 0),
            .normal(mean: -5, deviation: 0), .logNormal(shift: -1, median: 1e-300, sigma: 0),
            .poisson(mean: 0), .poisson(mean: Distribution.poissonMeanMax),
            .pareto(scale: 1e-300, shape: 1e-3),
        ] as [Distribution])
    func sound(_ distribution: Distribution) {
        #expect(distribution.defect == nil)
    }

    @Test(
        "a defect names the parameter, its value and what is allowed",
        arguments: [
            (.constant(.nan), "constant is nan; it must be finite"),
            (.uniform(low: .infinity, high: 1), "low is inf; it must be finite"),
            (.uniform(low: 1, high: .infinity), "high is inf; it must be finite"),
            (.uniform(low: 2, high: 1), "high is 1.0; it must be at least low, which is 2.0"),
            (
                .uniform(low: -1e308, high: 1e308),
                "high is 1e+308; its distance from low, -1e+308, must be finite"
            ),
            (.exponential(mean: -1), "mean is -1.0; it must be finite and at least 0.0"),
            (.exponential(mean: .infinity), "mean is inf; it must be finite and at least 0.0"),
            (.normal(mean: .nan, deviation: 1), "mean is nan; it must be finite"),
            (
                .normal(mean: 0, deviation: -0.5),
                "deviation is -0.5; it must be finite and at least 0.0"
            ),
            (
                .logNormal(shift: -.infinity, median: 1, sigma: 1),
                "shift is -inf; it must be finite"
            ),
            (
                .logNormal(shift: 0, median: 0, sigma: 1),
                "median is 0.0; it must be finite and above 0.0"
            ),
            (
                .logNormal(shift: 0, median: 1, sigma: -1),
                "sigma is -1.0; it must be finite and at least 0.0"
            ),
            (.poisson(mean: -1), "mean is -1.0; it must be from 0 to 1000000.0"),
            (.poisson(mean: .nan), "mean is nan; it must be from 0 to 1000000.0"),
            (.poisson(mean: 1_000_001), "mean is 1000001.0; it must be from 0 to 1000000.0"),
            (.pareto(scale: 0, shape: 1), "scale is 0.0; it must be finite and above 0.0"),
            (.pareto(scale: 1, shape: -2), "shape is -2.0; it must be finite and above 0.0"),
            (.logUniform(low: 0, high: 1), "low is 0.0; it must be finite and above 0.0"),
            (
                .logUniform(low: 3, high: 2),
                "high is 2.0; it must be at least low, which is 3.0"
            ),
            (
                .logUniform(low: 1e-300, high: 1e300),
                "high is 1e+300; its ratio to low, 1e-300, must be finite"
            ),
        ] as [(Distribution, String)])
    func defective(_ distribution: Distribution, _ defect: String) {
        #expect(distribution.defect == defect)
    }

    @Test("sampling with a defect stops the run")
    func samplingStops() async {
        await #expect(processExitsWith: .failure) {
            var stream = RandomStream(seed: 0, name: "")
            _ = Distribution.exponential(mean: -1).sample(&stream)
        }
    }
}
