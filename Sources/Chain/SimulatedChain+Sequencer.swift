import EthereumPrimitives
import SimulationKernel

/// How transactions reach a sequencer and wait there.
extension SimulatedChain {
    /// A node passes a transaction on to the sequencer, and keeps none itself.
    func arriveAtSequencer(
        _ transaction: SubmittedTransaction, via node: ChainNode
    ) -> PoolRefusal? {
        if node.isProposer { return enqueue(transaction) }
        do throws(PoolRefusal) {
            try withState(of: node) { state throws(PoolRefusal) in
                try SequencerQueue.check(transaction, state)
            }
        } catch {
            release(transaction, as: .refused(error))
            return error
        }
        node.forwarded.append(transaction)
        let sequencer = proposers[proposers.startIndex]
        let time = network.gossip(
            from: node.id, to: sequencer.id, byteCount: { 0 }, at: timeline.now)
        timeline.schedule(at: time) { [unowned self] in _ = enqueue(transaction) }
        return nil
    }

    private func enqueue(_ transaction: SubmittedTransaction) -> PoolRefusal? {
        do throws(PoolRefusal) {
            if outage?.keepsQueue == false { throw .sequencerDown }
            if case .included = transaction.fate { throw .alreadyKnown }
            if case .refused(let refusal) = transaction.fate { throw refusal }
            try sequencer.add(transaction, at: timeline.now, state: host.state)
        } catch {
            release(transaction, as: .refused(error))
            return error
        }
        transaction.wasTaken = true
        planOnDemandBlock()
        planDroppingLate()
        return nil
    }

    /// An idle sequencer makes no block that would drop what is late.
    func planDroppingLate() {
        guard case .onDemand = slots.schedule else { return }
        timeline.schedule(afterMicros: sequencer.limits.deadlineMicros + 1) { [unowned self] in
            dropLate()
        }
    }

    /// Ends what has waited at the sequencer for too long.
    ///
    /// While an outage lasts nothing does: who is kept waits for its end.
    func dropLate() {
        if outage != nil { return }
        for late in sequencer.expire(at: timeline.now) { release(late, as: .expired) }
    }
}
