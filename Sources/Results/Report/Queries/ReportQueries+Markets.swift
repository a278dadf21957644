import GRDB
import Simulation

extension ReportQueries {
    /// The course of each market, in the order of their first rows.
    func markets(_ run: Int64) throws -> [MarketHistory] {
        var histories: [MarketHistory] = []
        var places: [String: Int] = [:]
        let columns = """
            time_us, market, mark_real, oracle_real, truth_real, long_notional_real, \
            short_notional_real, liquidatable, unhealthy_true, fund_real, vault_real, \
            bad_debt_booked_real, bad_debt_latent_true_real, bad_debt_latent_curve_real
            """
        for row in try rows(.markets, columns, run: run) {
            let name = row.text("market") ?? ""
            let place = places[name] ?? histories.count
            if place == histories.count {
                places[name] = place
                histories.append(MarketHistory(name: name))
            }
            histories[place].append(row)
        }
        try bands(run, &histories)
        return histories
    }

    private func bands(_ run: Int64, _ histories: inout [MarketHistory]) throws {
        for row in try rows(.marginBands, "time_us, market, band, notional_real", run: run) {
            guard let place = histories.firstIndex(where: { $0.name == row.text("market") })
            else { continue }
            let band = row.count("band") - MarginBand.first
            guard (0..<MarginBand.count).contains(band) else { continue }
            if histories[place].bandTimes.last != row.time() {
                histories[place].bandTimes.append(row.time())
                histories[place].bandNotional.append(
                    [Double](repeating: 0, count: MarginBand.count))
            }
            let last = histories[place].bandNotional.count - 1
            histories[place].bandNotional[last][band] += row.real("notional_real") ?? 0
        }
    }

    /// Settlements of funding.
    func funding(_ run: Int64) throws -> [FundingSettlement] {
        try rows(.funding, "time_us, market, rate_real", run: run).map {
            FundingSettlement(
                time: $0.time(), market: $0.text("market") ?? "", rate: $0.real("rate_real") ?? 0)
        }
    }

    /// Liquidations, first to last.
    func liquidations(_ run: Int64) throws -> [LiquidationEvent] {
        let table = RunTable.liquidations
        return try rows(table, "*", run: run).map { row in
            LiquidationEvent(
                time: row.time(), block: row.count("block"), market: row.text("market") ?? "",
                trader: row.text("trader") ?? "", agent: row.text("agent") ?? "",
                liquidator: row.text("liquidator") ?? "",
                size: try row.money(table, "size", .base),
                notional: try row.money(table, "notional"),
                reward: try row.money(table, "reward"),
                badDebt: try row.money(table, "bad_debt"), isPartial: row.count("partial") == 1,
                wave: max(1, row.count("wave")), cascade: max(1, row.count("cascade")),
                mark: try row.money(table, "mark", .price),
                marginRatioTrue: row.real("margin_ratio_true_real"),
                isFalse: row.count("false") == 1,
                delayBlocks: row.text("delay_blocks").flatMap { Int($0) })
        }
    }

    /// What each payer has borne.
    func waterfall(_ run: Int64) throws -> [PayerShare] {
        try rows(.waterfall, "market, payer, amount", run: run).map {
            PayerShare(
                market: $0.text("market") ?? "", payer: $0.text("payer") ?? "",
                amount: try $0.money(.waterfall, "amount"))
        }
    }

    /// How often rules decided; the most frequent first.
    func rules(_ run: Int64) throws -> [RuleCount] {
        try rows(.boundRules, "market, rule, source, count", run: run).map {
            RuleCount(
                market: $0.text("market") ?? "", rule: $0.text("rule") ?? "",
                source: $0.text("source") ?? "", count: $0.count("count"))
        }.enumerated().sorted { ($1.element.count, $0.offset) < ($0.element.count, $1.offset) }
            .map(\.element)
    }
}

extension MarketHistory {
    fileprivate mutating func append(_ row: Row) {
        times.append(row.time())
        mark.append(row.real("mark_real"))
        oracle.append(row.real("oracle_real"))
        truth.append(row.real("truth_real"))
        longNotional.append(row.real("long_notional_real"))
        shortNotional.append(row.real("short_notional_real"))
        liquidatable.append(row.real("liquidatable"))
        unhealthyTrue.append(row.real("unhealthy_true"))
        fund.append(row.real("fund_real"))
        vault.append(row.real("vault_real"))
        badDebtBooked.append(row.real("bad_debt_booked_real"))
        latentTrue.append(row.real("bad_debt_latent_true_real"))
        latentCurve.append(row.real("bad_debt_latent_curve_real"))
    }
}
