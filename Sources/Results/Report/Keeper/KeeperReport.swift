/// The page of a keeper's trial: what was open, what the bot did about it, and what came of it.
public struct KeeperReport: Sendable {
    let input: KeeperReportInput

    /// A page.
    public init(_ input: KeeperReportInput) { self.input = input }

    /// The file's text.
    public var html: String {
        let sections = ([course, delays] + input.tables.map(section))
            .filter { !$0.body.text.isEmpty }
        return ReportPage(
            title: "\(input.title), keeper test \u{2013} perplab", kind: "Keeper test",
            opening: opening, sections: sections,
            closing: """
                What could be liquidated was found by trying after each block, on the state that the chain \
                had, and not from what the keeper says of itself.
                """
        ).text
    }

    private var opening: HTML {
        let list = input.facts.map { "<li>\($0.name) <b>\($0.value)</b></li>" as HTML }
        let alarm: HTML =
            input.alarm.isEmpty ? .empty : "<p class=\"alarm\">\(input.alarm)</p>"
        return """
            <h1>\(input.title)</h1><p class="verdict">\(input.verdict)</p>
            <ul class="facts">\(list.joined())</ul>\(alarm)\
            <div class="cards">\(input.cards.map(card).joined())</div>

            """
    }

    private func card(_ card: KeeperReportInput.Card) -> HTML {
        let rows = card.facts.map { "<dt>\($0.name)</dt><dd>\($0.value)</dd>" as HTML }
        return """
            <div class="card"><h2>\(card.title)</h2>\
            <p class="big">\(card.value)<small>\(card.unit)</small></p>\
            <div class="under">\(card.note)</div><dl>\(rows.joined())</dl></div>

            """
    }

    // MARK: - Over time

    private var scale: TimeScale {
        TimeScale(start: input.times.first ?? 0, end: input.times.last ?? 0)
    }

    private var windows: [TimeChart.Window] {
        input.faults.map { .init(kind: "fault", label: $0.name, start: $0.start, end: $0.end) }
    }

    private var course: ReportPage.Section {
        var charts: [HTML] = []
        for (place, market) in input.markets.enumerated() where !input.times.isEmpty {
            charts.append(
                chart(
                    "prices-\(place + 1)", "Prices of \(market.name)",
                    "The curve's price and the feed's, quote.",
                    [
                        .init(name: "mark", tone: .mark, values: market.mark),
                        .init(name: "oracle", tone: .oracle, shape: .step, values: market.oracle),
                    ], namesWindows: place == 0))
            charts.append(
                chart(
                    "health-\(place + 1)", "Weakest position of \(market.name)",
                    "The lowest margin ratio of all positions by the contract's measure.",
                    [
                        .init(
                            name: "lowest margin ratio", tone: .first,
                            values: market.marginRatioMin)
                    ], height: 140, isPercent: true))
            charts.append(
                chart(
                    "open-\(place + 1)", "Open to liquidation in \(market.name)",
                    "Positions that the next block could have liquidated.",
                    [
                        .init(
                            name: "positions", tone: .loss, shape: .area, values: market.openCount)
                    ], height: 120, includesZero: true))
        }
        if input.baseFeesGwei.contains(where: { ($0 ?? 0) > 0 }) {
            charts.append(
                chart(
                    "base-fee", "Base fee", "What a unit of gas costs before any tip, gwei.",
                    [.init(name: "base fee", tone: .third, values: input.baseFeesGwei)],
                    height: 120, includesZero: true))
        }
        return .init(
            id: "course", title: "Prices and health",
            lead: "Shaded times are those in which something was broken on purpose.",
            body: charts.joined(), short: "Course")
    }

    private func chart(
        _ id: String, _ title: String, _ note: String, _ series: [TimeChart.Series],
        height: Int = 220, includesZero: Bool = false, isPercent: Bool = false,
        namesWindows: Bool = false
    ) -> HTML {
        var chart = TimeChart(
            frame: ChartFrame(id: id, title: title, note: note), scale: scale, times: input.times,
            series: series, windows: windows)
        chart.height = height
        chart.includesZero = includesZero
        chart.isPercent = isPercent
        chart.namesWindows = namesWindows && !windows.isEmpty
        return chart.html
    }

    // MARK: - Delays

    private var delays: ReportPage.Section {
        guard !input.endings.isEmpty else {
            return .init(id: "delays", title: "", body: .empty, short: "")
        }
        let points = PointChart(
            frame: ChartFrame(
                id: "endings", title: "How long positions stayed open",
                note: "A point for each episode at its end, blocks since it could be liquidated."),
            scale: scale,
            points: input.endings.map {
                .init(time: $0.time, value: $0.blocks, group: $0.group, label: $0.label)
            },
            groups: input.endingGroups, windows: windows, unit: "blocks"
        ).html
        let spread = Set(input.delays).count > 1
        let histogram: HTML =
            spread
            ? Histogram(
                frame: ChartFrame(
                    id: "delays-own", title: "Time to liquidation",
                    note: "Own liquidations by blocks since the position could be liquidated."),
                values: input.delays, bins: 24, height: 140, unit: "blocks"
            ).html : .empty
        return .init(
            id: "delays", title: "Time to liquidation",
            lead: "One block is the least that anybody can do who acts on sealed state.",
            body: points + histogram, short: "Delays")
    }

    // MARK: - Tables

    private func section(_ table: KeeperReportInput.Table) -> ReportPage.Section {
        let rows = table.rows.map { row in
            row.map { cell in
                DataTable.Cell(
                    HTML(cell.text), exact: cell.exact,
                    tone: cell.isGood.map { $0 ? .gain : .loss })
            }
        }
        let data = DataTable(
            columns: table.columns.map {
                .init(title: $0.title, isNumber: $0.isNumber, unit: $0.unit)
            }, rows: rows, name: table.id)
        return .init(
            id: table.id, title: table.title, lead: HTML(table.lead),
            body: table.rows.isEmpty ? .empty : data.html, short: table.title)
    }
}
