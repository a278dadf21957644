import EthereumPrimitives
import SimulationKernel

/// How block production stops and begins again.
extension SimulatedChain {
    /// Plans an outage. One that begins while another lasts is not begun.
    public func schedule(_ outage: Outage) {
        timeline.schedule(at: outage.start) { [unowned self] in begin(outage) }
    }

    private func begin(_ outage: Outage) {
        guard self.outage == nil else { return }
        self.outage = ActiveOutage(outage: outage)
        if case .onDemand = slots.schedule, let planned = nextBlockEvent {
            timeline.cancel(planned)
            nextBlockEvent = nil
        }
        if outage.queue == .dropped { dropQueues() }
        timeline.schedule(afterMicros: outage.durationMicros) { [unowned self] in end() }
    }

    private func dropQueues() {
        for node in nodes {
            node.pool.removeAll()
            drainDepartures(of: node)
        }
        for entry in sequencer.entries { release(entry.transaction, as: .evicted(.emptied)) }
        sequencer.replaceAll(with: [])
        for builder in lanes.indices {
            for transaction in lanes[builder].removeAll() {
                release(transaction, as: .evicted(.emptied))
            }
        }
    }

    func slotIsMissed() {
        outage?.missedSlots += 1
        planNextBlock()
    }

    private func end() {
        guard let ended = outage else { return }
        outage = nil
        // Deadlines begin anew for what was kept.
        sequencer.restartDeadlines(at: timeline.now)
        if !sequencer.isEmpty { planDroppingLate() }
        restartBaseFeeWei = ended.outage.restartBaseFeeWei ?? restartBaseFeeWei
        backlogOrder = ended.outage.backlog
        guard let rate = ended.outage.catchUpPerSecond, rate > 0 else {
            planOnDemandBlock()
            return
        }
        switch (slots.schedule, ended.outage.timestamps) {
        case (.slots, .forced):
            if ended.missedSlots > 0 { makeUp(slotsLeft: ended.missedSlots, rate: rate) }
        default:
            let slotsPassed = ended.outage.durationMicros / max(slots.intervalMicros, 1)
            drain(blocksLeft: slotsPassed, rate: rate)
        }
    }

    /// Makes the blocks of missed slots one after the other, each with its slot's time.
    ///
    /// The slots that come due meanwhile wait, so that no block is older than the one before.
    private func makeUp(slotsLeft: UInt64, rate: UInt64) {
        if let planned = nextBlockEvent { timeline.cancel(planned) }
        // The next slot to be planned counts as missed as well until the chain has caught up.
        let first = slotNumber - slotsLeft
        makeUp(slot: first, rate: rate)
    }

    private func makeUp(slot: UInt64, rate: UInt64) {
        let time = slots.time(of: slot)
        guard time <= timeline.now, violation == nil, outage == nil else {
            slotNumber = slot - 1
            planNextBlock()
            return
        }
        slotNumber = slot
        produceBlock(
            timestampSeconds: max(
                time.seconds + clockOffsetSeconds, head.header.timestampSeconds))
        nextBlockEvent = timeline.schedule(afterMicros: 1_000_000 / rate) { [unowned self] in
            makeUp(slot: slot + 1, rate: rate)
        }
    }

    /// Makes blocks at a rate of their own until one is empty, or all those that were missed are made
    /// up for.
    private func drain(blocksLeft: UInt64, rate: UInt64) {
        guard violation == nil, outage == nil else { return }
        if blocksLeft > 0 { produceBlock() }
        if blocksLeft <= 1 || head.receipts.isEmpty {
            planOnDemandBlock()
            return
        }
        timeline.schedule(afterMicros: 1_000_000 / rate) { [unowned self] in
            drain(blocksLeft: blocksLeft - 1, rate: rate)
        }
    }

    // MARK: - The backlog's order

    /// Includes first what an outage's end lets go first.
    func includeFavoured(_ block: inout OpenBlock, from node: ChainNode) {
        guard case .first(let senders) = backlogOrder else { return }
        include(from: senders, of: node, &block)
        backlogOrder = .asArrived
    }

    func isHeldBack(_ transaction: SubmittedTransaction) -> Bool {
        guard case .last(let senders) = backlogOrder else { return false }
        return senders.contains(transaction.sender)
    }

    /// Includes last what an outage's end holds back.
    func includeHeldBack(_ block: inout OpenBlock, from node: ChainNode) {
        guard case .last(let senders) = backlogOrder else { return }
        include(from: senders, of: node, &block)
        backlogOrder = .asArrived
    }

    private func include(from senders: [Address], of node: ChainNode, _ block: inout OpenBlock) {
        for sender in senders {
            for transaction in node.pool.pending(of: sender) {
                do throws(InclusionFailure) {
                    try block.include(transaction)
                } catch {
                    // The pool may not have heard yet that a nonce was used.
                    if case .nonceTooLow = error { continue }
                    break
                }
            }
        }
    }

    /// A sequencer's queue in the order in which the next block takes it.
    func ordered(_ entries: [SequencerQueue.Entry]) -> [SequencerQueue.Entry] {
        defer { backlogOrder = .asArrived }
        switch backlogOrder {
        case .asArrived: return entries
        case .first(let senders):
            return entries.filter { senders.contains($0.transaction.sender) }
                + entries.filter { !senders.contains($0.transaction.sender) }
        case .last(let senders):
            return entries.filter { !senders.contains($0.transaction.sender) }
                + entries.filter { senders.contains($0.transaction.sender) }
        }
    }
}
