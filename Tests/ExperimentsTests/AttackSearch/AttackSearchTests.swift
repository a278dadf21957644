import Simulation
import SimulationKernel
import Testing

@testable import Experiments

/// A market of known profit: the search's runs, without a simulation.
private struct Market {
    var batches = 0
    var evaluations = 0
    let profit: ([Double]) -> Double?

    init(_ profit: @escaping ([Double]) -> Double?) { self.profit = profit }

    /// The number that a setting's text stands for; seconds for durations.
    static func number(_ text: String) -> Double {
        if text.hasSuffix("ms") { return (Double(text.dropLast(2)) ?? .nan) / 1000 }
        if text.hasSuffix("s") { return Double(text.dropLast()) ?? .nan }
        return Double(text) ?? .nan
    }

    mutating func search(
        _ ranges: [String], guards: [StudySwitch] = [], grid: Int? = nil
    ) throws -> AttackResult {
        let search = try AttackSearch(
            over: ranges.map { try AttackAxis($0) }, gridCount: grid, guards: guards)
        return try search.run { settings in
            batches += 1
            evaluations += settings.count
            return settings.map { [profit($0.map { Self.number($0.value) })] }
        }
    }
}

@Suite struct AttackSearchTests {
    /// A spot push that moves the mark of an oracle-margined market: open interest of Q gains with the
    /// price's factor T, and pushing a pool of reserve R there costs R (sqrt T - 1)^2.
    ///
    /// With s = sqrt T, the profit Q (s^2 - 1) - R (s - 1)^2 is greatest at s = R / (R - Q), where it is
    /// Q^2 / (R - Q).
    @Test(
        "a spot push is found within 1 % of the closed form",
        arguments: [(1.0, 4.0), (2.0, 9.0), (5.0, 60.0), (1.0, 1.6)])
    func spotPush(q: Double, r: Double) throws {
        var market = Market { values in
            let root = values[0].squareRoot()
            return q * (values[0] - 1) - r * (root - 1) * (root - 1)
        }
        let result = try market.search(["factor=1.0..20.0"])
        let profit = try #require(result.best?.profit)
        #expect(profit >= q * q / (r - q) * 0.9999)
        #expect(profit <= q * q / (r - q) * 1.000001)
        #expect(result.pays)
        #expect(market.evaluations <= 200, "\(market.evaluations)")
        // Beyond the optimum it loses again where s = (R + Q) / (R - Q).
        let zero = (r + q) / (r - q)
        if zero * zero < 20 {
            let crossing = try #require(result.surface.zeroContour.last?.first)
            #expect(abs(crossing.x / (zero * zero) - 1) < 0.02)
        }
    }

    @Test("a slanted ridge in two keys is climbed along the diagonal")
    func ridge() throws {
        var market = Market { values in
            let (x, y) = (values[0] - 3.3, values[1] - 7.7)
            return 100 - (x - y) * (x - y) * 40 - (x + y) * (x + y)
        }
        let result = try market.search(["x=0.0..10.0", "y=0.0..10.0"])
        #expect(result.best?.profit ?? 0 >= 99)
        #expect(market.evaluations <= 600, "\(market.evaluations)")
    }

    @Test("capital by ratios and hold as a duration: within 1 % of the optimum")
    func capitalAndHold() throws {
        // Greatest at a capital of e^10 = 22,026 and a hold of 90 s.
        var market = Market { values in
            let capital = ExactMath.log(values[0]) - 10
            let hold = (values[1] - 90) / 40
            return 5000 * ExactMath.exp(-capital * capital - hold * hold) - 200
        }
        let result = try market.search(["capital=1000..5000000", "hold=0s..4m"])
        #expect(result.best?.profit ?? 0 >= 4800 * 0.99)
        #expect(market.evaluations <= 600, "\(market.evaluations)")
        // The contour is where capital^2 + hold^2 = ln 25, a closed line.
        let line = try #require(result.surface.zeroContour.first)
        #expect(result.surface.zeroContour.count == 1)
        #expect(line.first == line.last)
        for point in line {
            let (u, v) = (ExactMath.log(point.x) - 10, (point.y - 90) / 40)
            #expect(abs((u * u + v * v).squareRoot() - ExactMath.log(25).squareRoot()) < 0.4)
        }
    }

