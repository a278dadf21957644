/// How the columns of a file are told.
public enum DataFormat: Hashable, Sendable {
    /// By the names in its header, with a comma between fields; 12 columns without a header are
    /// klines. With a kind, a file of another one is refused.
    case recognized(DataKind? = nil)
    /// Binance's klines, with or without a header: open time, open, high, low, close, volume, close
    /// time, quote volume, trades, and three that are not read.
    /// - Source: Binance, public data, columns of klines.
    case binanceKlines
    /// By a map.
    case columns(ColumnMap)
}

/// A column by its name in the header or by its place from zero.
public enum ColumnName: Hashable, Sendable {
    /// The name in the header, byte for byte in UTF-8 but for the case of ASCII letters.
    case named(String)
    /// The place, from zero.
    case at(Int)
}

extension ColumnName: ExpressibleByStringLiteral, ExpressibleByIntegerLiteral {
    /// A column by name.
    public init(stringLiteral name: String) { self = .named(name) }
    /// A column by place.
    public init(integerLiteral place: Int) { self = .at(place) }
}

/// Where a file of bars or ticks has its columns.
///
/// A header is needed when a column is named. When all are given by place, the first line is a header
/// if none of them is a number.
public struct ColumnMap: Hashable, Sendable {
    let kind: DataKind
    let columns: [ColumnRole: ColumnName]
    /// What stands between two fields.
    public var delimiter: UInt8
    /// The unit of times; nil to tell it by the first one's magnitude.
    public var timeUnit: TimeUnit?

    /// The highest place of a column.
    public static let placeMax = 4095

    /// Bars.
    public static func bars(
        time: ColumnName, open: ColumnName, high: ColumnName, low: ColumnName, close: ColumnName,
        volumeBase: ColumnName? = nil, volumeQuote: ColumnName? = nil, trades: ColumnName? = nil,
        delimiter: UInt8 = UInt8(ascii: ","), timeUnit: TimeUnit? = nil
    ) -> ColumnMap {
        var columns: [ColumnRole: ColumnName] = [
            .time: time, .open: open, .high: high, .low: low, .close: close,
        ]
        columns[.volumeBase] = volumeBase
        columns[.volumeQuote] = volumeQuote
        columns[.trades] = trades
        return ColumnMap(
            kind: .bars, columns: columns, delimiter: delimiter, timeUnit: timeUnit)
    }

    /// Trades or prints.
    public static func ticks(
        time: ColumnName, price: ColumnName, size: ColumnName? = nil, side: ColumnName? = nil,
        delimiter: UInt8 = UInt8(ascii: ","), timeUnit: TimeUnit? = nil
    ) -> ColumnMap {
        var columns: [ColumnRole: ColumnName] = [.time: time, .price: price]
        columns[.size] = size
        columns[.side] = side
        return ColumnMap(
            kind: .ticks, columns: columns, delimiter: delimiter, timeUnit: timeUnit)
    }

    /// Refuses places and delimiters that no file can have.
    func validate() throws(PathError) {
        // A delimiter that can stand in a field would split numbers silently.
        let isInField = delimiter < 0x80 && "0123456789+-.eE\"\r\n ".utf8.contains(delimiter)
        if isInField || delimiter >= 0x80 || delimiter == 0 {
            throw .parameter(
                name: "delimiter", value: "byte \(delimiter)",
                allowed: "an ASCII character that stands in no number, as , ; | or a tab")
        }
        for role in ColumnRole.allCases {
            guard case .at(let place)? = columns[role] else { continue }
            if !(0...Self.placeMax).contains(place) {
                throw .parameter(
                    name: "place of column \(role.rawValue)", value: "\(place)",
                    allowed: "from 0 to \(Self.placeMax)")
            }
        }
    }
}

/// What a column means.
enum ColumnRole: String, Hashable, Sendable, CaseIterable {
    case time, open, high, low, close
    case volumeBase = "volume_base"
    case volumeQuote = "volume_quote"
    case trades
    case price, size, side
    case fundingRate = "funding_rate"
    case secondsSinceFirst = "s_from_first_liq"
    case liquidations
    case deleveragings = "adls"
    case coin = "ticker"
    case base = "base_qty"
    case notional = "notional_usd"
    case closedProfit = "closed_pnl_usd"
    case fills = "n_events"
    case meanPrice = "avg_px"
    case percentage
    case bandDepth = "depth"
    case bandNotional = "notional"

    /// Names by which a header may call it, in lower case; those of `rawValue` first.
    var names: [String] {
        switch self {
        case .time: ["t_unix", "t_ms", "time", "timestamp", "unix", "open_time"]
        case .volumeBase: ["volume_base", "volume"]
        case .volumeQuote: ["volume_quote", "quote_volume"]
        case .trades: ["trades", "count"]
        case .price: ["price", "price_usd"]
        case .size: ["qty", "quantity", "size"]
        case .side: ["taker_side", "side"]
        default: [rawValue]
        }
    }
}
