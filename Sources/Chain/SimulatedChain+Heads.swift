import EthereumPrimitives
import SimulationKernel

/// How nodes learn of blocks.
extension SimulatedChain {
    /// Tells the network of a new head: its proposer at once, the others when it reaches them.
    func announce(_ block: Block, by proposer: ChainNode) {
        announcementCount += 1
        let number = announcementCount
        deliver(block, number, to: proposer)
        if nodes.count == 1 { return }
        let lateness = settings.production.lateness.sampleInteger(&streams.lateness)
        for node in nodes where node !== proposer {
            let time = network.blockArrival(
                from: proposer.id, at: node.id, leaving: timeline.now + lateness,
                intervalMicros: slots.intervalMicros)
            timeline.schedule(at: time) { [unowned self] in deliver(block, number, to: node) }
        }
    }

    /// Moves a node's head to a block, unless a later one has reached the node before.
    private func deliver(_ block: Block, _ number: UInt64, to node: ChainNode) {
        guard number > node.announcementSeen, store.isCanonical(block) else { return }
        node.announcementSeen = number
        let removed = orphans(from: node.head)
        let added = branch(from: removed.last?.header.parentHash ?? node.head.hash, to: block)
        node.head = block
        withState(of: node) { state in
            node.pool.reset(head: poolHead(at: block), state: state, at: timeline.now)
        }
        drainDepartures(of: node)
        // A sequencer has its own back already, and the nodes before it keep none.
        if case .firstCome = settings.ordering {
            notify(node, .head(removed: removed, added: added))
            return
        }
        for orphan in removed {
            for receipt in orphan.receipts where receipt.transaction.fate == .pending {
                receipt.transaction.copyCount += 1
                file(receipt.transaction, at: node)
            }
        }
        notify(node, .head(removed: removed, added: added))
    }

    /// The blocks from one back to the canonical chain, itself included where it is not part of it.
    private func orphans(from block: Block) -> [Block] {
        var removed: [Block] = []
        var at: Block? = block
        // What is too old to be looked up is too old to be replaced: the node was cut off for long.
        while let orphan = at, orphan.number >= store.oldestNumber, !store.isCanonical(orphan) {
            removed.append(orphan)
            at = store.block(orphan.header.parentHash)
        }
        return removed
    }

    /// The canonical blocks after the one with a hash up to another, as far as they are kept.
    private func branch(from ancestor: Hash256, to block: Block) -> [Block] {
        var added: [Block] = []
        var at: Block? = block
        while let new = at, new.hash != ancestor, new.number > 0 {
            added.append(new)
            at = store.block(new.header.parentHash)
        }
        return added.reversed()
    }

    /// How the head has moved from one block to another; nil where it has not moved on.
    package func move(from old: Block, to new: Block) -> NodeNotice? {
        let removed = orphans(from: old)
        guard new.number > old.number - min(old.number, UInt64(removed.count)) else { return nil }
        return .head(
            removed: removed,
            added: branch(from: removed.last?.header.parentHash ?? old.hash, to: new))
    }

    // MARK: - Listening

    /// Hears of a node's heads, and of transactions that it files, when the node learns of them.
    ///
    /// - Parameter isOutside: whether the listener takes no part in the simulation; it is told at once
    ///   then, and no event on the timeline shows that it listens.
    /// - Returns: a number for `stopObserving`.
    @discardableResult
    public func observe(
        _ node: NodeID, pending: Bool = false, isOutside: Bool = false,
        _ notify: @escaping (NodeNotice) -> Void
    ) -> Int {
        observerCount += 1
        self.node(node).observers.append(
            NodeObserver(
                id: observerCount, wantsPending: pending, isOutside: isOutside, notify: notify))
        return observerCount
    }

    /// Ends what `observe` began.
    public func stopObserving(_ node: NodeID, _ id: Int) {
        self.node(node).observers.removeAll { $0.id == id }
    }

    /// Tells those who listen to a node, as events of their own after the present one.
    private func notify(_ node: ChainNode, _ notice: NodeNotice) {
        for observer in node.observers { tell(observer, notice) }
    }

    func notifyPending(_ transaction: SubmittedTransaction, at node: ChainNode) {
        if node.observers.isEmpty { return }
        for observer in node.observers where observer.wantsPending {
            tell(observer, .pending(transaction))
        }
    }

    private func tell(_ observer: NodeObserver, _ notice: NodeNotice) {
        if observer.isOutside { return observer.notify(notice) }
        timeline.schedule(at: timeline.now) { observer.notify(notice) }
    }
}
