import PriceOracles
import SimulationKernel
import Testing
import WideIntegers

@Suite struct CorrelationMatrixTests {
    static let three = [[1.0, 0.8, -0.3], [0.8, 1.0, 0.1], [-0.3, 0.1, 1.0]]

    static func paths(_ rows: [[Double]], names: [String] = ["btc", "eth", "sol"]) throws
        -> [DiffusionPath]
    {
        let model = Diffusion(startPriceWad: wad(100), volatilityPerSqrtYear: 1)
        return try DiffusionPath.correlated(
            names.map { ($0, model) }, by: CorrelationMatrix(rows),
            grid: StepGrid(start: at(1000), stepMicros: 1_000_000),
            source: RandomSource(seed: 3))
    }

    @Test("returns correlate as the matrix says over a million steps")
    func correlations() throws {
        var paths = try Self.paths(Self.three)
        let returns = try paths.indices.map { try paths[$0].logReturns(1_000_000).values }
        let variance = 1 / StepGrid.secondsPerYear
        for i in 0..<3 {
            for j in 0..<3 {
                let products = Sample(zip(returns[i], returns[j]).map { $0 * $1 / variance })
                let distance = products.distance({ $0 }, from: Self.three[i][j])
                #expect(abs(distance) < 4, "\(i) \(j)")
            }
        }
    }

    @Test("an asset at the end leaves those before it unchanged")
    func additions() throws {
        var three = try Self.paths(Self.three)
        var two = try Self.paths([[1, 0.8], [0.8, 1]], names: ["btc", "eth"])
        for i in 0..<2 {
            let prices = try (three[i].priceWad(at: at(5000)), two[i].priceWad(at: at(5000)))
            #expect(prices.0 == prices.1)
        }
    }

    @Test("an uncorrelated asset has the bits that it has alone")
    func alone() throws {
        var both = try Self.paths([[1, 0], [0, 1]], names: ["btc", "eth"])
        var single = try Self.paths([[1]], names: ["eth"])
        let prices = try (both[1].priceWad(at: at(5000)), single[0].priceWad(at: at(5000)))
        #expect(prices.0 == prices.1)
    }

    @Test("assets of correlation one move as one, of minus one against each other")
    func singular() throws {
        var paths = try Self.paths([[1, 1, -1], [1, 1, -1], [-1, -1, 1]])
        let returns = try paths.indices.map { try paths[$0].logReturns(100).values }
        let half = -0.5 / StepGrid.secondsPerYear
        for index in 0..<100 {
            #expect(returns[0][index] == returns[1][index])
            #expect(abs(returns[0][index] + returns[2][index] - 2 * half) < 1e-12)
        }
    }

    @Test(
        "names the entry that no correlations have",
        arguments: [
            ([[1, 0.5], [0.4, 1]], 1, 0), ([[1, 0], [0, 0.9]], 1, 1), ([[1, 2], [2, 1]], 0, 1),
            ([[1, .nan], [.nan, 1]], 0, 1),
            ([[1, 0.9, 0], [0.9, 1, 0.9], [0, 0.9, 1]], 2, 2),
            ([[1, 1, 0.5], [1, 1, 0.2], [0.5, 0.2, 1]], 2, 1),
        ] as [([[Double]], Int, Int)])
    func refused(rows: [[Double]], row: Int, column: Int) {
        let error = #expect(throws: PathError.self) { try CorrelationMatrix(rows) }
        #expect(error?.description.hasPrefix("correlation [\(row)][\(column)]") == true)
    }

    @Test(
        "refuses other shapes than squares",
        arguments: [[], [[1, 0]], [[1], [0, 1]], [[1, 0], [0]]] as [[[Double]]])
    func shapes(rows: [[Double]]) {
        #expect(throws: PathError.self) { try CorrelationMatrix(rows) }
    }

    @Test("refuses a doubled name and a matrix of another size")
    func names() {
        #expect(throws: PathError.self) { try Self.paths([[1, 0], [0, 1]], names: ["a", "a"]) }
        #expect(throws: PathError.self) { try Self.paths([[1, 0], [0, 1]], names: ["a"]) }
    }
}
