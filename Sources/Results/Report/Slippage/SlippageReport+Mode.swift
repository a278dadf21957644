import Experiments
import VenueFormulas

/// One mode: what it has set, and each regime's pictures.
extension SlippageReport {
    func section(_ mode: ComparisonMode) -> ReportPage.Section {
        let isOpen = mode == results.headline
        let caution: HTML = mode.warning.map { "<p class=\"caution\">\($0)</p>" } ?? .empty
        let parts = calibration(mode) + study.regimes.map { regime($0, mode) }.joined()
        let body: HTML =
            isOpen
            ? parts
            : "<details class=\"mode\"><summary>Show its pictures and tables</summary>\(parts)</details>"
        return .init(
            id: mode.rawValue, title: "\(mode.code): \(mode.rawValue)\(mode.standing.note)",
            lead: mode.premise, body: parts.text.isEmpty ? .empty : caution + body,
            short: mode.rawValue)
    }

    private func calibration(_ mode: ComparisonMode) -> HTML {
        let rows = results.calibrations.filter { $0.mode == mode }
        if rows.isEmpty { return .empty }
        let table = DataTable(
            columns: [
                .text("Venue"), .text("Set"), .number("To"), .number("Liquidity earns", "quote"),
                .number("Low", "quote"), .number("High", "quote"), .text("Note"),
            ],
            rows: rows.map { row in
                [
                    .text(row.venue), .text(row.parameter),
                    Self.plain(Double(row.valueMicro) / 1e6), Self.money(row.profit?.mean),
                    Self.money(row.profit?.meanLow), Self.money(row.profit?.meanHigh),
                    .init(HTML(row.shortfall ?? "")),
                ]
            }, name: "calibrations-\(mode.rawValue)")
        return """
            <div class="block"><h3>What the mode has set</h3>\
            <p>Liquidity earns: the mean over windows of both regimes, weighed as the study says.</p>\
            \(table.html)</div>

            """
    }

    private func regime(_ regime: MarketRegime, _ mode: ComparisonMode) -> HTML {
        let view = SlippageView(results, mode, regime)
        let pictures = SlippagePictures(view)
        let parts: [HTML] = [
            pair(pictures.costs(.buy), pictures.costs(.sell)),
            pictures.cheaper,
            pair(pictures.slippage, pictures.depth),
            pair(pictures.decomposition, pictures.payments),
            pair(pictures.unfilled, pictures.reverted),
            pictures.fillable,
            pictures.policies.isEmpty
                ? .empty : "<div class=\"pair\">\(pictures.policies.joined())</div>",
        ]
        let body = parts.joined()
        if body.text.isEmpty { return .empty }
        return "<h3 class=\"sub\">\(regime.rawValue.capitalizedFirst) windows</h3>\(body)"
    }

    private func pair(_ left: HTML, _ right: HTML) -> HTML {
        if left.text.isEmpty && right.text.isEmpty { return .empty }
        return "<div class=\"pair\">\(left)\(right)</div>"
    }

    /// Quote from millionths.
    static func money(_ micro: Double?) -> DataTable.Cell {
        micro.map {
            .init(
                HTML(ReportNumber.fixed($0 / 1e6, places: 2, signed: true)),
                exact: ReportNumber.data($0 / 1e6))
        } ?? .none
    }

    /// A setting with as many digits as it has.
    private static func plain(_ value: Double) -> DataTable.Cell {
        .init(HTML(StatisticText.short(value)), exact: ReportNumber.data(value))
    }
}

extension ComparisonMode.Standing {
    /// What follows a mode's name.
    fileprivate var note: String {
        switch self {
        case .headline, .complete: ""
        case .identity: ", a calibration identity"
        case .sensitivity: ", a sensitivity"
        }
    }
}
