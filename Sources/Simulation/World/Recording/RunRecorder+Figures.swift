import Agents
import SimulationKernel
import WideIntegers

/// The figures of a run; docs/metrics.md tells the meaning of each.
extension RunRecorder {
    /// All figures at the end.
    func figures(_ groups: [(name: String, kind: String, profit: Profit)]) -> FigureSheet {
        var figures = FigureSheet()
        addChain(to: &figures)
        addLosses(to: &figures)
        addLiquidations(to: &figures)
        for market in markets { add(market, to: &figures) }
        addAgents(groups, to: &figures)
        addRules(to: &figures)
        return figures
    }

    private func addChain(to figures: inout FigureSheet) {
        figures.add("blocks", count: chainTrack.blocks, .blocks)
        figures.add("blocks_orphaned", count: chainTrack.orphaned, .blocks)
        figures.add("transactions_included", count: chainTrack.included)
        figures.add("transactions_of_agents", count: chainTrack.agentIncluded)
        figures.add("transactions_reverted", count: chainTrack.reverted)
        figures.add("base_fee_max_gwei", chainTrack.baseFeeMaxWei &* 1_000_000_000, .count)
        if let median = chainTrack.delays.quantileMicros(perMille: 500) {
            figures.add("inclusion_delay_median", micros: median)
        }
        if let high = chainTrack.delays.quantileMicros(perMille: 950) {
            figures.add("inclusion_delay_p95", micros: high)
        }
    }

    private func total(_ amount: (MarketTrack) -> UInt256) -> UInt256 {
        tracks.reduce(.zero) { $0 &+ amount($1) }
    }

    private func addLosses(to figures: inout FigureSheet) {
        figures.add("bad_debt", total { max($0.books.badDebtWad, $0.badDebtWad) }, .quote)
        figures.add("bad_debt_latent_true", total(\.latentTrueWad), .quote)
        figures.add("bad_debt_latent_curve", total(\.latentCurveWad), .quote)
        figures.add(
            "bad_debt_latent_true_max",
            watches.reduce(.zero) { $0 &+ $1.latentTrueMaxWad }, .quote)
        figures.add("bad_debt_uncovered", total(\.books.uncoveredWad), .quote)
        for payer in ["insurance", "backstop", "deleverage", "socialise", "uncovered"] {
            figures.add("bad_debt_by.\(payer)", total { $0.borne[payer] ?? .zero }, .quote)
        }
        var seen: Set<String> = []
        var (start, end, least) = (UInt256.zero, UInt256.zero, UInt256.zero)
        for market in markets where seen.insert("\(market.fund)").inserted {
            let track = tracks[market.index]
            start = start &+ (track.fundStartWad ?? .zero)
            end = end &+ track.books.fundWad
            least = least &+ min(track.fundMinWad, track.books.fundWad)
        }
        figures.add("fund_start", start, .quote)
        figures.add("fund_end", end, .quote)
        figures.add("fund_min", least, .quote)
        // Claims are on the house, which several markets may share.
        var (houses, claims, claimsMax) = (Set<String>(), UInt256.zero, UInt256.zero)
        for market in markets where houses.insert("\(market.house)").inserted {
            claims = claims &+ tracks[market.index].books.claimsWad
            claimsMax = claimsMax &+ tracks[market.index].claimsMaxWad
        }
        figures.add("claims_end", claims, .quote)
        figures.add("claims_max", claimsMax, .quote)
    }

