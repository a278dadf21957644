import Simulation
import SimulationKernel
import WideIntegers

/// How the bot has come through what was done to it: reorgs, lost nonces, a late start.
extension ScorecardBuilder {
    func measureStress(_ card: inout Scorecard) {
        card[.outOfGasShare] = .ratio(outOfGasCount, of: minedCount)
        card[.wastedGasPerLostRace] = wastedPerLostRace
        card[.nonceGaps] = .count(nonceGapBlocks)
        card[.resendBlocks] = .count(resendBlocksMax)
        card[.startUpSeconds] = startUpSeconds.map { .real($0) }
        card[.fundingRevertsMax] = fundingRevertsMax
    }

    private var minedCount: Double { Double(record.transactions.count { $0.receipt != nil }) }

    private var outOfGasCount: Double {
        Double(record.transactions.count { $0.receipt?.revert == "out of gas" })
    }

    /// Failed liquidations for each episode that somebody else has won after the bot had sent for it; a
    /// position that is closed in parts is raced for once for each part.
    private var wastedPerLostRace: MetricValue? {
        var reverts = 0
        var races: Set<Episode> = []
        for own in record.transactions {
            guard let revert = own.receipt?.revert, reason(of: own, revert) == .lostRace,
                let race = race(lostBy: own)
            else { continue }
            reverts += 1
            races.insert(race)
        }
        return .ratio(Double(reverts), of: Double(races.count))
    }

    // MARK: - Nonces

    /// Blocks after which something of the bot waited for a nonce that nothing of it had.
    private var nonceGapBlocks: Int {
        let own = record.transactions
        guard let first = own.map(\.sentHead).min(), let start = own.map(\.nonce).min() else {
            return 0
        }
        var minedAt: [UInt64: UInt64] = [:]
        for one in own {
            if let block = one.block { minedAt[block] = max(minedAt[block] ?? 0, one.nonce) }
        }
        var next = start
        var gaps = 0
        for block in record.blocks where block.number > first {
            if let nonce = minedAt[block.number] { next = max(next, nonce + 1) }
            if hasGap(after: block.sealedAt, next: next) { gaps += 1 }
        }
        return gaps
    }

    /// Whether of the nonces from the next one up to the last that waits one is missing.
    private func hasGap(after time: SimulatedTime, next: UInt64) -> Bool {
        var waiting: Set<UInt64> = []
        for own in record.transactions where own.nonce >= next && own.sentAt <= time {
            if own.isInFlight(at: time) { waiting.insert(own.nonce) }
        }
        guard let last = waiting.max() else { return false }
        return UInt64(waiting.count) < last - next + 1
    }

    // MARK: - Reorgs

    /// The longest from a reorg that took a liquidation of the bot until that is in a block again, is
    /// sent for again, or its episode is over; nil where no reorg took any.
    private var resendBlocksMax: Int64? {
        var longest: Int64?
        for orphan in record.ownOrphaned {
            guard let own = record.transactions.first(where: { $0.id == orphan.transaction }),
                !own.purpose.positions.isEmpty
            else { continue }
            let reorg = record.firstBlock(from: orphan.at)
            for name in own.purpose.positions {
                var ends = [own.block].compactMap { $0 }.filter { $0 >= reorg }
                ends += record.transactions.filter {
                    $0.purpose.positions.contains(name) && $0.sentAt >= orphan.at
                }.map { record.firstBlock(from: $0.sentAt) }
                ends += record.episodes.filter { $0.name == name }.compactMap(\.endBlock)
                    .filter { $0 >= reorg }
                let end = ends.min() ?? record.lastBlock
                longest = max(longest ?? 0, Int64(end) - Int64(min(reorg, end)))
            }
        }
        return longest
    }

    // MARK: - Beginning

    /// Simulated seconds from the bot's first contact, or the first reachable episode after it, to its
    /// first sending; nil where there was nothing to send for.
    private var startUpSeconds: Double? {
        guard let contact = record.arrivals.first?.at, let first = reachable.first,
            let opened = record.block(first.firstBlock)?.sealedAt
        else { return nil }
        let start = max(contact, opened)
        let sent = record.transactions.map(\.sentAt).filter { $0 >= start }.min()
        let end = sent ?? record.blocks.last?.sealedAt ?? start
        return Double(end.micros(since: start)) / 1e6
    }

    // MARK: - Funding

    /// The most calls of funding that have failed between one settlement and the next.
    private var fundingRevertsMax: MetricValue? {
        let settled = record.blocks.filter { !$0.fundings.isEmpty }.map(\.number)
        var counts: [Int: Int] = [:]
        var hasCalled = false
        for own in record.transactions {
            guard case .payFunding = own.purpose, let block = own.block else { continue }
            hasCalled = true
            guard own.receipt?.revert != nil else { continue }
            counts[settled.count { $0 <= block }, default: 0] += 1
        }
        return hasCalled ? .count(Int64(counts.values.max() ?? 0)) : nil
    }
}
