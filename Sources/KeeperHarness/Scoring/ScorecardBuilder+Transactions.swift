import Agents
import Simulation
import SimulationKernel
import WideIntegers

/// What the bot has sent, and what it has cost and earned.
extension ScorecardBuilder {
    // MARK: - Money

    func countMoney(_ card: inout Scorecard) {
        var (fees, gasWei, tipsWei, bribesWei, wastedWei) =
            (UInt256.zero, UInt256.zero, UInt256.zero, UInt256.zero, UInt256.zero)
        for own in record.transactions {
            guard let receipt = own.receipt else { continue }
            fees = fees &+ receipt.rewardWad
            let bribe = own.isPrivate ? receipt.tipFeeWei : .zero
            bribesWei = bribesWei &+ bribe
            gasWei = gasWei &+ (receipt.feeWei &- bribe)
            tipsWei = tipsWei &+ receipt.tipFeeWei
            if receipt.revert != nil || own.purpose == .cancellation {
                wastedWei = wastedWei &+ receipt.feeWei
            }
        }
        let (gas, bribes) = (record.quoteWad(ofWei: gasWei), record.quoteWad(ofWei: bribesWei))
        let wasted = record.quoteWad(ofWei: wastedWei)
        let net = Int256(bitPattern: fees) &- Int256(bitPattern: gas) &- Int256(bitPattern: bribes)
        card[.fees] = .amount(fees)
        card[.gas] = .amount(gas)
        card[.bribes] = .amount(bribes)
        card[.profitNet] = .amount(net)
        card[.wastedGas] = .amount(wastedWei)
        card[.wastedGasValue] = .amount(wasted)
        card[.wastedShare] = .ratio(wasted.real, of: fees.real)
        card[.tipShare] = .ratio(record.quoteWad(ofWei: tipsWei).real, of: fees.real)
        let wins = won.count
        if wins > 0 {
            let part = net.magnitude.quotientAndRemainder(dividingBy: UInt256(UInt64(wins)))
                .quotient
            let signed = Int256(bitPattern: part)
            card[.profitPerWin] = .amount(net.isNegative ? .zero &- signed : signed)
        }
        if let cap = record.transactions.map(\.capWei).max() {
            card[.feeCapMaxGwei] = .real(cap.real * 1e9)
        }
    }

    // MARK: - Counts

    func countTransactions(_ card: inout Scorecard) {
        let all = record.transactions
        var counts: [KeeperMetric: Int] = [:]
        var reasons: [RevertReason: Int] = [:]
        var refusals: [String] = record.otherRefusals
        var rules: [String] = []
        for own in all {
            switch own.fate {
            case .pending: break
            case .mined(_, let receipt):
                counts[.mined, default: 0] += 1
                rules += receipt.boundRules
                if let revert = receipt.revert {
                    counts[.reverted, default: 0] += 1
                    reasons[reason(of: own, revert), default: 0] += 1
                }
            case .replaced: counts[.replaced, default: 0] += 1
            case .cancelled: counts[.cancelled, default: 0] += 1
            case .dropped: counts[.dropped, default: 0] += 1
            case .refused(let text): refusals.append(text)
            }
        }
        counts[.refused] = refusals.count
        counts[.sent] = all.count + record.otherRefusals.count
        let named: [KeeperMetric] = [
            .sent, .mined, .reverted, .replaced, .cancelled, .dropped, .refused,
        ]
        for metric in named { card[metric] = .count(counts[metric] ?? 0) }
        card[.failedTxShare] = .ratio(
            Double(counts[.reverted] ?? 0), of: Double(counts[.mined] ?? 0))
        card[.lostRaces] = .count(reasons[.lostRace] ?? 0)
        card[.notBackstopSends] = .count(notBackstopSends)
        card[.outOfGas] = .count(reasons[.outOfGas] ?? 0)
        card.revertReasons = RevertReason.allCases.compactMap { reason in
            reasons[reason].map { .init(reason.rawValue, Int64($0)) }
        }
        card.refusals = Self.counted(refusals.map(Self.withoutNumbers))
        card.boundRules = Self.counted(rules)
        card[.revertsPerBlockMax] = .count(revertsPerBlockMax)
        card[.duplicateSends] = .count(duplicateSendCount)
        card[.unprofitableSends] = .count(all.count(where: isUnprofitable))
        measureNonces(&card)
    }

