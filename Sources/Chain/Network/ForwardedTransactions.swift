import EthereumPrimitives

/// What a node has passed on to a sequencer and kept no copy of, as long as nothing has come of it.
///
/// A client that has just sent a transaction asks its node for the next nonce, while the transaction may
/// still be on its way.
struct ForwardedTransactions {
    private var list: [SubmittedTransaction] = []
    /// At how many those that have come to a fate are let go.
    private var sweepCount = ForwardedTransactions.sweepCountMin

    private static let sweepCountMin = 64

    mutating func append(_ transaction: SubmittedTransaction) {
        if list.count >= sweepCount {
            list.removeAll { $0.fate != .pending }
            sweepCount = max(2 * list.count, ForwardedTransactions.sweepCountMin)
        }
        list.append(transaction)
    }

    /// Those that are still waiting, in order of arrival at the node.
    var waiting: [SubmittedTransaction] { list.filter { $0.fate == .pending } }
}
