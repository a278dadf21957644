import JSONRPCNode

/// Counts what a bot asks of its node, head by head.
///
/// On the thread of the world.
final class ConnectionWatch {
    private var callsAtHeads: [UInt64] = []
    private unowned let node: ServedNode

    init(_ session: NodeSession, _ node: ServedNode) {
        self.node = node
        session.chain.observe(session.node, isOutside: true) { [weak self] notice in
            guard case .head = notice, let self else { return }
            callsAtHeads.append(self.node.faults.load.calls)
        }
    }

    /// What a card says of it.
    var connection: Scorecard.Connection {
        let load = node.faults.load
        var connection = Scorecard.Connection()
        connection.calls = Int64(clamping: load.calls)
        let perHead = zip(callsAtHeads, callsAtHeads.dropFirst()).map { Int64($1 - $0) }
        if !perHead.isEmpty {
            connection.callsPerBlock = perHead.reduce(0, +) / Int64(perHead.count)
            connection.callsPerBlockP95 = Percentile.nearestRank(95, of: perHead) ?? 0
        }
        connection.limited = Int64(clamping: load.refusedByRate)
        // The first socket is no reconnection.
        connection.reconnects = Int64(clamping: max(load.webSocketsOpened, 1) - 1)
        connection.staleHeads = Int64(clamping: load.staleHeads)
        connection.methods = load.callsByMethod.map { .init($0.method, Int64(clamping: $0.count)) }
        return connection
    }
}
