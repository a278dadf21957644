import Chain
import JSONText

extension MethodTable {
    /// What a chain without proof of work has none of, in the words of those that had.
    static var uncleMethods: [Row] {
        [
            (
                RPCMethod(
                    "eth_getUncleCountByBlockNumber", ["block"], "zero, or null past the head"
                ) { (service, parameters, writer) throws(RPCError) in
                    writer.uncleCount(of: try service.block(parameters, 0))
                }, []
            ),
            (
                RPCMethod("eth_getUncleCountByBlockHash", ["hash"], "zero, or null") {
                    (service, parameters, writer) throws(RPCError) in
                    writer.uncleCount(of: try service.block(byHash: parameters, 0))
                }, []
            ),
            (
                RPCMethod("eth_getUncleByBlockNumberAndIndex", ["block", "index"], "null") {
                    (service, parameters, writer) throws(RPCError) in
                    _ = (try service.block(parameters, 0), try parameters.quantity64(1))
                    writer.null()
                }, []
            ),
            (
                RPCMethod("eth_getUncleByBlockHashAndIndex", ["hash", "index"], "null") {
                    (_, parameters, writer) throws(RPCError) in
                    _ = (try parameters.hash(0), try parameters.quantity64(1))
                    writer.null()
                }, []
            ),
        ]
    }
}

extension JSONWriter {
    fileprivate mutating func uncleCount(of block: BlockObject?) {
        if block == nil { null() } else { quantity(0) }
    }
}
