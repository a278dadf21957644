import EthereumPrimitives
import SimulationKernel
import WideIntegers

/// What goes to builders alone: private transactions and bundles.
extension SimulatedChain {
    func sendPrivately(
        _ raw: [UInt8], to builders: [Int]?, deliveries: [Delivery]
    ) -> Submission {
        privately(register(raw), to: builders, deliveries)
    }

    func sendPrivately(
        _ transaction: Transaction, from sender: Address, to builders: [Int]?,
        deliveries: [Delivery]
    ) -> Submission {
        privately(register(transaction, from: sender), to: builders, deliveries)
    }

    private func privately(
        _ submission: Submission, to builders: [Int]?, _ deliveries: [Delivery]
    ) -> Submission {
        if deliveries.isEmpty { lose(submission) }
        schedule(submission, deliveries) { chain, transaction, _ in
            chain.keepPrivately(transaction, in: chain.chosen(builders))
        }
        return submission
    }

    /// The builders of a choice; all of them where none was made.
    private func chosen(_ builders: [Int]?) -> [Int] {
        guard let builders else { return Array(lanes.indices) }
        return builders.filter(lanes.indices.contains)
    }

    /// Takes raw bytes for all builders at once, as the answer to `eth_sendPrivateTransaction` needs.
    /// - Parameter lastBlock: the last block that may have it; builders give it up sooner where they keep
    ///   nothing for so long.
    /// - Throws: `PoolRefusal`, in geth's words; `.privateLaneMissing` where nobody builds.
    @discardableResult
    public func acceptPrivately(
        _ raw: [UInt8], lastBlock: UInt64? = nil
    ) throws(PoolRefusal) -> Submission {
        guard case .builders = settings.ordering else { throw .privateLaneMissing }
        let incoming = IncomingTransaction(
            raw, rules: admission, limits: settings.pool, blockGasLimit: settings.blockGasLimit)
        if isKeptPrivately(Keccak256.hash(raw)) { throw .alreadyKnown }
        let (submission, transaction) = try received(incoming)
        keepPrivately(transaction, in: chosen(nil), lastBlock: lastBlock)
        if case .refused(let refusal) = transaction.fate { throw refusal }
        return submission
    }

    /// Withdraws a private transaction from all builders at once.
    /// - Returns: whether any had it.
    public func cancelPrivately(_ hash: Hash256) -> Bool {
        let found = lanes.lazy.flatMap(\.entries).first { $0.transaction.hash == hash }
        guard let found else { return false }
        withdrawPrivately(found.transaction)
        return true
    }

    private func isKeptPrivately(_ hash: Hash256) -> Bool {
        lanes.contains { $0.entries.contains { $0.transaction.hash == hash } }
    }

    private func keepPrivately(
        _ transaction: SubmittedTransaction, in builders: [Int], lastBlock: UInt64? = nil
    ) {
        if outage?.keepsQueue == false {
            release(transaction, as: .refused(.sequencerDown))
            return
        }
        guard case .builders(let market) = settings.ordering, transaction.fate == .pending else {
            release(transaction, as: .refused(.privateLaneMissing))
            return
        }
        for builder in builders
        where !lanes[builder].entries.contains(where: { $0.transaction === transaction }) {
            transaction.copyCount += 1
            transaction.wasTaken = true
            lanes[builder].entries.append(
                PrivateLane.Entry(
                    transaction: transaction,
                    lastBlock: min(lastBlock ?? .max, head.number + market.privateBlocksMax)))
        }
        release(transaction, as: .refused(.privateLaneMissing))
    }

    func cancelPrivately(_ submission: Submission, deliveries: [Delivery]) {
        for delivery in deliveries {
            timeline.schedule(at: delivery.time) { [unowned self] in
                if let transaction = submission.transaction { withdrawPrivately(transaction) }
            }
        }
    }

    private func withdrawPrivately(_ transaction: SubmittedTransaction) {
        for builder in lanes.indices {
            let before = lanes[builder].entries.count
            lanes[builder].entries.removeAll { $0.transaction === transaction }
            if lanes[builder].entries.count < before {
                release(transaction, as: .cancelled(by: nil))
            }
        }
    }

    // MARK: - Bundles

