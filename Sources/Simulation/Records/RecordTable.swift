/// The kind of a column, which says how a store keeps it and what a reader may do with it.
public enum RecordKind: Hashable, Sendable {
    /// `RecordValue.integer`.
    case integer
    /// `RecordValue.text`.
    case text
    /// `RecordValue.amount`, exact; stores keep its decimal digits and, beside them, a `Double` in
    /// whole units for plotting.
    case amount(AmountUnit)
    /// `RecordValue.real`.
    case real
}

/// What one whole unit of an amount is, and how many digits its integer has behind the point.
public enum AmountUnit: String, Hashable, Sendable, CaseIterable {
    /// Collateral, 18 decimals.
    case quote
    /// The market's asset, 18 decimals.
    case base
    /// Collateral per asset, 18 decimals.
    case price
    /// A fraction of one, 18 decimals.
    case ratio
    /// The chain's own asset, 18 decimals.
    case native
    /// Wei per gas, shown in gwei: 9 decimals.
    case gasPrice = "gas price"

    /// Digits behind the point of the integer that is kept.
    public var decimals: Int { self == .gasPrice ? 9 : 18 }
}

/// A column of a table.
public struct RecordColumn: Hashable, Sendable {
    /// Its name in every store and export.
    public let name: String
    /// What it holds.
    public let kind: RecordKind
    /// What it means, in a sentence without its end.
    public let meaning: String

    package init(_ name: String, _ kind: RecordKind, _ meaning: String) {
        self.name = name
        self.kind = kind
        self.meaning = meaning
    }

    /// Whether it holds the hash of a transaction or of a block, which is another one when
    /// signatures are elided.
    public var isHash: Bool { name == "hash" }
}

/// A table of results: its name and columns, which are the documented schema.
///
/// Stores add a first column `run`, the number of the run, so that a study keeps many runs in one.
public struct RecordTable: Hashable, Sendable {
    /// Its name.
    public let name: String
    /// What a row is, in a sentence without its end.
    public let meaning: String
    /// Its columns in order.
    public let columns: [RecordColumn]
    /// Columns by which rows are looked up, beside the run.
    public let lookups: [String]

    package init(
        _ name: String, _ meaning: String, lookups: [String] = [], _ columns: [RecordColumn]
    ) {
        self.name = name
        self.meaning = meaning
        self.columns = columns
        self.lookups = lookups
    }
}

/// One row of a table.
public struct MetricRecord: Hashable, Sendable {
    /// Which table it belongs to.
    public let table: RunTable
    /// Values in the order of the table's columns.
    public let values: [RecordValue]

    /// A row.
    /// - Precondition: there is a value for each column.
    public init(_ table: RunTable, _ values: [RecordValue]) {
        precondition(
            values.count == table.schema.columns.count,
            "\(values.count) values for \(table.schema.columns.count) columns of \(table)")
        self.table = table
        self.values = values
    }
}
