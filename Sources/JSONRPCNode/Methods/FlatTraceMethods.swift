import Chain
import ContractRuntime
import EthereumPrimitives
import JSONText

extension MethodTable {
    /// The calls of transactions one after the other, each with its place in the tree.
    ///
    /// - Source: OpenEthereum, JSONRPC trace module; Erigon and Nethermind answer alike.
    static var flatTraceMethods: [Row] {
        [
            (
                RPCMethod(
                    "trace_transaction", ["hash"],
                    "the calls of a transaction in a row, or null; gas with what is charged before"
                ) { (service, parameters, writer) throws(RPCError) in
                    let hash = try parameters.hash(0)
                    guard let found = service.view.receipt(of: hash) else { return writer.null() }
                    writer.beginList()
                    try service.writeFlat([found.index], of: found.block, &writer)
                    writer.endList()
                }, []
            ),
            (
                RPCMethod(
                    "trace_block", ["block"],
                    "the calls of a block's transactions in a row, or null"
                ) { (service, parameters, writer) throws(RPCError) in
                    let tag = try parameters.block(0)
                    guard let block = service.view.block(tag) else { return writer.null() }
                    writer.beginList()
                    try service.writeFlat(Array(block.receipts.indices), of: block, &writer)
                    writer.endList()
                }, []
            ),
        ]
    }
}

extension NodeService {
    fileprivate func writeFlat(
        _ places: [Int], of block: Block, _ writer: inout JSONWriter
    ) throws(RPCError) {
        let view = view
        for place in places {
            let trace = try ask { () throws(QueryError) in try view.trace(place, of: block) }
            guard let trace else { throw .refused("transaction not found") }
            let origin = FlatTraceOrigin(block: block, transactionIndex: place)
            writer.flat(trace, at: [], of: origin)
        }
    }
}

/// The transaction that calls belong to.
private struct FlatTraceOrigin {
    let block: Block
    let transactionIndex: Int
}

extension JSONWriter {
    /// A call, then all calls in it.
    fileprivate mutating func flat(
        _ trace: CallTrace, at place: [Int], of origin: FlatTraceOrigin
    ) {
        beginObject()
        name("action")
        beginObject()
        member("from", address: trace.sender)
        member("callType", string: trace.isStatic ? "staticcall" : "call")
        member("gas", quantity: trace.gasLimit)
        member("input", data: trace.input)
        member("to", address: trace.recipient)
        member("value", quantity: trace.valueWei)
        endObject()
        member("blockHash", hash: origin.block.hash)
        name("blockNumber")
        number(origin.block.number)
        if let failure = trace.failure {
            member("error", string: failure == .outOfGas ? "Out of gas" : "Reverted")
        }
        name("result")
        beginObject()
        member("gasUsed", quantity: trace.gasUsed)
        member("output", data: trace.output)
        endObject()
        name("subtraces")
        number(trace.calls.count)
        name("traceAddress")
        beginList()
        for step in place { number(step) }
        endList()
        member(
            "transactionHash",
            hash: origin.block.receipts[origin.transactionIndex].transaction.hash)
        name("transactionPosition")
        number(origin.transactionIndex)
        member("type", string: "call")
        endObject()
        for (index, call) in trace.calls.enumerated() {
            flat(call, at: place + [index], of: origin)
        }
    }
}
