/// The rules of a book. What is not set is off.
public struct BookConfiguration: Hashable, Sendable {
    /// Prices are multiples of it.
    public var tick: Int64 = 1
    /// Quantities are multiples of it.
    public var lot: Int64 = 1
    /// The least quantity of an order, in lots.
    public var quantityMin: Int64 = 1
    /// The least price times quantity of an order with a limit that is not reduce-only.
    public var notionalMin: Int64 = 0
    /// The mode of orders that name none.
    public var selfTradePrevention = SelfTradePrevention.cancelNewest
    /// Whether a post-only order that would trade is put one tick behind the opposite best.
    public var slidesPostOnly = false
    /// How far a limit may be from the mark, in basis points, its ends included; zero for any.
    public var bandBps: Int64 = 0
    /// The first mark price; nil for none.
    public var mark: Int64?
    /// The last trade before the first; nil for none.
    public var initialLast: Int64?
    /// What the resting side pays, in millionths of the notional; below zero it is paid.
    public var makerFeePpm: Int64 = 0
    /// What the incoming side pays, in millionths of the notional; below zero it is paid.
    public var takerFeePpm: Int64 = 0
    /// Whether conditional orders whose condition holds on arrival are refused, not fired.
    public var refusesImmediateTriggers = false
    /// How many orders of an account may rest; zero for any number.
    public var ordersPerAccountMax = 0

    /// Price levels of a side that are found without a search, a power of two from 64; the others are
    /// kept sorted. It changes speed, and nothing else.
    public var windowLevels = 16_384

    /// No rule but price and time.
    public init() {}

    /// Refuses numbers that no book can have.
    public func validate() throws(BookConfigurationError) {
        try Self.check("tick", tick, 1...BookLimits.priceMax)
        try Self.check("lot", lot, 1...BookLimits.quantityMax)
        try Self.check("min_qty", quantityMin, 0...BookLimits.quantityMax)
        try Self.check("min_notional", notionalMin, 0...Int64.max)
        try Self.check("band_bps", bandBps, 0...BookLimits.bandBpsMax)
        if let mark { try Self.check("mark", mark, 1...BookLimits.priceMax) }
        if let initialLast {
            try Self.check("initial_last", initialLast, 1...BookLimits.priceMax)
        }
        let fees = -BookLimits.feePpmMax...BookLimits.feePpmMax
        try Self.check("maker_ppm", makerFeePpm, fees)
        try Self.check("taker_ppm", takerFeePpm, fees)
        try Self.check(
            "max_orders_per_account", Int64(ordersPerAccountMax), 0...Int64(BookLimits.ordersMax))
        guard windowLevels >= 64, windowLevels <= 1 << 24, windowLevels & (windowLevels - 1) == 0
        else {
            throw BookConfigurationError(
                field: "windowLevels", value: Int64(windowLevels),
                allowed: "a power of two from 64 to 2^24")
        }
    }

    private static func check(
        _ field: String, _ value: Int64, _ range: ClosedRange<Int64>
    ) throws(BookConfigurationError) {
        guard range.contains(value) else {
            throw BookConfigurationError(
                field: field, value: value,
                allowed: "from \(range.lowerBound) to \(range.upperBound)")
        }
    }
}

/// A rule that no book can have.
public struct BookConfigurationError: Error, Hashable, Sendable, CustomStringConvertible {
    /// The rule, by its word in the conformance vectors where it has one.
    public let field: String
    /// What it was set to.
    public let value: Int64
    /// What it may be.
    public let allowed: String

    /// Rule, value and what is allowed.
    public var description: String { "\(field) is \(value); it must be \(allowed)" }
}

/// The bounds within which no sum of an engine can overflow.
///
/// A level holds at most `ordersMax * quantityMax = 2^62` lots, and so does all that an account can
/// still trade, which added to `positionMax` fits 64 bits. A notional fits them because it is checked.
public enum BookLimits {
    /// The most lots of an order.
    public static let quantityMax: Int64 = 1 << 40
    /// The highest price, in ticks of the quote per lot.
    public static let priceMax: Int64 = 1 << 62
    /// Orders that can rest or be dormant at a time.
    public static let ordersMax = 1 << 22
    /// How large a position may be for its account to enter an order, in lots.
    public static let positionMax: Int64 = 1 << 61
    /// Accounts, counted from zero.
    public static let accountsMax = 1 << 20
    /// The highest fee or rebate, in millionths.
    public static let feePpmMax: Int64 = 1_000_000
    /// The widest band, in basis points.
    public static let bandBpsMax: Int64 = 1_000_000
}
