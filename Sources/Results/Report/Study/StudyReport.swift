/// The report of a study: what many runs have in common, and what they depend on.
public struct StudyReport: Sendable {
    let input: StudyReportInput

    /// A report of a study's statistics.
    public init(_ input: StudyReportInput) { self.input = input }

    /// The file's text.
    public var html: String {
        let sections = [distributions, variants, differences, ablation, attack, record]
            .filter { !$0.body.text.isEmpty }
        return ReportPage(
            title: "\(input.scenario), study \u{2013} perplab", kind: "Study report",
            opening: opening, sections: sections,
            closing: """
                Intervals are bootstrap percentile intervals at \(ReportNumber.percent(input.level, places: 0)), \
                \(ReportNumber.count(input.resamples)) samples each; differences are paired over common seeds.
                """
        ).text
    }

    private var base: StudyReportInput.Variant? { input.variants.first }

    private func figure(_ name: String, of variant: StudyReportInput.Variant?)
        -> StudyReportInput.Distribution?
    {
        variant?.figures.first { $0.figure == name }
    }

    private var opening: HTML {
        let facts: [(String, String)] = [
            ("Seeds", ReportNumber.count(input.seedCount)), ("First", String(input.firstSeed)),
            ("Variants", input.variants.isEmpty ? "" : ReportNumber.count(input.variants.count)),
            ("Version", input.version),
            ("Failed runs", input.failures.isEmpty ? "" : ReportNumber.count(input.failures.count)),
        ]
        let list = facts.filter { !$0.1.isEmpty }.map { "<li>\($0.0) <b>\($0.1)</b></li>" as HTML }
        let cards = (base?.figures ?? []).enumerated().sorted {
            ($0.element.figure == input.headline ? 0 : 1, $0.offset)
                < ($1.element.figure == input.headline ? 0 : 1, $1.offset)
        }.prefix(4).map { card($0.element) }
        return """
            <h1>\(input.scenario)</h1><p class="verdict">\(verdict)</p>
            <ul class="facts">\(list.joined())</ul><div class="cards">\(cards.joined())</div>

            """
    }

    private var verdict: HTML {
        var sentences: [HTML] = []
        if let headline = figure(input.headline, of: base) {
            let interval: HTML =
                headline.medianInterval.map {
                    " (\(ReportNumber.compact($0.low)) to \(ReportNumber.compact($0.high)))"
                } ?? ""
            sentences.append(
                """
                Over \(ReportNumber.count(input.seedCount)) seeds the median of <b>\(plain(input.headline))</b> \
                is <b>\(ReportNumber.compact(headline.median))</b>\(unit(headline.unit))\(interval).
                """)
        }
        if let rule = input.ablations.first?.rules.first, let effect = rule.effect {
            sentences.append(
                effect.mean == 0
                    ? "No rule that was switched changes its mean."
                    : """
                    It depends most on <b>\(rule.name)</b>: switching it changes the mean by \
                    \(ReportNumber.compact(effect.mean, signed: true)).
                    """)
        }
        if let attack = input.attack {
            sentences.append(
                attack.bestProfit > 0
                    ? "The best attack found gains <b>\(ReportNumber.compact(attack.bestProfit))</b> quote."
                    : "No attack on the grid pays: the best one ends at \(ReportNumber.compact(attack.bestProfit)) quote."
            )
        }
        return sentences.joined(" ")
    }

    private func card(_ figure: StudyReportInput.Distribution) -> HTML {
        func row(_ name: String, _ value: HTML) -> HTML { "<dt>\(name)</dt><dd>\(value)</dd>" }
        let interval = figure.medianInterval.map {
            row(
                "Interval of the median",
                "\(ReportNumber.compact($0.low)) \u{2026} \(ReportNumber.compact($0.high))")
        }
        return """
            <div class="card"><h2>\(plain(figure.figure).capitalizedFirst)</h2>\
            <p class="big">\(ReportNumber.compact(figure.median))<small>\(Self.shown(figure.unit))</small></p>\
            <div class="under">Median of \(ReportNumber.count(figure.values.count)) runs</div><dl>\(interval)\
            \(row("5 % \u{2026} 95 %", "\(ReportNumber.compact(figure.low)) \u{2026} \(ReportNumber.compact(figure.high))"))\
            \(row("Mean", HTML(ReportNumber.compact(figure.mean))))\
            \(row("Greatest", HTML(ReportNumber.compact(figure.greatest))))</dl></div>

            """
    }

