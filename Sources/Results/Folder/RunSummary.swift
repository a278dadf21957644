import EthereumPrimitives
import JSONText
import Simulation

/// A named figure of a run.
public struct StoredFigure: Hashable, Sendable {
    /// Its name.
    public var name: String
    /// Exact decimal text in whole units.
    public var value: String
    /// Its unit.
    public var unit: String

    /// A figure.
    public init(name: String, value: String, unit: String) {
        self.name = name
        self.value = value
        self.unit = unit
    }
}

/// A figure's band that a scenario expects, and whether the run is in it.
public struct StoredExpectation: Hashable, Sendable {
    /// Name of the figure.
    public var figure: String
    /// Least value; nil for none.
    public var low: String?
    /// Greatest value; nil for none.
    public var high: String?
    /// What the run came to; nil where the figure is not defined.
    public var value: String?
    /// Whether the value is in the band.
    public var holds: Bool
    /// calibrated, predicted or illustrative.
    public var tag: String
    /// Where the band comes from.
    public var note: String?

    /// An expectation.
    public init(
        figure: String, low: String?, high: String?, value: String?, holds: Bool, tag: String,
        note: String?
    ) {
        self.figure = figure
        self.low = low
        self.high = high
        self.value = value
        self.holds = holds
        self.tag = tag
        self.note = note
    }
}

/// What `summary.json` says: the figures of a run, expectations, digests. Nothing in it depends on
/// the time of day, the machine or the number of threads.
public struct RunSummary: Hashable, Sendable {
    /// The name of its file.
    public static let fileName = "summary.json"

    /// What the run is of.
    public var identity: RunIdentity
    /// How it ended.
    public var outcome: RunEnding
    /// Digest of all rows without hashes of blocks and transactions.
    public var rowsDigest: Hash256
    /// The figures in the order of their table.
    public var figures: [StoredFigure]
    /// The expectations in the order of the scenario.
    public var expectations: [StoredExpectation]

    /// A summary from its parts.
    public init(
        identity: RunIdentity, outcome: RunEnding, rowsDigest: Hash256, figures: [StoredFigure],
        expectations: [StoredExpectation]
    ) {
        self.identity = identity
        self.outcome = outcome
        self.rowsDigest = rowsDigest
        self.figures = figures
        self.expectations = expectations
    }

    /// Reads the summary of a folder.
    public init(folder: String) throws {
        var fields = try JSONFields(file: "\(folder)/\(RunSummary.fileName)")
        identity = try RunIdentity(&fields)
        outcome = try RunEnding(&fields)
        rowsDigest = try fields.hash("rows_digest")
        figures = try fields.objects("figures") { figure in
            StoredFigure(
                name: try figure.text("name"), value: try figure.decimal("value"),
                unit: try figure.text("unit"))
        }
        expectations = try fields.objects("expectations") { expectation in
            StoredExpectation(
                figure: try expectation.text("figure"), low: try expectation.optionalDecimal("low"),
                high: try expectation.optionalDecimal("high"),
                value: try expectation.optionalDecimal("value"),
                holds: try expectation.bool("holds"), tag: try expectation.text("tag"),
                note: try expectation.optionalText("note"))
        }
        try fields.end()
    }

    /// The document.
    public var json: JSONValue {
        .object(
            identity.members + outcome.members + [
                .init("rows_digest", .text(rowsDigest.description)),
                .init("figures", .list(figures.map(\.json))),
                .init("expectations", .list(expectations.map(\.json))),
            ])
    }
}

extension StoredFigure {
    fileprivate var json: JSONValue {
        .object([
            .init("name", .text(name)), .init("value", .decimal(value)), .init("unit", .text(unit)),
        ])
    }
}

extension StoredExpectation {
    fileprivate var json: JSONValue {
        .object([
            .init("figure", .text(figure)), .init("low", low.map(JSONValue.decimal) ?? .null),
            .init("high", high.map(JSONValue.decimal) ?? .null),
            .init("value", value.map(JSONValue.decimal) ?? .null), .init("holds", .bool(holds)),
            .init("tag", .text(tag)), .init("note", .optional(note)),
        ])
    }
}
