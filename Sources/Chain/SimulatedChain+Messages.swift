import EthereumPrimitives
import SimulationKernel

/// How transactions come in: read, filed at a node, sent on to the others.
extension SimulatedChain {
    // MARK: - From agents

    func send(_ raw: [UInt8], deliveries: [Delivery]) -> Submission {
        let submission = register(raw)
        if deliveries.isEmpty { lose(submission) }
        schedule(submission, deliveries) { chain, transaction, node in
            chain.arrive(transaction, at: node)
        }
        return submission
    }

    func send(
        _ transaction: Transaction, from sender: Address, deliveries: [Delivery]
    ) -> Submission {
        let submission = register(transaction, from: sender)
        if deliveries.isEmpty { lose(submission) }
        schedule(submission, deliveries) { chain, transaction, node in
            chain.arrive(transaction, at: node)
        }
        return submission
    }

    /// Takes raw bytes at a node at once, as the answer to `eth_sendRawTransaction` needs.
    /// - Throws: `PoolRefusal`, in geth's words.
    @discardableResult
    public func accept(_ raw: [UInt8], at node: NodeID) throws(PoolRefusal) -> Submission {
        try accept(
            IncomingTransaction(
                raw, rules: admission, limits: settings.pool,
                blockGasLimit: settings.blockGasLimit), at: node)
    }

    /// Takes bytes that were read before at a node at once.
    /// - Throws: `PoolRefusal`, in geth's words.
    @discardableResult
    public func accept(
        _ incoming: IncomingTransaction, at node: NodeID
    ) throws(PoolRefusal) -> Submission {
        let (submission, transaction) = try received(incoming)
        if let refusal = arrive(transaction, at: self.node(node)) { throw refusal }
        return submission
    }

    /// What has come in at once, counted as a copy that is under way.
    func received(
        _ incoming: IncomingTransaction
    ) throws(PoolRefusal) -> (submission: Submission, transaction: SubmittedTransaction) {
        let submission = Submission(id: registry.nextID(), raw: incoming.raw)
        settle(submission, incoming)
        guard let transaction = submission.transaction else {
            if case .refused(let refusal)? = submission.earlyFate { throw refusal }
            throw .invalidSender(nil)
        }
        transaction.copyCount += 1
        return (submission, transaction)
    }

    /// Takes a transaction on trust at a node at once, where signatures are elided.
    /// - Throws: `PoolRefusal`, in geth's words.
    @discardableResult
    public func accept(
        _ transaction: Transaction, from sender: Address, at node: NodeID
    ) throws(PoolRefusal) -> Submission {
        precondition(settings.signatures == .elided, "an unsigned transaction on a signed chain")
        return try accept(onTrust: transaction, from: sender, at: node)
    }

    private func accept(
        onTrust transaction: Transaction, from sender: Address, at node: NodeID
    ) throws(PoolRefusal) -> Submission {
        let submission = registerOnTrust(transaction, from: sender)
        guard let submitted = self.transaction(of: submission) else { return submission }
        if case .refused(let refusal) = submitted.fate { throw refusal }
        submitted.copyCount += 1
        if let refusal = arrive(submitted, at: self.node(node)) { throw refusal }
        return submission
    }

    /// Takes a transaction without signature at a node at once, for an account that is impersonated.
    ///
    /// - Throws: `PoolRefusal`, in geth's words; `.invalidSender` for any other account.
    @discardableResult
    public func accept(
        _ transaction: Transaction, impersonating sender: Address, at node: NodeID
    ) throws(PoolRefusal) -> Submission {
        guard settings.signatures == .elided || impersonated.contains(sender) else {
            throw .invalidSender(nil)
        }
        return try accept(onTrust: transaction, from: sender, at: node)
    }

    /// Reads many raw bytes as all nodes do, on two threads where it pays.
    public func read(_ batch: [[UInt8]]) -> [IncomingTransaction] {
        IncomingTransaction.read(
            batch, rules: admission, limits: settings.pool, blockGasLimit: settings.blockGasLimit)
    }

    // MARK: - Reading

    func register(_ raw: [UInt8]) -> Submission {
        let submission = Submission(id: registry.nextID(), raw: raw)
        unread.append(submission)
        return submission
    }

