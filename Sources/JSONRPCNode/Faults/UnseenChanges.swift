import JSONText

/// What filters have told of blocks that the node does not show yet, by filter.
struct UnseenChanges {
    /// Filters of blocks, whose changes are hashes without numbers.
    private var blockFilters: Set<JSONValue> = []
    private var held: [JSONValue: [JSONValue]] = [:]

    /// Filters that are followed; the changes of later ones are shown as they come.
    private static let filtersMax = 4_096
    /// Changes of one filter that are held; the oldest are shown beyond.
    private static let changesMax = 16_384

    /// Whether a call is to be seen by `answered`.
    static func concerns(_ method: String) -> Bool {
        method == "eth_newBlockFilter" || method == "eth_getFilterChanges"
            || method == "eth_uninstallFilter"
    }

    /// Follows a filter's life by the answers of its calls, and holds back what is not shown yet.
    /// - Parameters:
    ///   - shown: the head that is shown; nil where that is the chain's.
    mutating func answered(
        _ answer: JSONValue, to call: RPCCall, shown: UInt64?, head: UInt64?
    ) -> JSONValue {
        guard let result = answer["result"] else { return answer }
        switch call.method {
        case "eth_newBlockFilter":
            if blockFilters.count < UnseenChanges.filtersMax { blockFilters.insert(result) }
        case "eth_uninstallFilter":
            guard let id = call.params.first else { return answer }
            blockFilters.remove(id)
            held[id] = nil
        case "eth_getFilterChanges":
            guard let id = call.params.first, case .list(let new) = result else { return answer }
            let all = (held[id] ?? []) + new
            var count = seen(all, of: id, shown: shown, head: head)
            count = Swift.max(count, all.count - UnseenChanges.changesMax)
            if held.count >= UnseenChanges.filtersMax, held[id] == nil { count = all.count }
            held[id] = count < all.count ? Array(all[count...]) : nil
            if count != new.count || all.count != new.count {
                return answer.answering(.list(Array(all[..<count])))
            }
        default: break
        }
        return answer
    }

    /// How many of a filter's changes, from the first on, are of blocks that are shown.
    private func seen(
        _ changes: [JSONValue], of id: JSONValue, shown: UInt64?, head: UInt64?
    ) -> Int {
        guard let shown, let head else { return changes.count }
        if blockFilters.contains(id) {
            // Each block has one hash, the head's is the last.
            return changes.count - Swift.min(changes.count, Int(clamping: head - shown))
        }
        return changes.firstIndex { ($0["blockNumber"]?.quantity ?? 0) > shown } ?? changes.count
    }
}
