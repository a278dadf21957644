import ContractRuntime
import EthereumPrimitives
import SimulationKernel

/// What a node does with a transaction, and what becomes of those that leave its pool.
extension SimulatedChain {
    /// Files a transaction that has come to a node, and sends it on.
    /// - Returns: why it was not taken; nil when it was.
    @discardableResult
    func arrive(_ transaction: SubmittedTransaction, at node: ChainNode) -> PoolRefusal? {
        if case .firstCome = settings.ordering { return arriveAtSequencer(transaction, via: node) }
        if let refusal = file(transaction, at: node) { return refusal }
        // A full pool may have let it go at once; then the sender got no error, and nobody else hears.
        guard
            node.pool.transaction(of: transaction.sender, nonce: transaction.transaction.nonce)
                === transaction
        else { return nil }
        for other in nodes where other !== node && (settings.isPoolPublic || other.isProposer) {
            let time = network.gossip(
                from: node.id, to: other.id,
                byteCount: { transaction.byteCount(within: settings.network.pushBytesMax) },
                at: timeline.now)
            transaction.copyCount += 1
            timeline.schedule(at: time) { [unowned self] in file(transaction, at: other) }
        }
        return nil
    }

    /// Files a transaction in a node's pool. The message that brought it passes its life on to the
    /// pool, or ends.
    @discardableResult
    func file(_ transaction: SubmittedTransaction, at node: ChainNode) -> PoolRefusal? {
        let refusal = refusal(of: transaction, at: node)
        if let refusal {
            release(transaction, as: .refused(refusal))
        } else {
            transaction.wasTaken = true
        }
        drainDepartures(of: node)
        return refusal
    }

    private func refusal(of transaction: SubmittedTransaction, at node: ChainNode) -> PoolRefusal? {
        if outage?.keepsQueue == false { return .sequencerDown }
        if transaction.isWithdrawn { return .deadlineExceeded }
        switch transaction.fate {
        case .included: return .alreadyKnown
        case .refused(let refusal): return refusal
        default: break
        }
        do throws(PoolRefusal) {
            let place =
                node.head === head
                ? try node.pool.add(
                    transaction, at: timeline.now, head: poolHead(at: head), state: host.state)
                : try withState(of: node) { state throws(PoolRefusal) in
                    try node.pool.add(
                        transaction, at: timeline.now, head: poolHead(at: node.head),
                        state: state)
                }
            if place == .pending && settings.isPoolPublic {
                notifyPending(transaction, at: node)
            }
            return nil
        } catch {
            return error
        }
    }

    /// Runs `body` on the state of a node's head.
    ///
    /// A node whose head was orphaned sees the state that its branch and the canonical one share.
    func withState<Value, Failure: Error>(
        of node: ChainNode, _ body: (WorldState) throws(Failure) -> Value
    ) throws(Failure) -> Value {
        let depth = depth(of: node.head)
        let state = host.state
        if depth == 0 { return try body(state) }
        // A head older than all that is kept is as good as the oldest that is.
        let result: Result<Value, Failure>? = try? state.withState(
            blocksBack: min(depth, state.blocksKept)
        ) {
            Result { () throws(Failure) in try body(state) }
        }
        guard let result else { return try body(state) }
        return try result.get()
    }

    /// How many blocks the state of a block lies back.
    func depth(of block: Block) -> Int {
        if block === head { return 0 }
        let ancestor = store.canonicalAncestor(of: block) ?? block
        return ancestor.number < head.number ? Int(head.number - ancestor.number) : 0
    }

    func poolHead(at block: Block) -> PoolHead {
        PoolHead(
            blockGasLimit: block.header.gasLimit,
            nextBaseFeePerGasWei: block === head
                ? nextBaseFeePerGasWei : block.nextBaseFeePerGasWei)
    }

    // MARK: - Leaving

    /// Gives everything that has left a node's pool its fate, unless it lives on elsewhere.
    func drainDepartures(of node: ChainNode) {
        for departure in node.pool.drainDepartures() {
            let transaction = departure.transaction
            switch departure.cause {
            case .nonceUsed: release(transaction, as: fateOfUsedNonce(transaction))
            case .replaced(let other):
                release(
                    transaction,
                    as: other.isCancellation ? .cancelled(by: other.id) : .replaced(by: other.id))
            case .evicted(let reason): release(transaction, as: .evicted(reason))
            case .expired: release(transaction, as: .expired)
            case .withdrawn: release(transaction, as: .cancelled(by: nil))
            }
        }
    }

