import ContractRuntime
import EthereumPrimitives
import SimulationKernel

/// A reorg that cannot be: too deep for what is kept, or for what is called final.
public struct ReorgRefused: Error, Hashable, Sendable, CustomStringConvertible {
    /// Blocks that were to be replaced.
    public let depth: Int
    /// Blocks that can be.
    public let depthMax: Int

    /// Depth and what is allowed.
    public var description: String {
        "a reorg of \(depth) blocks; from 1 to \(depthMax) can be replaced now"
    }
}

/// How the end of the chain is replaced by another branch.
extension SimulatedChain {
    /// Blocks that a reorg can replace now: no final one, and none that is no longer kept.
    public var reorgDepthMax: Int {
        var depth = min(host.state.blocksKept, Int(min(head.number, UInt64(Int.max))))
        let final = settings.finality.finalizedDepth
        if final > 0 { depth = min(depth, Int(min(final, UInt64(Int.max)))) }
        // The genesis stays, and the ledger of the block below is needed.
        return min(depth, Int(head.number - min(head.number, store.oldestNumber)))
    }

    /// Replaces the last blocks by as many of another branch.
    ///
    /// The new branch has the same heights and times; it keeps some of the orphaned transactions, in
    /// an order of its own, as far as they can still run. The others return to the pools.
    /// - Parameters:
    ///   - keep: how often a transaction is kept.
    /// - Throws: `ReorgRefused`; nothing changes then.
    public func reorganize(
        depth: Int, keep: Ratio, order: ReorgOrder
    ) throws(ReorgRefused) {
        let depthMax = reorgDepthMax
        guard depth >= 1 && depth <= depthMax else {
            throw ReorgRefused(depth: depth, depthMax: depthMax)
        }
        let orphaned = Array(store.orphan(depth).reversed())
        // They are the next block's, which is none of those that are built again.
        let waiting = unsealedInterventions
        unsealedInterventions.removeAll()
        undo(orphaned)
        let transactions = orphaned.flatMap(\.receipts).map(\.transaction)
        for transaction in transactions {
            transaction.copyCount += 1
            settle(transaction, .pending)
        }
        branch += 1
        var kept = transactions.filter { _ in streams.reorgs.chance(keep) }
        put(&kept, in: order)
        rebuild(orphaned, with: kept)
        for intervention in waiting { intervene(intervention) }
        for transaction in transactions {
            if transaction.fate == .pending { takeBack(transaction) }
            release(transaction, as: .evicted(.notReinjected))
        }
    }

    private func undo(_ orphaned: [Block]) {
        do throws(BlockNotKept) {
            try host.state.undoBlocks(orphaned.count)
        } catch {
            preconditionFailure("\(error), though the depth was checked")
        }
        ledger = head.ledger
        for block in orphaned.reversed() {
            transactionIndex.forget(block)
            record?(.orphaned(block))
        }
    }

    /// Makes a block for each orphaned one, with as many of the kept transactions.
    private func rebuild(_ orphaned: [Block], with kept: [SubmittedTransaction]) {
        // A base fee that was set is the next new block's, and none of those that are built again.
        let baseFeeToCome = restartBaseFeeWei
        restartBaseFeeWei = nil
        defer { restartBaseFeeWei = baseFeeToCome }
        var next = 0
        for (place, old) in orphaned.enumerated() {
            let site = BuildingSite(
                proposer: rival(of: old), builder: nil, isRandom: false)
            var block = open(
                on: head, coinbase: site.coinbase,
                timestampSeconds: old.header.timestampSeconds)
            let isLast = place == orphaned.count - 1
            let end = isLast ? kept.count : min(kept.count, next + old.receipts.count)
            while next < end {
                // What cannot run on this branch goes back to the pools.
                try? block.include(kept[next])
                next += 1
            }
            seal(block, on: head, by: site)
        }
    }

    /// Another proposer than the one whose block is replaced, where there is one.
    private func rival(of block: Block) -> ChainNode {
        let first = proposers.startIndex
        let turn = block.proposer.rawValue - first + 1
        return proposers[first + max(turn, 0) % proposers.count]
    }

    /// Returns an orphaned transaction to the pools that it would have been sent to.
    private func takeBack(_ transaction: SubmittedTransaction) {
        for node in proposers {
            transaction.copyCount += 1
            if case .firstCome = settings.ordering {
                arrive(transaction, at: node)
                return
            }
            file(transaction, at: node)
        }
    }

    // MARK: - Order

    /// Brings kept transactions in the order of the new branch; each account's own stay by nonce.
    private func put(_ kept: inout [SubmittedTransaction], in order: ReorgOrder) {
        let before = kept
        switch order {
        case .same: return
        case .shuffled: streams.reorgs.shuffle(&kept)
        case .rivalsFirst(let senders):
            if senders.isEmpty {
                kept.reverse()
            } else {
                kept =
                    kept.filter { senders.contains($0.sender) }
                    + kept.filter { !senders.contains($0.sender) }
            }
        }
        var own: [Address: [SubmittedTransaction]] = [:]
        for transaction in before.reversed() {
            own[transaction.sender, default: []].append(transaction)
        }
        kept = kept.compactMap { own[$0.sender]?.popLast() }
    }

    // MARK: - By chance

    /// Replaces the chain's end as often as the model has it, just before a block is made.
    func reorganizeByChance() {
        let model = settings.reorgs
        guard streams.reorgs.chance(model.chance) else { return }
        var depth = 1
        while depth < model.depthMax && streams.reorgs.chance(model.deeper) { depth += 1 }
        depth = min(depth, reorgDepthMax)
        if depth >= 1 { try? reorganize(depth: depth, keep: model.keep, order: model.order) }
    }
}
