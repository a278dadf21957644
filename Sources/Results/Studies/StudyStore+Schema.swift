import Foundation
import GRDB
import Simulation

extension StudyStore {
    private static let schema = """
        CREATE TABLE study (key TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
        CREATE TABLE cells (
            id TEXT PRIMARY KEY, variant TEXT NOT NULL, seed TEXT NOT NULL,
            overrides TEXT NOT NULL, left_out TEXT NOT NULL,
            status TEXT NOT NULL CHECK (status IN ('finished', 'failed')),
            error TEXT, command TEXT NOT NULL
        ) WITHOUT ROWID;
        CREATE TABLE figures (
            cell TEXT NOT NULL, place INTEGER NOT NULL, name TEXT NOT NULL, value TEXT NOT NULL,
            value_real REAL, unit TEXT NOT NULL, PRIMARY KEY (cell, place)
        ) WITHOUT ROWID;
        CREATE VIEW outcomes AS
            SELECT cells.variant, cells.seed, figures.name, figures.value, figures.value_real,
                figures.unit, cells.id AS cell
            FROM cells JOIN figures ON figures.cell = cells.id;
        """

    /// Opens the file for this process alone.
    static func open(_ path: String) throws -> DatabaseQueue {
        var configuration = Configuration()
        configuration.prepareDatabase { database in
            // Kept until the file is closed, so that two processes do not run one study.
            try database.execute(
                sql: "PRAGMA locking_mode = EXCLUSIVE; PRAGMA synchronous = NORMAL")
        }
        return try reporting(path, as: StudyStoreError.cannotOpen) {
            try DatabaseQueue(path: path, configuration: configuration)
        }
    }

    /// Makes the tables of a new database, or checks what an old one holds; keeps the design.
    static func prepare(
        _ database: Database, path: String, subject: StudySubject, design: StudyDesign?
    ) throws {
        if try database.tableExists("study") {
            try checkFormat(database, path: path)
            let stored = try value("subject", of: database)
            if stored != subject.digest {
                let scenario = try value("scenario", of: database) ?? "?"
                let version = try value("version", of: database) ?? "?"
                throw StudyStoreError.otherSubject(
                    path: path, stored: "\(scenario) (version \(version), digest \(stored ?? "?"))",
                    asked:
                        "\(subject.scenario) (version \(subject.version), digest \(subject.digest))"
                )
            }
        } else {
            guard try Int.fetchOne(database, sql: "SELECT count(*) FROM sqlite_schema") == 0 else {
                throw StudyStoreError.unknownFormat(
                    path: path, found: "a database of something else")
            }
            try database.execute(sql: schema)
            try set("format", String(format), in: database)
            try set("subject", subject.digest, in: database)
            try set("scenario", subject.scenario, in: database)
            try set("version", subject.version, in: database)
            try set("resolved_text", subject.resolvedText, in: database)
        }
        if let design {
            let encoder = JSONEncoder()
            encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
            try set("design", String(decoding: encoder.encode(design), as: UTF8.self), in: database)
        }
    }

    /// The results that a study's database holds, under the design that it was last run with.
    /// - Throws: `StudyStoreError`.
    public static func results(at path: String) throws -> StudyResults {
        guard FileManager.default.fileExists(atPath: path) else {
            throw StudyStoreError.cannotOpen(path: path, reason: "there is no such file")
        }
        var configuration = Configuration()
        configuration.readonly = true
        let queue = try reporting(path, as: StudyStoreError.cannotOpen) {
            try DatabaseQueue(path: path, configuration: configuration)
        }
        return try reporting(path, as: StudyStoreError.damaged) {
            try queue.read { database in
                try checkFormat(database, path: path)
                let plan = try plan(of: database, path: path)
                let cells = (0..<plan.cellCount).map(plan.cell)
                return StudyResults(plan: plan, outcomes: try outcomes(of: cells, in: database))
            }
        }
    }

    private static func plan(of database: Database, path: String) throws -> StudyPlan {
        guard let scenario = try value("scenario", of: database),
            let text = try value("resolved_text", of: database),
            let version = try value("version", of: database),
            let stored = try value("design", of: database)
        else { throw StudyStoreError.damaged(path: path, reason: "it has no design of a study") }
        let design: StudyDesign
        do {
            design = try JSONDecoder().decode(StudyDesign.self, from: Data(stored.utf8))
        } catch {
            throw StudyStoreError.damaged(path: path, reason: "its design cannot be read: \(error)")
        }
        let subject = StudySubject(scenario: scenario, resolvedText: text, version: version)
        guard try value("subject", of: database) == subject.digest else {
            throw StudyStoreError.damaged(
                path: path, reason: "its scenario is not that of its runs")
        }
        do {
            return try StudyPlan(of: subject, design: design)
        } catch {
            throw StudyStoreError.damaged(path: path, reason: "its design cannot be: \(error)")
        }
    }

    private static func checkFormat(_ database: Database, path: String) throws {
        guard try database.tableExists("study") else {
            throw StudyStoreError.unknownFormat(path: path, found: "a database of something else")
        }
        let found = try value("format", of: database)
        if found != String(format) {
            throw StudyStoreError.unknownFormat(path: path, found: "format \(found ?? "unknown")")
        }
    }

    private static func value(_ key: String, of database: Database) throws -> String? {
        try String.fetchOne(
            database, sql: "SELECT value FROM study WHERE key = ?", arguments: [key])
    }

    private static func set(_ key: String, _ value: String, in database: Database) throws {
        try database.execute(
            sql: "INSERT OR REPLACE INTO study VALUES (?, ?)", arguments: [key, value])
    }

    /// Turns errors of the database into ones that name the file.
    static func reporting<Value>(
        _ path: String, as error: (String, String) -> StudyStoreError, _ work: () throws -> Value
    ) throws -> Value {
        do {
            return try work()
        } catch let failure as DatabaseError {
            if failure.resultCode == .SQLITE_BUSY { throw StudyStoreError.inUse(path: path) }
            let reason = failure.message ?? "error \(failure.resultCode.rawValue)"
            if [.SQLITE_NOTADB, .SQLITE_CORRUPT].contains(failure.resultCode) {
                throw StudyStoreError.damaged(path: path, reason: reason)
            }
            throw error(path, reason)
        } catch let failure as RowDecodingError {
            throw StudyStoreError.damaged(path: path, reason: String(describing: failure))
        }
    }
}
