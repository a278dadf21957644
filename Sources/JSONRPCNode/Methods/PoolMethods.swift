import Chain
import EthereumPrimitives
import JSONText

extension MethodTable {
    /// What waits at the node.
    static var poolMethods: [Row] {
        [
            (
                RPCMethod("txpool_status", "how many transactions wait, and how many behind gaps") {
                    (service, _, writer) throws(RPCError) in
                    let pool = service.view.node.pool
                    writer.beginObject()
                    writer.member("pending", quantity: UInt64(pool.pendingCount))
                    writer.member("queued", quantity: UInt64(pool.queuedCount))
                    writer.endObject()
                }, []
            ),
            (
                RPCMethod("txpool_content", "all that waits, by sender and nonce") {
                    (service, _, writer) throws(RPCError) in
                    let chainID = service.chainID
                    service.writePool(&writer) { writer, transaction in
                        writer.transaction(transaction, at: nil, chainID: chainID)
                    }
                }, []
            ),
            (
                RPCMethod("txpool_inspect", "all that waits, a line of text for each") {
                    (service, _, writer) throws(RPCError) in
                    service.writePool(&writer) { writer, transaction in
                        writer.string(transaction.line)
                    }
                }, []
            ),
            (
                RPCMethod("txpool_contentFrom", ["address"], "what waits of an account, by nonce") {
                    (service, parameters, writer) throws(RPCError) in
                    let sender = try parameters.address(0)
                    let (pool, chainID) = (service.view.node.pool, service.chainID)
                    writer.beginObject()
                    for (name, own) in [
                        ("pending", pool.pending(of: sender)), ("queued", pool.queued(of: sender)),
                    ] {
                        writer.name(text: name)
                        writer.byNonce(own) { writer, transaction in
                            writer.transaction(transaction, at: nil, chainID: chainID)
                        }
                    }
                    writer.endObject()
                }, []
            ),
        ]
    }
}

extension NodeService {
    /// Everything in the pool: first what can run, then what waits behind gaps, each by sender.
    fileprivate func writePool(
        _ writer: inout JSONWriter, _ body: (inout JSONWriter, SubmittedTransaction) -> Void
    ) {
        let pool = view.node.pool
        let senders = pool.senders
        writer.beginObject()
        for isPending in [true, false] {
            writer.name(text: isPending ? "pending" : "queued")
            writer.beginObject()
            for sender in senders {
                let own = isPending ? pool.pending(of: sender) : pool.queued(of: sender)
                if own.isEmpty { continue }
                writer.name(text: sender.checksummed)
                writer.byNonce(own, body)
            }
            writer.endObject()
        }
        writer.endObject()
    }
}

extension JSONWriter {
    /// An account's transactions, each under its nonce in decimal digits.
    fileprivate mutating func byNonce(
        _ transactions: [SubmittedTransaction],
        _ body: (inout JSONWriter, SubmittedTransaction) -> Void
    ) {
        beginObject()
        for transaction in transactions {
            name(text: "\(transaction.transaction.nonce)")
            body(&self, transaction)
        }
        endObject()
    }
}

extension SubmittedTransaction {
    /// Recipient, value and bid, as geth's `txpool_inspect` words them.
    fileprivate var line: String {
        let recipient = transaction.recipient?.checksummed ?? "contract creation"
        return "\(recipient): \(transaction.valueWei) wei + \(transaction.gasLimit) gas × "
            + "\(transaction.envelope.maxFeePerGasWei) wei"
    }
}
