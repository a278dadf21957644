/// The tables of results, in the order of the documentation; version 1 of the schema.
///
/// A run hands their rows to its sink in the order of simulated time.
public enum RunTable: String, CaseIterable, Hashable, Sendable {
    case figures, expectations, events
    case blocks, transactions
    case markets, positions, marginBands = "margin_bands"
    case trades, liquidations, funding, badDebt = "bad_debt", waterfall
    case oracleUpdates = "oracle_updates", guardTrips = "guard_trips", boundRules = "bound_rules"
    case venues, agents, payments, reorganizations = "reorgs"

    /// The version of this schema; a store names it, and readers refuse others.
    public static let schemaVersion = 1

    /// Name and columns.
    public var schema: RecordTable { RunTable.schemas[RunTable.places[self] ?? 0] }

    private static let schemas = allCases.map(\.declared)
    private static let places = Dictionary(
        uniqueKeysWithValues: allCases.enumerated().map { ($1, $0) })

    private var declared: RecordTable {
        switch self {
        case .figures, .expectations, .events, .agents, .payments: summaryTable
        case .blocks, .transactions, .reorganizations: chainTable
        case .markets, .positions, .marginBands, .venues: sampledTable
        default: protocolTable
        }
    }
}

extension RecordColumn {
    static let time = RecordColumn("time_us", .integer, "Simulated time, microseconds since 1970")
    static let block = RecordColumn("block", .integer, "Height of the block")
    static let market = RecordColumn("market", .text, "The market's name in the scenario")

    static func integer(_ name: String, _ meaning: String) -> RecordColumn {
        RecordColumn(name, .integer, meaning)
    }
    static func text(_ name: String, _ meaning: String) -> RecordColumn {
        RecordColumn(name, .text, meaning)
    }
    static func real(_ name: String, _ meaning: String) -> RecordColumn {
        RecordColumn(name, .real, meaning)
    }
    static func quote(_ name: String, _ meaning: String) -> RecordColumn {
        RecordColumn(name, .amount(.quote), meaning)
    }
    static func base(_ name: String, _ meaning: String) -> RecordColumn {
        RecordColumn(name, .amount(.base), meaning)
    }
    static func price(_ name: String, _ meaning: String) -> RecordColumn {
        RecordColumn(name, .amount(.price), meaning)
    }
    static func ratio(_ name: String, _ meaning: String) -> RecordColumn {
        RecordColumn(name, .amount(.ratio), meaning)
    }
    static func native(_ name: String, _ meaning: String) -> RecordColumn {
        RecordColumn(name, .amount(.native), meaning)
    }
    static func gasPrice(_ name: String, _ meaning: String) -> RecordColumn {
        RecordColumn(name, .amount(.gasPrice), meaning)
    }
}
