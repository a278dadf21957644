import Experiments
import VenueFormulas

/// The report of a slippage study: what orders cost on a book and on curves, mode by mode.
public struct SlippageReport: Sendable {
    let record: SlippageRecord
    let command: String

    /// A report.
    /// - Parameter command: What gives the study again.
    public init(_ record: SlippageRecord, command: String) {
        self.record = record
        self.command = command
    }

    var results: SlippageResults { record.results }
    var study: SlippageStudy { record.results.study }

    /// The file's text.
    public var html: String {
        let modes = results.orderedModes.map(section)
        let sections =
            (modes.prefix(1) + [crossings] + modes.dropFirst()
            + [metaorders, checks, reproduction])
            .filter { !$0.body.text.isEmpty }
        return ReportPage(
            title: "\(study.name), slippage \u{2013} perplab", kind: "Slippage study",
            opening: opening, sections: sections,
            closing: """
                Costs are in basis points of the order against the index at the moment of decision. \
                Intervals are bootstrap percentile intervals at \
                \(ReportNumber.percent(study.level, places: 0)) with \(ReportNumber.count(study.resamples)) \
                samples; differences are paired by seed. Bands reach from 5 % to 95 % of the seeds.
                """
        ).text
    }

    // MARK: - Opening

    private var opening: HTML {
        let facts: [(String, String)] = [
            ("Seeds", "\(ReportNumber.count(study.seeds)) from \(study.firstSeed)"),
            ("Modes", ReportNumber.count(study.modes.count)),
            ("Curves", ReportNumber.count(study.curves.count)),
            ("Block", UTCTime.span(micros: Int64(clamping: study.market.blockMicros))),
            ("Window", UTCTime.span(micros: Int64(clamping: study.market.windowMicros))),
            ("Version", record.version),
        ]
        let list = facts.map { "<li>\($0.0) <b>\($0.1)</b></li>" as HTML }
        let broken = record.failedChecks
        let alarm: HTML =
            broken.isEmpty
            ? .empty
            : """
            <p class="alarm">Checks that do not hold: \(broken.map(\.name).joined(separator: ", ")). \
            Nothing here should be quoted.</p>
            """
        let cards = results.curveNames.prefix(4).map(card)
        return """
            <h1>\(study.name)</h1><p class="verdict">\(verdict)</p>
            <ul class="facts">\(list.joined())</ul>\(alarm)<div class="cards">\(cards.joined())</div>

            """
    }

    private var verdict: HTML {
        guard let regime = study.regimes.first else { return HTML(study.title) }
        let view = SlippageView(results, results.headline, regime)
        let policy = results.leadingPolicy
        let curves = results.curveNames.filter { !view.differences(policy, .buy, $0).isEmpty }
        let sentences = curves.prefix(4).map { curve -> HTML in
            let runs = view.sizesWhereCheaper(curve, policy).map { run -> HTML in
                let (low, high) = (Double(run.lowerBound), Double(run.upperBound))
                return low == high
                    ? "<b>\(SlippageText.size(low))</b>"
                    : "<b>\(SlippageText.size(low)) to \(SlippageText.size(high))</b>"
            }
            return runs.isEmpty
                ? "<b>\(curve)</b> costs more than the book at every size."
                : "<b>\(curve)</b> costs less than the book at sizes of \(runs.joined(" and "))."
        }
        let lead: HTML =
            curves.isEmpty
            ? HTML(study.title)
            : """
            \(results.headline.premise) In \(regime.rawValue) windows and with \
            \(policy.label):\u{20}
            """
        return lead + sentences.joined(" ")
    }

    private func interval(_ row: CrossoverRow) -> HTML {
        guard let low = row.low, let high = row.high else { return .empty }
        return " (\(SlippageText.size(low)) to \(SlippageText.size(high)))"
    }

    private func card(_ curve: String) -> HTML {
        let rows = results.crossovers.filter {
            $0.mode == results.headline && $0.curve == curve
                && $0.policy == results.leadingPolicy
        }
        guard let first = rows.first else { return .empty }
        let details = results.crossovers.filter { $0.mode == results.headline && $0.curve == curve }
            .map { row -> HTML in
                "<dt>\(row.regime.rawValue), \(row.policy.rawValue)</dt><dd>\(row.sizeMicro.map(SlippageText.size) ?? "none")</dd>"
            }
        let under: HTML =
            first.sizeMicro == nil
            ? "No crossing: \(first.cheaperBelow) is cheaper at all sizes"
            : """
            First crossing in \(first.regime.rawValue) windows\(interval(first)); below it \
            \(first.cheaperBelow) is cheaper\(first.signChanges > 1 ? ", and it is not the last" : "")
            """
        return """
            <div class="card"><h2>\(curve)</h2>\
            <p class="big">\(first.sizeMicro.map(SlippageText.size) ?? "none")<small>quote</small></p>\
            <div class="under">\(under)</div><dl>\(details.joined())</dl></div>

            """
    }

    // MARK: - All modes

