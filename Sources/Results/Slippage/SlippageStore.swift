import Foundation
import GRDB
import Simulation

/// The database of a slippage study: a table for each `SlippageTable`, and `schema_info`.
///
/// It is written whole, into a folder that is not published yet, and only read afterwards. The tables are
/// documented in docs/results-schema.md, which is generated from them.
public enum SlippageStore {
    /// The name of the file in a study's folder.
    public static let fileName = "study.sqlite"

    /// Makes the file with all rows, and has the device keep it.
    /// - Parameter rows: The rows of each table, in the order of `SlippageTable`.
    static func write(_ rows: [[[RecordValue]]], path: String, version: String) throws {
        try ResultsError.naming(path) {
            var configuration = Configuration()
            configuration.prepareDatabase { database in
                // The folder is of no worth until the file is closed.
                try database.execute(sql: "PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF")
            }
            let queue = try DatabaseQueue(path: path, configuration: configuration)
            try queue.write { database in
                try database.execute(
                    sql: "CREATE TABLE schema_info (version INTEGER, perplab TEXT)")
                try database.execute(
                    sql: "INSERT INTO schema_info VALUES (?, ?)",
                    arguments: [SlippageTable.schemaVersion, version])
                for (table, rows) in zip(SlippageTable.allCases, rows) {
                    try database.execute(sql: table.creation)
                    let places = table.schema.columns.map { _ in "?" }.joined(separator: ",")
                    let statement = try database.makeStatement(
                        sql: "INSERT INTO \"\(table.rawValue)\" VALUES (\(places))")
                    for row in rows {
                        try statement.execute(arguments: StatementArguments(row.map(\.stored)))
                    }
                }
            }
            try queue.close()
        }
        try FileSystem.synchronize(path)
    }

    /// The rows of a table, in the order in which they were written.
    /// - Throws: `ResultsError` for a file of something else, of another version, or a damaged one.
    public static func rows(of table: SlippageTable, path: String) throws -> [[RecordValue]] {
        guard try FileSystem.kind(of: path) != nil else {
            throw ResultsError.system(path: path, action: "opened", code: ENOENT)
        }
        return try ResultsError.naming(path) {
            var configuration = Configuration()
            configuration.readonly = true
            let queue = try DatabaseQueue(path: path, configuration: configuration)
            defer { try? queue.close() }
            return try queue.read { database in
                guard try database.tableExists("schema_info"),
                    try database.tableExists(table.rawValue)
                else {
                    throw ResultsError.damaged(
                        path: path, reason: "it has no table \(table.rawValue)")
                }
                let row = try Row.fetchOne(database, sql: "SELECT version FROM schema_info")
                let found: DatabaseValue = row?["version"] ?? .null
                guard Int.fromDatabaseValue(found) == SlippageTable.schemaVersion else {
                    throw ResultsError.wrongVersion(
                        path: path, found: found.description, known: SlippageTable.schemaVersion)
                }
                let columns = table.schema.columns
                let list = columns.map { "\"\($0.name)\"" }.joined(separator: ", ")
                return try Row.fetchAll(
                    database, sql: "SELECT \(list) FROM \"\(table.rawValue)\" ORDER BY rowid"
                ).map { row in
                    try columns.indices.map { index in
                        try RecordValue(row[index], columns[index], table, path: path)
                    }
                }
            }
        }
    }
}

extension SlippageTable {
    /// The statement that makes the table.
    fileprivate var creation: String {
        let list = schema.columns.map { column in
            let type =
                switch column.kind {
                case .integer: "INTEGER"
                case .text, .amount: "TEXT"
                case .real: "REAL"
                }
            return "\"\(column.name)\" \(type)"
        }
        return "CREATE TABLE \"\(rawValue)\" (\(list.joined(separator: ", ")))"
    }
}

extension RecordValue {
    /// As SQLite keeps it; the tables of these studies have no amounts.
    fileprivate var stored: DatabaseValue {
        switch self {
        case .null, .amount: .null
        case .integer(let number): number.databaseValue
        case .text(let text): text.databaseValue
        case .real(let number): Self.storedReal(number)?.databaseValue ?? .null
        }
    }

    fileprivate init(
        _ value: DatabaseValue, _ column: RecordColumn, _ table: SlippageTable, path: String
    ) throws {
        switch (value.storage, column.kind) {
        case (.null, _): self = .null
        case (.int64(let number), .integer): self = .integer(number)
        case (.string(let text), .text): self = .text(text)
        case (.double(let number), .real): self = .real(number)
        default:
            throw ResultsError.damaged(
                path: path,
                reason: "\(table.rawValue).\(column.name) holds \(value), which is not of its kind")
        }
    }
}
