import Experiments
import VenueFormulas

/// Pictures of parts: of costs, of payments, of what can be filled.
extension SlippagePictures {
    /// Parts of the cost, stacked, at some sizes.
    var decomposition: HTML {
        let results = view.results
        var rows: [BarChart.Row] = []
        for size in chosenSizes {
            for venue in results.venueNames {
                guard
                    let row = view.costs(results.leadingPolicy, .buy, venue).first(where: {
                        $0.sizeMicro == size
                    })
                else { continue }
                rows.append(
                    .init(
                        label: venue, detail: SlippageText.size(Double(size)),
                        spans: Self.spans(row.partsMean),
                        value: ReportNumber.fixed(row.total.mean / 1e6, places: 1),
                        exact: ReportNumber.data(row.total.mean / 1e6)))
            }
        }
        if rows.isEmpty { return .empty }
        return BarChart(
            frame: ChartFrame(
                id: "\(view.mode.rawValue)-\(view.regime.rawValue)-parts",
                title: "What the cost is made of",
                note:
                    "Mean parts of the cost of buys at three sizes, basis points of the order; parts below zero lie to the left.",
                summary: "Parts of the cost by venue and size",
                legend: CostPart.allCases.map {
                    .init(tone: $0.tone, label: $0.rawValue, shape: .area)
                }),
            rows: rows, valueTitle: "Cost, bp"
        ).html
    }

    /// Each part begins where the one before ends; gains go to the other side.
    private static func spans(_ parts: [Double]) -> [BarChart.Span] {
        var (up, down) = (0.0, 0.0)
        var spans: [BarChart.Span] = []
        for (part, value) in zip(CostPart.allCases, parts) where value != 0 {
            let bps = value / 1e6
            if bps > 0 {
                spans.append(.init(from: up, to: up + bps, tone: part.tone))
                up += bps
            } else {
                spans.append(.init(from: down + bps, to: down, tone: part.tone))
                down += bps
            }
        }
        return spans
    }

    /// About ten thousand, a hundred thousand and a million, of those that there are.
    private var chosenSizes: [Int64] {
        let sizes = view.results.study.orders.sizes
        var chosen: [UInt64] = []
        for wanted in [10_000, 100_000, 1_000_000] as [Double] {
            func distance(_ size: UInt64) -> Double {
                Swift.max(Double(size) / wanted, wanted / Double(size))
            }
            guard let size = sizes.min(by: { distance($0) < distance($1) }),
                !chosen.contains(size)
            else { continue }
            chosen.append(size)
        }
        return chosen.map { Int64($0) * 1_000_000 }
    }

    /// Who paid whom.
    var payments: HTML {
        let rows = view.results.venueNames.flatMap { venue in
            view.payments(venue).map { row -> BarChart.Row in
                let (mean, low, high) = (
                    row.gained.mean / 1e6, row.gained.meanLow / 1e6, row.gained.meanHigh / 1e6
                )
                return .init(
                    label: row.group, detail: venue,
                    spans: [
                        .init(from: 0, to: mean, tone: mean < 0 ? .loss : .gain),
                        .init(from: low, to: high, tone: .truth, isThin: true),
                    ], value: ReportNumber.compact(mean, signed: true),
                    exact: ReportNumber.data(mean))
            }
        }
        if rows.isEmpty { return .empty }
        return BarChart(
            frame: ChartFrame(
                id: "\(view.mode.rawValue)-\(view.regime.rawValue)-payments",
                title: "Who paid whom",
                note:
                    "Mean gain of each group in a window, valued at the index, quote; liquidity are the makers, or the curve\u{2019}s house. Thin: interval of the mean.",
                summary: "Gains by group and venue"),
            rows: rows, valueTitle: "Gain, quote"
        ).html
    }

    /// The greatest order that can be filled.
    var fillable: HTML {
        let rows = view.fillable.map { row -> BarChart.Row in
            let any = row.quote.map { $0.median / 1e6 }
            let limited = row.limitedQuote.map { $0.median / 1e6 }
            // What any price buys on a curve is so much more that it would flatten all else.
            let spans =
                limited.map { [BarChart.Span(from: 0, to: $0, tone: tone(row.venue))] } ?? []
            let texts = [limited, any].map { $0.map { ReportNumber.compact($0) } ?? "no bound" }
            return .init(
                label: row.venue, detail: row.side.rawValue, spans: spans,
                value: "\(texts[0]) of \(texts[1])", exact: ReportNumber.data(limited))
        }
        if rows.isEmpty { return .empty }
        return BarChart(
            frame: ChartFrame(
                id: "\(view.mode.rawValue)-\(view.regime.rawValue)-fillable",
                title: "What can be filled at once",
                note:
                    "Median over seeds, quote: under the limits of the market, and of how much at any price.",
                summary: "Greatest fill by venue"),
            rows: rows, valueTitle: "With limits, quote"
        ).html
    }
}

extension CostPart {
    /// Its colour.
    fileprivate var tone: Tone {
        switch self {
        case .spread: .first
        case .impact: .second
        case .fee: .third
        case .gas: .fifth
        case .basis: .fourth
        case .delay: .sixth
        case .funding: .truth
        case .unfilled: .loss
        }
    }
}
