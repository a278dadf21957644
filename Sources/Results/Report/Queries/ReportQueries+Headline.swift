import GRDB
import Simulation

extension ReportQueries {
    /// The verdict of a run, from exact columns.
    func headline(_ run: Int64) throws -> RunHeadline {
        var headline = RunHeadline()
        try addMarkets(run, &headline)
        let attackers = try agents(run).filter(\.isAttacker)
        if !attackers.isEmpty { headline.attackProfit = attackers.map(\.profit).sum(.quote) }
        let liquidations = try liquidations(run)
        headline.liquidations = liquidations.count
        headline.liquidationsFalse = liquidations.count(where: \.isFalse)
        headline.liquidatedNotional = liquidations.map(\.notional).sum(.quote)
        headline.liquidationsMissed = try figures(run)
            .first { $0.name == "liquidations_missed" }.flatMap { Int($0.value) }
        let expectations = try expectations(run)
        headline.expectations = expectations.count
        headline.expectationsHeld = expectations.count(where: \.holds)
        return headline
    }

    /// Sums over the markets' last rows; a fund that several markets share counts once.
    private func addMarkets(_ run: Int64, _ headline: inout RunHeadline) throws {
        let table = RunTable.markets
        let columns = """
            time_us, market, fund, bad_debt_booked, bad_debt_latent_true, bad_debt_latent_curve, \
            uncovered, unhealthy_true
            """
        var names: [String] = []
        var last: [Row] = []
        var funds: [[ReportAmount]] = []
        for row in try rows(table, columns, run: run) {
            let name = row.text("market") ?? ""
            let place = names.firstIndex(of: name) ?? names.count
            if place == names.count {
                names.append(name)
                last.append(row)
                funds.append([])
            }
            last[place] = row
            if let fund = try row.amount(table, "fund", .quote) { funds[place].append(fund) }
        }
        guard !last.isEmpty else { return }
        headline.badDebtBooked = try last.map { try $0.money(table, "bad_debt_booked") }.sum(.quote)
        headline.uncovered = try last.map { try $0.money(table, "uncovered") }.sum(.quote)
        headline.latentTrue = try total(last, "bad_debt_latent_true")
        headline.latentCurve = try total(last, "bad_debt_latent_curve")
        if funds.dropFirst().allSatisfy({ $0 == funds[0] }) { funds = [funds[0]] }
        let paths = funds.filter { !$0.isEmpty }
        guard !paths.isEmpty else { return }
        headline.fundStart = paths.compactMap(\.first).sum(.quote)
        headline.fundEnd = paths.compactMap(\.last).sum(.quote)
        headline.fundLeast = paths.compactMap { $0.min { $0.value < $1.value } }.sum(.quote)
    }

    private func total(_ rows: [Row], _ column: String) throws -> ReportAmount? {
        let amounts = try rows.compactMap { try $0.amount(.markets, column, .quote) }
        return amounts.isEmpty ? nil : amounts.sum(.quote)
    }
}
