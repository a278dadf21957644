import Experiments
import Simulation
import VenueFormulas

/// The tables of a slippage study, which are the documented schema of its database.
///
/// Sizes are exact, in millionths of the quote; statistics are reals, in the unit that their column's name
/// ends with.
public enum SlippageTable: String, Hashable, Sendable, CaseIterable {
    case calibrations, costs, differences, crossovers, payments, depths, fillable, metaorders,
        checks

    /// The version of the tables; another one cannot be read.
    public static let schemaVersion = 1

    /// Name, meaning and columns.
    public var schema: RecordTable {
        switch self {
        case .calibrations:
            RecordTable(
                rawValue, "What a mode has set at a venue",
                [
                    Self.mode, Self.venue,
                    RecordColumn(
                        "parameter", .text, "What was set, as the key of the study's file calls it"),
                    RecordColumn(
                        "value_micro", .integer, "Its value, millionths of the unit of the key"),
                ] + Self.sample("profit", "quote", "what giving liquidity earned in a window")
                    + [
                        RecordColumn(
                            "shortfall", .text,
                            "Why no value does what the mode asks; null where one does")
                    ])
        case .costs:
            RecordTable(
                rawValue, "The cost of one size at one venue over all seeds",
                Self.place + [Self.venue, Self.side, Self.size]
                    + Self.sample(
                        "total", "bps", "the total cost against the index at decision")
                    + Self.sample(
                        "slippage", "bps",
                        "the average price of what was filled against the venue's mid at arrival")
                    + CostPart.allCases.map {
                        RecordColumn(
                            "\($0.rawValue)_bps", .real,
                            "Mean part of the total: \($0.meaning), basis points of the order")
                    }
                    + [
                        RecordColumn(
                            "unfilled_share", .real,
                            "Share of the orders' quote that was not filled"
                        ),
                        RecordColumn(
                            "reverted_share", .real,
                            "Share of tries that were reverted or found nothing"),
                    ])
        case .differences:
            RecordTable(
                rawValue, "Cost on a curve less cost on the book, seed by seed",
                Self.place + [Self.curve, Self.side, Self.size]
                    + Self.sample(
                        "difference", "bps", "the difference; below 0 where the curve is cheaper")
                    + [
                        RecordColumn(
                            "curve_cheaper_share", .real,
                            "Share of seeds on which the curve is cheaper")
                    ])
        case .crossovers:
            RecordTable(
                rawValue,
                "Where the mean costs of a curve and the book, over both sides, are equal",
                Self.place + [
                    Self.curve,
                    RecordColumn(
                        "size_quote", .real, "The size, quote; null where the lines do not cross"),
                    RecordColumn(
                        "low_quote", .real, "Low end of its interval over resampled seeds, quote"),
                    RecordColumn("high_quote", .real, "High end of it, quote"),
                    RecordColumn(
                        "crossing_share", .real,
                        "Share of resamples with a crossing of this direction"),
                    RecordColumn(
                        "cheaper_below", .text,
                        "Who is cheaper below the size; at all sizes where there is none"),
                    RecordColumn(
                        "sign_changes", .integer,
                        "How often the mean difference changes its sign over the sizes; each change has a row"
                    ),
                    RecordColumn(
                        "unfilled_above", .real,
                        "Share that the venue which is cheaper above leaves unfilled at the next size; "
                            + "null without a crossing"),
                ])
        case .payments:
            RecordTable(
                rawValue, "What a group gained in a window, valued at the index",
                [
                    Self.mode, Self.regime, Self.venue,
                    RecordColumn(
                        "group", .text,
                        "traders, arbitrageurs, liquidity (makers, or the curve's house), venue (its "
                            + "fees) or gas"),
                ] + Self.sample("gained", "quote", "the gain"))
        case .depths:
            RecordTable(
                rawValue, "Depth within a distance of the mid at decision",
                [
                    Self.mode, Self.regime, Self.venue, Self.side,
                    RecordColumn(
                        "distance_micro_bps", .integer, "The distance, millionths of a basis point"),
                ] + Self.sample("depth", "quote", "the quote within it"))
        case .fillable:
            RecordTable(
                rawValue, "What a venue can fill at once",
                [Self.mode, Self.regime, Self.venue, Self.side]
                    + Self.sample(
                        "any_price", "quote",
                        "what can be filled at any price; nulls where there is no bound")
                    + Self.sample(
                        "limited", "quote", "what can be filled under the limits of the market"))
        case .metaorders:
            RecordTable(
                rawValue, "What orders of a size that are worked over minutes do to a kind of book",
                [
                    RecordColumn("book", .text, "cont-stoikov-talreja or power-law"),
                    RecordColumn("size_lots", .integer, "The order, lots"),
                    RecordColumn("runs", .integer, "Runs behind the row"),
                    RecordColumn("peak_ticks", .real, "Mean peak impact, ticks of the mid"),
                    RecordColumn("error_ticks", .real, "Its standard error"),
                    RecordColumn(
                        "sweep_ticks", .real,
                        "Impact when taken at once; null where that emptied the book in a run"),
                    RecordColumn(
                        "filled_share", .real, "Share of the worked order that was filled"),
                    RecordColumn(
                        "emptied_share", .real,
                        "Share of runs at whose end a side was empty, which the mean leaves out"),
                    RecordColumn(
                        "exponent", .real,
                        "Exponent of peak impact in size, of all sizes of the book"
                    ),
                    RecordColumn("exponent_low", .real, "Low end of its interval"),
                    RecordColumn("exponent_high", .real, "High end of it"),
                    RecordColumn(
                        "sweep_exponent", .real, "The same exponent for orders taken at once"),
                ])
        case .checks:
            RecordTable(
                rawValue, "A statement about the laboratory that must hold",
                [
                    RecordColumn("name", .text, "Its name"),
                    RecordColumn("holds", .integer, "1 if it holds"),
                    RecordColumn("text", .text, "What it says, with what was found"),
                ])
        }
    }

