import Chain
import EthereumPrimitives
import SimulationKernel
import WideIntegers

/// What a task does at each head while it is not included.
extension SendingTask {
    /// Looks after the task at a head that its node has shown.
    func review(_ view: NodeView) {
        guard isOpen, let last = attempts.last else { return }
        if last.isRefused && answeredCount < attempts.count {
            answeredCount = attempts.count
            if case .refused(let refusal) = last.submission.fate {
                answer(refusal, to: last, view)
            }
        } else if let now = current {
            let sentAtBlock = max(now.sentAtBlock, reopenedAtBlock)
            let (due, overflow) = sentAtBlock.addingReportingOverflow(policy.patienceBlocks)
            if isMissing(now, view) {
                resend(now, view)
            } else if !overflow && view.head.number >= due {
                raise(view)
            }
        }
        guard isOpen, view.head.number >= lastBlock else { return }
        if policy.cancelsWhenGivenUp && !isCancelling && way.isPublic && current != nil {
            cancel()
        } else {
            outcome = .givenUp(.tooLong)
        }
    }

    /// Whether a transaction is neither in a block nor in the pool, after it had time to come there.
    private func isMissing(_ attempt: Attempt, _ view: NodeView) -> Bool {
        switch attempt.submission.fate {
        // No answer has come, or whoever kept it has let it go.
        case .lost, .expired: return true
        case .evicted where !way.isPublic: return true
        case .cancelled: if isCancelling && !way.isPublic { return true }
        default: break
        }
        // A sequencer's queue cannot be looked into, nor can builders'.
        guard way.isPublic, !keepsNoPool(view) else { return false }
        let silence = wallet.timeline.now.micros(since: attempt.sentAt)
        return silence >= policy.silenceMicros
            && view.node.pool.transaction(of: wallet.address, nonce: nonce) == nil
    }

    private func keepsNoPool(_ view: NodeView) -> Bool {
        if case .firstCome = view.chain.settings.ordering { return true }
        return false
    }

    // MARK: - Raising

    /// Replaces what waits by a higher bid, as far as the policy goes.
    private func raise(_ view: NodeView) {
        guard way != .bundled, replacementCount < policy.replacementsMax, let now = current else {
            return
        }
        let bid = now.bid.raised(perMille: max(policy.bumpPerMille, bumpPerMille))
        guard bid.capWei <= policy.capMaxWei else { return }
        replacementCount += 1
        attempt(now.intent, bid: bid, at: view)
    }

    // MARK: - Sending again

    /// Sends again what the pool has lost; at a higher cap when the base fee has passed the old one.
    private func resend(_ last: Attempt, _ view: NodeView) {
        let isWithdrawn = isCancelling && !way.isPublic
        guard way != .bundled, resendCount < policy.resendsMax, !isWithdrawn else {
            outcome = .givenUp(isWithdrawn ? .withdrawn : .lost)
            return
        }
        resendCount += 1
        attempt(last.intent, bid: payable(last.bid, view), at: view)
    }

    private func payable(_ bid: GasBid, _ view: NodeView) -> GasBid {
        guard bid.capWei < view.nextBaseFeeWei else { return bid }
        let raised = bid.raised(toAtLeast: GasBid(tipWei: .zero, capWei: view.nextBaseFeeWei))
        return raised.capWei <= policy.capMaxWei ? raised : bid
    }

    /// Answers a refusal: by another price, nonce or node, or by giving up.
    private func answer(_ refusal: PoolRefusal, to refused: Attempt, _ view: NodeView) {
        // An older attempt is still on offer; more than it cannot be had.
        if current != nil && refusal != .replacementUnderpriced { return }
        guard way != .bundled, resendCount < policy.resendsMax else {
            outcome = .givenUp(.refused(refusal))
            return
        }
        switch refusal {
        case .replacementUnderpriced, .underpriced, .tipBelowMinimum, .feeCapBelowBaseFee:
            let bid = payable(
                refused.bid.raised(perMille: max(policy.bumpPerMille, bumpPerMille)), view)
            guard bid.capWei <= policy.capMaxWei else {
                outcome = .givenUp(.refused(refusal))
                return
            }
            resendCount += 1
            attempt(refused.intent, bid: bid, at: view)
        case .nonceTooLow, .nonceTooHigh:
            // None was taken, so that no other transaction can come under the old nonce.
            outcome = .givenUp(.refused(refusal))
            nonce = wallet.nextNonce(in: view)
            outcome = nil
            resendCount += 1
            attempt(refused.intent, bid: refused.bid, at: view)
        case .poolIsFull, .sequencerDown, .accountLimitExceeded, .deadlineExceeded,
            .futureReplacesPending:
            resendCount += 1
            attempt(refused.intent, bid: refused.bid, at: view)
        default:
            outcome = .givenUp(.refused(refusal))
        }
    }
}

extension NodeView {
    /// The base fee of the block after the node's head; zero where there is none.
    public var nextBaseFeeWei: UInt256 {
        chain.settings.feeMarket.baseFeePerGasWei(after: head.header) ?? .zero
    }
}
