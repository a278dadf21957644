import Foundation
import GRDB
import Simulation
import Synchronization
import Testing

@testable import Results

@Suite struct StudyStoreTests {
    /// A folder of the test's own that goes away with it.
    private final class Folder {
        let path = FileManager.default.temporaryDirectory
            .appendingPathComponent("perplab-study-\(UUID().uuidString)").path
        var file: String { path + "/" + StudyStore.fileName }

        init() throws {
            try FileManager.default.createDirectory(
                atPath: path, withIntermediateDirectories: true)
        }

        deinit { try? FileManager.default.removeItem(atPath: path) }
    }

    /// Runs a study and gives the cells that really ran.
    private func run(
        _ folder: Folder, seeds: Int, subject: StudySubject = SyntheticStudy.subject,
        failing: UInt64? = nil, stopAfter: Int = .max
    ) throws -> (ran: [Int], results: StudyResults) {
        let design = SyntheticStudy.design(seeds: seeds)
        let store = try StudyStore(path: folder.file, subject: subject, design: design)
        let plan = try StudyPlan(of: subject, design: design)
        let ran = Mutex<[Int]>([])
        let stop = StopFlag()
        let results = try StudyRunner(command: "perplab run calm", threads: 2, stop: stop)
            .run(plan, store: store) { cell, _ in
                let count = ran.withLock {
                    $0.append(cell.index)
                    return $0.count
                }
                if count >= stopAfter { stop.raise() }
                if cell.seed == failing { throw SyntheticError(reason: "broke") }
                return SyntheticStudy.figures(cell)
            }
        try store.close()
        return (ran.withLock { $0.sorted() }, results)
    }

