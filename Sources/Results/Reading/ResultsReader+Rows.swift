import GRDB
import GRDBSQLite
import Simulation

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
            bytes(of: handle, column).flatMap(AmountText.read).map(RecordValue.amount)
        default: nil
        }
    }

    private func text(of handle: SQLiteStatement, _ column: CInt) -> String? {
        bytes(of: handle, column).flatMap { String(validating: $0, as: UTF8.self) }
    }

    /// The bytes of a text, which the next step invalidates.
    private func bytes(
        of handle: SQLiteStatement, _ column: CInt
    ) -> UnsafeBufferPointer<UInt8>? {
        guard let start = sqlite3_column_text(handle, column) else { return nil }
        return UnsafeBufferPointer(
            start: start, count: Int(sqlite3_column_bytes(handle, column)))
    }
}
