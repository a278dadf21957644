import EthereumPrimitives
import GRDB
import Simulation

/// Writes the rows of one run into a store; it belongs to one thread.
///
/// Rows are gathered and inserted table by table, so that one transaction and one prepared statement
/// serve thousands of them. A row's place among the rows of its own table is kept.
public final class RunWriter {
    /// Rows that are gathered before they are inserted.
    static let rowsPerTransaction = 8_192

    /// The number of the run.
    public let run: Int
    /// The digest of all rows so far.
    public private(set) var digest = RowsDigest()

    private let store: RunStore
    private var gathered: [[[RecordValue]]]
    private var gatheredCount = 0

    init(store: RunStore, run: Int) {
        self.store = store
        self.run = run
        gathered = Array(repeating: [], count: RunTable.allCases.count)
    }

    /// Appends a row.
    /// - Throws: `ResultsError` when rows are inserted and that fails; the run is lost then.
    public func append(_ record: MetricRecord) throws {
        gathered[record.table.place].append(record.values)
        gatheredCount += 1
        if gatheredCount >= RunWriter.rowsPerTransaction { try flush() }
    }

    /// Inserts what is left and says how the run ended; from then on it counts as finished.
    public func finish(_ outcome: RunEnding) throws {
        try flush()
        let tables = digest.byTable()
        let arguments: StatementArguments = [
            Int64(clamping: outcome.endedMicros), outcome.status.rawValue,
            outcome.headHash.description, outcome.stateDigest.description,
            RowsDigest.total(of: tables, includingHashes: false).description,
            RowsDigest.total(of: tables, includingHashes: true).description, run,
        ]
        try ResultsError.naming(store.path) {
            try store.queue.write { database in
                try database.execute(
                    sql: """
                        UPDATE runs SET ended_us = ?, status = ?, head_hash = ?, state_digest = ?,
                        rows_digest = ?, rows_digest_with_hashes = ? WHERE run = ?
                        """,
                    arguments: arguments)
            }
        }
    }

    private func flush() throws {
        guard gatheredCount > 0 else { return }
        try ResultsError.naming(store.path) {
            try store.queue.write { database in
                for table in RunTable.allCases where !gathered[table.place].isEmpty {
                    try insert(gathered[table.place], into: table, of: database)
                }
            }
        }
        for place in gathered.indices { gathered[place].removeAll(keepingCapacity: true) }
        gatheredCount = 0
    }

    private func insert(
        _ rows: [[RecordValue]], into table: RunTable, of database: Database
    ) throws {
        let insertion = try RowInsertion(table, run: run, database: database)
        let place = table.place
        for row in rows {
            try insertion.insert(row)
            digest.append(row, of: place)
        }
    }
}