    /// Ends one copy of a transaction; with the last one it comes to its fate.
    ///
    /// What a pool did with a transaction that it had taken says more than that other nodes did not
    /// take it.
    func release(
        _ transaction: SubmittedTransaction, as latestFate: @autoclosure () -> TransactionFate
    ) {
        precondition(transaction.copyCount > 0, "no copy of \(transaction.id.rawValue)")
        transaction.copyCount -= 1
        guard transaction.fate == .pending else { return }
        let fate = latestFate()
        if case .refused(let refusal) = fate, transaction.wasTaken {
            if case .nonceTooLow = refusal {
                transaction.lastDeparture = fateOfUsedNonce(transaction)
            }
        } else {
            transaction.lastDeparture = fate
        }
        if transaction.copyCount == 0 {
            settle(transaction, transaction.lastDeparture ?? fate)
        }
    }

    /// How far back the transaction that has used a nonce is looked for: more blocks than the heads
    /// of nodes usually lag behind where blocks come faster than they travel.
    private static let usedNonceBlocksMax = 64

    /// The fate of a transaction whose nonce another one's inclusion has used.
    /// - Parameter open: the block that is being made, where that is known.
    func fateOfUsedNonce(
        _ transaction: SubmittedTransaction, in open: OpenBlock? = nil
    ) -> TransactionFate {
        if let open, let fate = fate(of: transaction, replacedIn: open.receipts) { return fate }
        var number = head.number
        // The other one stands in one of the last blocks, since a pool hears of each in time.
        for _ in 0..<SimulatedChain.usedNonceBlocksMax {
            guard number > 0, let block = store.block(number) else { break }
            if let fate = fate(of: transaction, replacedIn: block.receipts) { return fate }
            number -= 1
        }
        return .replaced(by: nil)
    }

    private func fate(
        of transaction: SubmittedTransaction, replacedIn receipts: [Receipt]
    ) -> TransactionFate? {
        let nonce = transaction.transaction.nonce
        for receipt in receipts
        where receipt.transaction.sender == transaction.sender
            && receipt.transaction.transaction.nonce == nonce
        {
            let other = receipt.transaction
            if other === transaction { return transaction.fate }
            // The same bytes were submitted twice before any pool had them.
            if other.isSame(as: transaction) { return .refused(.alreadyKnown) }
            return other.isCancellation ? .cancelled(by: other.id) : .replaced(by: other.id)
        }
        return nil
    }

    func settle(_ transaction: SubmittedTransaction, _ fate: TransactionFate) {
        registry.settle(transaction, fate)
        record?(.settled(transaction))
    }

    /// Empties a node's pool, as a restart does.
    public func restart(_ id: NodeID) {
        let node = node(id)
        node.pool.removeAll()
        drainDepartures(of: node)
    }

    /// Takes a transaction out of all pools and queues, as a development node's control does; copies
    /// that are under way are no longer taken.
    ///
    /// Nonces behind it wait. The same bytes can be sent again.
    public func withdraw(_ transaction: SubmittedTransaction) {
        guard transaction.fate == .pending else { return }
        transaction.isWithdrawn = true
        if sequencer.remove(transaction) { release(transaction, as: .cancelled(by: nil)) }
        for node in nodes {
            node.pool.remove(transaction)
            drainDepartures(of: node)
        }
    }

    /// Takes transactions of an account out of all pools, as if nodes had restarted without them.
    ///
    /// What is still under way to a node arrives there all the same, and builders keep what they were
    /// sent privately.
    /// - Parameter nonce: the one that is lost; nil for all.
    /// - Returns: how many nonces were lost.
    @discardableResult
    public func forget(transactionsOf sender: Address, nonce: UInt64? = nil) -> Int {
        var lost: Set<UInt64> = []
        for node in nodes {
            for waiting in waiting(of: sender, at: node)
            where nonce == nil || waiting.transaction.nonce == nonce {
                node.pool.remove(waiting, because: .evicted(.emptied))
                lost.insert(waiting.transaction.nonce)
            }
            drainDepartures(of: node)
        }
        return lost.count
    }

    /// The least nonce of an account that waits in any pool; nil where nothing of it waits.
    public func leastNonce(waitingOf sender: Address) -> UInt64? {
        nodes.flatMap { waiting(of: sender, at: $0) }.map(\.transaction.nonce).min()
    }

    /// How many nonces of an account wait in pools.
    public func waitingCount(of sender: Address) -> Int {
        Set(nodes.flatMap { waiting(of: sender, at: $0) }.map(\.transaction.nonce)).count
    }

    private func waiting(of sender: Address, at node: ChainNode) -> [SubmittedTransaction] {
        node.pool.pending(of: sender) + node.pool.queued(of: sender)
    }

    // MARK: - Upkeep

    /// How often pools look for transactions that have waited too long, as geth does.
    private static let upkeepMicros: UInt64 = 60_000_000

    func planPoolUpkeep() {
        timeline.schedule(afterMicros: SimulatedChain.upkeepMicros) { [unowned self] in
            for node in nodes {
                node.pool.expireQueued(at: timeline.now)
                drainDepartures(of: node)
            }
            planPoolUpkeep()
        }
    }
}
