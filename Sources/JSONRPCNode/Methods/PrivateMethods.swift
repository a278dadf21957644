import Chain
import EthereumPrimitives
import JSONText

extension MethodTable {
    /// Transactions for the builders of blocks alone.
    ///
    /// - Source: docs.flashbots.net, JSON-RPC endpoints. Nobody has to sign for a cancellation here.
    static var privateMethods: [Row] {
        [
            (
                RPCMethod(
                    "eth_sendPrivateTransaction", ["request"],
                    "takes {tx, maxBlockNumber?} for builders alone, who include nothing that fails; "
                        + "its hash"
                ) { (service, parameters, writer) throws(RPCError) in
                    let request = try parameters.read(0) { (view) throws(HexProblem) in
                        try PrivateRequest(view)
                    }
                    writer.hash(
                        try service.submitPrivately(request.raw, lastBlock: request.lastBlock))
                }, []
            ),
            (
                RPCMethod(
                    "eth_sendPrivateRawTransaction", ["data", "preferences?"],
                    "as eth_sendPrivateTransaction, for as long as builders keep it; its hash"
                ) { (service, parameters, writer) throws(RPCError) in
                    let raw = try parameters.data(0)
                    writer.hash(try service.submitPrivately(raw, lastBlock: nil))
                }, []
            ),
            (
                RPCMethod(
                    "eth_cancelPrivateTransaction", ["request"],
                    "withdraws the {txHash} that builders were sent; whether any had it"
                ) { (service, parameters, writer) throws(RPCError) in
                    let hash = try parameters.read(0) { (view) throws(HexProblem) in
                        guard let hash = view.member("txHash") else {
                            throw HexProblem("missing required field 'txHash'")
                        }
                        return try hash.hash()
                    }
                    writer.bool(service.control.cancelPrivately(hash))
                }, []
            ),
        ]
    }
}

/// What is to go to builders, and up to which block; preferences are ignored.
private struct PrivateRequest {
    let raw: [UInt8]
    let lastBlock: UInt64?

    init(_ view: JSONView) throws(HexProblem) {
        guard let raw = view.member("tx") else { throw HexProblem("missing required field 'tx'") }
        self.raw = try raw.data()
        lastBlock = try view.member("maxBlockNumber")?.quantity64()
    }
}

extension NodeService {
    fileprivate func submitPrivately(
        _ raw: [UInt8], lastBlock: UInt64?
    ) throws(RPCError) -> Hash256 {
        try sent(raw) { (raw) throws(PoolRefusal) in
            try control.submitPrivately(raw, lastBlock: lastBlock)
        }.hash
    }
}
