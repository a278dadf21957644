import Foundation
import Simulation
import SimulationKernel
import Synchronization
import TestSupport
import Testing

@testable import Results

@Suite struct StudyRunnerTests {
    @Test("the same bytes for any number of threads", arguments: [1, 2, 5])
    func threads(count: Int) throws {
        let plan = try SyntheticStudy.plan(seeds: 40)
        let expected = try StudyRunner(command: "run", threads: 1)
            .run(plan) { cell, _ in SyntheticStudy.figures(cell) }
        // Runs take unequal times, so that threads overtake each other.
        let results = try StudyRunner(command: "run", threads: count).run(plan) { cell, _ in
            var stream = RandomSource(seed: cell.seed).stream("test/work")
            var sum = 0.0
            for _ in 0..<stream.index(below: 50_000) { sum += stream.unit() }
            _ = sum
            return SyntheticStudy.figures(cell)
        }
        #expect(results == expected)
        let bootstrap = Bootstrap(resamples: 50)
        let summary = StudySummary(of: results, headline: "profit", bootstrap: bootstrap)
        let other = StudySummary(of: expected, headline: "profit", bootstrap: bootstrap)
        #expect(try summary.json() == other.json())
        #expect(summary.text(command: "run") == other.text(command: "run"))
    }

    @Test("work is spread over all threads, each with a large stack")
    func stacks() throws {
        let plan = try SyntheticStudy.plan(seeds: 4)
        let names = Mutex<Set<ObjectIdentifier>>([])
        let arrived = Mutex(0)
        let results = try StudyRunner(command: "run", threads: 3).run(plan) { cell, stop in
            names.withLock { _ = $0.insert(ObjectIdentifier(Thread.current)) }
            arrived.withLock { $0 += 1 }
            // Nobody goes on before three have come, each on a thread of its own.
            while arrived.withLock({ $0 }) < 3, !stop.isRaised { sched_yield() }
            #expect(Thread.current.stackSize == 16 << 20)
            return SyntheticStudy.figures(cell)
        }
        #expect(results.finishedCount == plan.cellCount)
        #expect(names.withLock(\.count) == 3)
    }

    @Test("of several errors the first by its item is told, whatever came first")
    func firstError() {
        let started = Mutex(0)
        let error = #expect(throws: SyntheticError.self) {
            try WorkQueue(threads: 2, stop: StopFlag()).run(2) { item in
                // Both have begun before one of them fails.
                started.withLock { $0 += 1 }
                while started.withLock({ $0 }) < 2 { sched_yield() }
                throw SyntheticError(reason: "item \(item)")
            }
        }
        #expect(error?.reason == "item 0")
    }

    @Test("a run that fails is noted with its reason, and loses no other")
    func failures() throws {
        let plan = try SyntheticStudy.plan(seeds: 6)
        let results = try StudyRunner(command: "run", threads: 2).run(plan) { cell, _ in
            if cell.seed == 3 { throw SyntheticError(reason: "no block after 17") }
            return SyntheticStudy.figures(cell)
        }
        #expect(results.failures.map(\.cell.seed) == [3, 3])
        #expect(results.failures.allSatisfy { $0.reason.contains("no block after 17") })
        #expect(results.finishedCount == plan.cellCount - 2)
        let text = StudySummary(
            of: results, headline: "profit", bootstrap: Bootstrap(resamples: 20)
        )
        .text(command: "perplab run calm").joined(separator: "\n")
        #expect(text.contains("2 runs failed"))
        #expect(text.contains("perplab run calm --seed 3 --without attacker"))
    }

    @Test("a raised flag ends the study before the next run, and inside one")
    func stop() throws {
        let plan = try SyntheticStudy.plan(seeds: 30)
        let stop = StopFlag()
        let results = try StudyRunner(command: "run", threads: 1, stop: stop).run(plan) {
            cell, flag in
            if cell.index == 7 {
                stop.raise()
                // What a run does at its next block.
                if flag.isRaised { throw SyntheticError(reason: "stopped") }
            }
            return SyntheticStudy.figures(cell)
        }
        #expect(results.finishedCount == 7)
        #expect(results.failures.isEmpty)
        #expect(results.outcomes[7...].allSatisfy { $0 == nil })
        let summary = StudySummary(
            of: results, headline: "profit", bootstrap: Bootstrap(resamples: 20))
        #expect(summary.missing == plan.cellCount - 7)
        #expect(summary.text(command: "run").last?.contains("are missing") ?? false)
    }

    @Test("progress counts up by one, ends with all, and estimates what is left")
    func progress() throws {
        let plan = try SyntheticStudy.plan(seeds: 10)
        let heard = Mutex<[StudyProgress]>([])
        let runner = StudyRunner(command: "run", threads: 3) { step in
            heard.withLock { $0.append(step) }
        }
        _ = try runner.run(plan) { cell, _ in
            if cell.seed == 2 { throw SyntheticError(reason: "x") }
            return SyntheticStudy.figures(cell)
        }
        let steps = heard.withLock { $0 }
        #expect(steps.map(\.done) == Array(0...20))
        #expect(steps.allSatisfy { $0.total == 20 })
        #expect(steps.last?.failed == 2)
        #expect(steps.first?.secondsLeft == nil)
        #expect(steps.last?.secondsLeft == 0)
        #expect(steps.dropFirst().allSatisfy { $0.secondsLeft ?? -1 >= 0 })
    }
}

/// A study without a simulation.
enum SyntheticStudy {
    static let subject = StudySubject(scenario: "calm", resolvedText: "a: 1\n", version: "0.1")

    static func design(seeds: Int) -> StudyDesign {
        StudyDesign(firstSeed: 1, seedCount: seeds, controls: [["attacker"]])
    }

    static func plan(seeds: Int) throws -> StudyPlan {
        try StudyPlan(of: subject, design: design(seeds: seeds))
    }

    static func figures(_ cell: StudyCell) -> RunFigures {
        var stream = RandomSource(seed: cell.seed).stream("test/figures")
        let profit = stream.unit() * 100 - (cell.leftOut.isEmpty ? 0 : 30)
        return RunFigures([
            RunFigure("profit", value: "\(profit)", real: profit, unit: "quote"),
            RunFigure("liquidations", value: "3", real: 3, unit: "count"),
            RunFigure("delay", value: "", real: nil, unit: "blocks"),
        ])
    }
}

struct SyntheticError: Error {
    let reason: String
}
