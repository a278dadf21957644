import Experiments
import VenueFormulas

/// The pictures of one mode and regime.
struct SlippagePictures {
    let view: SlippageView

    init(_ view: SlippageView) { self.view = view }

    private var results: SlippageResults { view.results }
    private var policy: ExecutionPolicy { results.leadingPolicy }
    private func id(_ name: String) -> String {
        "\(view.mode.rawValue)-\(view.regime.rawValue)-\(name)"
    }

    /// The colour of a venue, the same all over the page.
    func tone(_ venue: String) -> Tone {
        if venue == SlippageResults.bookName { return .truth }
        return .nth(results.curveNames.firstIndex(of: venue) ?? 0)
    }

    // MARK: - Costs

    /// Total cost by size, with bands and crossings.
    func costs(_ side: TakerSide) -> HTML {
        chart(
            "cost-\(side.rawValue)", "Cost of a \(side == .buy ? "buy" : "sale")",
            "Median total cost in basis points of the order, and 5 % to 95 % of the seeds; "
                + "\(policy.label). Dashed: where the mean costs of both sides together cross, with the interval.",
            side,
            marks: view.crossovers(policy).compactMap { row in
                row.sizeMicro.map { size in
                    let interval = row.low.flatMap { low in
                        row.high.map {
                            " (\(SlippageText.size(low)) \u{2026} \(SlippageText.size($0)))"
                        }
                    }
                    return SizeChart.Mark(
                        at: size / 1e6, low: row.low.map { $0 / 1e6 },
                        high: row.high.map { $0 / 1e6 }, tone: tone(row.curve),
                        label: "\(row.curve) crosses at \(SlippageText.size(size))\(interval ?? "")"
                    )
                }
            }, sample: \.total)
    }

    /// Slippage of what was filled.
    var slippage: HTML {
        chart(
            "slippage", "Slippage of what is filled",
            "Average price of buys against the venue\u{2019}s own mid at arrival, basis points: median and 5 % to 95 %.",
            .buy, sample: \.slippage)
    }

    private func chart(
        _ name: String, _ title: String, _ note: String, _ side: TakerSide,
        marks: [SizeChart.Mark] = [], sample: (CostRow) -> SampleRow?
    ) -> HTML {
        let series = results.venueNames.compactMap { venue -> SizeChart.Series? in
            let rows = rows(venue, side, policy)
            guard rows.contains(where: { $0.flatMap(sample) != nil }) else { return nil }
            func bps(_ value: (SampleRow) -> Double) -> [Double?] {
                rows.map { $0.flatMap(sample).map { value($0) / 1e6 } }
            }
            return .init(
                name: venue, tone: tone(venue), values: bps(\.median), low: bps(\.quantile05),
                high: bps(\.quantile95))
        }
        return sizes(name, title, note, series, marks: marks, prefersLogarithmic: true, unit: "bp")
    }

    /// Who is cheaper by size: a table of the paired differences.
    var cheaper: HTML {
        let book = view.costs(policy, .buy, SlippageResults.bookName)
        var columns: [DataTable.Column] = [.number("Size", "quote"), .number("Book", "bp")]
        let curves = results.curveNames.filter { !view.differences(policy, .buy, $0).isEmpty }
        for curve in curves {
            columns += [
                .number(curve, "bp"), .number("less book", "bp, mean"), .number("interval", "bp"),
            ]
        }
        guard !curves.isEmpty, !book.isEmpty else { return .empty }
        let rows = book.map { row -> [DataTable.Cell] in
            var cells = [
                SlippageReport.size(Double(row.sizeMicro)),
                DataTable.Cell.real(row.total.median / 1e6),
            ]
            for curve in curves {
                let cost = view.costs(policy, .buy, curve)
                    .first { $0.sizeMicro == row.sizeMicro }
                let difference = view.differences(policy, .buy, curve)
                    .first { $0.sizeMicro == row.sizeMicro }?.difference
                cells.append(.real(cost.map { $0.total.median / 1e6 }))
                cells += difference.map(Self.difference) ?? [.none, .none]
            }
            return cells
        }
        let table = DataTable(columns: columns, rows: rows, name: id("differences"))
        return """
            <div class="block"><h3>Who is cheaper, buys</h3>\
            <p>Medians, and the mean of curve less book over the same seeds with its interval; below zero \
            the curve is cheaper.</p>\(table.html)</div>

            """
    }

