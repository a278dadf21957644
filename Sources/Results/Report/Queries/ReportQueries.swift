import GRDB
import Simulation
import WideIntegers

/// Fills a report's model from a store of results.
///
/// It reads tables by the names and columns of `RunTable` and nothing else, so that a report can be
/// built anew from any run's folder. Rows come in the order in which the run wrote them.
public struct ReportQueries {
    let database: Database

    /// Queries over an open store.
    public init(_ database: Database) { self.database = database }

    /// Opens a store for reading and fills the model of one of its runs.
    /// - Parameters:
    ///   - path: the database file.
    ///   - run: its number; nil for the first run.
    ///   - twin: number of the run that it is held against; nil to look for one of the same
    ///     scenario and seed that leaves an attacker out.
    /// - Throws: `ReportError` for a store without such a run, GRDB's errors for a damaged one.
    public static func model(path: String, run: Int64? = nil, twin: Int64? = nil) throws
        -> ReportModel
    {
        var settings = Configuration()
        settings.readonly = true
        let queue = try DatabaseQueue(path: path, configuration: settings)
        return try queue.read { try ReportQueries($0).model(run: run, twin: twin) }
    }

    /// The model of one run.
    public func model(run: Int64? = nil, twin: Int64? = nil) throws -> ReportModel {
        let runs = try runRows()
        guard let row = run.map({ number in runs.first { $0["run"] == number } }) ?? runs.first
        else { throw ReportError.noRun(run, known: runs.compactMap { $0["run"] }) }
        let number: Int64 = row["run"] ?? 0
        var model = ReportModel(identity: identity(row), headline: RunHeadline())
        model.units = units(row)
        model.markets = try markets(number)
        model.agents = try agents(number)
        model.liquidations = try liquidations(number)
        model.expectations = try expectations(number)
        model.figures = try figures(number)
        model.events = try events(number)
        model.funding = try funding(number)
        model.waterfall = try waterfall(number)
        model.feeds = try feeds(number)
        model.guards = try guards(number)
        model.rules = try rules(number)
        model.venues = try venues(number)
        model.chain = try chain(number)
        model.payments = try payments(number)
        if model.identity.end <= model.identity.start { model.fitSpan() }
        model.headline = try headline(number)
        if let other = twin.map({ number in runs.first { $0["run"] == number } })
            ?? self.twin(of: row, among: runs)
        {
            let otherNumber: Int64 = other["run"] ?? 0
            model.twin = TwinRun(
                variant: other.text("variant") ?? "run \(otherNumber)",
                headline: try headline(otherNumber))
        }
        return model
    }

    /// All runs of the store; a store without that table is taken for one run.
    private func runRows() throws -> [Row] {
        guard try database.tableExists("runs") else {
            return try Row.fetchAll(database, sql: "SELECT DISTINCT run FROM blocks ORDER BY run")
        }
        return try Row.fetchAll(database, sql: "SELECT * FROM runs ORDER BY run")
    }

    /// A run of the same scenario and seed whose variant leaves out an attacker.
    private func twin(of row: Row, among runs: [Row]) -> Row? {
        runs.first { other in
            other.text("scenario") == row.text("scenario") && other.text("seed") == row.text("seed")
                && other.text("variant") != row.text("variant")
                && (other.text("variant") ?? "").contains("without")
                && !(row.text("variant") ?? "").contains("without")
        }
    }

    private func identity(_ row: Row) -> ReportIdentity {
        var identity = ReportIdentity()
        identity.scenario = row.text("scenario") ?? ""
        identity.summary = row.text("summary") ?? row.text("description") ?? ""
        identity.seed = row.text("seed") ?? ""
        identity.version = row.text("version") ?? ""
        identity.variant = row.text("variant") ?? ""
        identity.status = row.text("status") ?? ""
        identity.start = row["started_us"] ?? 0
        identity.end = row["ended_us"] ?? 0
        let shown = [
            "run", "scenario", "summary", "description", "seed", "version", "variant", "status",
            "started_us", "ended_us",
        ]
        for name in row.columnNames where !shown.contains(name) {
            guard let value = row.text(name), !value.isEmpty else { continue }
            identity.facts.append(.init(name: name, value: value))
        }
        return identity
    }

    private func units(_ row: Row) -> ReportUnits {
        let names = ReportUnits()
        return ReportUnits(
            quote: row.text("quote_symbol") ?? names.quote,
            base: row.text("base_symbol") ?? names.base,
            native: row.text("native_symbol") ?? names.native)
    }

    /// Rows of a table of one run, in the order in which they were written.
    func rows(_ table: RunTable, _ columns: String, run: Int64, and condition: String = "1") throws
        -> [Row]
    {
        guard try database.tableExists(table.rawValue) else { return [] }
        return try Row.fetchAll(
            database,
            sql:
                "SELECT \(columns) FROM \(table.rawValue) WHERE run = ? AND \(condition) ORDER BY rowid",
            arguments: [run])
    }
}

/// Why a report cannot be built.
public enum ReportError: Error, Hashable, Sendable, CustomStringConvertible {
    /// The store has no such run.
    case noRun(Int64?, known: [Int64])
    /// A value of the store is not what its column says.
    case damaged(table: String, column: String, value: String)

    /// The reason in words.
    public var description: String {
        switch self {
        case .noRun(let run, let known):
            run.map { "the store has no run \($0); its runs are \(known)" }
                ?? "the store has no run"
        case .damaged(let table, let column, let value):
            "the store is damaged: \(table).\(column) is \"\(value)\", not a whole number"
        }
    }
}

extension Row {
    /// A value as text; nil for none or for a column that there is not.
    func text(_ name: String) -> String? {
        guard hasColumn(name) else { return nil }
        switch (self[name] as DatabaseValue).storage {
        case .null, .blob: return nil
        case .int64(let value): return String(value)
        case .double(let value): return "\(value)"
        case .string(let value): return value
        }
    }

    /// A number of a picture.
    func real(_ name: String) -> Double? { Double.fromDatabaseValue(self[name]) }

    /// A count; zero for none.
    func count(_ name: String) -> Int { Int.fromDatabaseValue(self[name]) ?? 0 }

    /// A moment.
    func time(_ name: String = "time_us") -> Int64 { Int64.fromDatabaseValue(self[name]) ?? 0 }

    /// An exact amount; nil for none.
    func amount(_ table: RunTable, _ name: String, _ unit: AmountUnit) throws -> ReportAmount? {
        guard let text = text(name) else { return nil }
        do {
            return ReportAmount(try Int256(decimal: text), unit)
        } catch {
            throw ReportError.damaged(table: table.rawValue, column: name, value: text)
        }
    }

    /// An exact amount; nothing where there is none.
    func money(_ table: RunTable, _ name: String, _ unit: AmountUnit = .quote) throws
        -> ReportAmount
    {
        try amount(table, name, unit) ?? .zero(unit)
    }
}

extension ReportModel {
    /// Takes the span of time from the data, for stores that do not say it.
    mutating func fitSpan() {
        let moments = chain.times + markets.flatMap(\.times)
        identity.start = moments.min() ?? 0
        identity.end = moments.max() ?? 0
    }
}
