import EthereumPrimitives
import JSONText
import WideIntegers

/// A call as a client describes it: `eth_call`, `eth_estimateGas`, `eth_sendTransaction`.
///
/// Every member may be missing, and members that nobody knows are ignored.
/// - Source: go-ethereum, internal/ethapi/transaction_args.go.
struct CallArgument {
    var from: Address?
    var to: Address?
    var gas: UInt64?
    var gasPriceWei: UInt256?
    var maxFeePerGasWei: UInt256?
    var maxPriorityFeePerGasWei: UInt256?
    var valueWei: UInt256
    var data: [UInt8]
    var nonce: UInt64?
    var accessList: [AccessListEntry]?
    var chainID: UInt64?

    /// Whether anything is said of fees, so that the call is checked for them.
    var hasFees: Bool {
        gasPriceWei != nil || maxFeePerGasWei != nil || maxPriorityFeePerGasWei != nil
    }

    /// The most that is paid per gas, in wei; zero where nothing is said.
    var feeCapWei: UInt256 { gasPriceWei ?? maxFeePerGasWei ?? maxPriorityFeePerGasWei ?? .zero }

    init(_ view: JSONView) throws(HexProblem) {
        guard view.kind == .object else {
            throw HexProblem(view.kindName, into: "ethapi.TransactionArgs")
        }
        from = try view.member("from")?.address()
        // Some clients say that they create a contract by an empty text.
        let recipient = view.member("to")
        to = recipient?.isText("") == true ? nil : try recipient?.address()
        gas = try view.member("gas")?.quantity64()
        gasPriceWei = try view.member("gasPrice")?.quantity()
        maxFeePerGasWei = try view.member("maxFeePerGas")?.quantity()
        maxPriorityFeePerGasWei = try view.member("maxPriorityFeePerGas")?.quantity()
        valueWei = try view.member("value")?.quantity() ?? .zero
        nonce = try view.member("nonce")?.quantity64()
        chainID = try view.member("chainId")?.quantity64()
        let (data, input) = (try view.member("data")?.data(), try view.member("input")?.data())
        if let data, let input, data != input {
            throw HexProblem(
                "both \"data\" and \"input\" are set and not equal. Please use \"input\" to pass "
                    + "transaction call data")
        }
        self.data = input ?? data ?? []
        accessList = try view.member("accessList")?.accessList()
    }
}

extension JSONView {
    /// Addresses with storage keys (EIP-2930).
    fileprivate func accessList() throws(HexProblem) -> [AccessListEntry] {
        guard kind == .list else { throw HexProblem(kindName, into: "types.AccessList") }
        var entries: [AccessListEntry] = []
        for entry in elements {
            guard let address = entry.member("address") else {
                throw HexProblem("missing required field 'address' for AccessTuple")
            }
            var keys: [Hash256] = []
            for key in entry.member("storageKeys")?.elements ?? [] { keys.append(try key.hash()) }
            entries.append(AccessListEntry(address: try address.address(), storageKeys: keys))
        }
        return entries
    }
}
