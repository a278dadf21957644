import Foundation
import GRDB
import Simulation

/// A store of rows that tests make up, laid out as the documentation of results says.
struct SyntheticStore {
    let path: String

    /// An empty store in a folder of its own.
    init() throws {
        let folder = FileManager.default.temporaryDirectory
            .appendingPathComponent("perplab-report-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        path = folder.appendingPathComponent("run.sqlite").path
        try DatabaseQueue(path: path).write { database in
            try database.execute(
                sql: """
                    CREATE TABLE runs (run INTEGER, scenario TEXT, seed TEXT, variant TEXT,
                    version TEXT, chain TEXT, signatures TEXT, started_us INTEGER,
                    ended_us INTEGER, status TEXT, head_hash TEXT, state_digest TEXT)
                    """)
            for table in RunTable.allCases {
                let columns = table.schema.columns.map { column in
                    switch column.kind {
                    case .integer: "\"\(column.name)\" INTEGER"
                    case .text: "\"\(column.name)\" TEXT"
                    case .real: "\"\(column.name)\" REAL"
                    case .amount: "\"\(column.name)\" TEXT, \"\(column.name)_real\" REAL"
                    }
                }
                try database.execute(
                    sql:
                        "CREATE TABLE \(table.rawValue) (run INTEGER, \(columns.joined(separator: ", ")))"
                )
            }
        }
    }

    /// Adds a run with its rows.
    func add(
        _ records: [MetricRecord], run: Int64 = 1, scenario: String = "oracle-pump-liquidations",
        seed: String = "7", variant: String = "", status: String = "complete",
        start: Int64 = 0, end: Int64 = 0
    ) throws {
        try DatabaseQueue(path: path).write { database in
            try database.execute(
                sql:
                    "INSERT INTO runs VALUES (?, ?, ?, ?, '0.1.0', 'ethereum-pos', 'elided', ?, ?, ?, ?, ?)",
                arguments: [
                    run, scenario, seed, variant, start, end, status,
                    "0x3f1c6b0f3f5d2a7be9c6c1a9f6d4b8a90b1c2d3e4f5061728394a5b6c7d8e9f0",
                    "0xa1b2c3d4e5f60718293a4b5c6d7e8f90a1b2c3d4e5f60718293a4b5c6d7e8f90",
                ])
            for record in records {
                var values: [(any DatabaseValueConvertible)?] = [run]
                for (column, value) in zip(record.table.schema.columns, record.values) {
                    switch value {
                    case .null: values.append(nil)
                    case .integer(let number): values.append(number)
                    case .text(let text): values.append(text)
                    case .real(let number): values.append(number)
                    case .amount(let amount): values.append(amount.description)
                    }
                    guard case .amount(let unit) = column.kind else { continue }
                    if case .amount(let amount) = value {
                        values.append(
                            (Double(amount.description) ?? 0) / pow(10, Double(unit.decimals)))
                    } else {
                        values.append(nil)
                    }
                }
                let places = Array(repeating: "?", count: values.count).joined(separator: ", ")
                try database.execute(
                    sql: "INSERT INTO \(record.table.rawValue) VALUES (\(places))",
                    arguments: StatementArguments(values))
            }
        }
    }

    /// Runs a statement that no run would.
    func spoil(_ sql: String) throws {
        try DatabaseQueue(path: path).write { try $0.execute(sql: sql) }
    }

    /// Removes the folder.
    func remove() {
        try? FileManager.default.removeItem(
            at: URL(fileURLWithPath: path).deletingLastPathComponent())
    }
}

extension MetricRecord {
    /// A row by the names of its columns; what is not named is null.
    static func named(_ table: RunTable, _ values: KeyValuePairs<String, RecordValue>)
        -> MetricRecord
    {
        MetricRecord(
            table,
            table.schema.columns.map { column in
                values.first { $0.key == column.name }?.value ?? .null
            })
    }
}
