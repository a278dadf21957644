import Chain
import EthereumPrimitives
import JSONText

extension MethodTable {
    /// What the node and the chain are.
    static var networkMethods: [Row] {
        [
            (
                RPCMethod("web3_clientVersion", "the program's name and version") {
                    (service, _, writer) throws(RPCError) in
                    writer.string(service.settings.clientVersion)
                }, []
            ),
            (
                RPCMethod("web3_sha3", ["data"], "the Keccak-256 hash of bytes") {
                    (_, parameters, writer) throws(RPCError) in
                    writer.hash(Keccak256.hash(try parameters.data(0)))
                }, []
            ),
            (
                RPCMethod("net_version", "the chain id in decimal digits") {
                    (service, _, writer) throws(RPCError) in
                    writer.string("\(service.chainID)")
                }, []
            ),
            (
                RPCMethod("net_listening", "true") { (_, _, writer) throws(RPCError) in
                    writer.bool(true)
                }, []
            ),
            (
                RPCMethod("net_peerCount", "the other nodes of the simulated network") {
                    (service, _, writer) throws(RPCError) in
                    writer.quantity(service.control.chain.nodes.count - 1)
                }, []
            ),
            (
                RPCMethod("eth_chainId", "the number that transactions are signed for") {
                    (service, _, writer) throws(RPCError) in
                    writer.quantity(service.chainID)
                }, []
            ),
            (
                RPCMethod("eth_protocolVersion", "the version of the wire protocol: eth/68") {
                    (_, _, writer) throws(RPCError) in
                    writer.quantity(68)
                }, []
            ),
            (
                RPCMethod("eth_syncing", "false") { (_, _, writer) throws(RPCError) in
                    writer.bool(false)
                }, []
            ),
            (
                RPCMethod("eth_mining", "whether transactions are followed by their blocks") {
                    (service, _, writer) throws(RPCError) in
                    writer.bool(service.control.isAutomining)
                }, []
            ),
            (
                RPCMethod("eth_hashrate", "zero") { (_, _, writer) throws(RPCError) in
                    writer.quantity(0)
                }, []
            ),
            (
                RPCMethod("eth_coinbase", "who was paid the last block's tips") {
                    (service, _, writer) throws(RPCError) in
                    writer.address(service.view.head.header.coinbase)
                }, []
            ),
        ]
    }
}

extension NodeService {
    /// The number that transactions are signed for.
    var chainID: UInt64 { control.chain.settings.chainID }

    /// Asks the node, and words what it cannot answer.
    func ask<Value>(_ body: () throws(QueryError) -> Value) throws(RPCError) -> Value {
        do throws(QueryError) {
            return try body()
        } catch {
            throw RPCError(error)
        }
    }
}
