import Agents
import SimulationKernel

/// Whether the bot has looked after what was open: stalls, what was left unsent, recovery from faults.
extension ScorecardBuilder {
    func measureAttention(_ card: inout Scorecard) {
        let attention = AttentionMeter(record, reachable)
        card[.stall] = .count(attention.stall)
        card[.unsentBlocksMax] = .count(attention.unsentBlocksMax.map(Int64.init))
        card[.recoveryBlocks] = .count(attention.recoveryBlocks.map(Int64.init))
    }
}

/// Follows reachable episodes and the transactions that were sent for them.
struct AttentionMeter {
    private let record: TrialRecord
    private let episodes: [Episode]
    /// Moments of sending and of the end of each try, by position; in the order of sending.
    private let tries: [PositionName: [OwnTransaction]]

    init(_ record: TrialRecord, _ episodes: [Episode]) {
        self.record = record
        self.episodes = episodes
        tries = record.tries { own in
            if case .refused = own.fate { [] } else { own.purpose.positions }
        }
    }

    /// The longest run of blocks that could have had a paying liquidation of the bot, while none was under way
    /// and nothing was sent.
    var stall: Int {
        var sends = Set<UInt64>()
        for own in record.transactions where !own.purpose.positions.isEmpty {
            sends.insert(record.firstBlock(from: own.sentAt))
        }
        // Of the blocks of each episode those that nobody has answered; counted over all.
        var openCount: [UInt64: Int] = [:]
        var coveredBlocks = Set<UInt64>()
        for episode in episodes {
            for number in episode.payingBlocks.joined() {
                openCount[number, default: 0] += 1
                if isUnderWay(for: episode, in: number) { coveredBlocks.insert(number) }
            }
        }
        var (longest, run) = (0, 0)
        for block in record.blocks {
            let isStalled =
                openCount[block.number] != nil && !coveredBlocks.contains(block.number)
                && !sends.contains(block.number)
            run = isStalled ? run + 1 : 0
            longest = max(longest, run)
        }
        return longest
    }

    /// Whether one of the bot's own for an episode could have been in a block.
    private func isUnderWay(for episode: Episode, in number: UInt64) -> Bool {
        guard let sealed = record.block(number)?.sealedAt else { return false }
        return tries[episode.name]?.contains { own in
            own.sentAt < sealed && (own.endedAt ?? sealed) >= sealed
        } ?? false
    }

    /// The most blocks that could have had a paying liquidation of one episode, before anything was sent
    /// for it.
    var unsentBlocksMax: Int? {
        episodes.compactMap { episode -> Int? in
            guard episode.feasibleBlock != nil else { return nil }
            let last = episode.endBlock ?? record.lastBlock
            return Int(episode.payingCount(before: firstAnswer(to: episode) ?? last))
        }.max()
    }

    /// The block before which the first transaction for an episode was sent; nil for none.
    private func firstAnswer(to episode: Episode) -> UInt64? {
        let began = record.block(episode.firstBlock)?.sealedAt ?? .init(micros: 0)
        let answer = tries[episode.name]?.first { own in
            own.sentAt >= began || (own.endedAt ?? .init(micros: .max)) > began
        }
        guard let answer else { return nil }
        let block = record.firstBlock(from: answer.sentAt)
        return block <= episode.endBlock ?? record.lastBlock ? block : nil
    }

    /// The most blocks after a fault that could have had a paying liquidation of an episode that was open
    /// at its end, before that was sent for or over, or of any before the bot sent anything again; nil
    /// where neither has come after a fault.
    var recoveryBlocks: Int? {
        record.faults.compactMap { fault -> Int? in
            let first = record.firstBlock(from: fault.end)
            guard first <= record.lastBlock else { return nil }
            let open = episodes.filter { $0.firstBlock < first && $0.spans(first) }
            let waits = open.compactMap { episode -> Int? in
                let over = episode.endBlock ?? record.lastBlock
                let before = episode.payingCount(before: first)
                guard episode.payingCount(before: over + 1) > before else { return nil }
                let answer = firstAnswer(to: episode, from: fault.end) ?? over
                return Int(episode.payingCount(before: min(max(answer, first), over)) - before)
            }
            return (waits + [silence(after: fault, from: first)].compactMap { $0 }).max()
        }.max()
    }

    /// Blocks after a fault that could have had a paying liquidation, and that the bot let pass before it
    /// sent anything again, or was broken again; nil where there was nothing to send for.
    private func silence(after fault: TrialRecord.Fault, from first: UInt64) -> Int? {
        let sent = tries.values.joined().map(\.sentAt).filter { $0 >= fault.end }.min()
        let broken = record.faults.map(\.start).filter { $0 > fault.end }.min()
        let end = [sent, broken].compactMap { $0 }.min().map(record.firstBlock(from:))
        let paying = Set(episodes.flatMap { $0.payingBlocks.joined() }.filter { $0 >= first })
        guard let last = paying.max() else { return nil }
        return paying.count { $0 < min(end ?? last, last) }
    }

    /// The first block from a moment on that something for an episode was under way in.
    private func firstAnswer(to episode: Episode, from time: SimulatedTime) -> UInt64? {
        let answer = tries[episode.name]?.first { own in
            own.sentAt >= time || own.endedAt.map { $0 > time } ?? true
        }
        return answer.map { record.firstBlock(from: max($0.sentAt, time)) }
    }
}
