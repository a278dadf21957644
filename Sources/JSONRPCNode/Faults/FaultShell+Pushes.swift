import Chain
import JSONText

extension FaultShell {
    /// Pushes of blocks to come that one client may have waiting; beyond them its socket is closed.
    private static let unseenMax = 16_384

    /// The backend has sent something unasked.
    func pushed(_ push: ShellPush, to client: NodeClient) {
        let nowMicros = clock.nowMicros()
        let mayBeUnseen = state.withLock { state in
            state.draws.isLagging(nowMicros)
                || state.clients[client.id]?.unseen.isEmpty == false
        }
        guard mayBeUnseen, case .text(let bytes) = push, let number = take(bytes) else {
            timePassed()
            return sendPush(push, to: client.id)
        }
        state.withLock { state in
            guard state.clients[client.id] != nil else { return }
            state.clients[client.id]?.unseen.append((number: number, push: push))
            state.unseenCount += 1
        }
        timePassed()
        let unseen = state.withLock { state in
            let unseen = state.clients[client.id]?.unseen.count ?? 0
            if unseen > 0 { state.counts.add(.lag, "eth_subscription") }
            return unseen
        }
        if unseen > FaultShell.unseenMax { sendPush(.hangUp, to: client.id) }
    }

    /// The number of the block that a push is about, a head or a log; a head is the chain's from now on.
    private func take(_ bytes: [UInt8]) -> UInt64? {
        var reader = JSONReader(bytes)
        guard let result = (try? reader.document())?["params"]?["result"] else { return nil }
        if result["parentHash"] != nil, let number = result["number"]?.quantity {
            state.withLock { $0.head = number }
            return number
        }
        return result["logIndex"] == nil ? nil : result["blockNumber"]?.quantity
    }

    /// Sends what the node has come to know, in the order in which it came.
    func sendSeen(_ nowMicros: UInt64) {
        let clients: [ClientID] = state.withLock { state in
            guard state.unseenCount > 0 else { return [] }
            var shown = UInt64.max
            if let head = state.head {
                shown = state.draws.shownHead(head, nowMicros: nowMicros) ?? .max
            }
            let clients = state.clients.keys.sorted()
            for id in clients { state.showSeen(to: id, upTo: shown) }
            return clients
        }
        for id in clients { sendReady(to: id) }
    }

    private func sendPush(_ push: ShellPush, to id: ClientID) {
        guard let target = state.withLock({ $0.clients[id]?.push }) else { return }
        send(to: id) { target(push) }
    }
}

extension FaultShell.State {
    fileprivate mutating func showSeen(to id: ClientID, upTo shown: UInt64) {
        guard let target = clients[id]?.push else { return }
        while let first = clients[id]?.unseen.first, first.number <= shown {
            clients[id]?.unseen.removeFirst()
            unseenCount -= 1
            _ = clients[id]?.outbox.append(isReady: true) { target(first.push) }
        }
    }
}
