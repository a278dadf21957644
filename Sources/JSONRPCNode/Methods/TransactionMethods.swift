import Chain
import EthereumPrimitives
import JSONText

extension MethodTable {
    /// Transactions: sent raw, looked up.
    static var transactionMethods: [Row] {
        [
            (
                RPCMethod(
                    "eth_sendRawTransaction", ["data"],
                    "takes a signed transaction at the node's pool; its hash"
                ) { (service, parameters, writer) throws(RPCError) in
                    writer.hash(try service.submit(try parameters.data(0)).hash)
                }, []
            ),
            (
                RPCMethod(
                    "eth_sendRawTransactionSync", ["data", "timeout?"],
                    "as eth_sendRawTransaction; the receipt where its block is made at once, "
                        + "otherwise error 4 with the hash"
                ) { (service, parameters, writer) throws(RPCError) in
                    let hash = try service.submit(try parameters.data(0)).hash
                    guard let found = service.view.receipt(of: hash) else {
                        throw RPCError(
                            4,
                            "The transaction was added to the mempool but wasn't processed in time",
                            data: hash.bytes)
                    }
                    writer.receipt(
                        found.index, of: found.block, in: service.control.chain.host.state)
                }, []
            ),
            (
                RPCMethod(
                    "eth_getTransactionByHash", ["hash"],
                    "a transaction of the chain or of the node's pool, or null"
                ) { (service, parameters, writer) throws(RPCError) in
                    let hash = try parameters.hash(0)
                    let view = service.view
                    if let found = view.receipt(of: hash) {
                        writer.transaction(
                            found.receipt.transaction,
                            at: BlockObject(found.block).place(found.index),
                            chainID: service.chainID)
                    } else if let pooled = view.pendingTransaction(hash) {
                        writer.transaction(pooled, at: nil, chainID: service.chainID)
                    } else {
                        writer.null()
                    }
                }, []
            ),
            (
                RPCMethod(
                    "eth_getTransactionReceipt", ["hash"],
                    "what came of a transaction; null while it waits"
                ) { (service, parameters, writer) throws(RPCError) in
                    let hash = try parameters.hash(0)
                    let view = service.view
                    guard let found = view.receipt(of: hash) else { return writer.null() }
                    writer.receipt(found.index, of: found.block, in: view.chain.host.state)
                }, []
            ),
        ]
    }
}

extension NodeService {
    /// Takes raw bytes at the node.
    func submit(_ raw: [UInt8]) throws(RPCError) -> SubmittedTransaction {
        try sent(raw) { (raw) throws(PoolRefusal) in try control.submit(raw) }
    }

    /// What raw bytes come to by a way of sending them.
    func sent(
        _ raw: [UInt8], _ way: ([UInt8]) throws(PoolRefusal) -> SubmittedTransaction
    ) throws(RPCError) -> SubmittedTransaction {
        // - Source: go-ethereum, core/types/transaction.go, errShortTypedTx.
        guard raw.count > 1 || raw.first ?? 0 > 0x7f else {
            throw .refused("typed transaction too short")
        }
        do throws(PoolRefusal) {
            return try way(raw)
        } catch {
            throw RPCError(error)
        }
    }
}
