/// Open interest, funding and the health of positions.
extension RunReport {
    func market(_ omitted: inout [Omission]) -> ReportPage.Section {
        var body = HTML.empty
        for (index, market) in model.markets.enumerated() {
            var pair: [HTML] = []
            if market.longNotional.contains(where: { $0 ?? 0 > 0 })
                || market.shortNotional.contains(where: { $0 ?? 0 > 0 })
            {
                pair.append(openInterest(market, index))
            } else {
                omitted.append(
                    .init(title: title("Open interest", market), reason: "no position was open"))
            }
            let settlements = model.funding.filter { $0.market == market.name }
            if settlements.isEmpty {
                omitted.append(
                    .init(title: title("Funding", market), reason: "no funding was settled"))
            } else {
                pair.append(funding(settlements, market, index))
            }
            if (market.unhealthyTrue + market.liquidatable).contains(where: { $0 ?? 0 > 0 }) {
                pair.append(health(market, index))
            } else {
                omitted.append(
                    .init(
                        title: title("Positions below maintenance", market),
                        reason: "no position ever was"))
            }
            if (market.badDebtBooked + market.latentTrue + market.latentCurve).contains(where: {
                $0 ?? 0 > 0
            }) {
                pair.append(badDebt(market, index))
            } else {
                omitted.append(
                    .init(title: title("Bad debt over time", market), reason: "there was none"))
            }
            if !pair.isEmpty { body += "<div class=\"pair\">\(pair.joined())</div>" }
            body += bands(market, index, &omitted)
        }
        return .init(
            id: "market", title: "The market",
            lead: "What was open, what it paid, and how close to liquidation it stood.",
            body: body, short: "Market")
    }

    private func openInterest(_ market: MarketHistory, _ index: Int) -> HTML {
        TimeChart(
            frame: ChartFrame(
                id: id("interest", index), title: title("Open interest by side", market),
                note: "\(quote) at the mark.", table: "markets"),
            scale: scale, times: market.times,
            series: [
                .init(name: "Longs", tone: .long, shape: .line, values: market.longNotional),
                .init(name: "Shorts", tone: .short, shape: .line, values: market.shortNotional),
            ], windows: windows, height: 200, includesZero: true, unit: quote
        ).html
    }

    private func funding(
        _ settlements: [FundingSettlement], _ market: MarketHistory, _ index: Int
    ) -> HTML {
        TimeChart(
            frame: ChartFrame(
                id: id("funding", index), title: title("Funding rate", market),
                note: "Per period; above zero longs pay shorts.", table: "funding"),
            scale: scale, times: settlements.map(\.time),
            series: [
                .init(name: "Rate", tone: .mark, shape: .step, values: settlements.map(\.rate))
            ], windows: windows, height: 200, includesZero: true, isPercent: true
        ).html
    }

    private func health(_ market: MarketHistory, _ index: Int) -> HTML {
        TimeChart(
            frame: ChartFrame(
                id: id("health", index), title: title("Positions below maintenance", market),
                note: "Number of positions; the gap between the lines is what the feed gets wrong.",
                table: "markets"),
            scale: scale, times: market.times,
            series: [
                .init(
                    name: "by the protocol\u{2019}s rules", tone: .oracle, shape: .step,
                    values: market.liquidatable),
                .init(
                    name: "at the true price", tone: .truth, shape: .step,
                    values: market.unhealthyTrue),
            ], windows: windows, height: 200, includesZero: true
        ).html
    }

    private func badDebt(_ market: MarketHistory, _ index: Int) -> HTML {
        TimeChart(
            frame: ChartFrame(
                id: id("baddebt", index), title: title("Bad debt over time", market),
                note: "\(quote). Latent is negative equity that nothing has made real yet.",
                table: "markets"),
            scale: scale, times: market.times,
            series: [
                .init(name: "Booked", tone: .loss, shape: .step, values: market.badDebtBooked),
                .init(name: "Latent, true price", tone: .truth, values: market.latentTrue),
                .init(
                    name: "Latent, curve", tone: .mark, shape: .dashed, values: market.latentCurve),
            ], windows: windows, height: 200, includesZero: true, unit: quote
        ).html
    }

    private func bands(
        _ market: MarketHistory, _ index: Int, _ omitted: inout [Omission]
    ) -> HTML {
        let used = (0..<MarginBand.count).filter { band in
            market.bandNotional.contains { $0[band] > 0 }
        }
        guard let low = used.first, let high = used.last else {
            omitted.append(
                .init(
                    title: title("Margin ratios", market), reason: "no margin bands were recorded"))
            return .empty
        }
        // Zero is always within, so that the line of no margin left can be drawn.
        let first = min(low, -MarginBand.first)
        let last = max(high, first + 8)
        return HeatMap(
            frame: ChartFrame(
                id: id("margin", index), title: title("Margin ratios over time", market),
                note:
                    "Notional of open positions by margin ratio, in bands of 2.5 %; darker is more. Below the line nothing is left.",
                summary: "Distribution of margin ratios over the run.", table: "margin_bands"),
            scale: scale, times: market.bandTimes,
            bands: (first...min(last, MarginBand.count - 1)).map(MarginBand.label), labelEvery: 4,
            values: market.bandNotional.map { Array($0[first...min(last, MarginBand.count - 1)]) },
            threshold: (-MarginBand.first - first, "margin used up"), height: 240, unit: quote
        ).html
    }
}

extension MarginBand {
    /// The lower bound of a band by its place from below, as text.
    static func label(_ place: Int) -> String {
        if place == 0 { return "< \u{2212}10%" }
        let number = first + place
        if number == last { return "\u{2265} 100%" }
        let tenths = number * 25
        let size = tenths.magnitude
        return (tenths < 0 ? "\u{2212}" : "") + "\(size / 10)" + (size % 10 == 0 ? "" : ".5") + "%"
    }
}