    private func addLiquidations(to figures: inout FigureSheet) {
        func sum(_ count: (LiquidationWatch) -> UInt64) -> UInt64 {
            watches.reduce(0) { $0 + count($1) }
        }
        figures.add("liquidations", count: sum(\.count))
        figures.add("liquidations_false", count: sum(\.falseCount))
        figures.add("liquidations_missed", count: sum(\.missedCount))
        figures.add("traders_liquidated", count: sum { UInt64($0.traders.count) })
        figures.add(
            "liquidated_notional", watches.reduce(.zero) { $0 &+ $1.notionalWad }, .quote)
        figures.add(
            "liquidated_notional_false", watches.reduce(.zero) { $0 &+ $1.falseNotionalWad },
            .quote)
        figures.add("cascades", count: sum(\.cascade))
        figures.add("cascade_waves_max", count: watches.map(\.waveMax).max() ?? 0)
        figures.add(
            "liquidation_delay_max", count: watches.map(\.delayBlocksMax).max() ?? 0, .blocks)
        figures.add("deleveraged", count: tracks.reduce(0) { $0 + $1.deleveragedCount })
        figures.add("deleveraged_notional", total(\.deleveragedWad), .quote)
    }

    private func add(_ market: PerpMarket, to figures: inout FigureSheet) {
        let track = tracks[market.index]
        // The first market's figures have short names as well.
        for prefix in markets.count == 1
            ? [""] : market.index == 0 ? ["", "\(market.name)."] : ["\(market.name)."]
        {
            figures.add("\(prefix)mark_end", track.quote.markWad, .price)
            figures.add("\(prefix)mark_min", track.markMinWad, .price)
            figures.add("\(prefix)mark_max", track.markMaxWad, .price)
            figures.add("\(prefix)truth_min", track.truthMinWad, .price)
            figures.add("\(prefix)truth_max", track.truthMaxWad, .price)
            figures.add("\(prefix)mark_to_truth_min", track.markTroughRatioWad, .ratio)
            figures.add("\(prefix)mark_spread_max", track.spreadMaxWad, .ratio)
            figures.add("\(prefix)oracle_error_max", track.oracleErrorMaxWad, .ratio)
            figures.add("\(prefix)oracle_off", micros: track.offMicros)
            figures.add("\(prefix)trades", count: track.tradeCount)
            figures.add("\(prefix)volume", track.volumeWad, .quote)
            figures.add("\(prefix)fees", track.feesWad, .quote)
            figures.add("\(prefix)funding_payments", count: track.fundingCount)
            figures.add("\(prefix)open_interest_max", track.interestMaxWad, .quote)
            figures.add("\(prefix)open_positions_end", count: track.openCount)
            if !prefix.isEmpty {
                figures.add(
                    "\(prefix)bad_debt", max(track.books.badDebtWad, track.badDebtWad), .quote)
                figures.add("\(prefix)liquidations", count: watches[market.index].count)
                figures.add(
                    "\(prefix)liquidated_notional", watches[market.index].notionalWad, .quote)
            }
        }
    }

    private func addAgents(
        _ groups: [(name: String, kind: String, profit: Profit)], to figures: inout FigureSheet
    ) {
        var (attack, attackGas, attackSpot) = (Int256.zero, Int256.zero, Int256.zero)
        for group in groups {
            figures.add("profit.\(group.name)", group.profit.totalWad, .quote)
            guard group.kind.hasSuffix("-attacker") else { continue }
            attack = attack &+ group.profit.totalWad
            attackGas = attackGas &+ group.profit[.gas]
            attackSpot = attackSpot &+ group.profit[.spot]
        }
        figures.add("attack_profit", attack, .quote)
        figures.add("attack_spot", attackSpot, .quote)
        figures.add("attack_gas", attackGas, .quote)
        addExtraction(attack &- attackSpot &- attackGas, to: &figures)
        let keepers = zip(accounts.owners, accounts.tallies).filter { $0.0.kind == "keeper" }
        figures.add(
            "keeper_rewards", keepers.reduce(.zero) { $0 &+ $1.1.feesWonWad }, .quote)
        figures.add(
            "keeper_gas_wasted", keepers.reduce(.zero) { $0 &+ $1.1.gasWastedWei }, .native)
        figures.add("keeper_reverts", count: keepers.reduce(0) { $0 + $1.1.reverted })
    }

