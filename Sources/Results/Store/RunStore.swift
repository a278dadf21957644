import Foundation
import GRDB
import Simulation

/// A database of results that is being written: a table for each `RunTable`, and `runs`.
///
/// Many runs fit into one, each written by a `RunWriter` of its own, also from several threads. The
/// tables are documented in docs/results-schema.md, which is generated from them.
public final class RunStore: Sendable {
    /// What the file has to stand.
    public enum Durability: Sendable {
        /// The file belongs to a temporary folder, and is of no worth until it is closed: nothing is
        /// kept for going back, and one flush to the device comes at the end.
        case whenClosed
        /// Each run that is finished survives the end of the process at any moment.
        case eachRun
    }

    /// Where the file is.
    public let path: String
    let queue: DatabaseQueue
    private let durability: Durability

    /// Opens a file, or makes it with its tables.
    ///
    /// - Parameters:
    ///   - path: The file, in a folder that is there.
    ///   - version: The version of the program, for a new file.
    /// - Throws: `ResultsError`; a file with tables of another version is refused and left alone.
    public init(path: String, durability: Durability, version: String) throws {
        self.path = path
        self.durability = durability
        var configuration = Configuration()
        configuration.prepareDatabase { database in
            switch durability {
            case .whenClosed:
                try database.execute(
                    sql: """
                        PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF;
                        PRAGMA locking_mode = EXCLUSIVE; PRAGMA cache_size = -16384;
                        """)
            case .eachRun: try database.execute(sql: "PRAGMA synchronous = NORMAL")
            }
        }
        queue = try ResultsError.naming(path) {
            let queue = try DatabaseQueue(path: path, configuration: configuration)
            try queue.inTransaction(.immediate) { database in
                try RunStore.prepare(database, path: path, version: version)
                return .commit
            }
            return queue
        }
    }

    /// Begins a run and gives what writes its rows. Rows of an earlier attempt are removed.
    public func begin(_ identity: RunIdentity, run: Int = 1) throws -> RunWriter {
        try ResultsError.naming(path) {
            try queue.write { database in
                try RunStore.remove(run, from: database)
                try database.execute(
                    sql: """
                        INSERT INTO runs (run, scenario, seed, variant, version, chain, signatures,
                        started_us, status) VALUES (?, ?, ?, ?, ?, ?, ?, ?, 'unfinished')
                        """,
                    arguments: [
                        run, identity.scenario, String(identity.seed), identity.variant,
                        identity.version, identity.chain, identity.signatures,
                        Int64(clamping: identity.startedMicros),
                    ])
            }
        }
        return RunWriter(store: self, run: run)
    }

    /// Removes a run with its rows, whether it is finished or not.
    public func remove(run: Int) throws {
        try ResultsError.naming(path) {
            try queue.write { try RunStore.remove(run, from: $0) }
        }
    }

    private static func remove(_ run: Int, from database: Database) throws {
        try database.execute(sql: "DELETE FROM runs WHERE run = ?", arguments: [run])
        guard database.changesCount > 0 else { return }
        for table in RunTable.allCases {
            try database.execute(
                sql: "DELETE FROM \"\(table.rawValue)\" WHERE run = ?", arguments: [run])
        }
    }

    /// Numbers of the runs that are finished, in ascending order.
    public func finishedRuns() throws -> [Int] {
        try ResultsError.naming(path) {
            try queue.read { database in
                try Int.fetchAll(
                    database, sql: "SELECT run FROM runs WHERE status <> 'unfinished' ORDER BY run")
            }
        }
    }

    /// Makes the indexes, closes the file and has the device keep it.
    public func close() throws {
        try ResultsError.naming(path) {
            try queue.write { database in
                for statement in RunTable.allCases.flatMap(\.stored.indexing) {
                    try database.execute(sql: statement)
                }
            }
            try queue.close()
        }
        try FileSystem.synchronize(path)
    }

    /// Makes the tables of a new file, or checks the version of those that are there.
    private static func prepare(_ database: Database, path: String, version: String) throws {
        if try database.tableExists("schema_info") {
            return try SchemaVersion.check(database, path: path)
        }
        guard try Int.fetchOne(database, sql: "SELECT count(*) FROM sqlite_schema") == 0 else {
            throw ResultsError.damaged(path: path, reason: "it has no table schema_info")
        }
        try database.execute(sql: "CREATE TABLE schema_info (version INTEGER, perplab TEXT)")
        try database.execute(
            sql: "INSERT INTO schema_info VALUES (?, ?)",
            arguments: [RunTable.schemaVersion, version])
        let runs = StoredTable(table: .runs)
        try database.execute(
            sql: runs.creation.replacingOccurrences(
                of: "\"run\" INTEGER", with: "\"run\" INTEGER PRIMARY KEY"))
        for table in RunTable.allCases { try database.execute(sql: table.stored.creation) }
    }
}

/// The version of the tables that a file names.
enum SchemaVersion {
    /// Refuses a file of another version.
    static func check(_ database: Database, path: String) throws {
        let row = try Row.fetchOne(database, sql: "SELECT version FROM schema_info")
        let found: DatabaseValue = row?["version"] ?? .null
        guard Int.fromDatabaseValue(found) == RunTable.schemaVersion else {
            throw ResultsError.wrongVersion(
                path: path, found: found.description, known: RunTable.schemaVersion)
        }
    }
}

extension ResultsError {
    /// Does something with a database, and tells failures of SQLite with the file's path.
    static func naming<Outcome>(
        _ path: String, _ body: () throws -> Outcome
    ) throws -> Outcome {
        do {
            return try body()
        } catch let error as DatabaseError {
            throw ResultsError(error, path: path)
        }
    }

    /// A failure of SQLite.
    init(_ error: DatabaseError, path: String) {
        let reason = error.message ?? error.resultCode.description
        switch error.resultCode {
        case .SQLITE_CORRUPT, .SQLITE_NOTADB: self = .damaged(path: path, reason: reason)
        default: self = .database(path: path, code: error.resultCode.rawValue, reason: reason)
        }
    }
}
