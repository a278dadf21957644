import Chain
import EthereumPrimitives
import WideIntegers

/// How a wallet keeps its nonces in step with what its node shows.
extension Wallet {
    /// The least nonce that is free: neither used, nor waiting at the node, nor under way.
    ///
    /// What the pool has lost or refused is free again, so that a gap is filled first.
    ///
    /// Whoever counts nonces asks the node for the first one alone, and takes the next after each
    /// sending, whatever has become of it.
    public func nextNonce(in view: NodeView) -> UInt64 {
        if countsNonces {
            let nonce = countedNonce ?? (try? view.nonce(of: address, at: .pending)) ?? 0
            countedNonce = nonce + 1
            return nonce
        }
        var nonce = (try? view.nonce(of: address, at: .pending)) ?? 0
        while used[nonce] != nil || tasks.contains(where: { $0.holds(nonce) })
            || view.node.pool.transaction(of: address, nonce: nonce) != nil
        {
            nonce += 1
        }
        return nonce
    }

    /// Takes notice of blocks: what of one's own they have, and what has to be sent again.
    public func handle(_ notice: NodeNotice) {
        guard case .head(let removed, let added) = notice else { return }
        for block in removed {
            for receipt in block.receipts where receipt.transaction.sender == address {
                undo(receipt)
            }
        }
        for block in added {
            for receipt in block.receipts where receipt.transaction.sender == address {
                settle(receipt, in: block)
            }
        }
        let view = view()
        for task in tasks { task.review(view) }
        forget(before: view.head.number)
    }

    /// Takes notice of an own transaction in a block that is no longer canonical.
    func undo(_ receipt: Receipt) {
        used[receipt.transaction.transaction.nonce] = nil
        for task in tasks { task.undo(receipt) }
    }

    /// Takes notice of an own transaction in a block.
    func settle(_ receipt: Receipt, in block: Block) {
        let nonce = receipt.transaction.transaction.nonce
        used[nonce] = block.number
        for task in tasks where task.nonce == nonce { task.settle(receipt, in: block.number) }
    }

    /// Drops what no reorg can open again.
    func forget(before head: UInt64) {
        guard head > Wallet.blocksKept, !used.isEmpty || !tasks.isEmpty else { return }
        let oldest = head - Wallet.blocksKept
        tasks.removeAll { task in
            guard task.openedAtBlock < oldest, !task.holds(task.nonce) else { return false }
            forgottenCosts += task.costs
            return true
        }
        used = used.filter { $0.value >= oldest }
    }

    /// Forgets all that is known of what was sent, as a process does that is started again.
    public func forgetAll() {
        forgottenCosts = costs
        tasks = []
        used = [:]
        countedNonce = nil
    }

    /// What everything that was sent has cost so far, as the node has shown it.
    public var costs: SendingCosts { tasks.reduce(into: forgottenCosts) { $0 += $1.costs } }
}