    /// Texts with how often each comes, the most frequent first, by letters among equals.
    static func counted(_ texts: [String]) -> [Scorecard.Named] {
        var counts: [String: Int64] = [:]
        for text in texts { counts[text, default: 0] += 1 }
        return counts.map { Scorecard.Named($0.key, $0.value) }
            .sorted { ($1.count, $0.name) < ($0.count, $1.name) }
    }

    /// A refusal up to its first colon: behind it stand addresses and amounts.
    private static func withoutNumbers(_ text: String) -> String {
        String(text.prefix { $0 != ":" })
    }

    private var revertsPerBlockMax: Int {
        var counts: [[UInt64]: Int] = [:]
        for own in record.transactions {
            guard let block = own.block, own.receipt?.revert != nil else { continue }
            for market in Set(own.purpose.liquidations.map(\.market)) {
                counts[[block, UInt64(market)], default: 0] += 1
            }
        }
        return counts.values.max() ?? 0
    }

    // MARK: - Judging one transaction

    /// Why a transaction of the bot has failed: by its words, and by what had become of the position.
    func reason(of own: OwnTransaction, _ revert: String) -> RevertReason {
        switch revert {
        case "not backstop LP": return .notBackstop
        case "out of gas": return .outOfGas
        case "price is already over fluctuation limit", "price is over fluctuation limit":
            return .fluctuationLimit
        case "only one action allowed": return .restrictionMode
        case "settle funding too early": return .fundingTooEarly
        default: break
        }
        if race(lostBy: own) != nil { return .lostRace }
        switch revert {
        case "Margin ratio not meet criteria", "positionSize is 0": return .notLiquidatable
        default: return .other
        }
    }

    /// The episode that somebody else had ended since the head at which a transaction in a block was
    /// sent for the position; nil for none.
    func race(lostBy own: OwnTransaction) -> Episode? {
        guard let block = own.block else { return nil }
        return record.episodes.first { episode in
            guard own.purpose.positions.contains(episode.name), let fact = episode.liquidation,
                let end = episode.endBlock, fact.liquidator != record.terms.bot
            else { return false }
            let isBefore = end < block || end == block && fact.index < own.receipt?.index ?? 0
            return isBefore && end > own.sentHead
        }
    }

    /// Failures for want of a backstop provider's rights, after the first one for each position: that
    /// tells a bot what no reading of an earlier state could.
    private var notBackstopSends: Int {
        var known: Set<PositionName> = []
        return record.transactions.count { own in
            guard let name = own.purpose.positions.first, let revert = own.receipt?.revert,
                reason(of: own, revert) == .notBackstop
            else { return false }
            return !known.insert(name).inserted
        }
    }

    /// Transactions that were sent for an episode that had one of the bot's own under way, or that was
    /// over at the head that the bot had.
    private var duplicateSendCount: Int {
        let episodes = Dictionary(grouping: record.episodes, by: \.name)
        var found: Set<UInt64> = []
        for (name, tries) in record.tries({ $0.purpose.liquidations }) {
            for (place, own) in tries.enumerated()
            where isDuplicate(own, after: tries[..<place], episodes[name] ?? []) {
                found.insert(own.id)
            }
        }
        return found.count
    }

    private func isDuplicate(
        _ own: OwnTransaction, after earlier: ArraySlice<OwnTransaction>, _ episodes: [Episode]
    ) -> Bool {
        let hasAnother = earlier.contains {
            $0.nonce != own.nonce && $0.isInFlight(at: own.sentAt)
        }
        if hasAnother { return true }
        let isReplacement = earlier.contains { $0.nonce == own.nonce }
        if isReplacement { return false }
        let past = episodes.filter { $0.firstBlock <= own.sentHead }
        return !past.isEmpty && past.allSatisfy { ($0.endBlock ?? .max) <= own.sentHead }
    }

