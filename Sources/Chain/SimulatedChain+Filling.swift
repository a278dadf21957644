import EthereumPrimitives
import SimulationKernel
import WideIntegers

/// Which transactions a block takes, policy by policy.
extension SimulatedChain {
    /// The least gas of a transaction: with less left a block is full.
    private static let transactionGasMin: UInt64 = 21_000

    func fill(_ block: inout OpenBlock, at site: BuildingSite) {
        if case .firstCome = settings.ordering {
            fillByArrival(&block)
            return
        }
        let micros = settings.production.cutoffMicros
        let now = timeline.now
        let cutoff = SimulatedTime(micros: now.micros > micros ? now.micros - micros : 0)
        let baseFee = block.hasBaseFee ? block.environment.baseFeePerGasWei : nil
        includeFavoured(&block, from: site.proposer)
        if let builder = site.builder { includeBundles(&block, builder: builder) }
        if site.isRandom {
            fillAtRandom(&block, at: site, arrivedBy: cutoff)
        } else {
            let order = site.proposer.pool.candidates(
                baseFeePerGasWei: baseFee, arrivedBy: cutoff)
            fillByTip(&block, order, private: privateCandidates(site.builder, block))
        }
        includeHeldBack(&block, from: site.proposer)
    }

    // MARK: - By tip

    /// Takes public and private transactions by what they pay per gas; of equals the private first.
    private func fillByTip(
        _ block: inout OpenBlock, _ publicOrder: consuming PriorityOrder,
        private privateOrder: [SubmittedTransaction]
    ) {
        var order = publicOrder
        var waiting = privateOrder
        var nextPrivate = 0
        let baseFee = block.hasBaseFee ? block.environment.baseFeePerGasWei : .zero
        while block.gasLeft >= SimulatedChain.transactionGasMin {
            let candidate = order.next()
            if nextPrivate < waiting.count,
                candidate.map({ waiting[nextPrivate].tip(baseFee) >= $0.tip(baseFee) }) ?? true
            {
                let transaction = waiting[nextPrivate]
                nextPrivate += 1
                if includePrivately(&block, transaction) {
                    // Those that waited for this one's nonce have their turn again.
                    waiting = waiting.filter { $0 !== transaction }
                    nextPrivate = 0
                }
                continue
            }
            guard let candidate else { break }
            if isHeldBack(candidate) {
                order.dropAccount()
                continue
            }
            do throws(InclusionFailure) {
                try block.include(candidate)
                order.advance()
            } catch {
                switch error {
                // Somebody else's block has the nonce, and the pool has not heard of it yet.
                case .nonceTooLow: order.advance()
                default: order.dropAccount()
                }
            }
        }
    }

    /// Includes a private transaction unless it fails, which must leave no trace on the chain.
    private func includePrivately(
        _ block: inout OpenBlock, _ transaction: SubmittedTransaction
    ) -> Bool {
        let mark = block.mark
        do throws(InclusionFailure) {
            try block.include(transaction)
        } catch {
            return false
        }
        if block.receipts.last?.isSuccess == true { return true }
        block.goBack(to: mark)
        return false
    }

    /// What a builder was sent and may include now, by tip; of equals the earlier first.
    private func privateCandidates(
        _ builder: Int?, _ block: OpenBlock
    ) -> [SubmittedTransaction] {
        guard let builder else { return [] }
        let baseFee = block.hasBaseFee ? block.environment.baseFeePerGasWei : .zero
        let payable = lanes[builder].entries.map(\.transaction).filter {
            $0.transaction.envelope.maxFeePerGasWei >= baseFee
        }
        return payable.enumerated().sorted { left, right in
            let (leftTip, rightTip) = (left.element.tip(baseFee), right.element.tip(baseFee))
            return leftTip != rightTip ? leftTip > rightTip : left.offset < right.offset
        }.map(\.element)
    }

    // MARK: - At random

    /// Takes transactions in random order; each account's own still go by nonce.
    private func fillAtRandom(
        _ block: inout OpenBlock, at site: BuildingSite, arrivedBy cutoff: SimulatedTime
    ) {
        var order = site.proposer.pool.candidates(
            baseFeePerGasWei: block.hasBaseFee ? block.environment.baseFeePerGasWei : nil,
            arrivedBy: cutoff)
        var bySender: [[SubmittedTransaction]] = []
        var places: [Address: Int] = [:]
        while let transaction = order.next() {
            if let place = places[transaction.sender] {
                bySender[place].append(transaction)
            } else {
                places[transaction.sender] = bySender.count
                bySender.append([transaction])
            }
            order.advance()
        }
        // A builder's private ones take part, each as an account of its own.
        let hidden = privateCandidates(site.builder, block)
        bySender += hidden.map { [$0] }
        let firstHidden = bySender.count - hidden.count
        // Every interleaving is as likely as any other: the accounts' turns are shuffled.
        var turns = bySender.enumerated().flatMap { place, own in own.map { _ in place } }
        streams.ordering.shuffle(&turns)
        var used = [Int](repeating: 0, count: bySender.count)
        for turn in turns where block.gasLeft >= SimulatedChain.transactionGasMin {
            let transaction = bySender[turn][used[turn]]
            used[turn] += 1
            if isHeldBack(transaction) { continue }
            if turn >= firstHidden {
                _ = includePrivately(&block, transaction)
            } else {
                try? block.include(transaction)
            }
        }
    }

    // MARK: - By arrival

    /// Takes a sequencer's queue from its head on; what can never be run leaves it.
    private func fillByArrival(_ block: inout OpenBlock) {
        dropLate()
        var left: [SequencerQueue.Entry] = []
        var isFull = false
        for entry in ordered(sequencer.entries) {
            if isFull {
                left.append(entry)
                continue
            }
            do throws(InclusionFailure) {
                try block.include(entry.transaction)
                entry.transaction.copyCount -= 1
            } catch {
                switch error {
                case .gasLimitReached(let gas):
                    left.append(entry)
                    isFull = gas < SimulatedChain.transactionGasMin
                case .nonceTooHigh: left.append(entry)
                // As a rule by one before it in this very block.
                case .nonceTooLow:
                    release(entry.transaction, as: fateOfUsedNonce(entry.transaction, in: block))
                default: release(entry.transaction, as: .refused(refusal(entry, error, block)))
                }
            }
        }
        // What is left keeps the order of its arrival, whatever order the backlog was taken in.
        let kept = Set(left.map { ObjectIdentifier($0.transaction) })
        sequencer.replaceAll(
            with: sequencer.entries.filter { kept.contains(ObjectIdentifier($0.transaction)) })
    }

    private func refusal(
        _ entry: SequencerQueue.Entry, _ failure: InclusionFailure, _ block: OpenBlock
    ) -> PoolRefusal {
        let transaction = entry.transaction
        switch failure {
        case .nonceTooLow(let next), .nonceTooHigh(let next):
            return .nonceTooLow(next: next, transaction: transaction.transaction.nonce)
        case .insufficientFunds(let balance):
            return .insufficientFunds(balanceWei: balance, costWei: transaction.costMaxWei)
        case .feeCapBelowBaseFee, .gasLimitReached:
            return .feeCapBelowBaseFee(
                sender: transaction.sender,
                feeCapWei: transaction.transaction.envelope.maxFeePerGasWei,
                baseFeeWei: block.environment.baseFeePerGasWei)
        }
    }
}

extension SubmittedTransaction {
    /// What is paid per gas beside the base fee, in wei; zero when the fee cap is below it.
    fileprivate func tip(_ baseFee: UInt256) -> UInt256 {
        tipPerGasWei(over: baseFee) ?? .zero
    }
}
