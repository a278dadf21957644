import PriceOracles
import SimulationKernel
import TestSupport
import Testing
import WideIntegers

@Suite struct PiecewisePathTests {
    static let points = [
        PathPoint(at(10), priceWad: wad(100)), PathPoint(at(20), priceWad: wad(400)),
        PathPoint(at(40), priceWad: wad(100)),
    ]

    @Test("holds, or moves on a line or by constant growth")
    func interpolations() throws {
        let asked: [UInt64] = [10, 15, 20, 30, 40, 1000]
        for (interpolation, expected): (PiecewisePath.Interpolation, [UInt64]) in [
            (.hold, [100, 100, 400, 400, 100, 100]),
            (.linear, [100, 250, 400, 250, 100, 100]),
            (.geometric, [100, 200, 400, 200, 100, 100]),
        ] {
            var path = try PiecewisePath(through: Self.points, by: interpolation, name: "plan")
            for (second, units) in zip(asked, expected) {
                let price = try path.priceWad(at: at(second))
                let error = price > wad(units) ? price &- wad(units) : wad(units) &- price
                // A logarithm and an exponential may miss by a few units of the sixteenth digit.
                #expect(error <= (interpolation == .geometric ? 1_000_000 : 0))
            }
        }
    }

    @Test("stays between its points", arguments: PiecewisePath.Interpolation.allCases)
    func bounds(interpolation: PiecewisePath.Interpolation) throws {
        var random = SeededGenerator(seed: 3)
        for _ in 0..<300 {
            let prices = [UInt256(1 + random.next() >> 30), UInt256(1 + random.next() >> 1)]
            let ends = [
                PathPoint(at(0), priceWad: prices[0]), PathPoint(at(1000), priceWad: prices[1]),
            ]
            var path = try PiecewisePath(through: ends, by: interpolation, name: "x")
            var before = prices[0]
            for second: UInt64 in 0...20 {
                let price = try path.priceWad(at: at(second * 50))
                #expect((price >= before) == (prices[1] >= prices[0]) || price == before)
                before = price
            }
            #expect(before == prices[1])
        }
    }

    @Test("answers the same however it is asked")
    func pace() throws {
        var often = try PiecewisePath(through: Self.points, by: .linear, name: "x")
        var once = often
        for second: UInt64 in 10...33 { _ = try often.priceWad(at: at(second)) }
        let prices = try (often.priceWad(at: at(33)), once.priceWad(at: at(33)))
        #expect(prices.0 == prices.1)
    }

    @Test("refuses to begin early and to go back")
    func order() throws {
        var path = try PiecewisePath(through: Self.points, name: "x")
        #expect(throws: PathError.beforeStart(path: "x", asked: at(9), start: at(10))) {
            try path.priceWad(at: at(9))
        }
        _ = try path.priceWad(at: at(12))
        #expect(throws: PathError.timeRunsBackwards(path: "x", asked: at(11), last: at(12))) {
            try path.priceWad(at: at(11))
        }
    }

    @Test(
        "refuses points that make no path",
        arguments: [
            [], [PathPoint(at(1), priceWad: 0)], [PathPoint(at(1), priceWad: .max)],
            [PathPoint(at(1), priceWad: 1), PathPoint(at(1), priceWad: 1)],
            [PathPoint(at(2), priceWad: 1), PathPoint(at(1), priceWad: 1)],
        ] as [[PathPoint]])
    func refused(points: [PathPoint]) {
        #expect(throws: PathError.self) { try PiecewisePath(through: points, name: "x") }
    }

    @Test(
        "takes the extremes of price and time without a trap",
        arguments: PiecewisePath.Interpolation.allCases)
    func extremes(interpolation: PiecewisePath.Interpolation) throws {
        let highest = PriceQuantization.priceWadMax
        let points = [
            PathPoint(SimulatedTime(micros: 0), priceWad: highest),
            PathPoint(SimulatedTime(micros: .max), priceWad: 1),
        ]
        var path = try PiecewisePath(through: points, by: interpolation, name: "x")
        for micros in [0, 1, UInt64.max / 2, .max - 1, .max] {
            let price = try path.priceWad(at: SimulatedTime(micros: micros))
            #expect(price >= 1 && price <= highest)
        }
    }
}
