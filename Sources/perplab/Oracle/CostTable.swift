import Foundation
import VenueFormulas
import WideIntegers

/// Rows of figures as a command prints them: aligned columns, or one JSON document.
struct CostTable {
    /// The names of the columns, which are the keys of each row in JSON.
    let columns: [String]
    /// As many texts in each as there are columns.
    private(set) var rows: [[String]] = []

    init(_ columns: [String]) {
        self.columns = columns
    }

    mutating func add(_ row: [String]) {
        precondition(row.count == columns.count, "\(row.count) fields in \(columns.count) columns")
        rows.append(row)
    }

    /// Writes all rows.
    /// - Parameter notes: What stands below the table.
    func write(asJSON: Bool, notes: [String] = []) throws {
        if asJSON {
            let objects = rows.map { row in
                Dictionary(uniqueKeysWithValues: zip(columns.map(Self.key), row))
            }
            return try Document(rows: objects, notes: notes.isEmpty ? nil : notes).writeAsJSON()
        }
        let widths = columns.indices.map { column in
            ([columns[column]] + rows.map { $0[column] }).map(\.count).max() ?? 0
        }
        for row in [columns] + rows {
            let cells = zip(row, widths).map { text, width in
                text + String(repeating: " ", count: width - text.count)
            }
            let line = cells.joined(separator: "  ")
            try StandardOutput.write(String(line.reversed().drop { $0 == " " }.reversed()))
        }
        for note in notes { try StandardOutput.write(note) }
    }

    /// `loss per block` as a key: `loss_per_block`.
    private static func key(_ column: String) -> String {
        column.replacing(" ", with: "_").replacing("-", with: "_")
    }

    private struct Document: Encodable {
        let rows: [[String: String]]
        let notes: [String]?
    }
}

/// How figures are written.
enum CostText {
    /// A number of units of 10^-18, exact.
    static func wad(_ value: UInt256) -> String {
        Int256(exactly: value).map { Fraction(wad: $0).description } ?? "\(value)e-18"
    }

    /// A gap with three significant digits.
    static func short(_ value: Double) -> String { String(format: "%.3g", value) }

    /// An estimate with ten significant digits.
    static func estimate(_ value: Double?) -> String {
        guard let value else { return "-" }
        return String(format: "%.10g", value)
    }
}
