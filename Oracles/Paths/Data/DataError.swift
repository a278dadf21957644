import SimulationKernel

/// What is wrong with a place in a data file.
public enum DataProblem: Hashable, Sendable {
    /// A field that is no number.
    case notANumber(DecimalTextError)
    /// A number outside of what its column allows, in words.
    case notAllowed(allowed: String)
    /// A row of too few or too many fields.
    case fieldCount(found: Int, wanted: Int)
    /// A line longer than that many bytes.
    case lineTooLong(max: Int)
    /// A quote inside of an unquoted field, or text after a closing one.
    case strayQuote
    /// A quote that its line does not close.
    case unclosedQuote
    /// A first line by which no known format can be told.
    case unrecognizedFormat
    /// A file of another kind than the one that was named.
    case wrongKind(found: DataKind, wanted: DataKind)
    /// A column that the format needs is not in the header.
    case missingColumn(String)
    /// A column that stands in the header twice.
    case doubledColumn(String)
    /// A moment in another unit than the first one of the file.
    case otherTimeUnit(found: TimeUnit, wanted: TimeUnit)
    /// A high below the low, or an open or close outside of them.
    case inconsistentBar
    /// A row earlier than one before it.
    case disorder
    /// A row earlier than those that left the window of the sorting rule.
    case disorderBeyondWindow(rows: Int)
    /// A moment for the second time, with the same values.
    case identicalDuplicate
    /// A moment for the second time, with other values.
    case conflictingDuplicate
    /// Rows that the step wants before this one, and their number.
    case gap(missingRows: UInt64)
    /// More missing rows than the filling rule allows.
    case gapBeyondFill(missingRows: UInt64, rowsMax: UInt64)
    /// A distance from the row before that is no multiple of the step.
    case offStep(stepMicros: UInt64)
    /// Data after the end was declared.
    case afterEnd

    /// The problem in words, with what is allowed.
    public var description: String {
        switch self {
        case .notANumber(let error): "is \(error); allowed is a decimal number"
        case .notAllowed(let allowed): "is not allowed; allowed is \(allowed)"
        case .fieldCount(let found, let wanted): "is a row of \(found) fields; allowed is \(wanted)"
        case .lineTooLong(let max): "is a line too long; allowed are \(max) bytes"
        case .strayQuote: "has a quote in the middle; allowed are quotes around a whole field"
        case .unclosedQuote: "has a quote that its line does not close; allowed are quotes in pairs"
        case .unrecognizedFormat:
            "is no known header; allowed are columns with known names, 12 columns of klines, or a "
                + "format by name"
        case .wrongKind(let found, let wanted):
            "heads \(found.rawValue); allowed is \(wanted.rawValue)"
        case .missingColumn(let name): "is a header without '\(name)'; allowed is one that has it"
        case .doubledColumn(let name): "has the column '\(name)' twice; allowed is once"
        case .otherTimeUnit(let found, let wanted):
            "is a time in \(found.rawValue); allowed are \(wanted.rawValue), as in the first row"
        case .inconsistentBar:
            "is a bar that contradicts itself; allowed is low <= open, close <= high"
        case .disorder: "is earlier than a row before it; allowed are rising times"
        case .disorderBeyondWindow(let rows):
            "is earlier than a row before the last \(rows); allowed is disorder within the window"
        case .identicalDuplicate: "stands there twice; allowed is one row for a moment"
        case .conflictingDuplicate:
            "stands there twice with other values; allowed is one row for a moment"
        case .gap(let missing): "comes after a gap of \(missing) rows; allowed is an unbroken step"
        case .gapBeyondFill(let missing, let max):
            "comes after a gap of \(missing) rows; allowed to fill are \(max)"
        case .offStep(let step): "is off the step; allowed are multiples of \(step) us"
        case .afterEnd: "comes after the end; allowed is nothing"
        }
    }
}

/// A place in a data file.
public struct DataPlace: Hashable, Sendable, CustomStringConvertible {
    /// The line, from one.
    public var line: Int
    /// The column, from one; nil for the whole line.
    public var column: Int?
    /// The name of the column, where there is a header.
    public var columnName: String?
    /// What stands there: at most 60 bytes, with those that are no plain characters as `?`.
    public var value: String

    /// Bytes of a value that are quoted.
    private static let valueBytesMax = 60

    init(line: Int, column: Int? = nil, columnName: String? = nil, bytes: ArraySlice<UInt8>) {
        self.line = line
        self.column = column
        self.columnName = columnName
        value = Self.text(bytes)
    }

    static func text(_ bytes: ArraySlice<UInt8>) -> String {
        var text = ""
        for byte in bytes.prefix(valueBytesMax) {
            let isPlain = byte >= 0x20 && byte < 0x7f
            text.unicodeScalars.append(UnicodeScalar(isPlain ? byte : UInt8(ascii: "?")))
        }
        return bytes.count > valueBytesMax ? text + "..." : text
    }

    /// The place in words.
    public var description: String {
        var text = "line \(line)"
        if let column { text += ", column \(column)" }
        if let columnName { text += " (\(columnName))" }
        return text + ": '\(value)'"
    }
}

/// Why a file was refused.
public struct DataError: Error, Hashable, Sendable, CustomStringConvertible {
    /// The name of the file, as its reader was given it.
    public var file: String
    /// Where.
    public var place: DataPlace
    /// What is wrong there.
    public var problem: DataProblem

    /// File, line, column, value, problem and what is allowed.
    public var description: String { "\(file), \(place) \(problem.description)" }
}