    @Test("an optimum at a bound is reached exactly, and said to be there")
    func bound() throws {
        var market = Market { 3 * $0[0] - 2 * $0[1] }
        let result = try market.search(["x=0.0..7.0", "y=1.0..2.0"])
        #expect(result.best?.settings.map(\.value) == ["7", "1"])
        #expect(result.best?.profit == 19)
        #expect(result.keys.map(\.isAtBound) == [true, true])
    }

    @Test("where nothing pays the search says so, and gives the least loss")
    func nothingPays() throws {
        var market = Market { -5 - ($0[0] - 4) * ($0[0] - 4) }
        let result = try market.search(["x=0.0..10.0"])
        #expect(!result.pays)
        #expect(abs((result.best?.profit ?? 0) + 5) < 0.05)
        #expect(result.surface.zeroContour.isEmpty)
    }

    @Test("a step is found to within the range's resolution")
    func step() throws {
        // The push pays more the larger it is, until a guard trips.
        var market = Market { $0[0] <= 61.7 ? $0[0] : -100 }
        let result = try market.search(["x=0.0..100.0"])
        #expect(result.best?.profit ?? 0 >= 61.7 * 0.999)
        #expect(market.evaluations <= 200)
    }

    @Test("a plateau ends the search at once")
    func plateau() throws {
        var market = Market { _ in 1 }
        let result = try market.search(["x=0.0..1.0", "y=0.0..1.0"])
        #expect(result.best?.profit == 1)
        #expect(market.evaluations < 13 * 13 + 3 * 9)
    }

    @Test("the higher of two peaks wins also where the grid sees the lower one better")
    func twoPeaks() throws {
        // A broad hill of 10 on a grid point, a steeper one of 14 between two of them.
        var market = Market { values in
            let (a, b) = (values[0] - 25, values[0] - 82.8)
            return max(10 - a * a / 50, 14 - b * b * 2.2)
        }
        let result = try market.search(["x=0.0..100.0"])
        #expect(result.best?.profit ?? 0 >= 14 * 0.99)
    }

    @Test("evaluations that fail or are no number are passed over")
    func failures() throws {
        var market = Market { values in
            if values[0] > 6 { return nil }
            if values[0] > 5 { return .nan }
            if values[0] > 4.5 { return .infinity }
            return values[0]
        }
        let result = try market.search(["x=0.0..10.0"])
        let profit = try #require(result.best?.profit)
        #expect(profit <= 4.5 && profit >= 4.5 * 0.99)
        #expect(result.evaluations.contains { $0.profit == nil })
        var broken = Market { _ in nil }
        let none = try broken.search(["x=0.0..10.0", "y=0.0..1.0"])
        #expect(none.best == nil && !none.pays && none.guards.isEmpty)
        #expect(none.surface.profits.allSatisfy { $0.allSatisfy { $0 == nil } })
    }

    @Test("a noisy profit ends within bounds, near the top")
    func noise() throws {
        var stream = RandomSource(seed: 1).stream("test/noise")
        let jitter = (0..<1000).map { _ in stream.unit() - 0.5 }
        var market = Market { values in
            let x = values[0] - 6
            return 100 - x * x + jitter[Int(values[0] * 7919) % 1000]
        }
        let result = try market.search(["x=0.0..10.0"])
        #expect(result.best?.profit ?? 0 >= 99)
        #expect(market.evaluations <= 200)
    }

