import Simulation
import SimulationKernel
import WideIntegers

/// Makes a scorecard of the facts of a trial.
public struct ScorecardBuilder {
    let record: TrialRecord
    /// Reachable episodes by what became of them.
    let won: [Episode], lost: [Episode], missed: [Episode]

    /// A builder for a trial.
    public init(_ record: TrialRecord) {
        self.record = record
        let bot = record.terms.bot
        let reachable = record.episodes.filter {
            $0.isReachable || $0.liquidation?.liquidator == bot
        }
        won = reachable.filter { $0.liquidation?.liquidator == bot }
        lost = reachable.filter { $0.liquidation.map { $0.liquidator != bot } ?? false }
        missed = reachable.filter { $0.liquidation == nil }
    }

    /// Reachable episodes, in the order in which they began.
    var reachable: [Episode] {
        (won + lost + missed).sorted { $0.firstBlock < $1.firstBlock }
    }

    /// The card, with the outcomes of rules.
    public func card(rules: [KeeperRule] = []) -> Scorecard {
        var card = Scorecard()
        card.run = record.run
        card.run.blocks = record.lastBlock
        card.ending = record.ending
        card.connection = record.connection
        card.bounds = record.bounds
        card.wallClock = record.wallClock
        countOpportunities(&card)
        measureTimes(&card)
        countMoney(&card)
        countTransactions(&card)
        measureBadDebt(&card)
        measureDuties(&card)
        measureAttention(&card)
        measureStress(&card)
        describeChain(&card)
        let judge = MissJudge(record)
        card.missed = (lost + missed).sorted { $0.firstBlock < $1.firstBlock }.map { episode in
            var entry = Scorecard.Missed()
            entry.market =
                record.markets.indices.contains(episode.name.market)
                ? record.markets[episode.name.market] : "\(episode.name.market)"
            entry.trader = "\(episode.name.trader)"
            entry.firstBlock = episode.firstBlock
            entry.endBlock = episode.endBlock
            entry.valueWad = episode.valueWad
            entry.badDebtWad = episode.badDebtWad
            entry.reason = judge.reason(of: episode)
            entry.wasTaken = episode.liquidation != nil
            return entry
        }
        card.requirements = rules.map { $0.check(card) }
        return card
    }

    // MARK: - Opportunities

    private func countOpportunities(_ card: inout Scorecard) {
        let all = won.count + lost.count + missed.count
        card[.reachable] = .count(all)
        card[.unreachable] = .count(record.episodes.count - all)
        card[.won] = .count(won.count)
        card[.lost] = .count(lost.count)
        card[.missed] = .count(missed.count)
        let (wonValue, lostValue) = (value(of: won), value(of: lost))
        card[.missedValue] = .amount(lostValue &+ value(of: missed))
        card[.shareWon] = .ratio(Double(won.count), of: Double(won.count + lost.count))
        card[.shareWonValue] = .ratio(wonValue.real, of: (wonValue &+ lostValue).real)
    }

    private func value(of episodes: [Episode]) -> UInt256 {
        episodes.reduce(.zero) { $0 &+ $1.valueWad }
    }

    private func measureTimes(_ card: inout Scorecard) {
        // A wait in which gas cost more than the liquidation paid is not the bot's.
        let times = won.compactMap { episode -> Int64? in
            guard let end = episode.endBlock else { return nil }
            let feasible = min(episode.feasibleBlock ?? end, end)
            return Int64(feasible - episode.firstBlock + episode.payingCount(before: end))
        }
        card[.ttlP50] = .count(Percentile.nearestRank(50, of: times))
        card[.ttlP95] = .count(Percentile.nearestRank(95, of: times))
        card[.ttlMax] = .count(times.max())
        let excesses = won.compactMap { episode -> Int64? in
            guard let end = episode.endBlock, episode.feasibleBlock != nil else { return nil }
            return Int64(episode.payingCount(before: end))
        }
        card[.ttlExcessP50] = .count(Percentile.nearestRank(50, of: excesses))
        card[.ttlExcessP95] = .count(Percentile.nearestRank(95, of: excesses))
        card[.ttlExcessMax] = .count(excesses.max())
    }

    // MARK: - Bad debt

    private func measureBadDebt(_ card: inout Scorecard) {
        let badDebt = Int256(bitPattern: record.badDebtWad)
        card[.badDebt] = .amount(badDebt)
        // What the bot may not touch, and what never paid its gas, is not missed.
        let blocks = reachable.reduce(UInt64(0)) { sum, episode in
            guard let first = episode.feasibleBlock, episode.isInTime else { return sum }
            return sum + ((episode.endBlock ?? record.lastBlock) - min(first, record.lastBlock))
        }
        if blocks > 0 {
            let part = record.badDebtWad.quotientAndRemainder(dividingBy: UInt256(blocks)).quotient
            card[.badDebtPerMissedBlock] = .amount(part)
        }
        guard let bounds = record.bounds else { return }
        card[.badDebtToIdeal] = .ratio(record.badDebtWad.real, of: bounds.idealWad.real)
        if bounds.noneWad > bounds.idealWad {
            let above = badDebt &- Int256(bitPattern: bounds.idealWad)
            card[.idealGap] = .ratio(
                above.isNegative ? -above.magnitude.real : above.magnitude.real,
                of: (bounds.noneWad &- bounds.idealWad).real)
        }
    }

    // MARK: - Chain

    private func describeChain(_ card: inout Scorecard) {
        card.chain.reorgs = Int64(record.reorgs)
        card.chain.orphanedBlocks = Int64(record.orphanedBlocks)
        card.chain.outages = Int64(record.faults.count { $0.name == "outage" })
        let fees = record.blocks.map(\.baseFeeWei)
        card.chain.baseFeeMinWei = fees.min() ?? .zero
        card.chain.baseFeeMaxWei = fees.max() ?? .zero
        if let connection = record.connection {
            card[.rpcCallsP95] = .count(connection.callsPerBlockP95)
            card[.rpcLimitedShare] = .ratio(
                Double(connection.limited), of: Double(connection.calls))
            card[.reconnects] = .count(connection.reconnects)
        }
    }
}

extension MetricValue {
    static func count(_ count: Int) -> MetricValue { .count(Int64(count)) }

    /// A count; nil of nothing.
    static func count(_ count: Int64?) -> MetricValue? { count.map { .count($0) } }

    static func amount(_ amount: UInt256) -> MetricValue { .amount(Int256(bitPattern: amount)) }

    /// A share; nil of nothing.
    static func ratio(_ part: Double, of whole: Double) -> MetricValue? {
        whole > 0 ? .real(part / whole) : nil
    }
}

extension UInt256 {
    /// A wad amount in whole units for statistics, the sum of its limbs each rounded to the nearest.
    var real: Double {
        (Double(w0) + Double(w1) * 0x1p64 + Double(w2) * 0x1p128 + Double(w3) * 0x1p192) / 1e18
    }
}
