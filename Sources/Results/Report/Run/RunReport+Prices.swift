/// Mark, oracle and truth, and how far they are apart.
extension RunReport {
    func prices(_ omitted: inout [Omission]) -> ReportPage.Section {
        var body = HTML.empty
        var leads: [HTML] = []
        for (index, market) in model.markets.enumerated() {
            guard (market.mark + market.oracle + market.truth).contains(where: { $0 != nil }) else {
                omitted.append(
                    .init(title: title("Prices", market), reason: "no price was recorded"))
                continue
            }
            body += priceChart(market, index) + deviationChart(market, index)
            leads.append(deviationSentence(market))
        }
        if model.markets.isEmpty {
            omitted.append(.init(title: "Prices", reason: "no market was recorded"))
        }
        if body.text.isEmpty { return .init(id: "prices", title: "", body: .empty, short: "") }
        return .init(
            id: "prices", title: "Prices and the manipulation window", lead: leads.joined(" "),
            body: hint + body, short: "Prices")
    }

    private var hint: HTML {
        """
        <p class="hint">Point at a chart to read all charts at that moment. Drag across one to zoom, \
        or turn the wheel with Ctrl; a double click resets.</p>

        """
    }

    private func priceChart(_ market: MarketHistory, _ index: Int) -> HTML {
        TimeChart(
            frame: ChartFrame(
                id: id("price", index), title: title("Mark, oracle and true price", market),
                note:
                    "\(quote) per \(model.units.base). Mark is the curve\u{2019}s price, oracle what the market reads, index the true price. Times are UTC.",
                summary: "Course of the market's three prices over the run.",
                table: "markets"),
            scale: scale, times: market.times,
            series: [
                .init(name: "Index (truth)", tone: .truth, shape: .dashed, values: market.truth),
                .init(name: "Oracle", tone: .oracle, shape: .step, values: market.oracle),
                .init(name: "Mark", tone: .mark, values: market.mark),
            ], windows: windows, height: 320, namesWindows: true, unit: quote
        ).html
    }

    private func deviationChart(_ market: MarketHistory, _ index: Int) -> HTML {
        TimeChart(
            frame: ChartFrame(
                id: id("deviation", index), title: title("Distance from the true price", market),
                note: "Oracle and mark over the true price, less one.", table: "markets"),
            scale: scale, times: market.times,
            series: [
                .init(
                    name: "Oracle", tone: .oracle, shape: .step,
                    values: Self.deviation(market.oracle, market.truth)),
                .init(
                    name: "Mark", tone: .mark, values: Self.deviation(market.mark, market.truth)),
            ], windows: windows, height: 170, includesZero: true, isPercent: true
        ).html
    }

    private func deviationSentence(_ market: MarketHistory) -> HTML {
        func greatest(_ prices: [Double?]) -> Double? {
            Self.deviation(prices, market.truth).compactMap(\.self).max { abs($0) < abs($1) }
        }
        let oracle = greatest(market.oracle)
        let mark = greatest(market.mark)
        let name: HTML = model.markets.count > 1 ? "\(market.name): the" : "The"
        guard let oracle else {
            return mark.map {
                "\(name) mark was at most \(ReportNumber.percent($0, places: 1, signed: true)) off the true price."
            } ?? ""
        }
        let markPart: HTML =
            mark.map { ", the mark at most \(ReportNumber.percent($0, places: 1, signed: true))" }
            ?? ""
        return """
            \(name) oracle was at most \(ReportNumber.percent(oracle, places: 1, signed: true)) off \
            the true price\(markPart).
            """
    }

    /// Each price over the true one, less one.
    static func deviation(_ prices: [Double?], _ truth: [Double?]) -> [Double?] {
        zip(prices, truth).map { price, truth in
            guard let price, let truth, truth > 0 else { return nil }
            return price / truth - 1
        }
    }
}