    private var crossings: ReportPage.Section {
        if results.crossovers.isEmpty {
            return .init(id: "crossings", title: "", body: .empty, short: "")
        }
        var rows: [[DataTable.Cell]] = []
        for mode in results.orderedModes {
            for row in results.crossovers where row.mode == mode {
                rows.append([
                    .text(mode.shortLabel), .text(row.regime.rawValue), .text(row.policy.rawValue),
                    .text(row.curve), Self.size(row.sizeMicro), Self.size(row.low),
                    Self.size(row.high), .percent(row.crossingShare, places: 0),
                    .text(row.cheaperBelow), .percent(row.unfilledAbove, places: 0),
                    .count(row.signChanges),
                ])
            }
        }
        let table = DataTable(
            columns: [
                .text("Mode"), .text("Windows"), .text("Orders"), .text("Curve"),
                .number("Crosses at", "quote"), .number("Low", "quote"), .number("High", "quote"),
                .number("Samples", "that cross"), .text("Cheaper below"),
                .number("Unfilled", "just above"), .number("Changes", "of sign"),
            ], rows: rows, name: "crossovers")
        return .init(
            id: "crossings", title: "Where the lines cross, in all modes",
            lead: """
                The size at which the mean costs of a curve and the book are equal, over buys and sales, \
                with its interval over resampled seeds; a row for each time that the lines cross. Samples: the \
                share of resamples with a crossing of that direction. Where the venue that is cheaper above leaves much \
                unfilled, the crossing tells of a refusal rather than of a price.
                """,
            body: "<div class=\"block\">\(table.html)</div>", short: "Crossings")
    }

    private var metaorders: ReportPage.Section {
        let rows = results.metaorders.flatMap { result in
            result.study.rows.map { row -> [DataTable.Cell] in
                [
                    .text(result.book), .count(Int(clamping: row.size)), .real(row.peakTicks),
                    .real(row.errorTicks), .real(row.sweepTicks),
                    .percent(row.filledShare, places: 0), .real(result.study.exponent),
                    .real(result.study.interval?.lowerBound),
                    .real(result.study.interval?.upperBound),
                ]
            }
        }
        let table = DataTable(
            columns: [
                .text("Book"), .number("Size", "lots"), .number("Worked", "ticks"),
                .number("Error", "ticks"), .number("At once", "ticks"), .number("Filled"),
                .number("Exponent"), .number("Low"), .number("High"),
            ], rows: rows, name: "metaorders")
        return .init(
            id: "metaorders", title: "Orders that are worked over minutes",
            lead: """
                Peak impact by size on two kinds of book, and the power of size with which it grows. The \
                square-root law of the literature, 0.5, is not imposed; it stands for markets with slow \
                and hidden liquidity, which these books have not.
                """,
            body: rows.isEmpty ? .empty : "<div class=\"block\">\(table.html)</div>",
            short: "Worked orders")
    }

    private var checks: ReportPage.Section {
        let table = DataTable(
            columns: [.text("Check"), .text("Holds"), .text("What was found")],
            rows: results.checks.map { check in
                [
                    .text(check.name),
                    .init(
                        check.holds
                            ? "<span class=\"ok\">yes</span>" : "<span class=\"bad\">no</span>",
                        exact: check.holds ? "yes" : "no"),
                    .init(HTML(check.text)),
                ]
            }, name: "checks")
        return .init(
            id: "checks", title: "Checks of the laboratory",
            lead: "Statements that must hold whatever the settings are.",
            body: results.checks.isEmpty ? .empty : "<div class=\"block\">\(table.html)</div>",
            short: "Checks")
    }

    private var reproduction: ReportPage.Section {
        let facts = [
            ("study", study.name), ("version", record.version),
            ("rows digest", record.rowsDigest.description),
        ]
        let table = DataTable(
            columns: [.text("Name"), .text("Value")],
            rows: facts.map { [.text($0.0), .init("<span class=\"long\">\($0.1)</span>")] },
            name: "identity")
        return .init(
            id: "record", title: "The study\u{2019}s record",
            lead: "The command with this file and this version gives these bytes again.",
            body: """
                <div class="block"><h3>Identity</h3>\(table.html)</div>
                <div class="block"><h3>To repeat it</h3><pre class="command">\(command)</pre></div>
                <div class="block"><h3>All parameters</h3>\
                <pre class="command">\(record.resolvedText)</pre></div>

                """, short: "Record")
    }

    /// A size in quote, from millionths.
    static func size(_ micro: Double?) -> DataTable.Cell {
        micro.map {
            .init(HTML(SlippageText.size($0)), exact: ReportNumber.data($0 / 1e6))
        } ?? .none
    }
}

extension ComparisonMode {
    /// What it assumes, as a sentence.
    var premise: HTML {
        switch self {
        case .zeroProfit:
            "Spread and fees are such that giving liquidity earns nothing on average."
        case .capitalAtRisk: "The house of each curve risks as much as the makers of the book."
        case .environment: "Each venue is as the study describes it."
        case .equalDepth: "Both venues are equally deep within a distance of the mid."
        case .equalRevenue: "Each curve\u{2019}s fee earns what the book\u{2019}s fees earn."
        case .equalCost: "Both venues cost the same at one reference size."
        }
    }

    /// What a reader of its section must know.
    var warning: HTML? {
        switch self {
        case .equalDepth:
            """
            This is a calibration identity and no finding: the crossover lies near the distance at which \
            the depths were made equal, by construction, since a book is crowded near the mid and a curve \
            is even.
            """
        case .equalRevenue:
            "A sensitivity: that flow would answer to other costs is left out of it."
        case .equalCost: "A sensitivity: it shows the shape of costs, and not their level."
        case .zeroProfit, .capitalAtRisk, .environment: nil
        }
    }
}
