/// The name of a submission inside one chain: its number, counted from one.
///
/// Order, and every tie, goes by this number and never by a hash, so that what becomes of a
/// transaction is the same with real and with elided signatures.
public struct TransactionID: Hashable, Sendable {
    /// Counted from one in the order of submission.
    public let rawValue: UInt64

    /// The submission with a number.
    public init(rawValue: UInt64) {
        self.rawValue = rawValue
    }
}

extension TransactionID: Comparable {
    /// Order of submission.
    public static func < (left: TransactionID, right: TransactionID) -> Bool {
        left.rawValue < right.rawValue
    }
}
