/// Who bore the bad debt.
extension RunReport {
    func losses(_ omitted: inout [Omission]) -> ReportPage.Section {
        let total = model.waterfall.map(\.amount).sum(.quote)
        guard !total.isZero else {
            omitted.append(.init(title: "Waterfall", reason: "no bad debt was booked"))
            return .init(
                id: "losses", title: "The insurance fund", lead: "", body: fundCharts(&omitted),
                short: "Fund")
        }
        let several = model.markets.count > 1
        var ground = 0.0
        var rows = model.waterfall.filter { !$0.amount.isZero }.enumerated().map {
            index, share -> BarChart.Row in
            let start = ground
            ground += share.amount.real
            let part = total.real > 0 ? share.amount.real / total.real : 0
            return BarChart.Row(
                label: Self.payers[share.payer] ?? share.payer.capitalizedFirst,
                detail: several ? share.market : "",
                spans: [
                    .init(
                        from: start, to: ground,
                        tone: share.payer == "uncovered" ? .loss : .nth(index))
                ],
                value:
                    "\(share.amount.text(places: 0))  (\(ReportNumber.percent(part, places: 1)))",
                exact: share.amount.exact)
        }
        rows.append(
            .init(
                label: "All bad debt", spans: [.init(from: 0, to: ground, tone: .quiet)],
                value: total.text(places: 0), exact: total.exact, isTotal: true))
        let chart = BarChart(
            frame: ChartFrame(
                id: "waterfall", title: "Waterfall of bad debt",
                note: "\(quote), in the order in which payers are asked.",
                summary: "Bad debt by payer.", table: "waterfall"),
            rows: rows, valueTitle: quote
        ).html
        let largest = model.waterfall.max { $0.amount.value < $1.amount.value }
        let lead: HTML =
            largest.map {
                "The largest part, \($0.amount.text(places: 0)) \(quote), fell to: \((Self.payers[$0.payer] ?? $0.payer).lowercased())."
            } ?? ""
        return .init(
            id: "losses", title: "Who bore the bad debt", lead: lead,
            body: chart + fundCharts(&omitted),
            short: "Losses")
    }

    private func fundCharts(_ omitted: inout [Omission]) -> HTML {
        var charts: [HTML] = []
        for (index, market) in model.markets.enumerated() {
            guard market.fund.contains(where: { $0 != nil }) else {
                omitted.append(
                    .init(title: title("Insurance fund", market), reason: "it was not recorded"))
                continue
            }
            charts.append(
                TimeChart(
                    frame: ChartFrame(
                        id: id("fund", index), title: title("Insurance fund and vault", market),
                        note: "\(quote) that the protocol holds.", table: "markets"),
                    scale: scale, times: market.times,
                    series: [
                        .init(name: "Fund", tone: .mark, values: market.fund),
                        .init(name: "Vault", tone: .quiet, shape: .dashed, values: market.vault),
                    ], windows: windows, height: 200, includesZero: true, unit: quote
                ).html)
        }
        return charts.joined()
    }

    private static let payers = [
        "insurance": "Insurance fund", "backstop": "Backstop", "deleverage": "Deleveraged traders",
        "socialise": "Socialised among traders", "uncovered": "Nobody yet",
    ]
}