    func send(
        _ bundle: Bundle, to builders: [Int]?, deliveries: [Delivery]
    ) -> [Submission] {
        let own: [Submission?] = bundle.items.map { item in
            switch item {
            case .raw(let raw): register(raw)
            case .elided(let transaction, let sender): register(transaction, from: sender)
            case .seen: nil
            }
        }
        for submission in own.compactMap(\.self) {
            submission.messagesUnderWay = deliveries.count
            submission.transaction?.copyCount += deliveries.count
            if deliveries.isEmpty { lose(submission) }
        }
        for delivery in deliveries {
            timeline.schedule(at: delivery.time) { [unowned self] in
                keep(bundle, own, in: chosen(builders))
            }
        }
        return own.compactMap(\.self)
    }

    private func keep(_ bundle: Bundle, _ own: [Submission?], in builders: [Int]) {
        var transactions: [SubmittedTransaction] = []
        for (item, submission) in zip(bundle.items, own) {
            if let submission {
                if let read = transaction(of: submission) { transactions.append(read) }
            } else if case .seen(let seen) = item, seen.wasTaken {
                // What no pool has taken cannot have been seen.
                transactions.append(seen)
            }
        }
        let carried = own.compactMap { $0?.transaction }
        var fate = TransactionFate.refused(.privateLaneMissing)
        defer { for transaction in carried { release(transaction, as: fate) } }
        let first = max(bundle.firstBlock ?? 0, head.number + 1)
        guard case .builders(let market) = settings.ordering, outage?.keepsQueue != false
        else { return }
        let last = min(bundle.lastBlock ?? .max, head.number + market.privateBlocksMax)
        // Its last block may have come before it did, or a part of it be settled already.
        if !builders.isEmpty { fate = .expired }
        guard transactions.count == bundle.items.count, !transactions.isEmpty, first <= last,
            transactions.allSatisfy({ $0.fate == .pending })
        else { return }
        for builder in builders {
            for transaction in transactions {
                transaction.copyCount += 1
                transaction.wasTaken = true
            }
            lanes[builder].bundles.append(
                PooledBundle(
                    transactions: transactions, blocks: first...last,
                    mayRevert: bundle.mayRevert))
        }
    }

    /// Puts the bundles that pay most per gas at the top of a block, each whole or not at all.
    ///
    /// What a bundle pays is what the block's producer gains by it: tips and payments in calls.
    func includeBundles(_ block: inout OpenBlock, builder: Int) {
        let number = block.environment.number
        var offers: [(bundle: PooledBundle, pricePerGas: UInt256)] = []
        for bundle in lanes[builder].bundles where bundle.blocks.contains(number) {
            let mark = block.mark
            if let price = include(bundle, &block) { offers.append((bundle, price)) }
            block.goBack(to: mark)
        }
        // Sorting is stable here: of equals the earlier comes first.
        let best = offers.enumerated().sorted { left, right in
            left.element.pricePerGas != right.element.pricePerGas
                ? left.element.pricePerGas > right.element.pricePerGas
                : left.offset < right.offset
        }
        for (_, offer) in best {
            let mark = block.mark
            // An earlier bundle may have taken the chance of this one.
            if include(offer.bundle, &block) == nil { block.goBack(to: mark) }
        }
    }

    /// Includes all of a bundle.
    /// - Returns: what its producer gains, in millionths of a wei per gas; nil when it cannot stand,
    ///   and the block has to go back.
    private func include(_ bundle: PooledBundle, _ block: inout OpenBlock) -> UInt256? {
        let state = host.state
        let coinbase = state.account(block.environment.coinbase)
        let before = state.balanceWei(of: coinbase)
        let gasBefore = block.gasUsed
        for (place, transaction) in bundle.transactions.enumerated() {
            do throws(InclusionFailure) {
                try block.include(transaction)
            } catch {
                return nil
            }
            let isSuccess = block.receipts.last?.isSuccess == true
            if !isSuccess && !bundle.mayRevert.contains(place) { return nil }
        }
        let after = state.balanceWei(of: coinbase)
        guard after >= before else { return nil }
        let gas = UInt256(block.gasUsed - gasBefore)
        return (try? (after &- before).mulDivDown(1_000_000, gas)) ?? .max
    }

    /// Lets go of what builders can no longer use.
    func pruneLanes() {
        for builder in lanes.indices {
            let state = host.state
            let gone = lanes[builder].prune(before: head.number + 1) { transaction in
                let next = state.knownAccount(transaction.sender).map { state.nonce(of: $0) } ?? 0
                return transaction.transaction.nonce < next
            }
            for (transaction, hasExpired) in gone {
                release(
                    transaction, as: hasExpired ? .expired : fateOfUsedNonce(transaction))
            }
        }
    }
}
