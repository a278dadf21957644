import JSONText
import Simulation
import WideIntegers

/// Writes rows of a table as text, with exact amounts.
///
/// CSV follows RFC 4180: a line of names first, CRLF behind each line, null an empty field and an
/// empty text a quoted one. JSON lines have an object for each row with the names in the table's
/// order; amounts are strings there, since readers of JSON numbers round them.
public struct TableExport: Sendable {
    /// A form of text.
    public enum Format: String, Sendable, CaseIterable {
        /// Comma-separated values.
        case csv
        /// An object a line.
        case jsonLines = "jsonl"
    }

    /// Bytes that are handed over at a time.
    private static let chunk = 65_536

    private let table: RunTable
    private let columns: [RecordColumn]
    private let format: Format
    private let isRaw: Bool
    private let names: [String]

    /// An export.
    /// - Parameter isRaw: Whether amounts are the integers that contracts keep, instead of decimal
    ///   text in whole units.
    public init(_ table: RunTable, format: Format, isRaw: Bool = false) {
        self.table = table
        self.format = format
        self.isRaw = isRaw
        columns = table.schema.columns
        names = columns.map { column in
            guard format == .jsonLines else { return "" }
            var text = ","
            text.append(quoted: column.name)
            return text + ":"
        }
    }

    /// Exports the rows of runs, in pieces of text that end with a line.
    public func write(
        _ runs: [Int], of reader: ResultsReader, to sink: (String) throws -> Void
    ) throws {
        var text = ""
        if format == .csv { appendHeader(to: &text) }
        for run in runs {
            try reader.forEachRow(of: table, run: run) { record in
                append(record.values, run: run, to: &text)
                guard text.utf8.count >= TableExport.chunk else { return }
                try sink(text)
                text.removeAll(keepingCapacity: true)
            }
        }
        if !text.isEmpty { try sink(text) }
    }

    private func appendHeader(to text: inout String) {
        text += "run"
        for column in columns {
            text += ","
            text.append(field: column.name)
        }
        text += "\r\n"
    }

    private func append(_ values: [RecordValue], run: Int, to text: inout String) {
        switch format {
        case .csv:
            text += "\(run)"
            for (value, column) in zip(values, columns) {
                text += ","
                switch value {
                case .null: break
                case .text(let name): text.append(field: name)
                default: text += plain(value, column)
                }
            }
            text += "\r\n"
        case .jsonLines:
            text += "{\"run\":\(run)"
            for index in values.indices {
                text += names[index]
                switch values[index] {
                case .null: text += "null"
                case .text(let name): text.append(quoted: name)
                case .amount: text += "\"\(plain(values[index], columns[index]))\""
                default: text += plain(values[index], columns[index])
                }
            }
            text += "}\n"
        }
    }

    /// Digits of a value that needs no quotes.
    private func plain(_ value: RecordValue, _ column: RecordColumn) -> String {
        switch value {
        case .null: ""
        case .text(let text): text
        case .integer(let number): "\(number)"
        case .real(let number): "\(number)"
        case .amount(let amount):
            if !isRaw, case .amount(let unit) = column.kind {
                amount.wholeUnits(decimals: unit.decimals)
            } else {
                amount.description
            }
        }
    }
}

extension String {
    /// Appends a field of CSV, in quotes where it needs them.
    fileprivate mutating func append(field: String) {
        let needsQuotes =
            field.isEmpty
            || field.utf8.contains { $0 == 0x2c || $0 == 0x22 || $0 == 0x0a || $0 == 0x0d }
        guard needsQuotes else { return append(field) }
        append("\"")
        for scalar in field.unicodeScalars {
            if scalar == "\"" { append("\"") }
            unicodeScalars.append(scalar)
        }
        append("\"")
    }
}