    /// What attackers have taken out of the protocol, and what they have spent on spot for it; nothing
    /// where they have bought none.
    private func addExtraction(_ extracted: Int256, to figures: inout FigureSheet) {
        let spent = zip(accounts.owners, accounts.tallies).reduce(UInt256.zero) {
            $1.0.kind.hasSuffix("-attacker") ? $0 &+ $1.1.spotSpentWad : $0
        }
        if spent.isZero { return }
        figures.add("attack_extracted", extracted, .quote)
        figures.add("attack_spent", spent, .quote)
        let ratio = Int256(
            bitPattern: (try? extracted.magnitude.mulDivDown(.wad, spent)) ?? .zero)
        figures.add("attack_yield", extracted.isNegative ? .zero &- ratio : ratio, .ratio)
    }

    /// Counters of rules that decided something, beside every headline.
    private func addRules(to figures: inout FigureSheet) {
        var sums: [(name: String, count: UInt64)] = []
        for (rule, count) in ruleCounts() {
            // Markets, and contracts beside receipts, may count under one name.
            if let place = sums.firstIndex(where: { $0.name == rule.rule }) {
                sums[place].count += count
            } else {
                sums.append((rule.rule, count))
            }
        }
        for sum in sums { figures.add("rule.\(sum.name)", count: sum.count) }
    }

    /// How often rules have bound, by market and name; where a counter belongs to all markets it
    /// comes with the first.
    func ruleCounts() -> [(rule: (market: String, rule: String, source: String), count: UInt64)] {
        var counts: [(rule: (market: String, rule: String, source: String), count: UInt64)] = []
        for market in markets {
            for counter in tracks[market.index].books.counters where counter.count > 0 {
                counts.append(((market.name, counter.name, "state"), counter.count))
            }
        }
        let first = markets.first?.name ?? ""
        for (rule, count) in chainTrack.boundRules.sorted(by: { $0.key < $1.key }) {
            counts.append(((first, rule, "receipts"), count))
        }
        for (text, count) in chainTrack.revertTexts.sorted(by: { $0.key < $1.key }) {
            counts.append(((first, text, "receipts"), count))
        }
        return counts
    }

    // MARK: - Rows at the end

    /// Writes what the run came to.
    func writeEnd(_ figures: FigureSheet, _ outcomes: [ExpectationOutcome]) {
        for figure in figures.all {
            write(
                .figures,
                [
                    .text(figure.name), .text(figure.text), .real(figure.real),
                    .text(figure.unit.rawValue),
                ])
        }
        for outcome in outcomes {
            let expected = outcome.expectation
            write(
                .expectations,
                [
                    .text(expected.figure),
                    .name(expected.lowWad?.decimalText(decimals: 18)),
                    .name(expected.highWad?.decimalText(decimals: 18)),
                    .name(outcome.figure?.text), .flag(outcome.holds),
                    .text(expected.tag.rawValue), .text(expected.note),
                ])
        }
        for (rule, count) in ruleCounts() {
            write(
                .boundRules,
                [.text(rule.market), .text(rule.rule), .text(rule.source), .count(count)])
        }
        for market in markets {
            for (payer, amount) in tracks[market.index].borne.sorted(by: { $0.key < $1.key }) {
                write(.waterfall, [.text(market.name), .text(payer), .amount(amount)])
            }
        }
    }
}

/// An expectation, and whether it holds.
public struct ExpectationOutcome: Hashable, Sendable {
    /// What was expected.
    public let expectation: ExpectationSettings
    /// The figure; nil where the run has none of that name.
    public let figure: MeasuredFigure?

    /// Compares figures with an expectation.
    public init(_ expectation: ExpectationSettings, in figures: FigureSheet) {
        self.expectation = expectation
        figure = figures[expectation.figure]
    }

    /// Compares figures that results carry with an expectation.
    public init(_ expectation: ExpectationSettings, in figures: RunFigures) {
        self.expectation = expectation
        figure = figures[expectation.figure].flatMap(MeasuredFigure.init)
    }

    /// Whether there is such a figure and it lies in the band, bounds included.
    public var holds: Bool {
        guard let value = figure?.valueWad else { return false }
        return value >= expectation.lowWad ?? value && value <= expectation.highWad ?? value
    }
}
