import WideIntegers

/// One value of a row that a run hands to whoever keeps results.
public enum RecordValue: Hashable, Sendable {
    /// Nothing is known, or it does not apply.
    case null
    /// A count, a time in microseconds, a yes (1) or no (0).
    case integer(Int64)
    /// A name.
    case text(String)
    /// An exact amount, in the unit of its column.
    case amount(Int256)
    /// A statistic, or a price before it was quantised; never money.
    case real(Double)

    /// An amount that has no sign.
    ///
    /// What passes 2^255 - 1, which no contract of ours lets come about, is given as that.
    public static func amount(_ magnitude: UInt256) -> RecordValue {
        .amount(Int256(bitPattern: min(magnitude, Int256.max.bitPattern)))
    }

    /// A count without sign.
    public static func count(_ count: some BinaryInteger) -> RecordValue {
        .integer(Int64(clamping: count))
    }

    /// Yes or no.
    public static func flag(_ isSo: Bool) -> RecordValue { .integer(isSo ? 1 : 0) }

    /// A name, or nothing.
    public static func name(_ text: String?) -> RecordValue { text.map(RecordValue.text) ?? .null }
}
