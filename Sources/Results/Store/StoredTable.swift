import Simulation

/// How a table of results stands in a database: its columns in SQL, its statements.
///
/// The first column is the run's number. An amount takes two columns: `name`, text with the exact
/// integer, and `name_real`, the same in whole units for plotting.
struct StoredTable: Sendable {
    /// The documented table.
    let table: RecordTable

    /// Name, type and meaning of each column in SQL, `run` first.
    var columns: [(name: String, type: String, meaning: String)] {
        [("run", "INTEGER", "Number of the run")]
            + table.columns.flatMap { column -> [(String, String, String)] in
                switch column.kind {
                case .integer: [(column.name, "INTEGER", column.meaning)]
                case .text: [(column.name, "TEXT", column.meaning)]
                case .real: [(column.name, "REAL", column.meaning)]
                case .amount(let unit):
                    [
                        (
                            column.name, "TEXT",
                            "\(column.meaning), as exact integer (\(unit.rawValue), "
                                + "\(unit.decimals) decimals)"
                        ),
                        ("\(column.name)_real", "REAL", "The same in whole units"),
                    ]
                }
            }
    }

    /// The statement that makes the table.
    var creation: String {
        let list = columns.map { "\"\($0.name)\" \($0.type)" }.joined(separator: ", ")
        return "CREATE TABLE \"\(table.name)\" (\(list))"
    }

    /// The statements that make the indexes: by run, and by run and each column of look-ups.
    var indexing: [String] {
        let name = table.name
        return ["CREATE INDEX IF NOT EXISTS \"\(name)_by_run\" ON \"\(name)\" (run)"]
            + table.lookups.map {
                "CREATE INDEX IF NOT EXISTS \"\(name)_by_\($0)\" ON \"\(name)\" (run, \"\($0)\")"
            }
    }

    /// The statement that appends a row, a parameter for each column.
    var insertion: String {
        let places = columns.map { _ in "?" }.joined(separator: ",")
        return "INSERT INTO \"\(table.name)\" VALUES (\(places))"
    }

    /// The statement that gives a run's rows in the order in which they came: the documented
    /// columns without the reals beside amounts.
    var selection: String {
        let list = table.columns.map { "\"\($0.name)\"" }.joined(separator: ", ")
        return "SELECT \(list) FROM \"\(table.name)\" WHERE run = ? ORDER BY rowid"
    }
}

extension RunTable {
    /// How the table stands in a database.
    var stored: StoredTable { StoredTable(table: schema) }
}

extension RecordTable {
    /// The table of runs, which a store fills by itself.
    static let runs = RecordTable(
        "runs", "A run whose rows are in the database",
        [
            RecordColumn("scenario", .text, "Name of the scenario"),
            RecordColumn("seed", .text, "Its seed, decimal digits of an unsigned 64-bit number"),
            RecordColumn(
                "variant", .text, "What was set otherwise than in the scenario; empty for nothing"),
            RecordColumn("version", .text, "Version of the program"),
            RecordColumn("chain", .text, "Preset of the chain"),
            RecordColumn("signatures", .text, "verified or elided"),
            RecordColumn(
                "started_us", .integer, "Simulated time of its start, microseconds since 1970"),
            RecordColumn(
                "ended_us", .integer, "Simulated time of its end; null while it is written"),
            RecordColumn("status", .text, "unfinished, complete, interrupted or invariant-broken"),
            RecordColumn("head_hash", .text, "Hash of the last block"),
            RecordColumn("state_digest", .text, "Digest of all changes of state"),
            RecordColumn(
                "rows_digest", .text, "Digest of the run's rows, columns named hash left out"),
            RecordColumn("rows_digest_with_hashes", .text, "The same with those columns"),
        ])
}
