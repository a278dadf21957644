import Chain
import JSONText

/// What is done to one call by what is wrong with `eth_getLogs`.
extension FaultPlan.Logs {
    /// Providers' code for a limit, upon which scanners of logs take a smaller range.
    static let code = -32_005

    /// The cap that a call is over before it is asked.
    func refusal(of call: RPCCall, head: UInt64) -> String? {
        guard let rangeMax, call.method == "eth_getLogs", let filter = call.params.first,
            filter["blockHash"] == nil
        else { return nil }
        let from = Self.number(of: filter["fromBlock"], head: head)
        let to = Self.number(of: filter["toBlock"], head: head)
        guard let from, let to, to >= from, to - from >= rangeMax else { return nil }
        return "exceed maximum block range: \(rangeMax)"
    }

    private static func number(of block: JSONValue?, head: UInt64) -> UInt64? {
        switch block {
        case nil, .null, .text("latest"), .text("pending"), .text("safe"), .text("finalized"): head
        case .text("earliest"): 0
        default: block?.quantity
        }
    }

    /// What is left of a call's answer, and which fault has changed it.
    func limited(
        _ answer: JSONValue, of call: RPCCall, head: UInt64
    ) -> (JSONValue, NodeFault.Kind?) {
        guard call.method == "eth_getLogs", case .list(var logs)? = answer["result"] else {
            return (answer, nil)
        }
        var kind: NodeFault.Kind?
        if hasGap {
            let kept = logs.filter { ($0["blockNumber"]?.quantity ?? 0) < head }
            if kept.count < logs.count { kind = .logGap }
            logs = kept
        }
        if let resultsMax, UInt64(logs.count) > resultsMax {
            let text = "query returned more than \(resultsMax) results"
            return (answer.failing(code: Self.code, text), .resultCap)
        }
        return (kind == nil ? answer : answer.answering(.list(logs)), kind)
    }
}
