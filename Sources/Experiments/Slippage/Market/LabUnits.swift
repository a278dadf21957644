/// Amounts of the laboratory: whole numbers in which the first index price is one.
///
/// Quote is counted in millionths, base in the amount that costs a millionth of a quote at the first
/// index, prices in parts per trillion of that index. Costs are millionths of a basis point. A study is
/// then the same at any price, and nothing is rounded but where it is said.
public enum LabUnits {
    /// A price of one.
    public static let price: Int64 = 1_000_000_000_000
    /// One quote.
    public static let quote: Int64 = 1_000_000
    /// A whole, in millionths of a basis point.
    public static let whole: Int64 = 10_000_000_000
    /// A basis point.
    public static let basisPoint: Int64 = 1_000_000

    /// Quote in millionths from a setting.
    static func quoteMicro(_ quote: Double) -> Int64 { Int64((quote * 1e6).rounded()) }
    /// Basis points in millionths from a setting.
    static func microBps(_ bps: Double) -> Int64 { Int64((bps * 1e6).rounded()) }

    /// What base is worth at a price, rounded down.
    @inline(__always)
    static func value(ofBase base: Int64, at price: Int64) -> Int64 {
        Int64(Int128(base) * Int128(price) / Int128(Self.price))
    }

    /// Base that an amount of quote buys at a price, rounded down.
    @inline(__always)
    static func base(forQuote quote: Int64, at price: Int64) -> Int64 {
        Int64(Int128(quote) * Int128(Self.price) / Int128(price))
    }

    /// A share of an amount in millionths of a basis point, rounded away from zero as fees are.
    @inline(__always)
    static func part(_ microBps: Int64, of amount: Int64) -> Int64 {
        let product = Int128(amount) * Int128(microBps)
        let whole = Int128(Self.whole)
        return Int64(product >= 0 ? (product + whole - 1) / whole : (product - whole + 1) / whole)
    }

    /// A price moved by a distance.
    @inline(__always)
    static func price(_ price: Int64, movedBy microBps: Int64) -> Int64 {
        Int64(Int128(price) * Int128(whole + microBps) / Int128(whole))
    }

    /// A quotient in millionths of a basis point, rounded to the nearest, halves away from zero.
    @inline(__always)
    static func ratio(_ numerator: Int128, over denominator: Int128) -> Int64 {
        let (scaled, overflow) = numerator.multipliedReportingOverflow(by: Int128(whole))
        // Amounts so large have digits to spare below.
        if overflow { return Int64(clamping: numerator / max(denominator / Int128(whole), 1)) }
        let half = denominator / 2
        return Int64(clamping: (scaled >= 0 ? scaled + half : scaled - half) / denominator)
    }
}
