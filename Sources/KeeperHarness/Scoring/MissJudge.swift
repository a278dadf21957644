import Agents
import SimulationKernel
import WideIntegers

/// Finds out why a reachable episode was not won, from what the chain and the bot's transactions show.
///
/// A bot's own reasons stay its own: where nothing was sent, only what the facts allow is said.
struct MissJudge {
    private let record: TrialRecord
    /// The bot's transactions for each position, in the order of sending.
    private let tries: [PositionName: [OwnTransaction]]

    /// Blocks after a failure in which a bot may leave a position alone.
    private static let cooldownBlocks: UInt64 = 32
    /// Blocks for which a nonce may wait before those behind it count as stuck.
    private static let patienceBlocks: UInt64 = 2

    init(_ record: TrialRecord) {
        self.record = record
        tries = record.tries()
    }

    /// The reason, by the last transaction for it where there was one.
    func reason(of episode: Episode) -> MissReason {
        let began = record.block(episode.firstBlock)?.sealedAt ?? SimulatedTime(micros: 0)
        let end = record.block(episode.endBlock ?? record.lastBlock)?.sealedAt ?? began
        let own = tries[episode.name]?.last { own in
            own.sentAt <= end && (own.endedAt.map { $0 > began } ?? true)
        }
        guard let own else { return reasonOfSilence(episode, from: began, to: end) }
        return reason(of: episode, own, end)
    }

    private func reason(
        of episode: Episode, _ own: OwnTransaction, _ end: SimulatedTime
    ) -> MissReason {
        switch own.fate {
        case .refused(let text): return Self.refusal(text)
        case .mined(_, let receipt):
            if let revert = receipt.revert, let known = Self.failures[revert] { return known }
            guard episode.liquidation != nil else { return .reverted }
        case .dropped: return own.isPrivate ? .privateNotIncluded : .dropped
        case .pending, .replaced, .cancelled: break
        }
        if hasStuckBefore(own, at: end) { return .stuckNonce }
        if let block = record.block(episode.endBlock ?? record.lastBlock),
            own.capWei < block.baseFeeWei
        {
            return .feeCap
        }
        if let rival = episode.liquidation {
            let offered = min(own.tipWei, own.capWei.saturatingSubtract(baseFee(of: episode)))
            return rival.tipWei > offered ? .outbid : .late
        }
        return own.isPrivate ? .privateNotIncluded : .notIncluded
    }

    private func baseFee(of episode: Episode) -> UInt256 {
        record.block(episode.endBlock ?? record.lastBlock)?.baseFeeWei ?? .zero
    }

    private static let failures: [String: MissReason] = [
        "out of gas": .outOfGas,
        "price is already over fluctuation limit": .fluctuationLimit,
        "price is over fluctuation limit": .fluctuationLimit,
    ]

    private static func refusal(_ text: String) -> MissReason {
        if text.hasPrefix("insufficient funds") { return .noFunds }
        if text.hasPrefix("max fee per gas less") { return .feeCap }
        if text.hasPrefix("nonce too") { return .stuckNonce }
        return .refused
    }

    /// Whether a lower nonce of the bot waited at a moment while this one did, or had been lost.
    private func hasStuckBefore(_ own: OwnTransaction, at time: SimulatedTime) -> Bool {
        record.transactions.contains { other in
            guard other.nonce < own.nonce, other.sentAt <= time else { return false }
            if other.isInFlight(at: time) { return true }
            // A gap: what held the nonce was let go, and nothing of it has come into a block by then.
            guard case .dropped = other.fate else { return false }
            return !record.transactions.contains {
                $0.nonce == other.nonce && ($0.receipt != nil && $0.endedAt ?? time <= time)
            }
        }
    }

    // MARK: - Nothing sent

    private func reasonOfSilence(
        _ episode: Episode, from began: SimulatedTime, to end: SimulatedTime
    ) -> MissReason {
        if hasLongWaiter(from: began, to: end) { return .stuckNonce }
        if isBroke(episode) { return .noFunds }
        if hasFailedBefore(episode) { return .cooldown }
        if let feasible = episode.feasibleBlock, feasible > episode.firstBlock + 1 {
            return .nodeLag
        }
        let isSmall = episode.valueWad < episode.gasCostWad &+ episode.gasCostWad
        if isSmall { return .dustRule }
        let others = record.transactions.contains {
            !$0.purpose.positions.isEmpty && $0.sentAt >= began && $0.sentAt <= end
        }
        return others ? .budget : .notSent
    }

    /// Whether some transaction of the bot waited for longer than usual at the end.
    private func hasLongWaiter(from began: SimulatedTime, to end: SimulatedTime) -> Bool {
        let now = record.firstBlock(from: end)
        return record.transactions.contains {
            $0.isInFlight(at: end) && $0.sentHead + Self.patienceBlocks < now
        }
    }

    private func isBroke(_ episode: Episode) -> Bool {
        guard let block = record.block(episode.firstBlock) else { return false }
        return record.quoteWad(ofWei: block.nativeWei) < episode.gasCostWad
    }

    private func hasFailedBefore(_ episode: Episode) -> Bool {
        tries[episode.name]?.contains { own in
            guard let block = own.block, own.receipt?.revert != nil else { return false }
            return block <= episode.endBlock ?? .max
                && block + Self.cooldownBlocks >= episode.firstBlock
        } ?? false
    }
}
