import Experiments
import Foundation
import Simulation
import Synchronization
import Testing

@testable import Results

@Suite struct AttackStudyTests {
    /// A push whose profit has its optimum at 2 + seed / 100.
    private static func profit(_ cell: StudyCell) throws -> RunFigures {
        guard let size = cell.overrides.first.flatMap({ Double($0.value) }) else {
            throw SyntheticError(reason: "no size")
        }
        if size > 9.5 { throw SyntheticError(reason: "no such size") }
        let distance = size - 2 - Double(cell.seed) / 100
        let shield = cell.overrides.count > 1 ? 150.0 : 0
        let profit = 100 - distance * distance * 10 - shield
        return RunFigures([
            RunFigure("attacker_profit", value: "\(profit)", real: profit, unit: "quote")
        ])
    }

    private func study() throws -> AttackStudy {
        AttackStudy(
            try AttackSearch(
                over: [try AttackAxis("size=0.0..10.0")],
                guards: [StudySwitch("band", [ScenarioOverride("band", "on")])]),
            of: SyntheticStudy.subject, figure: "attacker_profit", seeds: [1, 2, 3],
            freshSeeds: [11, 12])
    }

    @Test("the same report for any number of threads", arguments: [1, 2, 5])
    func threads(count: Int) throws {
        let runs = Mutex(0)
        let report = try study().run(by: StudyRunner(command: "x", threads: count)) { cell, _ in
            runs.withLock { $0 += 1 }
            return try Self.profit(cell)
        }
        // What is asked for again is not run again.
        #expect(report.runs == runs.withLock { $0 })
        let best = try #require(report.result.best)
        #expect(abs(best.values[0] - 2.02) < 0.01)
        #expect(report.result.guards.map { $0.profit ?? 0 < -49 } == [true])
        #expect(report.freshProfits.count == 2)
        // Fresh seeds have their optimum elsewhere.
        #expect((report.freshProfits[0] ?? 0) < (best.profit ?? 0))
        #expect(report.bill?["attacker_profit"]?.real == best.profits[0])
        #expect(report.failures.count == 3 * 2)
        let reference = try study().run(by: StudyRunner(command: "x", threads: 1)) { cell, _ in
            try Self.profit(cell)
        }
        #expect(try report.json() == reference.json())
        let text = report.text(command: "perplab run calm").joined(separator: "\n")
        #expect(text.contains("earns 99.99"))
        #expect(text.contains("6 of "))
        #expect(text.contains("to repeat it: perplab run calm --seed 1 --set size=2.0"))
    }

    @Test("a search that was stopped goes on from its store")
    func resume() throws {
        let path = FileManager.default.temporaryDirectory
            .appendingPathComponent("perplab-attack-\(UUID().uuidString).sqlite").path
        defer { try? FileManager.default.removeItem(atPath: path) }
        let stop = StopFlag()
        let count = Mutex(0)
        let store = try StudyStore(path: path, subject: SyntheticStudy.subject, design: nil)
        #expect(throws: StudyInterrupted.self) {
            try study().run(by: StudyRunner(command: "x", threads: 2, stop: stop), store: store) {
                cell, _ in
                if count.withLock({
                    $0 += 1; return $0
                }) == 110 {
                    stop.raise()
                }
                return try Self.profit(cell)
            }
        }
        let before = count.withLock { $0 }
        let report = try study().run(by: StudyRunner(command: "x", threads: 2), store: store) {
            cell, _ in
            count.withLock { $0 += 1 }
            return try Self.profit(cell)
        }
        try store.close()
        let whole = try study().run(by: StudyRunner(command: "x", threads: 2)) { cell, _ in
            try Self.profit(cell)
        }
        #expect(report == whole)
        // Only what failed or was under way is run again.
        #expect(count.withLock { $0 } - before <= whole.runs - before + 6 + 2)
    }

    @Test("a report says when nothing pays, and when nothing could be evaluated")
    func verdicts() throws {
        let loss = try study().run(by: StudyRunner(command: "x", threads: 1)) { cell, _ in
            RunFigures([RunFigure("attacker_profit", value: "-7", real: -7, unit: "quote")])
        }
        #expect(loss.text(command: "x")[0].hasPrefix("nothing pays: the best of"))
        #expect(loss.text(command: "x")[0].contains("loses 7 on average over 3 seeds"))
        let none = try study().run(by: StudyRunner(command: "x", threads: 1)) { _, _ in
            throw SyntheticError(reason: "broke")
        }
        #expect(none.text(command: "x")[0].contains("none of 33 settings could be evaluated"))
        #expect(none.bestArguments == nil && none.interval == nil)
    }
}
