/// Where an attack pays, what it costs, and what would stop it.
extension StudyReport {
    var attack: ReportPage.Section {
        guard let attack = input.attack else {
            return .init(id: "attack", title: "", body: .empty, short: "")
        }
        var body = surface(attack)
        if !attack.bill.isEmpty { body += bill(attack) }
        if !attack.guards.isEmpty { body += guards(attack) }
        if !attack.best.isEmpty {
            let table = DataTable(
                columns: [.text("Parameter"), .text("Value")],
                rows: attack.best.map { [.text($0.name), .text($0.value)] }, name: "best")
            body += "<div class=\"block\"><h3>The best attack</h3>\(table.html)</div>"
        }
        return .init(
            id: "attack", title: "The attack surface",
            lead: "\(ReportNumber.count(attack.evaluations)) attacks were tried.", body: body,
            short: "Attack")
    }

    private func surface(_ attack: StudyReportInput.Attack) -> HTML {
        guard let across = attack.axes.first else { return .empty }
        if attack.axes.count > 1 {
            return SurfaceChart(
                frame: ChartFrame(
                    id: "surface", title: "Profit by \(across.name) and \(attack.axes[1].name)",
                    note:
                        "Profit in quote; \(across.name) runs to the right, \(attack.axes[1].name) upwards. On the line nobody gains.",
                    summary: "Profit of the attack over two parameters."),
                across: .init(name: across.name, values: across.values),
                up: .init(name: attack.axes[1].name, values: attack.axes[1].values),
                values: attack.profits,
                zeroLines: attack.zeroLines.map { $0.map { ($0.x, $0.y) } },
                best: attack.bestPoint.map { ($0.x, $0.y) }
            ).html
        }
        let rows = zip(across.values, attack.profits.first ?? []).map { value, profit in
            BarChart.Row(
                label: ReportNumber.compact(value),
                spans: profit.map {
                    [.init(from: 0, to: $0, tone: $0 > 0 ? .loss : .mark)]
                } ?? [],
                value: profit.map { ReportNumber.compact($0, signed: true) } ?? "failed",
                exact: ReportNumber.data(profit))
        }
        return BarChart(
            frame: ChartFrame(
                id: "surface", title: "Profit by \(across.name)", note: "Quote.",
                summary: "Profit of the attack by one parameter."),
            rows: rows, valueTitle: "Profit"
        ).html
    }

    private func bill(_ attack: StudyReportInput.Attack) -> HTML {
        var ground = 0.0
        var rows = attack.bill.map { entry -> BarChart.Row in
            let start = ground
            ground += entry.amount
            return .init(
                label: entry.name.capitalizedFirst,
                spans: [.init(from: start, to: ground, tone: entry.amount < 0 ? .mark : .oracle)],
                value: ReportNumber.compact(entry.amount, signed: true),
                exact: ReportNumber.data(entry.amount))
        }
        rows.append(
            .init(
                label: "Profit", spans: [.init(from: 0, to: attack.bestProfit, tone: .quiet)],
                value: ReportNumber.compact(attack.bestProfit, signed: true),
                exact: ReportNumber.data(attack.bestProfit), isTotal: true))
        return BarChart(
            frame: ChartFrame(
                id: "bill", title: "Bill of the best attack",
                note: "Quote by cause; each bar begins where the one above ends.",
                summary: "Gains and costs of the best attack."),
            rows: rows, valueTitle: "Quote"
        ).html
    }

    private func guards(_ attack: StudyReportInput.Attack) -> HTML {
        let rows =
            [
                BarChart.Row(
                    label: "As it is",
                    spans: [
                        .init(
                            from: 0, to: attack.bestProfit,
                            tone: attack.bestProfit > 0 ? .loss : .mark)
                    ],
                    value: ReportNumber.compact(attack.bestProfit, signed: true),
                    exact: ReportNumber.data(attack.bestProfit))
            ]
            + attack.guards.map { entry in
                BarChart.Row(
                    label: "With " + entry.name,
                    spans: [
                        .init(from: 0, to: entry.amount, tone: entry.amount > 0 ? .loss : .mark)
                    ],
                    value: ReportNumber.compact(entry.amount, signed: true),
                    exact: ReportNumber.data(entry.amount))
            }
        return BarChart(
            frame: ChartFrame(
                id: "guarded", title: "The same attack against each guard",
                note: "Profit in quote of the best attack with one guard switched on.",
                summary: "Profit by guard."),
            rows: rows, valueTitle: "Profit"
        ).html
    }
}