    /// - Precondition: the chain takes transactions on trust.
    func register(_ transaction: Transaction, from sender: Address) -> Submission {
        precondition(settings.signatures == .elided, "an unsigned transaction on a signed chain")
        return registerOnTrust(transaction, from: sender)
    }

    private func registerOnTrust(_ transaction: Transaction, from sender: Address) -> Submission {
        let submission = Submission(
            SubmittedTransaction(id: registry.nextID(), elided: transaction, sender: sender))
        submission.isUnchecked = true
        return submission
    }

    /// Checks a transaction on trust where it first arrives, as bytes are.
    private func admit(_ submission: Submission, _ submitted: SubmittedTransaction) {
        submission.isUnchecked = false
        if let known = pooled(submitted) {
            registry.withdrawRepeated()
            known.copyCount += submitted.copyCount
            submission.transaction = known
            return
        }
        do throws(PoolRefusal) {
            submitted.intrinsicGas = try admission.check(
                submitted.transaction, blockGasLimit: settings.blockGasLimit,
                limits: settings.pool)
        } catch {
            settle(submitted, .refused(error))
        }
    }

    /// Reads everything that nobody has read yet.
    private func readAll() {
        let batch = unread
        unread.removeAll(keepingCapacity: true)
        let read = read(batch.map { $0.unread ?? [] })
        for (submission, incoming) in zip(batch, read) where submission.unread != nil {
            submission.unread = nil
            submission.incoming = incoming
        }
    }

    private func settle(_ submission: Submission, _ incoming: IncomingTransaction) {
        submission.unread = nil
        defer { submission.transaction?.copyCount += submission.messagesUnderWay }
        switch incoming.reading {
        case .failure(let refusal):
            registry.refuseUndecodable()
            submission.earlyFate = .refused(refusal)
            record?(.ended(submission))
        case .success(let contents):
            let transaction = SubmittedTransaction(
                id: submission.id, signed: contents.signed, sender: contents.sender,
                signingHash: contents.signingHash)
            transaction.intrinsicGas = contents.intrinsicGas
            if let known = pooled(transaction) {
                registry.withdrawRepeated()
                submission.transaction = known
            } else {
                submission.transaction = transaction
            }
        }
    }

    /// The same transaction in any pool or queue.
    private func pooled(_ transaction: SubmittedTransaction) -> SubmittedTransaction? {
        let nonce = transaction.transaction.nonce
        for node in nodes {
            if let known = node.pool.transaction(of: transaction.sender, nonce: nonce),
                known.isSame(as: transaction)
            {
                return known
            }
        }
        return sequencer.entries.first { $0.transaction.isSame(as: transaction) }?.transaction
    }

    /// The transaction of a submission, which is read now at the latest.
    func transaction(of submission: Submission) -> SubmittedTransaction? {
        if submission.unread != nil { readAll() }
        if let incoming = submission.incoming {
            submission.incoming = nil
            settle(submission, incoming)
        }
        if submission.isUnchecked, let submitted = submission.transaction {
            admit(submission, submitted)
        }
        return submission.transaction
    }

    func lose(_ submission: Submission) {
        if let transaction = submission.transaction {
            if transaction.copyCount == 0 && transaction.fate == .pending {
                settle(transaction, .lost)
            }
        } else {
            submission.unread = nil
            submission.earlyFate = .lost
            registry.lose()
            record?(.ended(submission))
        }
    }

    /// Plans the arrivals of a message that carries a transaction.
    func schedule(
        _ submission: Submission, _ deliveries: [Delivery],
        _ arrival: @escaping (SimulatedChain, SubmittedTransaction, ChainNode) -> Void
    ) {
        // What no node takes in any state has its fate already, and reaches none.
        guard submission.fate == .pending else { return }
        submission.messagesUnderWay = deliveries.count
        // The messages under way keep a transaction alive, from when it is known on.
        submission.transaction?.copyCount += deliveries.count
        for delivery in deliveries {
            timeline.schedule(at: delivery.time) { [unowned self] in
                guard let transaction = transaction(of: submission) else { return }
                arrival(self, transaction, node(delivery.node))
            }
        }
    }
}
