import Chain
import JSONText

extension MethodTable {
    /// Subscriptions, which are for WebSockets.
    static var subscriptionMethods: [Row] {
        [
            (
                RPCMethod(
                    "eth_subscribe", ["kind", "options?"],
                    "the id of a subscription: newHeads, logs, newPendingTransactions, syncing"
                ) { (service, parameters, writer) throws(RPCError) in
                    guard parameters.client.transport == .webSocket else {
                        throw .notificationsNotSupported
                    }
                    let kind = try parameters.subscriptionKind()
                    let client = parameters.client.id
                    guard
                        service.subscriptions.count(of: client) < service.settings.subscriptionsMax
                    else { throw RPCError(-32005, "too many subscriptions") }
                    let id = service.subscriptions.add(kind, for: client)
                    service.freshSubscriptions.insert(id)
                    service.adjustListening()
                    writer.string(id)
                }, []
            ),
            (
                RPCMethod("eth_unsubscribe", ["id"], "ends a subscription: true") {
                    (service, parameters, writer) throws(RPCError) in
                    guard parameters.client.transport == .webSocket else {
                        throw .notificationsNotSupported
                    }
                    guard let id = try parameters.view(0).text,
                        service.subscriptions.remove(id, of: parameters.client.id)
                    else { throw .refused("subscription not found") }
                    service.adjustListening()
                    writer.bool(true)
                }, []
            ),
        ]
    }
}

extension Parameters {
    fileprivate func subscriptionKind() throws(RPCError) -> NodeSubscription.Kind {
        let kind = try view(0)
        if kind.isText("newHeads") { return .heads }
        if kind.isText("syncing") { return .syncing }
        if kind.isText("newPendingTransactions") { return .pending(full: try flag(1)) }
        if kind.isText("logs") {
            let argument = try readIfPresent(1) { (view) throws(HexProblem) in
                try FilterArgument(view)
            }
            return .logs(argument?.filter ?? LogFilter())
        }
        guard let name = kind.text else {
            throw .invalidArgument(
                0, "json: cannot unmarshal \(kind.kindName) into Go value of type string")
        }
        throw RPCError(-32601, "no \"\(name)\" subscription in eth namespace")
    }
}