    // MARK: - Columns

    private static let mode = RecordColumn("mode", .text, "What is held equal")
    private static let regime = RecordColumn("regime", .text, "calm or stressed windows")
    private static let venue = RecordColumn("venue", .text, "book, or the curve's name")
    private static let curve = RecordColumn("curve", .text, "The curve's name")
    private static let side = RecordColumn("side", .text, "buy or sell")
    private static let size = RecordColumn(
        "size_micro", .integer, "The order, millionths of the quote")
    private static let place = [
        mode, regime,
        RecordColumn(
            "policy", .text,
            "How orders are sent: limited (with limits), unlimited (at any price) or split (in parts, "
                + "with limits)"),
    ]

    private static func sample(_ name: String, _ unit: String, _ meaning: String) -> [RecordColumn]
    {
        let parts: [(name: String, meaning: String)] = [
            ("mean", "Mean of"), ("mean_low", "Low end of the interval of the mean of"),
            ("mean_high", "High end of the interval of the mean of"), ("median", "Median of"),
            ("q05", "5 % quantile of"), ("q95", "95 % quantile of"),
        ]
        let unitName = unit == "bps" ? "basis points" : unit
        return [RecordColumn("\(name)_count", .integer, "Seeds behind \(name); null for no sample")]
            + parts.map {
                RecordColumn(
                    "\(name)_\($0.name)_\(unit)", .real, "\($0.meaning) \(meaning), \(unitName)")
            }
    }
}

extension CostPart {
    /// What it is, to follow "part of the cost:".
    var meaning: String {
        switch self {
        case .spread: "from the mid to the touch"
        case .impact: "from the touch, or a curve's mid, to the average price"
        case .fee: "fees of the venue"
        case .gas: "gas, with that of reverted tries"
        case .basis: "the venue's mid away from the index at arrival"
        case .delay: "how the index moved between decision and arrival"
        case .funding: "funding while the position is held"
        case .unfilled: "completing what was not filled"
        }
    }
}