    /// The mean and its interval; coloured where the interval does not hold zero.
    private static func difference(_ sample: SampleRow) -> [DataTable.Cell] {
        let isOpen = sample.meanLow <= 0 && sample.meanHigh >= 0
        let mean = ReportNumber.fixed(sample.mean / 1e6, places: 2, signed: true)
        let low = ReportNumber.fixed(sample.meanLow / 1e6, places: 1, signed: true)
        let high = ReportNumber.fixed(sample.meanHigh / 1e6, places: 1, signed: true)
        return [
            .init(
                HTML(mean), exact: ReportNumber.data(sample.mean / 1e6),
                tone: isOpen ? nil : sample.mean < 0 ? .gain : .loss),
            .init(HTML("\(low) \u{2026} \(high)"), exact: ReportNumber.data(sample.meanLow / 1e6)),
        ]
    }

    // MARK: - Shares and policies

    /// The part of orders that is left.
    var unfilled: HTML {
        share("unfilled", "Unfilled share", "Part of the buys\u{2019} quote that was not filled.") {
            $0.unfilledShare
        }
    }

    /// Tries that got nothing.
    var reverted: HTML {
        share("reverted", "Reverted tries", "Part of the buys\u{2019} tries that got nothing.") {
            $0.revertedShare
        }
    }

    private func share(
        _ name: String, _ title: String, _ note: String, _ value: (CostRow) -> Double
    ) -> HTML {
        let series = results.venueNames.compactMap { venue -> SizeChart.Series? in
            let values = rows(venue, .buy, policy).map { $0.map(value) }
            return values.contains { $0 != nil }
                ? .init(name: venue, tone: tone(venue), values: values) : nil
        }
        return sizes(name, title, note, series, isPercent: true, height: 180)
    }

    /// The ways of sending side by side, a picture for each venue.
    var policies: [HTML] {
        let policies = results.study.policies
        guard policies.count > 1 else { return [] }
        return results.venueNames.enumerated().map { index, venue in
            let series = policies.enumerated().compactMap { place, policy -> SizeChart.Series? in
                let values = rows(venue, .buy, policy).map { $0.map { $0.total.median / 1e6 } }
                return values.contains { $0 != nil }
                    ? .init(
                        name: policy.label, tone: .nth(place), isDashed: place == 1,
                        values: values) : nil
            }
            return sizes(
                "policies-\(index)", "Ways of sending: \(venue)",
                "Median total cost of a buy, basis points.", series, prefersLogarithmic: true,
                unit: "bp", height: 200)
        }
    }

    // MARK: - Common

    /// The row of each size of the study; nil where there is none.
    private func rows(
        _ venue: String, _ side: TakerSide, _ policy: ExecutionPolicy
    ) -> [CostRow?] {
        let found = view.costs(policy, side, venue)
        return results.study.orders.sizes.map { size in
            found.first { $0.sizeMicro == Int64(size) * 1_000_000 }
        }
    }

    private func sizes(
        _ name: String, _ title: String, _ note: String, _ series: [SizeChart.Series],
        marks: [SizeChart.Mark] = [], isPercent: Bool = false, prefersLogarithmic: Bool = false,
        unit: String = "", height: Int = 280
    ) -> HTML {
        if series.isEmpty { return .empty }
        return SizeChart(
            frame: ChartFrame(
                id: id(name), title: title, note: note, summary: "\(title) by size of the order"),
            axis: "size", places: results.study.orders.sizes.map { Double($0) },
            placeText: { SlippageText.size($0 * 1e6) }, series: series, marks: marks,
            height: height, isPercent: isPercent, prefersLogarithmic: prefersLogarithmic, unit: unit
        ).html
    }

    /// Quote within a distance of the mid.
    var depth: HTML {
        var distances: [Int64] = []
        for venue in results.venueNames {
            for row in view.depths(.buy, venue) where !distances.contains(row.distanceMicroBps) {
                distances.append(row.distanceMicroBps)
            }
        }
        distances.sort()
        let series = results.venueNames.compactMap { venue -> SizeChart.Series? in
            let found = view.depths(.buy, venue)
            if found.isEmpty { return nil }
            func quote(_ value: (SampleRow) -> Double) -> [Double?] {
                distances.map { distance in
                    found.first { $0.distanceMicroBps == distance }.map { value($0.quote) / 1e6 }
                }
            }
            return .init(
                name: venue, tone: tone(venue), values: quote(\.median), low: quote(\.quantile05),
                high: quote(\.quantile95))
        }
        if series.isEmpty || distances.first.map({ $0 <= 0 }) ?? true { return .empty }
        return SizeChart(
            frame: ChartFrame(
                id: id("depth"), title: "Depth by distance",
                note:
                    "Quote that buys find within a distance of the mid at the moment of decision; the distance is in basis points.",
                summary: "Depth by distance from the mid"),
            axis: "distance, bp", places: distances.map { Double($0) / 1e6 }, series: series,
            height: 280, prefersLogarithmic: true, unit: "quote"
        ).html
    }
}
