import GRDB
import GRDBSQLite
import Simulation
import WideIntegers

/// The prepared statement that inserts rows into one table.
///
/// Values are bound to SQLite directly, and the digits of amounts from memory of this object, which
/// outlives each step: through GRDB's arguments a row of 20 amounts takes several times as long.
final class RowInsertion {
    private let table: RunTable
    private let columns: [RecordColumn]
    /// Whole units of an amount's column as a real; 0 for other columns.
    private let units: [Double]
    private let database: Database
    private let statement: Statement
    private let digits: UnsafeMutablePointer<UInt8>

    init(_ table: RunTable, run: Int, database: Database) throws {
        self.table = table
        self.database = database
        columns = table.schema.columns
        units = columns.map { column in
            guard case .amount(let unit) = column.kind else { return 0 }
            return unit.decimals == 9 ? 1e9 : 1e18
        }
        statement = try database.cachedStatement(sql: table.stored.insertion)
        digits = .allocate(capacity: AmountText.capacity * columns.count)
        sqlite3_reset(statement.sqliteStatement)
        sqlite3_bind_int64(statement.sqliteStatement, 1, Int64(run))
    }

    deinit {
        // The statement stays in the cache and must not point into memory that goes.
        sqlite3_clear_bindings(statement.sqliteStatement)
        digits.deallocate()
    }

    /// Inserts a row.
    func insert(_ values: [RecordValue]) throws {
        let handle = statement.sqliteStatement
        var parameter: CInt = 2
        for (index, value) in values.enumerated() {
            let unit = units[index]
            switch value {
            case .null:
                sqlite3_bind_null(handle, parameter)
                if unit != 0 {
                    parameter += 1
                    sqlite3_bind_null(handle, parameter)
                }
            case .amount(let amount) where unit != 0:
                let end = digits + AmountText.capacity * (index + 1)
                let count = AmountText.write(amount, before: end)
                bind(end - count, count, to: parameter, lifetime: nil)
                parameter += 1
                sqlite3_bind_double(handle, parameter, amount.approximateUnits(unit))
            case .integer(let number) where columns[index].kind == .integer:
                sqlite3_bind_int64(handle, parameter, number)
            case .real(let number) where columns[index].kind == .real:
                if let stored = RecordValue.storedReal(number) {
                    sqlite3_bind_double(handle, parameter, stored)
                } else {
                    sqlite3_bind_null(handle, parameter)
                }
            case .text(let text) where columns[index].kind == .text:
                bind(text, to: parameter)
            default: throw wrongKind(value, columns[index])
            }
            parameter += 1
        }
        let code = sqlite3_step(handle)
        // The values stay bound; the next row sets each anew.
        sqlite3_reset(handle)
        guard code == SQLITE_DONE else {
            throw DatabaseError(
                resultCode: ResultCode(rawValue: code), message: database.lastErrorMessage)
        }
    }

    private func bind(_ text: String, to parameter: CInt) {
        var text = text
        text.withUTF8 { bytes in
            // SQLite copies it, since the string's memory is only lent.
            let copied = unsafeBitCast(-1, to: sqlite3_destructor_type.self)
            guard let start = bytes.baseAddress else {
                sqlite3_bind_text(statement.sqliteStatement, parameter, "", 0, copied)
                return
            }
            bind(start, bytes.count, to: parameter, lifetime: copied)
        }
    }

    private func bind(
        _ start: UnsafePointer<UInt8>, _ count: Int, to parameter: CInt,
        lifetime: sqlite3_destructor_type?
    ) {
        start.withMemoryRebound(to: CChar.self, capacity: count) {
            _ = sqlite3_bind_text(
                statement.sqliteStatement, parameter, $0, CInt(clamping: count), lifetime)
        }
    }

    private func wrongKind(_ value: RecordValue, _ column: RecordColumn) -> ResultsError {
        .wrongKind(
            table: table.rawValue, column: column.name, value: "\(value)",
            expected: "\(column.kind)")
    }
}
