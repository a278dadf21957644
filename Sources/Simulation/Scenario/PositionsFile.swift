import PriceOracles
import WideIntegers

/// What is wrong with a file of positions, and where.
public struct PositionsFileError: Error, Hashable, Sendable, CustomStringConvertible {
    /// The line, counted from one.
    public let line: Int
    /// The column's name; empty where the line as a whole is meant.
    public let column: String
    /// What stands there, shortened.
    public let value: String
    /// What is allowed, or what is wrong.
    public let allowed: String

    /// On one line.
    public var description: String {
        "line \(line)" + (column.isEmpty ? "" : ", \(column)") + ": '\(value)': \(allowed)"
    }
}

/// Positions at the genesis as a CSV file.
///
/// Its first line is `trader,market,size,margin,entry_price`. Numbers are decimal texts of at most 18
/// decimals; a size below zero is a short, and without a price of entry the position is opened on the
/// curve. Fields are not quoted. Lines end with LF or CRLF; empty ones are skipped.
public enum PositionsFile {
    /// The columns in their order.
    public static let columns = ["trader", "market", "size", "margin", "entry_price"]
    /// Rows that are read at most.
    public static let rowsMax = 1_000_000
    /// Bytes of a name at most.
    public static let nameBytesMax = 64

    /// Reads the bytes of a file.
    public static func positions(
        in bytes: [UInt8]
    ) throws(PositionsFileError) -> [PositionSettings] {
        var rows = RowReader(bytes)
        var positions: [PositionSettings] = []
        guard rows.next() else {
            throw PositionsFileError(line: 1, column: "", value: "", allowed: header)
        }
        guard rows.text == columns.joined(separator: ",") else {
            throw rows.problem("", rows.text, header)
        }
        while rows.next() {
            if positions.count == rowsMax {
                throw rows.problem("", rows.text, "at most \(rowsMax) positions")
            }
            positions.append(try rows.position())
        }
        return positions
    }

    private static let header = "the header \(columns.joined(separator: ","))"
}

/// Walks over the lines of a file.
private struct RowReader {
    private let bytes: [UInt8]
    private var place: Int
    private var line = 0
    private var row: Range<Int> = 0..<0
    /// The last market's name, since it repeats.
    private var lastMarket: (bytes: ArraySlice<UInt8>, name: String) = ([], "")

    init(_ bytes: [UInt8]) {
        self.bytes = bytes
        place = bytes.starts(with: [0xef, 0xbb, 0xbf]) ? 3 : 0
    }

    /// Goes to the next line that is not empty.
    mutating func next() -> Bool {
        while place < bytes.count {
            let start = place
            while place < bytes.count && bytes[place] != 0x0a { place += 1 }
            var end = place
            place += 1
            line += 1
            if end > start && bytes[end - 1] == 0x0d { end -= 1 }
            row = start..<end
            if end > start { return true }
        }
        return false
    }

    /// The line as text, shortened.
    var text: String { shown(bytes[row]) }

    private func shown(_ slice: ArraySlice<UInt8>) -> String {
        String(decoding: slice.prefix(PositionsFile.nameBytesMax), as: UTF8.self)
    }

    func problem(_ column: String, _ value: String, _ allowed: String) -> PositionsFileError {
        PositionsFileError(line: line, column: column, value: value, allowed: allowed)
    }

    mutating func position() throws(PositionsFileError) -> PositionSettings {
        let fields = try fields()
        var position = PositionSettings()
        position.trader = try name(fields[0], "trader")
        if fields[1] == lastMarket.bytes {
            position.market = lastMarket.name
        } else {
            position.market = try name(fields[1], "market")
            lastMarket = (fields[1], position.market)
        }
        position.sizeWad = try number(fields[2], "size", "a number other than zero") { !$0.isZero }
        let isOpened = fields[4].isEmpty
        let margin = isOpened ? "a positive number" : "a number that is not negative"
        position.marginWad = try number(fields[3], "margin", margin) {
            isOpened ? $0.signum > 0 : !$0.isNegative
        }.magnitude
        if !isOpened {
            position.entryPriceWad = try number(
                fields[4], "entry_price", "a positive number, or nothing"
            ) { $0.signum > 0 }.magnitude
        }
        return position
    }

    private func fields() throws(PositionsFileError) -> InlineArray<5, ArraySlice<UInt8>> {
        var fields = InlineArray<5, ArraySlice<UInt8>>(repeating: [])
        var (start, count) = (row.lowerBound, 0)
        for at in row.lowerBound...row.upperBound
        where at == row.upperBound || bytes[at] == 0x2c {
            if count < 5 { fields[count] = bytes[start..<at] }
            (start, count) = (at + 1, count + 1)
        }
        guard count == 5 else { throw problem("", text, "5 fields, here are \(count)") }
        return fields
    }

    private func name(
        _ field: ArraySlice<UInt8>, _ column: String
    ) throws(PositionsFileError) -> String {
        let isPlain = field.allSatisfy { $0 > 0x20 && $0 != 0x22 && $0 != 0x7f }
        guard !field.isEmpty, isPlain, field.count <= PositionsFile.nameBytesMax,
            let name = String(validating: field, as: UTF8.self)
        else {
            throw problem(
                column, shown(field),
                "a name of 1 to \(PositionsFile.nameBytesMax) bytes without spaces and quotes")
        }
        return name
    }

    private func number(
        _ field: ArraySlice<UInt8>, _ column: String, _ allowed: String,
        where isAllowed: (Int256) -> Bool
    ) throws(PositionsFileError) -> Int256 {
        let value: Int256?
        do throws(DecimalTextError) {
            value = try ExactDecimal(field).exactly(atDecimals: 18)
        } catch {
            throw problem(column, shown(field), "\(allowed); this is \(error)")
        }
        guard let value else { throw problem(column, shown(field), "at most 18 decimals") }
        guard isAllowed(value), value.magnitude >> 128 == .zero else {
            throw problem(column, shown(field), "\(allowed), below 2^128 wei")
        }
        return value
    }
}
