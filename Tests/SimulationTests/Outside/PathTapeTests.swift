import PriceOracles
import SimulationKernel
import Testing
import WideIntegers

@testable import Simulation

/// Paths that many readers ask at their own moments.
@Suite struct PathTapeTests {
    private static let start = SimulatedTime(seconds: 1_704_067_200)

    private func tape(
        _ settings: PathSettings, rows: [String: [DataRow]] = [:], minutes: UInt64 = 120
    ) throws(ScenarioProblem) -> PathTape {
        try PathAssembly(
            start: Self.start, durationMicros: minutes * 60_000_000, rows: rows,
            random: RandomSource(seed: 7)
        ).tape(settings, keyPath: "paths[0]")
    }

    private func minute(_ number: UInt64) -> SimulatedTime { Self.start + number * 60_000_000 }

    private func diffusion(jumpsPerHour: Double = 6) -> PathSettings {
        var scenario = Scenario()
        scenario.addDiffusion("eth", jumpsPerHour: jumpsPerHour)
        return scenario.paths[0]
    }

    @Test("a reader at any moment sees what one would who never looks back", arguments: [3, 40])
    func readers(lags: Int) throws {
        let tape = try tape(diffusion())
        let straight = try self.tape(diffusion())
        var truth: [UInt256] = []
        for second in 0..<600 as Range<UInt64> {
            truth.append(straight.priceWad(at: Self.start + second * 1_000_000))
        }
        #expect(Set(truth).count > 500)
        var wrong = 0
        for second in stride(from: 599, through: 100, by: -7) {
            for lag in 0..<lags {
                let asked = second - lag
                let price = tape.priceWad(at: Self.start + UInt64(asked) * 1_000_000)
                if price != truth[asked] { wrong += 1 }
            }
        }
        #expect(wrong == 0)
    }

    @Test("jumps move the price by more than wandering does")
    func jumps() throws {
        let calm = try tape(diffusion(jumpsPerHour: 0))
        let wild = try tape(diffusion(jumpsPerHour: 600))
        let first = calm.priceWad(at: minute(0))
        #expect(wild.priceWad(at: minute(0)) == first)
        let gone = [calm, wild].map { tape in
            (1...120).map { number in
                PriceQuantization.price(tape.priceWad(at: minute(UInt64(number)))) / 2_000 - 1
            }.map(\.magnitude).max() ?? 0
        }
        #expect(gone[0] < 0.05 && gone[1] > 2 * gone[0])
    }

    @Test("a path through points holds or runs straight, and has its first price before it")
    func points() throws {
        var scenario = Scenario.steps([(minute: 60, price: 2_200)])
        #expect(try tape(scenario.paths[0]).priceWad(at: minute(59)) == wad(2_000))
        guard case .points(var points) = scenario.paths[0].model else { return }
        points.interpolation = .linear
        points.points[0].atMicros = 600_000_000
        scenario.paths[0].model = .points(points)
        let tape = try tape(scenario.paths[0])
        #expect(tape.priceWad(at: minute(0)) == wad(2_000))
        #expect(tape.priceWad(at: minute(35)) == wad(2_100))
        #expect(tape.priceWad(at: minute(61)) == wad(2_200))
        #expect(tape.priceWad(at: SimulatedTime(seconds: 5)) == wad(2_000))
    }

    // MARK: - Files

    private func bars(_ prices: [UInt64], from time: SimulatedTime) -> [DataRow] {
        prices.enumerated().map { index, price in
            .bar(
                PriceBar(
                    openTime: time + UInt64(index) * 60_000_000, open: wad(price),
                    high: wad(price + 5), low: wad(price - 5), close: wad(price)))
        }
    }

    private func file(_ change: (inout FilePath) -> Void = { _ in }) -> PathSettings {
        var model = FilePath()
        model.file = "bars"
        model.intrabar = .highFirst
        change(&model)
        var path = PathSettings()
        path.name = "eth"
        path.model = .file(model)
        return path
    }

    private static let old = SimulatedTime(seconds: 1_584_000_000)

    @Test("a recording is shifted so that the asked row falls on the run's start")
    func shifted() throws {
        let rows = ["bars": bars([100, 110, 120, 130], from: Self.old)]
        let first = try tape(file(), rows: rows, minutes: 4)
        #expect(first.priceWad(at: minute(0)) == wad(100))
        #expect(first.priceWad(at: minute(0) + 15_000_000) == wad(105))
        #expect(first.priceWad(at: minute(3)) == wad(130))
        let later = try tape(
            file {
                $0.from = SimulatedTime(seconds: Self.old.seconds + 120)
                $0.scaleWad = .share(1, 2)
            }, rows: rows, minutes: 2)
        #expect(later.priceWad(at: minute(0)) == wad(60))
        #expect(later.priceWad(at: minute(1)) == wad(65))
        let covering = ["bars": bars([100, 110, 120], from: Self.start)]
        #expect(try tape(file(), rows: covering, minutes: 3).priceWad(at: minute(1)) == wad(110))
    }

    @Test("a file that is too short says how long it lasts")
    func tooShort() {
        let rows = ["bars": bars([100, 110, 120, 130], from: Self.old)]
        let problem = #expect(throws: ScenarioProblem.self) {
            _ = try tape(file(), rows: rows, minutes: 5)
        }
        #expect(problem?.keyPath == "paths[0].file")
        #expect(problem?.allowed.contains("240 s") == true)
    }

    @Test("holes are refused, or the price before them holds")
    func gaps() throws {
        var rows = bars([100, 110, 120, 130], from: Self.old)
        rows.remove(at: 2)
        let problem = #expect(throws: ScenarioProblem.self) {
            _ = try tape(file(), rows: ["bars": rows], minutes: 4)
        }
        #expect(problem?.keyPath == "paths[0].gaps")
        let held = try tape(file { $0.gaps = .hold }, rows: ["bars": rows], minutes: 4)
        #expect(held.priceWad(at: minute(2) + 30_000_000) == wad(110))
        #expect(held.priceWad(at: minute(3)) == wad(130))
    }

    @Test("what a file does not have is named")
    func unusable() {
        let rows = ["bars": bars([100, 110], from: Self.old)]
        let early = SimulatedTime(seconds: Self.old.seconds - 1)
        for (settings, keyPath) in [
            (file { $0.file = "none" }, "paths[0].file"),
            (file { $0.from = early }, "paths[0].from"),
            (file { $0.scaleWad = .zero }, "paths[0]"),
        ] {
            let problem = #expect(throws: ScenarioProblem.self) {
                _ = try tape(settings, rows: rows, minutes: 1)
            }
            #expect(problem?.keyPath == keyPath)
        }
    }
}
