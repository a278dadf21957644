/// Rows of text in aligned columns, for a terminal.
struct TextTable {
    /// On which side of its column a text stands.
    enum Side {
        case left, right
    }

    private var rows: [[String]]
    private let sides: [Side]

    /// A table with a line of headings; those of numbers stand on the right, as the numbers do.
    init(_ columns: [(heading: String, side: Side)]) {
        rows = [columns.map(\.heading)]
        sides = columns.map(\.side)
    }

    mutating func add(_ row: [String]) {
        precondition(row.count == sides.count, "\(row.count) texts in \(sides.count) columns")
        rows.append(row)
    }

    /// The lines, without spaces at their ends.
    var lines: [String] {
        let widths = sides.indices.map { column in rows.map { $0[column].count }.max() ?? 0 }
        return rows.map { row in
            let cells = row.indices.map { column in
                let space = String(repeating: " ", count: widths[column] - row[column].count)
                return sides[column] == .left ? row[column] + space : space + row[column]
            }
            return String(cells.joined(separator: "  ").reversed().drop { $0 == " " }.reversed())
        }
    }
}
