import GRDB
import GRDBSQLite
import Simulation
import WideIntegers

extension ResultsReader {
    /// Gives rows as their exact values; a column behind those of the table is an integer.
    func forEachRow(
        of table: StoredTable, selection: String, run: Int?, _ body: ([RecordValue]) throws -> Void
    ) throws {
        let columns = table.table.columns
        try ResultsError.naming(path) {
            try queue.read { database in
                let statement = try database.makeStatement(sql: selection)
                let handle = statement.sqliteStatement
                if let run { sqlite3_bind_int64(handle, 1, Int64(run)) }
                let kinds =
                    columns.map(\.kind)
                    + repeatElement(.integer, count: statement.columnCount - columns.count)
                while true {
                    let code = sqlite3_step(handle)
                    if code == SQLITE_DONE { return }
                    guard code == SQLITE_ROW else {
                        throw DatabaseError(
                            resultCode: ResultCode(rawValue: code),
                            message: database.lastErrorMessage)
                    }
                    var values: [RecordValue] = []
                    values.reserveCapacity(kinds.count)
                    for (index, kind) in kinds.enumerated() {
                        guard let value = value(of: handle, CInt(index), kind) else {
                            throw ResultsError.damaged(
                                path: path,
                                reason: "a value of \(table.table.name)."
                                    + "\(index < columns.count ? columns[index].name : "run") "
                                    + "is not of kind \(kind)")
                        }
                        values.append(value)
                    }
                    try body(values)
                }
            }
        }
    }

    /// One value, or nil if it is not of the kind.
    private func value(
        of handle: SQLiteStatement, _ column: CInt, _ kind: RecordKind
    ) -> RecordValue? {
        switch (sqlite3_column_type(handle, column), kind) {
        case (SQLITE_NULL, _): .null
        case (SQLITE_INTEGER, .integer): .integer(sqlite3_column_int64(handle, column))
        case (SQLITE_FLOAT, .real): .real(sqlite3_column_double(handle, column))
        case (SQLITE_TEXT, .text): text(of: handle, column).map(RecordValue.text)
        case (SQLITE_TEXT, .amount):
            text(of: handle, column).flatMap { try? Int256(decimal: $0) }.map(RecordValue.amount)
        default: nil
        }
    }

    private func text(of handle: SQLiteStatement, _ column: CInt) -> String? {
        guard let start = sqlite3_column_text(handle, column) else { return nil }
        let count = Int(sqlite3_column_bytes(handle, column))
        return String(
            validating: UnsafeBufferPointer(start: start, count: count), as: UTF8.self)
    }
}
