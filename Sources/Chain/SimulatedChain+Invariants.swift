import EthereumPrimitives

/// What must hold of transactions on their way, whatever has happened.
extension SimulatedChain {
    /// Walks through all pools, queues and lanes and tells what does not hold in them.
    ///
    /// - C1 each pool's own statements, P1 to P6;
    /// - C2 what a pool, queue or lane holds is pending or included, with a copy for each such place;
    /// - C3 the fates add up to the submissions.
    ///
    /// - Returns: each broken statement with its figures; empty when all hold.
    public func brokenInvariants() -> [String] {
        var broken: [String] = []
        for node in nodes {
            broken += node.pool.checkInvariants().map { "C1 node \(node.id.rawValue): \($0)" }
        }
        for (transaction, places) in placesByTransaction() {
            let id = transaction.id.rawValue
            switch transaction.fate {
            case .pending, .included: break
            default: broken.append("C2 \(id) is in \(places) places and \(transaction.fate)")
            }
            if transaction.copyCount < places {
                broken.append("C2 \(id) has \(transaction.copyCount) copies in \(places) places")
            }
        }
        let fates = TransactionFate.Kind.allCases.reduce(0) { $0 + count(of: $1) }
        if fates != submissionCount {
            broken.append("C3 \(fates) fates of \(submissionCount) submissions")
        }
        return broken
    }

    /// In how many pools, queues and lanes a transaction is; its other copies are messages under way.
    public func placeCount(of transaction: SubmittedTransaction) -> Int {
        let pools = nodes.count {
            $0.pool.transaction(
                of: transaction.sender, nonce: transaction.transaction.nonce) === transaction
        }
        let queued = sequencer.entries.count { $0.transaction === transaction }
        return lanes.reduce(pools + queued) { sum, lane in
            sum + lane.entries.count { $0.transaction === transaction }
                + lane.bundles.reduce(0) { inner, bundle in
                    inner + bundle.transactions.count { $0 === transaction }
                }
        }
    }

    /// All transactions that are anywhere, in the order of submission, with how many places each has.
    private func placesByTransaction() -> [(SubmittedTransaction, Int)] {
        var held: [SubmittedTransaction] = []
        for node in nodes {
            for sender in node.pool.senders {
                held += node.pool.pending(of: sender)
                held += node.pool.queued(of: sender)
            }
        }
        held += sequencer.entries.map(\.transaction)
        for lane in lanes {
            held += lane.entries.map(\.transaction)
            held += lane.bundles.flatMap(\.transactions)
        }
        held.sort { $0.id < $1.id }
        var places: [(SubmittedTransaction, Int)] = []
        for transaction in held {
            if let last = places.last, last.0 === transaction {
                places[places.count - 1].1 += 1
            } else {
                places.append((transaction, 1))
            }
        }
        return places
    }
}
