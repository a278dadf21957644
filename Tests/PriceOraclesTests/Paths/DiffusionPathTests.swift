import PriceOracles
import SimulationKernel
import Testing
import WideIntegers

@Suite struct DiffusionPathTests {
    static let second = 1 / StepGrid.secondsPerYear

    @Test("gives the same bits for the same seed")
    func pinned() throws {
        var path = try DiffusionPath.sample(
            drift: 0.5, volatility: 0.8,
            jumps: JumpProcess(.poisson(ratePerYear: 1e5), logMean: -0.001, logDeviation: 0.02))
        var copy = path
        let prices = try [1000, 1001, 1100, 87_400].map { try path.priceWad(at: at($0)) }
        #expect(prices.map(\.description) == Self.pins)
        let end = try copy.priceWad(at: at(87_400))
        #expect(end == prices[3])
    }

    static let pins = [
        "100000000000000000000", "100000951180640342386", "99965248045867440396",
        "145080915204750226621",
    ]

    @Test("has the moments of geometric Brownian motion over a million steps")
    func moments() throws {
        var path = try DiffusionPath.sample(drift: 2000, volatility: 20)
        let returns = try path.logReturns(1_000_000)
        let mean = (2000 - 200) * Self.second
        let variance = 400 * Self.second
        #expect(abs(returns.distance({ $0 }, from: mean)) < 4)
        #expect(abs(returns.distance({ ($0 - mean) * ($0 - mean) }, from: variance)) < 4)
        let fourth = { (x: Double) in (x - mean) * (x - mean) * (x - mean) * (x - mean) }
        #expect(abs(returns.distance(fourth, from: 3 * variance * variance)) < 4)
        for lag in 1...5 {
            #expect(abs(returns.autocorrelation(lag: lag)) < 4e-3, "lag \(lag)")
        }
    }

    @Test("grows in the mean by its drift")
    func drift() throws {
        // Over a tenth of a year with step and horizon the same: exp(0.1 * drift) in the mean.
        let returns = try (0..<20_000).map { seed in
            var path = try DiffusionPath(
                Diffusion(startPriceWad: wad(1), driftPerYear: 400, volatilityPerSqrtYear: 10),
                name: "eth", grid: StepGrid(start: at(0), stepMicros: 86_400_000_000),
                source: RandomSource(seed: UInt64(seed)))
            return try PriceQuantization.price(path.priceWad(at: at(86_400)))
        }
        let growth = ExactMath.exp(400.0 / 365)
        #expect(abs(Sample(returns).distance({ $0 }, from: growth)) < 4)
    }

    @Test("holds the price from step to step, from the exact first one on")
    func holds() throws {
        var path = try DiffusionPath(
            Diffusion(startPriceWad: 100_000_000_000_000_001, volatilityPerSqrtYear: 1),
            name: "eth", grid: StepGrid(start: at(5), stepMicros: 1000),
            source: RandomSource(seed: 1))
        let prices = try [0, 999, 1000, 1999, 2000].map {
            try path.priceWad(at: SimulatedTime(micros: 5_000_000 + $0))
        }
        #expect(prices[0] == 100_000_000_000_000_001)
        #expect(prices[1] == prices[0])
        #expect(prices[2] != prices[1])
        #expect(prices[3] == prices[2])
        #expect(prices[4] != prices[3])
    }

    @Test("has the same price whether asked often or once")
    func pace() throws {
        let jumps = JumpProcess(
            .hawkes(baseRatePerYear: 1e6, excitationPerSecond: 0.5, decayPerSecond: 1),
            logMean: 0, logDeviation: 0.01)
        var often = try DiffusionPath.sample(volatility: 1, jumps: jumps)
        var once = often
        for second: UInt64 in 1000...4000 { _ = try often.priceWad(at: at(second)) }
        let prices = try (often.priceWad(at: at(4000)), once.priceWad(at: at(4000)))
        #expect(prices.0 == prices.1)
        #expect(often.jumpCount == once.jumpCount)
    }

