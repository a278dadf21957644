import EthereumPrimitives

/// What its sender holds of a transaction that was sent: its number, and what has become of it.
public final class Submission {
    /// The submission's number.
    public let id: TransactionID
    /// The transaction, once its bytes were read and found to be one. Bytes that were sent before
    /// name the transaction of the first time.
    public internal(set) var transaction: SubmittedTransaction?
    /// The bytes as long as nobody has read them.
    var unread: [UInt8]?
    /// Messages that carry it to nodes, as planned when it was sent.
    var messagesUnderWay = 0
    /// What the bytes were read as, until they arrive somewhere.
    var incoming: IncomingTransaction?
    /// Whether nobody has checked a transaction on trust yet.
    var isUnchecked = false
    /// A fate without a transaction: lost, or not decodable.
    var earlyFate: TransactionFate?

    init(id: TransactionID, raw: [UInt8]) {
        self.id = id
        unread = raw
    }

    init(_ transaction: SubmittedTransaction) {
        id = transaction.id
        self.transaction = transaction
    }

    /// What has become of it.
    public var fate: TransactionFate { transaction?.fate ?? earlyFate ?? .pending }
}