    /// Whether it paid less, when it was sent, than the gas that it would use at the next base fee.
    private func isUnprofitable(_ own: OwnTransaction) -> Bool {
        guard case .liquidate(let name) = own.purpose, let block = record.block(own.sentHead),
            let open = block.open.first(where: { $0.name == name })
        else { return false }
        let tip = min(own.tipWei, own.capWei.saturatingSubtract(block.nextBaseFeeWei))
        let price = block.nextBaseFeeWei.saturatingAdd(tip)
        return open.rewardWad < record.quoteWad(ofWei: price &* UInt256(open.gas))
    }

    // MARK: - Nonces

    private func measureNonces(_ card: inout Scorecard) {
        var groups: [UInt64: [OwnTransaction]] = [:]
        for own in record.transactions { groups[own.nonce, default: []].append(own) }
        var (inclusions, waits): ([Int64], [Int64]) = ([], [])
        var (bids, acceptedBids) = (0, 0)
        for (_, group) in groups.sorted(by: { $0.key < $1.key }) {
            let taken = group.filter { if case .refused = $0.fate { false } else { true } }
            bids += max(group.count - 1, 0)
            acceptedBids += max(taken.count - 1, 0)
            guard let first = taken.first else { continue }
            let end = taken.compactMap(\.block).min()
            if let end { inclusions.append(Int64(end) - Int64(first.sentHead)) }
            let over = end ?? taken.compactMap(\.endedAt).max().map(record.firstBlock(from:))
            waits.append(Int64(over ?? record.lastBlock) - Int64(first.sentHead) - 1)
        }
        card[.inclusionP95] = .count(Percentile.nearestRank(95, of: inclusions))
        card[.stuckBlocksMax] = .count(waits.max().map { max($0, 0) })
        card[.replacementAccepted] = .ratio(Double(acceptedBids), of: Double(bids))
    }

    // MARK: - Funding

    func measureDuties(_ card: inout Scorecard) {
        let late = record.blocks.flatMap { block in
            block.fundings.compactMap { funding -> Int64? in
                guard let due = funding.dueSeconds, due <= block.timestampSeconds else {
                    return nil
                }
                let first = firstBlock(fromSeconds: due)
                return Int64(block.number) - Int64(first)
            }
        }
        card[.fundingLateP95] = .count(Percentile.nearestRank(95, of: late))
        let calls = record.transactions.filter {
            if case .payFunding = $0.purpose { true } else { false }
        }
        if !calls.isEmpty {
            card[.fundingReverts] = .count(calls.count { $0.receipt?.revert != nil })
        }
    }

    private func firstBlock(fromSeconds seconds: UInt64) -> UInt64 {
        var (low, high) = (0, record.blocks.count)
        while low < high {
            let middle = (low + high) / 2
            if record.blocks[middle].timestampSeconds < seconds {
                low = middle + 1
            } else {
                high = middle
            }
        }
        return record.blocks.indices.contains(low) ? record.blocks[low].number : record.lastBlock
    }
}

/// Why a transaction of the bot has failed in its block.
public enum RevertReason: String, CaseIterable, Hashable, Sendable {
    /// Somebody else had liquidated the position since the head that it was sent at.
    case lostRace = "lost_race"
    /// The loss was beyond the margin, and the bot is no backstop provider.
    case notBackstop = "not_backstop"
    /// The market's price may not move further in the block.
    case fluctuationLimit = "fluctuation_limit"
    /// It had too little gas.
    case outOfGas = "out_of_gas"
    /// The position could not be liquidated, and nobody else had been there.
    case notLiquidatable = "not_liquidatable"
    /// The account had acted in a block with a liquidation.
    case restrictionMode = "restriction_mode"
    /// Funding was not due.
    case fundingTooEarly = "funding_too_early"
    /// Anything else.
    case other
}
