import Chain
import WideIntegers

/// What blocks do to a task.
extension SendingTask {
    /// Takes notice of an inclusion under the task's nonce.
    func settle(_ receipt: Receipt, in block: UInt64) {
        let included = attempts.first { $0.submission.transaction === receipt.transaction }
        guard let included else {
            if isOpen {
                settling = receipt
                outcome = .supplanted(block: block)
            }
            return
        }
        settling = receipt
        let fee = UInt256(receipt.gasUsed) &* receipt.effectiveGasPriceWei
        if included.intent == .cancellation(of: wallet.address) {
            costs.cancelFeesWei = costs.cancelFeesWei &+ fee
            outcome = .cancelled(block: block)
        } else if receipt.isSuccess {
            costs.usefulFeesWei = costs.usefulFeesWei &+ fee
            outcome = .won(block: block)
        } else {
            costs.wastedFeesWei = costs.wastedFeesWei &+ fee
            costs.wastedGas += receipt.gasUsed
            outcome = .reverted(block: block)
        }
    }

    /// Takes notice that a block is no longer canonical: what it had settled is open again, and has
    /// cost nothing.
    func undo(_ receipt: Receipt) {
        guard let settling, settling.transaction === receipt.transaction else { return }
        self.settling = nil
        let fee = UInt256(receipt.gasUsed) &* receipt.effectiveGasPriceWei
        switch outcome {
        case .won(let block), .reverted(let block), .cancelled(let block),
            .supplanted(let block):
            reopenedAtBlock = block
            let (last, overflow) = block.addingReportingOverflow(policy.givesUpAfterBlocks)
            lastBlock = overflow ? .max : max(lastBlock, last)
        default: break
        }
        switch outcome {
        case .won: costs.usefulFeesWei = costs.usefulFeesWei &- fee
        case .cancelled: costs.cancelFeesWei = costs.cancelFeesWei &- fee
        case .reverted:
            costs.wastedFeesWei = costs.wastedFeesWei &- fee
            costs.wastedGas -= receipt.gasUsed
        default: break
        }
        outcome = nil
    }
}