    private var distributions: ReportPage.Section {
        let charts = (base?.figures ?? []).filter { $0.least < $0.greatest }.enumerated().map {
            index, figure in
            Histogram(
                frame: ChartFrame(
                    id: "figure-\(index + 1)", title: plain(figure.figure).capitalizedFirst,
                    note:
                        "Runs by value\(Self.shown(figure.unit).isEmpty ? "" : ", " + figure.unit)."
                ),
                values: figure.values, bins: 32, height: 140,
                markers: [
                    (figure.median, "median \(ReportNumber.compact(figure.median))", .truth),
                    (figure.mean, "mean \(ReportNumber.compact(figure.mean))", .oracle),
                ], unit: figure.unit
            ).html
        }
        return .init(
            id: "distributions", title: "Distributions over seeds",
            lead: "The base variant; figures that are the same in all runs are left out.",
            body: charts.isEmpty ? .empty : "<div class=\"pair\">\(charts.joined())</div>",
            short: "Distributions")
    }

    /// Each figure by variant: whole range, middle half, median with its interval.
    private var variants: ReportPage.Section {
        guard input.variants.count > 1 else {
            return .init(id: "variants", title: "", body: .empty, short: "")
        }
        let names =
            [input.headline] + (base?.figures ?? []).map(\.figure).filter { $0 != input.headline }
        let charts = names.prefix(6).enumerated().compactMap { index, name -> HTML? in
            let rows = input.variants.compactMap { variant -> BarChart.Row? in
                guard let figure = figure(name, of: variant) else { return nil }
                var spans: [BarChart.Span] = [
                    .init(from: figure.low, to: figure.high, tone: .first, isThin: true),
                    .init(
                        from: figure.lowerQuartile, to: figure.upperQuartile, tone: .first,
                        isPale: true),
                ]
                if let interval = figure.medianInterval {
                    spans.append(.init(from: interval.low, to: interval.high, tone: .first))
                }
                return .init(
                    label: variant.name, detail: "\(ReportNumber.count(variant.runs)) runs",
                    spans: spans, points: [.init(at: figure.median, tone: .truth)],
                    value: ReportNumber.compact(figure.median),
                    exact: ReportNumber.data(figure.median))
            }
            guard rows.count > 1 else { return nil }
            return BarChart(
                frame: ChartFrame(
                    id: "variant-\(index + 1)", title: plain(name).capitalizedFirst,
                    note: "Point: median. Bar: its interval. Pale: middle half. Line: 5 % to 95 %.",
                    summary: "\(plain(name)) by variant"),
                rows: rows, valueTitle: "Median"
            ).html
        }
        return .init(
            id: "variants", title: "Variants", lead: "The same seeds in each.",
            body: charts.isEmpty ? .empty : "<div class=\"pair\">\(charts.joined())</div>",
            short: "Variants")
    }

    private var differences: ReportPage.Section {
        let rows = input.variants.flatMap { variant in
            variant.figures.compactMap { figure -> [DataTable.Cell]? in
                guard let difference = figure.difference else { return nil }
                return [
                    .text(variant.name), .text(variant.reference ?? ""), .text(figure.figure),
                    Self.compact(difference.mean, signed: true),
                    Self.compact(difference.meanInterval?.low, signed: true),
                    Self.compact(difference.meanInterval?.high, signed: true),
                    Self.compact(difference.median, signed: true),
                    .percent(difference.positiveShare, places: 0),
                ]
            }
        }
        guard !rows.isEmpty else {
            return .init(id: "differences", title: "", body: .empty, short: "")
        }
        let table = DataTable(
            columns: [
                .text("Variant"), .text("Against"), .text("Figure"), .number("Mean difference"),
                .number("Low"), .number("High"), .number("Median difference"),
                .number("Above zero", "share of seeds"),
            ], rows: rows, name: "differences")
        return .init(
            id: "differences", title: "Paired differences",
            lead:
                "Variant less the one it is held against, seed by seed, which takes the luck of the draw out.",
            body: "<div class=\"block\">\(table.html)</div>", short: "Differences")
    }

