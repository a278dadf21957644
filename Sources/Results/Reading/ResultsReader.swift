import EthereumPrimitives
import Foundation
import GRDB
import Simulation

/// A run as a database tells of it.
public struct StoredRun: Hashable, Sendable {
    /// Its number.
    public let run: Int
    /// What it is of.
    public let identity: RunIdentity
    /// What it came to; nil while it is written.
    public let outcome: RunEnding?
    /// Digest of its rows without hashes of blocks and transactions; nil while they are written.
    public let rowsDigest: Hash256?
}

/// Results that are read, and never changed.
public final class ResultsReader: Sendable {
    /// The name of the database in a run's folder.
    public static let databaseName = "run.sqlite"

    /// The database.
    public let path: String
    let queue: DatabaseQueue

    /// Opens the database of a finished folder.
    /// - Throws: `ResultsError` when there is no folder, no manifest, no database or another version
    ///   of the tables.
    public convenience init(folder: String) throws {
        _ = try RunManifest(folder: folder)
        try self.init(database: "\(folder)/\(ResultsReader.databaseName)")
    }

    /// Opens a database.
    public init(database path: String) throws {
        self.path = path
        guard try FileSystem.kind(of: path) != nil else {
            throw ResultsError.system(path: path, action: "opened", code: ENOENT)
        }
        var configuration = Configuration()
        configuration.readonly = true
        queue = try ResultsError.naming(path) {
            let queue = try DatabaseQueue(path: path, configuration: configuration)
            try queue.read { database in
                guard try database.tableExists("schema_info") else {
                    throw ResultsError.damaged(path: path, reason: "it has no table schema_info")
                }
                try SchemaVersion.check(database, path: path)
            }
            return queue
        }
    }

    /// All runs by number.
    public func runs() throws -> [StoredRun] {
        var runs: [StoredRun] = []
        try forEachRow(of: StoredTable(table: .runs), selection: RunRow.selection, run: nil) {
            row in
            runs.append(try RunRow(row: row, path: self.path).stored)
        }
        return runs
    }

    /// How many rows of a run, or of all, a table has.
    public func count(of table: RunTable, run: Int? = nil) throws -> Int {
        try ResultsError.naming(path) {
            try queue.read { database in
                // ?1 is null for all runs.
                let sql = "SELECT count(*) FROM \"\(table.rawValue)\" WHERE ?1 IS NULL OR run = ?1"
                return try Int.fetchOne(database, sql: sql, arguments: [run]) ?? 0
            }
        }
    }

    /// Gives a run's rows of a table in the order in which they came.
    /// - Throws: `ResultsError` for rows that are not of their columns' kinds, and what `body` throws.
    public func forEachRow(
        of table: RunTable, run: Int, _ body: (MetricRecord) throws -> Void
    ) throws {
        try forEachRow(of: table.stored, selection: table.stored.selection, run: run) {
            try body(MetricRecord(table, $0))
        }
    }

    /// The figures of a run in their order.
    public func figures(run: Int = 1) throws -> [StoredFigure] {
        var figures: [StoredFigure] = []
        try forEachRow(of: .figures, run: run) { record in
            let row = NamedRow(record)
            figures.append(
                StoredFigure(
                    name: row.text("name") ?? "", value: row.text("value") ?? "",
                    unit: row.text("unit") ?? ""))
        }
        return figures
    }

    /// The expectations of a run in their order.
    public func expectations(run: Int = 1) throws -> [StoredExpectation] {
        var expectations: [StoredExpectation] = []
        try forEachRow(of: .expectations, run: run) { record in
            let row = NamedRow(record)
            expectations.append(
                StoredExpectation(
                    figure: row.text("figure") ?? "", low: row.text("low"), high: row.text("high"),
                    value: row.text("value"), holds: row["holds"] == .integer(1),
                    tag: row.text("tag") ?? "", note: row.text("note")))
        }
        return expectations
    }

    /// The digest of a run's rows, made anew from the database.
    public func digest(run: Int = 1) throws -> RowsDigest {
        var digest = RowsDigest()
        for table in RunTable.allCases {
            try forEachRow(of: table, run: run) { digest.append($0) }
        }
        return digest
    }
}

/// A row whose values are asked for by the names of their columns.
struct NamedRow {
    private let record: MetricRecord

    init(_ record: MetricRecord) {
        self.record = record
    }

    /// The value of a column; null where there is no such column.
    subscript(name: String) -> RecordValue {
        record.table.schema.columns.firstIndex { $0.name == name }
            .map { record.values[$0] } ?? .null
    }

    /// The text of a column.
    func text(_ name: String) -> String? {
        if case .text(let text) = self[name] { text } else { nil }
    }
}

/// A row of the table of runs.
private struct RunRow {
    let stored: StoredRun

    /// The number of the run as one more column behind the others.
    static let selection =
        "SELECT " + RecordTable.runs.columns.map { "\"\($0.name)\"" }.joined(separator: ", ")
        + ", run FROM runs ORDER BY run"

    init(row: [RecordValue], path: String) throws {
        let names = RecordTable.runs.columns.map(\.name)
        func value(_ name: String) -> RecordValue {
            name == "run" ? row[names.count] : names.firstIndex(of: name).map { row[$0] } ?? .null
        }
        func damaged(_ name: String) -> ResultsError {
            .damaged(path: path, reason: "runs.\(name) is \(value(name))")
        }
        func text(_ name: String) throws -> String {
            guard case .text(let text) = value(name) else { throw damaged(name) }
            return text
        }
        func integer<Number: BinaryInteger>(_ name: String) throws -> Number {
            guard case .integer(let number) = value(name), let result = Number(exactly: number)
            else { throw damaged(name) }
            return result
        }
        func hash(_ name: String) throws -> Hash256 {
            guard let hash = try? Hash256(hex: try text(name)) else { throw damaged(name) }
            return hash
        }
        guard let seed = UInt64(try text("seed")) else { throw damaged("seed") }
        let identity = RunIdentity(
            scenario: try text("scenario"), seed: seed, variant: try text("variant"),
            version: try text("version"), chain: try text("chain"),
            signatures: try text("signatures"), startedMicros: try integer("started_us"))
        let run: Int = try integer("run")
        guard try text("status") != "unfinished" else {
            stored = StoredRun(run: run, identity: identity, outcome: nil, rowsDigest: nil)
            return
        }
        guard let status = EndingStatus(rawValue: try text("status")) else {
            throw damaged("status")
        }
        stored = StoredRun(
            run: run, identity: identity,
            outcome: RunEnding(
                status: status, endedMicros: try integer("ended_us"),
                headHash: try hash("head_hash"), stateDigest: try hash("state_digest")),
            rowsDigest: try hash("rows_digest"))
    }
}
