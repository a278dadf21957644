import Chain
import ContractRuntime
import EthereumPrimitives
import JSONText

/// What a service has asked a chain to tell.
struct NodeListening {
    let chain: SimulatedChain
    let node: NodeID
    let observer: Int
    let wantsPending: Bool
}

/// What happens at the node, on its way to filters and subscribers.
extension NodeService {
    // MARK: - Listening

    /// Listens to the chain as it is now; filters and subscriptions stay.
    func listen() {
        if let listening { listening.chain.stopObserving(listening.node, listening.observer) }
        let (chain, node) = (control.chain, control.node)
        let wantsPending = filters.wantsPending || subscriptions.wantsPending
        let observer = chain.observe(node, pending: wantsPending, isOutside: true) {
            [weak self, weak chain] notice in
            // An event of a chain that was replaced meanwhile has not happened.
            guard let self, let chain, listening?.chain === chain else { return }
            hear(notice, chain)
        }
        listening = NodeListening(
            chain: chain, node: node, observer: observer, wantsPending: wantsPending)
    }

    /// Listens to pending transactions as long as anybody wants to hear of them.
    func adjustListening() {
        let wantsPending = filters.wantsPending || subscriptions.wantsPending
        if listening?.wantsPending != wantsPending { listen() }
    }

    private func hear(_ notice: NodeNotice, _ chain: SimulatedChain) {
        if !isAnswering { deliverHeldPushes() }
        filters.expire(at: clock(), lifetimeMicros: settings.filterLifetimeMicros)
        switch notice {
        case .head(let removed, let added): hear(removed: removed, added: added, chain.host.state)
        case .pending(let transaction): hear(transaction)
        }
    }

    private func hear(removed: [Block], added: [Block], _ state: WorldState) {
        note(removed: removed, added: added, state)
        let heads = added.map { block in JSONWriter.json { $0.header(block) } }
        for subscription in subscriptions.subscriptions {
            switch subscription.kind {
            case .heads: for head in heads { push(head, to: subscription) }
            case .logs(let filter):
                var argument = FilterArgument()
                argument.filter = filter
                let logs = NodeService.logs(argument, removed: removed, added: added, state)
                for log in logs { push(log, to: subscription) }
            case .pending, .syncing: break
            }
        }
    }

    private func hear(_ transaction: SubmittedTransaction) {
        let hash = JSONWriter.json { $0.hash(transaction.hash) }
        var whole: [UInt8]?
        let chainID = chainID
        func object() -> [UInt8] {
            if let whole { return whole }
            let made = JSONWriter.json { $0.transaction(transaction, at: nil, chainID: chainID) }
            whole = made
            return made
        }
        if filters.wantsPending { note(.transaction(transaction)) }
        for subscription in subscriptions.subscriptions {
            guard case .pending(let full) = subscription.kind else { continue }
            push(full ? object() : hash, to: subscription)
        }
    }

    /// Keeps for filters what a change of the head takes back and brings.
    private func note(removed: [Block], added: [Block], _ state: WorldState) {
        let wantsLogs = filters.wantsLogs
        func noteLogs(of block: Block, isRemoved: Bool) {
            if !wantsLogs { return }
            for log in block.logs(matching: LogFilter(), in: state, isRemoved: isRemoved) {
                note(.log(log))
            }
        }
        for block in removed { noteLogs(of: block, isRemoved: true) }
        for block in added {
            note(.block(block.hash))
            noteLogs(of: block, isRemoved: false)
        }
    }

    private func note(_ change: NodeChange) {
        filters.append(change, changesMax: settings.filterChangesMax)
    }

    /// The logs of a change of the head: those that are taken back, then those that are new.
    private static func logs(
        _ argument: FilterArgument, removed: [Block], added: [Block], _ state: WorldState
    ) -> [[UInt8]] {
        let blocks = removed.map { ($0, true) } + added.map { ($0, false) }
        return blocks.flatMap { block, isRemoved -> [[UInt8]] in
            guard argument.spans(block.number) else { return [] }
            return block.logs(matching: argument.filter, in: state, isRemoved: isRemoved).map {
                let placed = PlacedLogObject($0)
                return JSONWriter.json { $0.log(placed) }
            }
        }
    }

    // MARK: - Pushing

    private func push(_ result: [UInt8], to subscription: NodeSubscription) {
        var writer = JSONWriter(capacity: result.count + 128)
        writer.literal(#"{"jsonrpc":"2.0","method":"eth_subscription","params":{"subscription":"#)
        writer.string(subscription.id)
        writer.name("result")
        writer.verbatim(result)
        writer.endObject()
        writer.endObject()
        if freshSubscriptions.contains(subscription.id) {
            heldPushes.append((subscription.client, writer.bytes))
        } else {
            onPush?(subscription.client, writer.bytes)
        }
    }

    /// Sends what had to wait for the answer that carries the subscription's id.
    ///
    /// The service does so itself when it is asked, or hears of anything, the next time.
    public func deliverHeldPushes() {
        freshSubscriptions.removeAll()
        let held = heldPushes
        heldPushes.removeAll()
        for (client, bytes) in held { onPush?(client, bytes) }
    }
}

extension FilterArgument {
    /// Whether a height is in the range, as far as that is given in numbers.
    func spans(_ number: UInt64) -> Bool {
        if case .number(let first)? = from, number < first { return false }
        if case .number(let last)? = to, number > last { return false }
        return true
    }
}

extension JSONWriter {
    /// One value as bytes of its own.
    static func json(_ body: (inout JSONWriter) -> Void) -> [UInt8] {
        var writer = JSONWriter()
        body(&writer)
        return writer.bytes
    }
}
