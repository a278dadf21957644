import Simulation

/// The documentation of the tables, made from their declarations.
public enum SchemaDocument {
    /// docs/results-schema.md.
    public static var markdown: String {
        """
        # Tables of results

        A run's folder keeps its rows in `run.sqlite`, any tool that reads SQLite can use it, and
        `perplab export DIR --table NAME` writes a table as CSV or JSON lines. This page is made from the
        declarations of the tables; it is version \(RunTable.schemaVersion), which the table
        `schema_info` (columns `version` and `perplab`, the version of the program) names.

        - Amounts are exact. A column of kind *amount* is text with the integer that contracts keep, in
          the unit named here, and a second column `NAME_real` has the same in whole units for plotting.
          `SELECT sum(fee_real)` is fine for a picture; sums that must be exact take the text.
        - Times are microseconds of simulated time since 1970. Yes is 1, no is 0.
        - Rows of a table stand in the order of simulated time, by `rowid`. Every table has an index by
          `run`, and by `run` and each column that is said to be looked up.
        - Some names, such as `false`, are words of SQL and need quotes there: `"false"`.
        - The digest of rows in `manifest.json` is Keccak-256 over the values in the order of this page,
          whatever the bytes of the file: for each value a byte for its kind and its content, least byte
          first (0 null; 1 integer, 8 bytes; 2 text, length in 4 bytes and UTF-8; 3 real, 8 bytes of its
          bit pattern; 16 + limbs, + 8 below zero, amount: that many times 8 bytes of its magnitude).
          Columns named `hash` have a digest of their own, because hashes of transactions and blocks are
          the only values that differ when signatures are elided.

        | table | a row is |
        |---|---|
        \(([.runs] + RunTable.allCases.map(\.schema)).map {
            "| [`\($0.name)`](#\($0.name)) | \($0.meaning) |"
        }.joined(separator: "\n"))

        \(([.runs] + RunTable.allCases.map(\.schema)).map(section).joined(separator: "\n"))
        # Tables of slippage studies

        The folder of `perplab slippage STUDY` keeps its rows in `study.sqlite`; the tables are of version
        \(SlippageTable.schemaVersion), which its `schema_info` names. There is one study in a file, and no column `run`.

        - Sizes of orders are exact integers in millionths of the quote (`_micro`), distances in millionths
          of a basis point. Costs are reals in basis points of the order (`_bps`, a hundredth of a percent),
          money is in quote (`_quote`), shares are parts of one.
        - A sample has seven columns: the number of seeds, the mean with the ends of its interval, the
          median, and the quantiles of 5 % and 95 %. All are null where there is no sample.
        - Rows stand in the order of modes, regimes, policies, venues, sides and sizes, by `rowid`.
        - The digest of rows in `manifest.json` is that of the tables above, table by table.

        | table | a row is |
        |---|---|
        \(SlippageTable.allCases.map {
            "| [`\($0.rawValue)`](#slippage-\($0.rawValue)) | \($0.schema.meaning) |"
        }.joined(separator: "\n"))

        \(SlippageTable.allCases.map { slippageSection($0.schema) }.joined(separator: "\n"))
        """
    }

    private static func slippageSection(_ table: RecordTable) -> String {
        """
        ## slippage: \(table.name)

        \(table.meaning).

        | column | kind | meaning |
        |---|---|---|
        \(rows(table.columns))

        """
    }

    private static func rows(_ columns: [RecordColumn]) -> String {
        columns.map { "| `\($0.name)` | \($0.kind.name) | \($0.meaning) |" }
            .joined(separator: "\n")
    }

    private static func section(_ table: RecordTable) -> String {
        let lookups = table.lookups.map { "`\($0)`" }.joined(separator: ", ")
        let rows = rows([RecordColumn("run", .integer, "Number of the run")] + table.columns)
        return """
            ## \(table.name)

            \(table.meaning).\(lookups.isEmpty ? "" : " Looked up by \(lookups).")

            | column | kind | meaning |
            |---|---|---|
            \(rows)

            """
    }
}

extension RecordKind {
    /// The kind in words.
    fileprivate var name: String {
        switch self {
        case .integer: "integer"
        case .text: "text"
        case .real: "real"
        case .amount(let unit): "amount, \(unit.rawValue) with \(unit.decimals) decimals"
        }
    }
}
