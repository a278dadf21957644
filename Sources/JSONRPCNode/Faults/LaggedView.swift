import JSONText

/// The chain as a node shows it whose head is behind the real one.
struct LaggedView {
    /// The head that the node tells of.
    let shown: UInt64
    /// The chain's.
    let head: UInt64

    /// What becomes of a call.
    enum Treatment {
        /// It is asked as it is, with other parameters perhaps, and its result is cleared of what the
        /// node does not know yet.
        case asked(params: [JSONValue]?)
        /// Its result is that.
        case result(JSONValue)
        /// It fails.
        case failure(code: Int, String)
    }

    /// Where the block stands among the parameters of methods that read one block's state.
    private static let stateBlock = [
        "eth_getBalance": 1, "eth_getCode": 1, "eth_getTransactionCount": 1, "eth_getStorageAt": 2,
        "eth_call": 1, "eth_estimateGas": 1, "eth_createAccessList": 1, "eth_getProof": 2,
        "debug_traceCall": 1, "eth_simulateV1": 1,
    ]
    /// Where it stands among those of methods that have null for a block to come.
    private static let block = [
        "eth_getBlockByNumber": 0, "eth_getBlockReceipts": 0,
        "eth_getBlockTransactionCountByNumber": 0, "eth_getTransactionByBlockNumberAndIndex": 0,
    ]

    func treatment(of call: RPCCall) -> Treatment {
        if call.method == "eth_blockNumber" { return .result(.quantity(shown)) }
        if let place = LaggedView.stateBlock[call.method] {
            return treatment(of: call, at: place, .failure(code: -32_000, "header not found"))
        }
        if let place = LaggedView.block[call.method] {
            return treatment(of: call, at: place, .result(.null))
        }
        switch call.method {
        case "eth_feeHistory":
            return treatment(
                of: call, at: 1, .failure(code: -32_000, "request beyond head block: head \(shown)")
            )
        case "eth_getLogs": return treatment(ofLogs: call)
        default: return .asked(params: nil)
        }
    }

    private func treatment(of call: RPCCall, at place: Int, _ beyond: Treatment) -> Treatment {
        // Too few parameters before the block are for the node to complain of.
        guard call.params.count >= place else { return .asked(params: nil) }
        let given = call.params.count > place ? call.params[place] : .null
        let number = given.quantity ?? given["blockNumber"]?.quantity
        if let number, number > shown { return beyond }
        guard let replaced = replaced(given) else { return .asked(params: nil) }
        var params = call.params
        if params.count == place { params.append(.null) }
        params[place] = replaced
        return .asked(params: params)
    }

    /// The shown head where a tag or nothing stands for the real one; nil where it does not.
    ///
    /// A node that is behind has no block of its own to build on the real head: `pending` is the shown
    /// head too. What is final for it is no later than what it knows.
    private func replaced(_ block: JSONValue) -> JSONValue? {
        switch block {
        case .null, .text("latest"), .text("pending"), .text("safe"), .text("finalized"):
            .quantity(shown)
        default: nil
        }
    }

    private func treatment(ofLogs call: RPCCall) -> Treatment {
        guard let filter = call.params.first, filter["blockHash"] == nil else {
            return .asked(params: nil)
        }
        let from = filter["fromBlock"] ?? .null
        let to = filter["toBlock"] ?? .null
        if let number = from.quantity, number > shown { return .result(.list([])) }
        var changed = filter
        if let replaced = replaced(from) { changed = changed.with("fromBlock", replaced) }
        if let replaced = replaced(to) { changed = changed.with("toBlock", replaced) }
        if let number = to.quantity, number > shown {
            changed = changed.with("toBlock", .quantity(shown))
        }
        return .asked(params: [changed] + call.params.dropFirst())
    }

    /// A result without what is above the shown head.
    func cleared(_ result: JSONValue, of method: String) -> JSONValue {
        switch method {
        case "eth_getTransactionReceipt", "eth_getTransactionByBlockHashAndIndex":
            return isHidden(result["blockNumber"]) ? .null : result
        case "eth_getBlockByHash", "eth_getBlockByNumber":
            return isHidden(result["number"]) ? .null : result
        case "eth_getTransactionByHash":
            guard isHidden(result["blockNumber"]) else { return result }
            // The node has it in its pool still.
            return ["blockHash", "blockNumber", "transactionIndex"].reduce(result) {
                $0.with($1, .null)
            }
        case "eth_getBlockReceipts":
            guard case .list(let items) = result, isHidden(items.first?["blockNumber"]) else {
                return result
            }
            return .null
        case "eth_getLogs", "eth_getFilterLogs":
            guard case .list(let logs) = result else { return result }
            return .list(logs.filter { !isHidden($0["blockNumber"]) })
        default: return result
        }
    }

    private func isHidden(_ number: JSONValue?) -> Bool {
        number?.quantity.map { $0 > shown } ?? false
    }
}
