import Chain
import ContractRuntime
import EthereumPrimitives
import JSONText
import WideIntegers

extension MethodTable {
    /// What accounts have.
    static var accountMethods: [Row] {
        [
            (
                RPCMethod("eth_accounts", "the accounts whose keys the node holds") {
                    (service, _, writer) throws(RPCError) in
                    writer.beginList()
                    for key in service.settings.accounts { writer.address(key.address) }
                    writer.endList()
                }, ["eth_requestAccounts"]
            ),
            (
                RPCMethod("eth_getBalance", ["address", "block?"], "the native balance in wei") {
                    (service, parameters, writer) throws(RPCError) in
                    let address = try parameters.address(0)
                    let block = try parameters.block(1)
                    let view = service.view
                    writer.quantity(
                        try service.ask { () throws(QueryError) in
                            try view.balanceWei(of: address, at: block)
                        })
                }, []
            ),
            (
                RPCMethod(
                    "eth_getTransactionCount", ["address", "block?"],
                    "transactions sent; with pending those that wait in a gapless run count as sent"
                ) { (service, parameters, writer) throws(RPCError) in
                    let address = try parameters.address(0)
                    let block = try parameters.block(1)
                    let view = service.view
                    writer.quantity(
                        try service.ask { () throws(QueryError) in
                            try view.nonce(of: address, at: block)
                        })
                }, []
            ),
            (
                RPCMethod(
                    "eth_getCode", ["address", "block?"],
                    "of a contract an invalid opcode and its name, the same for its life"
                ) { (service, parameters, writer) throws(RPCError) in
                    let address = try parameters.address(0)
                    writer.hex(try service.code(at: address, in: try parameters.block(1)))
                }, []
            ),
            (
                RPCMethod(
                    "eth_getStorageAt", ["address", "slot", "block?"],
                    "zero: words of native contracts have no places of compiled ones"
                ) { (service, parameters, writer) throws(RPCError) in
                    let address = try parameters.address(0)
                    try parameters.checkStorageKey(1)
                    _ = try service.code(at: address, in: try parameters.block(2))
                    writer.hash(.zero)
                }, []
            ),
        ]
    }
}

extension NodeService {
    /// Bytes that stand for a contract's code: no program, but not empty.
    ///
    /// The first is the invalid opcode, so that whoever runs it stops at once.
    /// - Source: EIP-141.
    func code(at address: Address, in tag: BlockTag) throws(RPCError) -> [UInt8] {
        let view = view
        return try ask { () throws(QueryError) in
            // Contracts stand at the genesis; what is pending changes nothing of them.
            try view.withState(at: tag == .pending ? .latest : tag) { host, _ in
                guard let account = host.state.knownAccount(address),
                    let contract = host.contract(at: account)
                else { return [] }
                return [0xfe] + Array("perplab \(contract.abi.name)".utf8)
            }
        }
    }
}

extension Parameters {
    /// Takes hexadecimal digits of at most 32 bytes, with or without `0x`, as geth does.
    ///
    /// - Source: go-ethereum, internal/ethapi, decodeStorageKey; execution-apis, tests/eth_getStorageAt.
    fileprivate func checkStorageKey(_ place: Int) throws(RPCError) {
        let view = try view(place)
        guard let text = view.text else {
            throw .invalidArgument(
                place, "json: cannot unmarshal \(view.kindName) into Go value of type string")
        }
        let digits = text.hasPrefix("0x") || text.hasPrefix("0X") ? text.dropFirst(2) : text[...]
        if digits.utf8.count > 64 {
            throw .invalidParameters("storage key too long (want at most 32 bytes): \"\(text)\"")
        }
        if !digits.allSatisfy({ $0.isASCII && $0.isHexDigit }) {
            throw .invalidParameters("invalid hex in storage key: \"\(text)\"")
        }
    }
}
