import Chain
import ContractRuntime
import EthereumPrimitives
import JSONText
import WideIntegers

extension MethodTable {
    /// Looking into transactions, and at blocks as bytes.
    static var traceMethods: [Row] {
        [
            (
                RPCMethod(
                    "debug_traceTransaction", ["hash", "options?"],
                    "the calls of a transaction, by callTracer; calls within one design have no data"
                ) { (service, parameters, writer) throws(RPCError) in
                    try parameters.checkTracer(1)
                    let hash = try parameters.hash(0)
                    guard let found = service.view.receipt(of: hash) else {
                        throw .refused("transaction not found")
                    }
                    try service.writeTrace(found.index, of: found.block, &writer)
                }, []
            ),
            (
                RPCMethod(
                    "debug_traceCall", ["call", "block?", "options?"],
                    "the calls of a call, by callTracer"
                ) { (service, parameters, writer) throws(RPCError) in
                    try parameters.checkTracer(2)
                    let call = try parameters.call(0)
                    let trace = try service.trace(call, at: try parameters.block(1))
                    writer.trace(trace)
                }, []
            ),
            (
                RPCMethod(
                    "debug_traceBlockByNumber", ["block", "options?"],
                    "the calls of all transactions of a block, by callTracer"
                ) { (service, parameters, writer) throws(RPCError) in
                    try parameters.checkTracer(1)
                    let tag = try parameters.block(0)
                    try service.writeTraces(service.view.block(tag), &writer)
                }, []
            ),
            (
                RPCMethod(
                    "debug_traceBlockByHash", ["hash", "options?"],
                    "the calls of all transactions of a block, by callTracer"
                ) { (service, parameters, writer) throws(RPCError) in
                    try parameters.checkTracer(1)
                    let tag = BlockTag.hash(try parameters.hash(0), requireCanonical: false)
                    try service.writeTraces(service.view.block(tag), &writer)
                }, []
            ),
            (
                RPCMethod(
                    "debug_getRawTransaction", ["hash"],
                    "a transaction as nodes exchange it; empty where there is none"
                ) { (service, parameters, writer) throws(RPCError) in
                    let hash = try parameters.hash(0)
                    let view = service.view
                    let found =
                        view.receipt(of: hash)?.receipt.transaction
                        ?? view.pendingTransaction(hash)
                    writer.hex(found?.raw ?? [])
                }, ["eth_getRawTransactionByHash"]
            ),
            (
                RPCMethod("debug_getRawHeader", ["block"], "a header as its hash is taken of it") {
                    (service, parameters, writer) throws(RPCError) in
                    writer.hex(try service.rawBlock(try parameters.block(0)).header.encoded)
                }, []
            ),
            (
                RPCMethod("debug_getRawBlock", ["block"], "a block's RLP encoding") {
                    (service, parameters, writer) throws(RPCError) in
                    writer.hex(try service.rawBlock(try parameters.block(0)).encoded)
                }, []
            ),
            (
                RPCMethod("debug_getRawReceipts", ["block"], "a block's receipts as encoded") {
                    (service, parameters, writer) throws(RPCError) in
                    let block = try service.rawBlock(try parameters.block(0))
                    let state = service.control.chain.host.state
                    writer.beginList()
                    for receipt in block.receipts {
                        writer.hex(receipt.consensusEncoding(in: state))
                    }
                    writer.endList()
                }, []
            ),
        ]
    }
}

extension Parameters {
    /// Takes no tracer but geth's `callTracer`: there are no opcodes to step through.
    fileprivate func checkTracer(_ place: Int) throws(RPCError) {
        let tracer = self[place]?.member("tracer")
        if tracer?.isText("callTracer") == true { return }
        throw .notSupported(
            "only callTracer is supported: contracts are native and have no opcodes "
                + "(tracer: \(tracer?.text ?? "struct logger"))")
    }
}

extension NodeService {
    fileprivate func rawBlock(_ tag: BlockTag) throws(RPCError) -> BlockObject {
        guard let block = view.block(tag) else { throw RPCError(QueryError.headerNotFound) }
        return BlockObject(block)
    }

    fileprivate func trace(_ call: CallArgument, at tag: BlockTag) throws(RPCError) -> CallTrace {
        let rules = CallRules(call, chain: control.chain, gasMax: settings.callGasMax)
        let view = view
        let result = try ask { () throws(QueryError) in
            try view.withState(at: tag) { host, block in
                Result { () throws(RPCError) in
                    let message = try rules.message(in: block, host.state)
                    return host.trace(message, in: rules.adjusted(block)).trace
                }
            }
        }
        return try result.get()
    }

    fileprivate func writeTrace(
        _ index: Int, of block: Block, _ writer: inout JSONWriter
    ) throws(RPCError) {
        let view = view
        let trace = try ask { () throws(QueryError) in try view.trace(index, of: block) }
        guard let trace else { throw .refused("transaction not found") }
        writer.trace(trace)
    }

    fileprivate func writeTraces(_ block: Block?, _ writer: inout JSONWriter) throws(RPCError) {
        guard let block else { throw RPCError(QueryError.headerNotFound) }
        writer.beginList()
        for (index, receipt) in block.receipts.enumerated() {
            writer.beginObject()
            writer.member("txHash", hash: receipt.transaction.hash)
            writer.name("result")
            try writeTrace(index, of: block, &writer)
            writer.endObject()
        }
        writer.endList()
    }
}

extension JSONWriter {
    /// A call with all calls in it, as geth's `callTracer` lays it out.
    ///
    /// - Source: go-ethereum, eth/tracers/native/call.go.
    mutating func trace(_ trace: CallTrace) {
        beginObject()
        member("from", address: trace.sender)
        member("gas", quantity: trace.gasLimit)
        member("gasUsed", quantity: trace.gasUsed)
        member("to", address: trace.recipient)
        member("input", data: trace.input)
        if !trace.output.isEmpty { member("output", data: trace.output) }
        if let failure = trace.failure {
            member("error", string: failure.traceText)
            if case .error(let reason) = RevertData(decoding: trace.output) {
                member("revertReason", string: reason)
            }
        }
        if !trace.calls.isEmpty {
            name("calls")
            beginList()
            for call in trace.calls { self.trace(call) }
            endList()
        }
        if !trace.isStatic { member("value", quantity: trace.valueWei) }
        member("type", string: trace.isStatic ? "STATICCALL" : "CALL")
        endObject()
    }
}

extension Revert {
    fileprivate var traceText: String {
        switch self {
        case .outOfGas: "out of gas"
        case .invalidOpcode: "invalid opcode: INVALID"
        case .reason, .panic, .data: "execution reverted"
        }
    }
}
