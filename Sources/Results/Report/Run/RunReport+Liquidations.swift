/// The cascade: liquidations by wave, and the largest of them.
extension RunReport {
    /// Rows of the table, and points of the picture, at most; the store has them all.
    private static let costliestMax = 24
    private static let pointsMax = 2_000

    func liquidations(_ omitted: inout [Omission]) -> ReportPage.Section {
        let events = model.liquidations
        guard !events.isEmpty else {
            omitted.append(.init(title: "Liquidations", reason: "none took place"))
            return .init(id: "cascade", title: "", body: .empty, short: "")
        }
        let costliest = Self.ordered(events)
        let body = timeline(events, costliest) + waves(events) + largest(events, costliest)
        return .init(
            id: "cascade", title: "The liquidation cascade", lead: sentence(events), body: body,
            short: "Cascade")
    }

    private func sentence(_ events: [LiquidationEvent]) -> HTML {
        let waves = events.map(\.wave).max() ?? 1
        let cascades = events.map(\.cascade).max() ?? 1
        let delays = events.compactMap(\.delayBlocks).sorted()
        let late: HTML =
            delays.isEmpty
            ? ""
            : " Half of them came within \(delays[(delays.count - 1) / 2]) blocks of first being possible, the slowest after \(delays[delays.count - 1])."
        return """
            \(ReportNumber.count(events.count)) liquidations in \(cascades) \
            \(cascades == 1 ? "cascade" : "cascades") of up to \(waves) \
            \(waves == 1 ? "wave" : "waves"): each wave\u{2019}s trades move the mark that the next one is \
            judged by.\(late)
            """
    }

    /// By bad debt, then notional, greatest first.
    private static func ordered(_ events: [LiquidationEvent]) -> [LiquidationEvent] {
        events.enumerated().sorted {
            ($1.element.badDebt.value, $1.element.notional.value, $0.offset)
                < ($0.element.badDebt.value, $0.element.notional.value, $1.offset)
        }.map(\.element)
    }

    private func timeline(_ all: [LiquidationEvent], _ costliest: [LiquidationEvent]) -> HTML {
        let events =
            all.count <= Self.pointsMax
            ? all : costliest.prefix(Self.pointsMax).sorted { $0.time < $1.time }
        let part =
            events.count < all.count
            ? " The \(ReportNumber.count(events.count)) costliest of \(ReportNumber.count(all.count))."
            : ""
        let waves = min(6, events.map(\.wave).max() ?? 1)
        let debts = events.map(\.badDebt.real)
        let most = debts.max() ?? 0
        return PointChart(
            frame: ChartFrame(
                id: "timeline", title: "Liquidations by wave",
                note:
                    "Notional closed, \(quote), logarithmic. Size of a point: bad debt that it booked.\(part)",
                summary: "Liquidations over time by notional and wave.",
                table: "liquidations"),
            scale: scale,
            points: events.map { event in
                .init(
                    time: event.time, value: max(1e-9, event.notional.real),
                    group: min(waves, event.wave) - 1, isHollow: event.isFalse,
                    size: 6 + (most > 0 ? 12 * (event.badDebt.real / most).squareRoot() : 0),
                    label: label(event))
            },
            groups: (1...waves).map { $0 == 6 ? "wave 6 and later" : "wave \($0)" },
            hollowName: events.contains(where: \.isFalse) ? "healthy at the true price" : nil,
            windows: windows, isLogarithmic: true, unit: quote
        ).html
    }

    private func label(_ event: LiquidationEvent) -> String {
        let ratio = event.marginRatioTrue.map {
            "\nmargin at true price \(ReportNumber.percent($0))"
        }
        return """
            \(event.agent.isEmpty ? event.trader : event.agent), wave \(event.wave)\
            \(event.isPartial ? ", partial" : "")\(event.isFalse ? ", false" : "")
            notional \(event.notional.text(places: 2)) \(quote)
            bad debt \(event.badDebt.text(places: 2)) \(quote)
            mark \(event.mark.text(places: 4))\(ratio ?? "")
            by \(event.liquidator), block \(ReportNumber.count(event.block))
            """
    }

    private func waves(_ events: [LiquidationEvent]) -> HTML {
        let greatest = events.map(\.wave).max() ?? 1
        guard greatest > 1 else { return .empty }
        let rows = (1...greatest).compactMap { wave -> [DataTable.Cell]? in
            let part = events.filter { $0.wave == wave }
            guard let first = part.first, let last = part.last else { return nil }
            return [
                .count(wave), .count(part.count), .count(part.count(where: \.isFalse)),
                .amount(part.map(\.notional).sum(.quote), places: 0),
                .amount(part.map(\.badDebt).sum(.quote), places: 0),
                .amount(first.mark, places: 2), .amount(last.mark, places: 2),
                .init(
                    HTML(UTCTime.span(micros: last.time - first.time)),
                    exact: String(last.time - first.time)),
                .time(first.time),
            ]
        }
        let table = DataTable(
            columns: [
                .number("Wave"), .number("Liquidations"), .number("False"),
                .number("Notional", quote), .number("Bad debt", quote),
                .number("Mark at first", quote), .number("Mark at last", quote),
                .number("Lasting"), .text("First (UTC)"),
            ], rows: rows, name: "waves", source: "liquidations")
        return block("Waves", "Over all cascades of the run.", table)
    }

    private func largest(
        _ events: [LiquidationEvent], _ costliest: [LiquidationEvent]
    ) -> HTML {
        let order = costliest.prefix(Self.costliestMax)
        let table = DataTable(
            columns: [
                .text("Time (UTC)"), .text("Account"), .text("Liquidator"), .number("Wave"),
                .number("Notional", quote), .number("Bad debt", quote),
                .number("Margin", "at true price"), .number("Delay", "blocks"), .text("Kind"),
            ],
            rows: order.map { event in
                let kind: HTML =
                    event.isFalse
                    ? "<span class=\"bad\">false</span>" : event.isPartial ? "partial" : "full"
                return [
                    .time(event.time), .text(event.agent.isEmpty ? event.trader : event.agent),
                    .text(event.liquidator), .count(event.wave), .amount(event.notional),
                    .amount(event.badDebt), .percent(event.marginRatioTrue),
                    .count(event.delayBlocks),
                    .init(kind),
                ]
            }, name: "liquidations", source: "liquidations")
        return block(
            order.count < events.count ? "The \(order.count) costliest" : "All liquidations",
            "By bad debt, then notional. Point at a number for all its digits.", table)
    }

    /// A table with a heading.
    func block(_ title: String, _ note: String, _ table: DataTable) -> HTML {
        let text: HTML = note.isEmpty ? "" : "<p>\(note.capitalizedFirst)</p>"
        return "<div class=\"block\"><h3>\(title)</h3>\(text)\(table.html)</div>\n"
    }
}