    private var ablation: ReportPage.Section {
        let charts = input.ablations.enumerated().map { index, ablation in
            BarChart(
                frame: ChartFrame(
                    id: "ablation-\(index + 1)",
                    title: input.ablations.count > 1
                        ? "At \(ablation.point)" : "One rule at a time",
                    note:
                        "Change of the mean of \(plain(input.headline)) when the rule is switched, with its interval.",
                    summary: "Rules by their effect"),
                rows: ablation.rules.map { rule in
                    let bound = rule.bound.map {
                        "bound \(ReportNumber.compact($0))\u{00d7} per run"
                    }
                    guard let effect = rule.effect else {
                        return .init(label: rule.name, detail: bound ?? "", value: "not known")
                    }
                    var spans = [
                        BarChart.Span(
                            from: 0, to: effect.mean, tone: effect.mean < 0 ? .mark : .oracle,
                            isPale: effect.meanInterval.map { $0.low <= 0 && $0.high >= 0 } ?? true)
                    ]
                    if let interval = effect.meanInterval {
                        spans.append(
                            .init(from: interval.low, to: interval.high, tone: .truth, isThin: true)
                        )
                    }
                    return .init(
                        label: rule.name, detail: bound ?? "", spans: spans,
                        value: ReportNumber.compact(effect.mean, signed: true),
                        exact: ReportNumber.data(effect.mean))
                }, valueTitle: "Change of the mean"
            ).html
        }
        return .init(
            id: "ablation", title: "What the headline depends on",
            lead: charts.isEmpty
                ? "" : "Pale bars: the interval holds zero, so that the effect may be chance.",
            body: charts.joined(), short: "Ablation")
    }

    private var record: ReportPage.Section {
        let facts =
            [
                ("scenario", input.scenario), ("version", input.version),
                ("headline", input.headline),
            ]
            + input.facts.map { ($0.name, $0.value) }
        var body: HTML = """
            <div class="block"><h3>Identity</h3>\(DataTable(
                columns: [.text("Name"), .text("Value")],
                rows: facts.map { [.text($0.0), .init("<span class=\"long\">\($0.1)</span>")] },
                name: "identity").html)</div>
            <div class="block"><h3>To repeat it</h3><pre class="command">\(input.command)</pre></div>

            """
        if !input.failures.isEmpty {
            let table = DataTable(
                columns: [
                    .text("Variant"), .number("Seed"), .text("Error"), .text("To repeat it"),
                ],
                rows: input.failures.map {
                    [
                        .text($0.variant), .init(HTML(String($0.seed)), exact: String($0.seed)),
                        .text($0.reason), .init("<code>\($0.command)</code>"),
                    ]
                }, name: "failures")
            body += "<div class=\"block\"><h3>Failed runs</h3>\(table.html)</div>"
        }
        return .init(id: "record", title: "The study\u{2019}s record", body: body, short: "Record")
    }

    static func compact(_ value: Double?, signed: Bool = false) -> DataTable.Cell {
        value.map {
            .init(HTML(ReportNumber.compact($0, signed: signed)), exact: ReportNumber.data($0))
        } ?? .none
    }

    /// A figure's name with blanks.
    func plain(_ name: String) -> String { name.split(separator: "_").joined(separator: " ") }

    private func unit(_ unit: String) -> HTML {
        Self.shown(unit).isEmpty ? "" : " \(Self.shown(unit))"
    }

    /// Units that say more than the figure's name.
    private static func shown(_ unit: String) -> String {
        ["none", "count"].contains(unit) ? "" : unit
    }
}