    @Test("three and four keys, whole numbers among them")
    func manyKeys() throws {
        var market = Market { values in
            zip(values, [2.5, 7, 40, 0.3]).reduce(0.0) { (profit: Double, pair) in
                profit - (pair.0 - pair.1) * (pair.0 - pair.1)
            }
        }
        let four = try market.search(["a=0.0..10.0", "n=1..12", "t=0..99", "z=0.0..1.0"])
        #expect(four.best?.settings[1].value == "7" && four.best?.settings[2].value == "40")
        #expect(four.best?.profit ?? -9 > -0.01)
        #expect(market.evaluations <= 3000 + 13 * 13, "\(market.evaluations)")
        #expect(four.surface.xs.count == 13 && four.surface.ys.count == 12)
        #expect(four.surface.profits.allSatisfy { $0.allSatisfy { $0 != nil } })
        #expect(four.searched < four.evaluations.count)
    }

    @Test("no settings are tried twice, and the first batch is the whole grid")
    func batches() throws {
        var market = Market { -($0[0] - 3) * ($0[0] - 3) }
        let result = try market.search(["x=0.0..10.0"])
        let tried = result.evaluations.map { $0.settings[0].value }
        #expect(Set(tried).count == tried.count)
        #expect(tried.count == market.evaluations)
        #expect(tried.prefix(33).last == "10")
        #expect(result.surface.xs == result.evaluations.map { $0.values[0] }.sorted())
    }

    @Test("of equal profits the first that was tried is the best")
    func firstOfEquals() throws {
        var market = Market { $0[0] < 3 ? -1 : 5 }
        let result = try market.search(["x=0..10"], grid: 11)
        #expect(result.best?.values == [3])
        let first = result.evaluations.first { $0.profit == 5 }
        #expect(result.best == first)
    }

    @Test("profits are means over seeds; a seed without one leaves the settings out")
    func seeds() throws {
        let search = try AttackSearch(over: [try AttackAxis("x=0.0..10.0")])
        let result = try search.run { settings in
            settings.map { setting in
                let x = Market.number(setting[0].value)
                return [3 * x, x > 8 ? nil : x, 2 * x]
            }
        }
        let best = try #require(result.best)
        #expect(best.values[0] <= 8 && best.values[0] > 7.9)
        #expect(best.profit == 2 * best.values[0])
        #expect(best.profits.count == 3)
    }

    @Test("each guard is switched on at the best settings")
    func guards() throws {
        let search = try AttackSearch(
            over: [try AttackAxis("x=0.0..10.0")],
            guards: [
                StudySwitch("band", [ScenarioOverride("band", "on")]),
                StudySwitch("twap", [ScenarioOverride("twap", "1h"), ScenarioOverride("w", "2")]),
            ])
        let result = try search.run { settings in
            settings.map { setting in
                let x = Market.number(setting[0].value)
                let hasGuard = setting.count > 1
                return [x - (hasGuard ? Double(setting.count) * 10 : 0)]
            }
        }
        #expect(result.guards.map(\.name) == ["band", "twap"])
        #expect(result.guards.map(\.profit) == [-10, -20])
        #expect(result.best?.profit == 10)
    }

    @Test("searches that cannot be are refused")
    func refusals() throws {
        let axis = try AttackAxis("x=0.0..1.0")
        let others = try ["a=0.0..1.0", "b=0.0..1.0", "c=0.0..1.0", "d=0.0..1.0"].map {
            (text: String) in try AttackAxis(text)
        }
        #expect(throws: AttackSearchError.keyCount(0)) { try AttackSearch(over: []) }
        #expect(throws: AttackSearchError.keyCount(5)) { try AttackSearch(over: [axis] + others) }
        #expect(throws: AttackSearchError.repeatedKey("x")) {
            try AttackSearch(over: [axis, axis])
        }
        #expect(throws: AttackSearchError.gridTooCoarse(2)) {
            try AttackSearch(over: [axis], gridCount: 2)
        }
        #expect(throws: AttackSearchError.gridTooFine(201, max: 200)) {
            try AttackSearch(over: [axis], gridCount: 201)
        }
        #expect(throws: AttackSearchError.gridTooFine(.max, max: 3000)) {
            try AttackSearch(over: others, gridCount: 1_000_000)
        }
    }
}