    @Test("a stopped study goes on where it was, and comes to the same results")
    func resume() throws {
        let folder = try Folder()
        let first = try run(folder, seeds: 10, stopAfter: 6)
        #expect(first.results.finishedCount >= 6 && first.results.finishedCount < 20)
        let second = try run(folder, seeds: 10)
        #expect(second.ran.count == 20 - first.results.finishedCount)
        #expect(
            Set(second.ran).isDisjoint(
                with: first.results.outcomes.indices.filter {
                    first.results.outcomes[$0] != nil
                }))
        let whole = try run(Folder(), seeds: 10).results
        #expect(second.results == whole)
        #expect(try run(folder, seeds: 10).ran.isEmpty)
        #expect(try StudyStore.results(at: folder.file) == whole)
    }

    @Test("more seeds run only what is new")
    func extend() throws {
        let folder = try Folder()
        _ = try run(folder, seeds: 3)
        let more = try run(folder, seeds: 5)
        // Seeds 4 and 5 of both variants.
        #expect(more.ran == [3, 4, 8, 9])
        #expect(try run(folder, seeds: 3).ran.isEmpty)
        #expect(try StudyStore.results(at: folder.file).plan.seeds == [1, 2, 3])
    }

    @Test("runs that failed are kept with reason and command, and tried again")
    func failures() throws {
        let folder = try Folder()
        _ = try run(folder, seeds: 3, failing: 2)
        let stored = try StudyStore.results(at: folder.file)
        #expect(stored.failures.map(\.cell.index) == [1, 4])
        #expect(stored.failures.first?.reason.contains("broke") ?? false)
        let queue = try DatabaseQueue(path: folder.file)
        let commands = try queue.read {
            try String.fetchAll(
                $0, sql: "SELECT command FROM cells WHERE status = 'failed' ORDER BY 1")
        }
        #expect(
            commands == [
                "perplab run calm --seed 2", "perplab run calm --seed 2 --without attacker",
            ])
        try queue.close()
        let again = try run(folder, seeds: 3)
        #expect(again.ran == [1, 4])
        #expect(again.results.failures.isEmpty)
        #expect(try StudyStore.results(at: folder.file).failures.isEmpty)
    }

    @Test("another scenario or version does not mix, and the error names both")
    func otherSubjects() throws {
        let folder = try Folder()
        _ = try run(folder, seeds: 2)
        for other in [
            StudySubject(scenario: "calm", resolvedText: "a: 2\n", version: "0.1"),
            StudySubject(scenario: "calm", resolvedText: "a: 1\n", version: "0.2"),
        ] {
            #expect {
                try run(folder, seeds: 2, subject: other)
            } throws: { error in
                guard case StudyStoreError.otherSubject = error else { return false }
                return "\(error)".contains(other.digest)
                    && "\(error)".contains(SyntheticStudy.subject.digest)
            }
        }
        #expect(try run(folder, seeds: 2).ran.isEmpty)
    }

    @Test("two processes do not run one study")
    func lock() throws {
        let folder = try Folder()
        let store = try StudyStore(path: folder.file, subject: SyntheticStudy.subject, design: nil)
        #expect(throws: StudyStoreError.inUse(path: folder.file)) {
            try StudyStore(path: folder.file, subject: SyntheticStudy.subject, design: nil)
        }
        try store.close()
        try StudyStore(path: folder.file, subject: SyntheticStudy.subject, design: nil).close()
    }

    @Test("files that are no study are refused, and nothing in them changes")
    func strangers() throws {
        let folder = try Folder()
        let text = Data("this is no database, but long enough to be taken for one ".utf8)
        try text.write(to: URL(fileURLWithPath: folder.file))
        #expect { try run(folder, seeds: 1) } throws: { error in
            guard case StudyStoreError.damaged(folder.file, _) = error else { return false }
            return true
        }
        #expect(try Data(contentsOf: URL(fileURLWithPath: folder.file)) == text)
        try FileManager.default.removeItem(atPath: folder.file)
        let queue = try DatabaseQueue(path: folder.file)
        try queue.write { try $0.execute(sql: "CREATE TABLE things (a)") }
        try queue.close()
        let expected = StudyStoreError.unknownFormat(
            path: folder.file, found: "a database of something else")
        #expect(throws: expected) { try run(folder, seeds: 1) }
        #expect(throws: expected) { try StudyStore.results(at: folder.file) }
    }

    @Test("another format and damaged rows are errors that name the file")
    func damage() throws {
        let folder = try Folder()
        _ = try run(folder, seeds: 2)
        func breaking(_ sql: String) throws {
            let queue = try DatabaseQueue(path: folder.file)
            try queue.write { try $0.execute(sql: sql) }
            try queue.close()
        }
        func isDamaged(_ error: any Error) -> Bool {
            guard case StudyStoreError.damaged(folder.file, _) = error else { return false }
            return true
        }
        try breaking("UPDATE figures SET name = x'00ff' WHERE place = 1")
        #expect { try StudyStore.results(at: folder.file) } throws: { isDamaged($0) }
        #expect { try run(folder, seeds: 2) } throws: { isDamaged($0) }
        try breaking("UPDATE study SET value = '{\"seedCount\":-3}' WHERE key = 'design'")
        #expect { try StudyStore.results(at: folder.file) } throws: { isDamaged($0) }
        try breaking("UPDATE study SET value = '9' WHERE key = 'format'")
        #expect(throws: StudyStoreError.unknownFormat(path: folder.file, found: "format 9")) {
            try run(folder, seeds: 2)
        }
    }

    @Test("places where no file can be are errors with path and reason")
    func places() throws {
        let folder = try Folder()
        for path in [folder.path, folder.path + "/no/study.sqlite"] {
            #expect {
                try StudyStore(path: path, subject: SyntheticStudy.subject, design: nil)
            } throws: { error in
                guard case StudyStoreError.cannotOpen(path, let reason) = error else {
                    return false
                }
                return !reason.isEmpty
            }
        }
        #expect(
            throws: StudyStoreError.cannotOpen(
                path: folder.file, reason: "there is no such file")
        ) { try StudyStore.results(at: folder.file) }
        #expect(!FileManager.default.fileExists(atPath: folder.file))
    }

    @Test("an outcome that cannot be written ends the study with the reason")
    func writeFailure() throws {
        let folder = try Folder()
        let design = SyntheticStudy.design(seeds: 5)
        let store = try StudyStore(
            path: folder.file, subject: SyntheticStudy.subject, design: design)
        let plan = try StudyPlan(of: SyntheticStudy.subject, design: design)
        // As a disk that fills up: no page may be added.
        try store.queue.writeWithoutTransaction { database in
            let pages = try Int.fetchOne(database, sql: "PRAGMA page_count") ?? 0
            try database.execute(sql: "PRAGMA max_page_count = \(pages)")
        }
        let long = String(repeating: "x", count: 3000)
        #expect {
            try StudyRunner(command: "run", threads: 2).run(plan, store: store) { _, _ in
                RunFigures([RunFigure("a", value: long, real: 1, unit: "")])
            }
        } throws: { error in
            guard case StudyStoreError.cannotWrite(folder.file, let reason) = error else {
                return false
            }
            return reason.contains("full")
        }
        try store.close()
        // What was kept before is whole.
        #expect(try StudyStore.results(at: folder.file).plan == plan)
    }
}