    @Test("refuses to go back, to begin early, and to step for hours")
    func order() throws {
        var path = try DiffusionPath.sample(volatility: 1)
        #expect(
            throws: PathError.beforeStart(path: "eth", asked: at(999), start: at(1000))
        ) { try path.priceWad(at: at(999)) }
        _ = try path.priceWad(at: at(2000))
        #expect(
            throws: PathError.timeRunsBackwards(path: "eth", asked: at(1999), last: at(2000))
        ) { try path.priceWad(at: at(1999)) }
        #expect(throws: PathError.self) { try path.priceWad(at: SimulatedTime(micros: .max)) }
        // A refusal leaves the path where it was.
        _ = try path.priceWad(at: at(2000))
    }

    @Test("one question takes so many steps as their draws allow, those of jumps among them")
    func work() throws {
        let rows = (0..<64).map { i in (0..<64).map { j in i == j ? 1 : 0.5 } }
        let model = Diffusion(startPriceWad: wad(1), volatilityPerSqrtYear: 1)
        let paths = try DiffusionPath.correlated(
            (0..<64).map { ("asset \($0)", model) }, by: CorrelationMatrix(rows),
            grid: StepGrid(start: at(1000), stepMicros: 1_000_000), source: RandomSource(seed: 1))
        // A draw a step for its own stream and each one before it.
        try Self.expectStepsMax(1_000_000_000, of: paths[0])
        try Self.expectStepsMax(500_000_000, of: paths[1])
        try Self.expectStepsMax(15_625_000, of: paths[63])
        let year = StepGrid.secondsPerYear
        for arrivals: JumpProcess.Arrivals in [
            .poisson(ratePerYear: 1e4 * year),
            .hawkes(baseRatePerYear: 5e3 * year, excitationPerSecond: 1, decayPerSecond: 2),
        ] {
            let jumps = JumpProcess(arrivals, logMean: 0, logDeviation: 0)
            // Ten thousand jumps of three draws beside the one of the wandering.
            try Self.expectStepsMax(33_332, of: .sample(volatility: 1, jumps: jumps))
        }
    }

    /// Expects that one step more is refused, on the grid of seconds from 1000 on.
    static func expectStepsMax(_ max: UInt64, of path: DiffusionPath) throws {
        var path = path
        #expect(throws: PathError.tooManySteps(path: path.name, steps: max + 1, max: max)) {
            try path.advance(to: at(1000 + max + 1))
        }
    }

    @Test("tells when it leaves the prices that can be counted", arguments: [-1e6, 1e6])
    func range(drift: Double) throws {
        var path = try DiffusionPath.sample(drift: drift, volatility: 0)
        #expect(throws: PathError.self) { try path.priceWad(at: at(1_000_000)) }
        #expect(throws: PathError.self) { try path.priceWad(at: at(100_000_000)) }
    }

    @Test(
        "names a parameter that is not allowed",
        arguments: [
            (Diffusion(startPriceWad: 0, volatilityPerSqrtYear: 1), "start_price"),
            (Diffusion(startPriceWad: .max, volatilityPerSqrtYear: 1), "start_price"),
            (Diffusion(startPriceWad: 1, volatilityPerSqrtYear: -0.1), "volatility_per_sqrt_year"),
            (Diffusion(startPriceWad: 1, volatilityPerSqrtYear: .nan), "volatility_per_sqrt_year"),
            (
                Diffusion(startPriceWad: 1, driftPerYear: .infinity, volatilityPerSqrtYear: 1),
                "drift_per_year"
            ),
        ])
    func parameters(model: Diffusion, name: String) throws {
        let error = #expect(throws: PathError.self) {
            try DiffusionPath(
                model, name: "x", grid: StepGrid(start: at(0), stepMicros: 1),
                source: RandomSource(seed: 0))
        }
        #expect(error?.description.hasPrefix(name + " is ") == true)
    }

    @Test("refuses steps of nothing and of more than a day", arguments: [0, 86_400_000_001])
    func grid(step: UInt64) {
        #expect(throws: PathError.self) { try StepGrid(start: at(0), stepMicros: step) }
    }
}
