import Foundation
import GRDB
import Simulation
import TestSupport
import Testing
import WideIntegers

@testable import Results

@Suite struct RunStoreTests {
    private let folder: TemporaryFolder
    private var path: String { folder.url.appendingPathComponent("run.sqlite").path }

    init() throws {
        folder = try TemporaryFolder()
    }

    @discardableResult
    private func store(
        _ records: [MetricRecord], runs: [Int] = [1], durability: RunStore.Durability = .whenClosed
    ) throws -> RowsDigest {
        let store = try RunStore(path: path, durability: durability, version: "0.1.0")
        var digest = RowsDigest()
        for run in runs {
            let writer = try store.begin(.sample(), run: run)
            for record in records { try writer.append(record) }
            try writer.finish(.sample)
            digest = writer.digest
        }
        try store.close()
        return digest
    }

    /// The canonical form of a value: reals are finite and have no minus zero.
    private func kept(_ record: MetricRecord) -> MetricRecord {
        MetricRecord(
            record.table,
            record.values.map { value in
                guard case .real(let number) = value else { return value }
                return number.isFinite ? .real(number + 0) : .null
            })
    }

    @Test("every value of every table comes back exactly, in the order of its table")
    func roundTrip() throws {
        var sample = SampleRows(seed: 1)
        // More rows than one transaction takes, and tables in turns.
        var records = (0..<500).flatMap { _ in sample.everyTable(rows: 1) }
        records.append(MetricRecord(.figures, [.text("edge"), .null, .real(-0.0), .null]))
        records.append(MetricRecord(.figures, [.text("edge"), .null, .real(.nan), .null]))
        records.append(MetricRecord(.figures, [.text("edge"), .null, .real(-.infinity), .null]))
        #expect(records.count > RunWriter.rowsPerTransaction)
        try store(records)
        let reader = try ResultsReader(database: path)
        for table in RunTable.allCases {
            var found: [MetricRecord] = []
            try reader.forEachRow(of: table, run: 1) { found.append($0) }
            #expect(found == records.filter { $0.table == table }.map(kept), "\(table)")
            #expect(try reader.count(of: table) == found.count)
        }
    }

