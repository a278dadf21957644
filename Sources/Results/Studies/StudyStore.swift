import Foundation
import GRDB
import Simulation

/// The database of a study: its subject, its design, and the figures of each run as soon as it ends.
///
/// Each run is one transaction, so that a study killed at any moment keeps all runs that had ended
/// and goes on from there. Runs are known by their cell's identifier: a design with more seeds, other
/// values or other rules takes over what it shares with the one before.
public final class StudyStore: Sendable {
    /// The name of the file in a study's folder.
    public static let fileName = "study.sqlite"
    /// The version of the schema.
    public static let format = 1

    let path: String
    let queue: DatabaseQueue

    /// Opens the database at a path, or makes it.
    /// - Parameter design: What is asked for now; nil for a search that has no plan.
    /// - Throws: `StudyStoreError`.
    public init(path: String, subject: StudySubject, design: StudyDesign?) throws {
        self.path = path
        queue = try Self.open(path)
        try Self.reporting(path, as: StudyStoreError.cannotOpen) {
            try queue.writeWithoutTransaction { database in
                try database.inTransaction(.immediate) {
                    try Self.prepare(database, path: path, subject: subject, design: design)
                    return .commit
                }
            }
        }
    }

    /// Closes the database.
    public func close() throws { try queue.close() }

    // MARK: - Outcomes

    /// The outcomes of finished runs in the cells' order; nil for those that failed or never ran.
    /// - Throws: `StudyStoreError.damaged`.
    public func finished(_ cells: [StudyCell]) throws -> [CellOutcome?] {
        try Self.reporting(path, as: StudyStoreError.damaged) {
            try queue.read { try Self.outcomes(of: cells, in: $0) }
        }.map { outcome in
            guard case .finished = outcome else { return nil }
            return outcome
        }
    }

    /// The outcomes of cells in their order; nil for those that never ran to an end.
    static func outcomes(of cells: [StudyCell], in database: Database) throws -> [CellOutcome?] {
        let status = try database.makeStatement(sql: "SELECT status, error FROM cells WHERE id = ?")
        let rows = try database.makeStatement(
            sql: "SELECT name, value, value_real, unit FROM figures WHERE cell = ? ORDER BY place")
        return try cells.map { cell in
            guard let found = try Row.fetchOne(status, arguments: [cell.identifier]) else {
                return nil
            }
            if String.fromDatabaseValue(found[0]) == "failed" {
                return .failed(String.fromDatabaseValue(found[1]) ?? "")
            }
            let figures = try Row.fetchAll(rows, arguments: [cell.identifier])
            return .finished(RunFigures(try figures.map(RunFigure.init(row:))))
        }
    }

    /// Keeps the outcome of a run for good, in place of an earlier one.
    /// - Throws: `StudyStoreError.cannotWrite`.
    func keep(_ outcome: CellOutcome, of cell: StudyCell, command: String) throws {
        try Self.reporting(path, as: StudyStoreError.cannotWrite) {
            try queue.write { database in
                var status = "finished"
                var error: String?
                if case .failed(let reason) = outcome { (status, error) = ("failed", reason) }
                try database.execute(
                    sql: "INSERT OR REPLACE INTO cells VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
                    arguments: [
                        cell.identifier, cell.name, String(cell.seed),
                        cell.overrides.map { "\($0.key)=\($0.value)" }.joined(separator: "\n"),
                        cell.leftOut.joined(separator: "\n"), status, error, command,
                    ])
                try database.execute(
                    sql: "DELETE FROM figures WHERE cell = ?", arguments: [cell.identifier])
                guard case .finished(let figures) = outcome else { return }
                let row = try database.cachedStatement(
                    sql: "INSERT INTO figures VALUES (?, ?, ?, ?, ?, ?)")
                for (place, figure) in figures.figures.enumerated() {
                    try row.execute(arguments: [
                        cell.identifier, place, figure.name, figure.value, figure.real, figure.unit,
                    ])
                }
            }
        }
    }
}

extension RunFigure {
    fileprivate init(row: Row) throws {
        guard let name = String.fromDatabaseValue(row[0]),
            let value = String.fromDatabaseValue(row[1]),
            let unit = String.fromDatabaseValue(row[3])
        else { throw DatabaseError(message: "a figure without name, value or unit") }
        self.init(name, value: value, real: Double.fromDatabaseValue(row[2]), unit: unit)
    }
}
