import PriceOracles
import SimulationKernel
import Testing
import WideIntegers

@Suite struct BasisPathTests {
    static func path(_ model: BasisModel, stepMicros: UInt64 = 1_000_000) throws -> BasisPath {
        let index = try PiecewisePath(
            through: [PathPoint(at(0), priceWad: wad(100))], name: "index")
        return try BasisPath(
            model, over: index, name: "venue",
            grid: StepGrid(start: at(0), stepMicros: stepMicros), source: RandomSource(seed: 5))
    }

    @Test("has the variance and the memory of its law over a million steps")
    func law() throws {
        let model = BasisModel(
            startLog: 0.01, meanLog: 0.01, reversionPerSecond: 0.1, deviationLog: 0.002)
        var path = try Self.path(model)
        let count = 1_000_000
        let gaps = Sample(
            try (1...count).map {
                try path.advance(to: at(UInt64($0)))
                return path.logBasis
            })
        let n = Double(count)
        let phi = ExactMath.exp(-0.1)
        let memory = (1 + phi) / (1 - phi)
        #expect(abs(gaps.mean() - 0.01) < 4 * 0.002 * (memory / n).squareRoot())
        let variance = gaps.mean { ($0 - 0.01) * ($0 - 0.01) }
        let square = phi * phi
        let spread = (2 * (1 + square) / (1 - square) / n).squareRoot()
        #expect(abs(variance / (0.002 * 0.002) - 1) < 4 * spread)
        for lag in 1...5 {
            let expected = ExactMath.exp(-0.1 * Double(lag))
            // Bartlett's formula for an autoregression.
            let power = expected * expected
            let error =
                ((1 + square) * (1 - power) / (1 - square) - 2 * Double(lag) * power) / n
            #expect(abs(gaps.autocorrelation(lag: lag) - expected) < 4 * error.squareRoot())
        }
    }

    @Test("falls to its mean by the exponential when it has no deviation")
    func decay() throws {
        let model = BasisModel(
            startLog: 0.2, meanLog: -0.1, reversionPerSecond: 0.01, deviationLog: 0)
        var path = try Self.path(model, stepMicros: 500_000)
        for seconds: UInt64 in [0, 1, 50, 200] {
            let price = try PriceQuantization.price(path.priceWad(at: at(seconds)))
            let gap = -0.1 + 0.3 * ExactMath.exp(-0.01 * Double(seconds))
            #expect(abs(price / 100 - ExactMath.exp(gap)) < 1e-12)
        }
    }

    @Test("is the index itself without a gap")
    func noGap() throws {
        var path = try Self.path(BasisModel(reversionPerSecond: 1, deviationLog: 0))
        let price = try path.priceWad(at: at(77))
        #expect(price == wad(100))
    }

    @Test("leaves the index's path alone, and stands on the same one")
    func index() throws {
        var index = try DiffusionPath.sample(volatility: 5)
        var venue = try BasisPath(
            BasisModel(startLog: 0.1, meanLog: 0.1, reversionPerSecond: 1, deviationLog: 0),
            over: index, name: "venue",
            grid: StepGrid(start: at(1000), stepMicros: 1_000_000),
            source: RandomSource(seed: 1))
        for second: UInt64 in [1000, 1500, 9000] {
            let prices = try (index.priceWad(at: at(second)), venue.priceWad(at: at(second)))
            let ratio =
                PriceQuantization.price(prices.1) / PriceQuantization.price(prices.0)
            #expect(abs(ratio - ExactMath.exp(0.1)) < 1e-12)
        }
    }

    @Test("the same seed gives the same bits")
    func pinned() throws {
        var path = try Self.path(BasisModel(reversionPerSecond: 0.1, deviationLog: 0.01))
        let prices = try [1, 10, 1000].map { try path.priceWad(at: at($0)) }
        #expect(prices.map(\.description) == Self.pins)
    }

    static let pins = [
        "99908182824778151598", "100241753223132249673", "99245034646944091605",
    ]

    @Test(
        "refuses what has no law",
        arguments: [
            BasisModel(reversionPerSecond: -1, deviationLog: 1),
            BasisModel(reversionPerSecond: 1, deviationLog: -1),
            BasisModel(startLog: .nan, reversionPerSecond: 1, deviationLog: 1),
            BasisModel(meanLog: .infinity, reversionPerSecond: 1, deviationLog: 1),
        ])
    func refused(model: BasisModel) {
        #expect(throws: PathError.self) { try Self.path(model) }
    }
}