    @Test("an amount has its digits, and whole units beside them")
    func amounts() throws {
        let wei = Int256(1_500_000_000)
        var values = [RecordValue](repeating: .null, count: RunTable.blocks.schema.columns.count)
        let place = try #require(
            RunTable.blocks.schema.columns.firstIndex { $0.name == "base_fee" })
        values[place] = .amount(wei)
        try store([
            MetricRecord(.blocks, values),
            MetricRecord(
                .waterfall,
                [
                    .text("m"), .text("fund"),
                    .amount(Int256(bitPattern: .zero &- 2_500_000_000_000_000_000)),
                ]),
        ])
        let queue = try DatabaseQueue(path: path)
        try queue.read { database in
            let block = try #require(
                try Row.fetchOne(database, sql: "SELECT base_fee, base_fee_real FROM blocks"))
            #expect(block["base_fee"] == "1500000000")
            #expect(block["base_fee_real"] == 1.5)
            let waterfall = try #require(
                try Row.fetchOne(database, sql: "SELECT amount, amount_real FROM waterfall"))
            #expect(waterfall["amount"] == "-2500000000000000000")
            #expect(waterfall["amount_real"] == -2.5)
        }
    }

    @Test("a value of another kind than its column is refused by name")
    func wrongKind() throws {
        let store = try RunStore(path: path, durability: .whenClosed, version: "0.1.0")
        let writer = try store.begin(.sample())
        try writer.append(
            MetricRecord(.waterfall, [.text("m"), .integer(3), .amount(Int256(1))]))
        #expect(
            throws: ResultsError.wrongKind(
                table: "waterfall", column: "payer", value: "integer(3)", expected: "text")
        ) { try writer.finish(.sample) }
    }

    @Test("one database keeps many runs, also from several threads")
    func manyRuns() async throws {
        let store = try RunStore(path: path, durability: .eachRun, version: "0.1.0")
        try await withThrowingTaskGroup(of: Void.self) { group in
            for run in 1...6 {
                group.addTask {
                    var sample = SampleRows(seed: UInt64(run))
                    let writer = try store.begin(.sample(seed: UInt64(run)), run: run)
                    for record in sample.everyTable(rows: 500) { try writer.append(record) }
                    try writer.finish(.sample)
                }
            }
            try await group.waitForAll()
        }
        #expect(try store.finishedRuns() == [1, 2, 3, 4, 5, 6])
        try store.close()
        let reader = try ResultsReader(database: path)
        #expect(try reader.runs().map(\.identity.seed) == [1, 2, 3, 4, 5, 6])
        for run in 1...6 {
            var sample = SampleRows(seed: UInt64(run))
            var expected = RowsDigest()
            for record in sample.everyTable(rows: 500) { expected.append(record) }
            let digest = expected.total(includingHashes: false)
            #expect(try reader.digest(run: run).byTable() == expected.byTable())
            #expect(try reader.runs()[run - 1].rowsDigest == digest)
        }
    }

    @Test("a run that is begun again loses the rows of its unfinished attempt, and no others")
    func begunAgain() throws {
        var sample = SampleRows(seed: 3)
        let records = sample.everyTable(rows: 450)
        let attempt = try RunStore(path: path, durability: .eachRun, version: "0.1.0")
        let whole = try attempt.begin(.sample(), run: 1)
        for record in records { try whole.append(record) }
        try whole.finish(.sample)
        let broken = try attempt.begin(.sample(), run: 2)
        for record in records { try broken.append(record) }
        #expect(try attempt.finishedRuns() == [1])
        try attempt.queue.close()

        let reader = try ResultsReader(database: path)
        #expect(try reader.runs().map { $0.outcome == nil } == [false, true])
        #expect(try reader.count(of: .trades, run: 2) > 0)

        let resumed = try RunStore(path: path, durability: .eachRun, version: "0.1.0")
        let again = try resumed.begin(.sample(), run: 2)
        for record in records { try again.append(record) }
        try again.finish(.sample)
        #expect(try resumed.finishedRuns() == [1, 2])
        try resumed.close()
        let after = try ResultsReader(database: path)
        #expect(try after.digest(run: 2).byTable() == after.digest(run: 1).byTable())
    }

    @Test("tables of another version are refused when they are read or written")
    func otherVersion() throws {
        try store([])
        try DatabaseQueue(path: path).write {
            try $0.execute(sql: "UPDATE schema_info SET version = 99")
        }
        let expected = ResultsError.wrongVersion(
            path: path, found: "99", known: RunTable.schemaVersion)
        #expect(throws: expected) { try ResultsReader(database: path) }
        #expect(throws: expected) {
            try RunStore(path: path, durability: .eachRun, version: "0.1.0")
        }
    }

    @Test("a file that is no database of results is refused and left as it is")
    func foreignFile() throws {
        let text = try folder.write(String(repeating: "no database ", count: 400), as: "notes")
        #expect(throws: ResultsError.damaged(path: text, reason: "file is not a database")) {
            try ResultsReader(database: text)
        }
        #expect(throws: ResultsError.self) {
            try RunStore(path: text, durability: .whenClosed, version: "0.1.0")
        }
        #expect(try String(contentsOfFile: text, encoding: .utf8).hasPrefix("no database no"))
        let other = folder.url.appendingPathComponent("other.sqlite").path
        try DatabaseQueue(path: other).write { try $0.execute(sql: "CREATE TABLE t (a)") }
        let reason = ResultsError.damaged(path: other, reason: "it has no table schema_info")
        #expect(throws: reason) { try ResultsReader(database: other) }
        #expect(throws: reason) {
            try RunStore(path: other, durability: .eachRun, version: "0.1.0")
        }
    }

    @Test("a database with overwritten pages gives an error or other rows, never a crash")
    func damagedPages() throws {
        var sample = SampleRows(seed: 4)
        let digest = try store(sample.everyTable(rows: 60)).byTable()
        let bytes = try Data(contentsOf: folder.url.appendingPathComponent("run.sqlite"))
        var generator = SeededGenerator(seed: 5)
        var refused = 0
        for number in 0..<60 {
            var broken = bytes
            for _ in 0..<200 {
                broken[generator.below(broken.count)] = UInt8(truncatingIfNeeded: generator.next())
            }
            let copy = folder.url.appendingPathComponent("broken-\(number).sqlite")
            try broken.write(to: copy)
            do {
                let reader = try ResultsReader(database: copy.path)
                #expect(try reader.digest().byTable() != digest)
            } catch let error as ResultsError {
                #expect(error.description.hasPrefix(copy.path))
                refused += 1
            }
        }
        #expect(refused > 30)
    }
}
