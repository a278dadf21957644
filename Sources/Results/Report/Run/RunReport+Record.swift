/// Expectations, rules and events; and what identifies the run.
extension RunReport {
    func checks(_ omitted: inout [Omission]) -> ReportPage.Section {
        var body = HTML.empty
        if model.expectations.isEmpty {
            omitted.append(.init(title: "Expectations", reason: "the scenario states none"))
        } else {
            body += expectations
        }
        if model.rules.isEmpty {
            omitted.append(.init(title: "Bound rules", reason: "none were recorded"))
        } else {
            body += rules
        }
        if model.events.isEmpty {
            omitted.append(.init(title: "Events", reason: "nothing was brought about"))
        } else {
            body += events
        }
        let held = model.headline.expectationsHeld
        let lead: HTML =
            model.expectations.isEmpty
            ? "" : "\(held) of \(model.headline.expectations) expectations hold."
        return .init(
            id: "checks", title: "Expectations, rules and events", lead: lead, body: body,
            short: "Checks")
    }

    private var expectations: HTML {
        block(
            "Expectations",
            "Calibrated: fitted to the event. Predicted: parameters were fixed elsewhere. Illustrative: a plausible size.",
            DataTable(
                columns: [
                    .text("Figure"), .number("Value"), .number("At least"), .number("At most"),
                    .text("Holds"), .text("Tag"), .text("Source"),
                ],
                rows: model.expectations.map { one in
                    [
                        .text(one.figure), Self.decimal(one.value), Self.decimal(one.low),
                        Self.decimal(one.high),
                        .init(
                            one.holds
                                ? "<span class=\"ok\">\u{2713} yes</span>"
                                : "<span class=\"bad\">\u{2717} no</span>",
                            exact: one.holds ? "yes" : "no"),
                        .init("<span class=\"tag\">\(one.tag)</span>"), .text(one.note),
                    ]
                }, name: "expectations", source: "expectations"))
    }

    /// Decimal text with thousands apart and few places; all digits behind it.
    private static func decimal(_ text: String?) -> DataTable.Cell {
        guard let text, !text.isEmpty else { return .none }
        guard let value = Double(text), value.isFinite, abs(value) < 1e15 else {
            return .text(text)
        }
        let places = text.split(separator: ".").dropFirst().first?.count ?? 0
        let shown = abs(value) >= 1_000 ? min(places, 2) : min(places, 6)
        return .init(HTML(ReportNumber.fixed(value, places: shown)), exact: text)
    }

    private var rules: HTML {
        block(
            "Rules that bound",
            "How often a rule decided what happened; counted in the contracts\u{2019} state, or from receipts by the reason of a revert.",
            DataTable(
                columns: [
                    .text("Market"), .text("Rule"), .text("Counted from"), .number("Times"),
                ],
                rows: model.rules.map {
                    [.text($0.market), .text($0.rule), .text($0.source), .count($0.count)]
                }, name: "rules", source: "bound_rules"))
    }

    private var events: HTML {
        block(
            "Events",
            model.events.count > Self.rowsMax
                ? "The first \(Self.rowsMax) of \(ReportNumber.count(model.events.count))." : "",
            DataTable(
                columns: [
                    .text("Time (UTC)"), .text("Kind"), .text("Subject"), .text("What happened"),
                    .number("Lasting"),
                ],
                rows: model.events.prefix(Self.rowsMax).map { event in
                    [
                        .time(event.time), .init("<span class=\"tag\">\(event.kind)</span>"),
                        .text(event.subject), .text(event.detail),
                        event.until.map {
                            .init(
                                HTML(UTCTime.span(micros: $0 - event.time)),
                                exact: String($0 - event.time))
                        } ?? .none,
                    ]
                }, name: "events", source: "events"))
    }

    /// What identifies the run, all its figures, and what was left out.
    func record(_ omitted: [Omission]) -> ReportPage.Section {
        let identity = model.identity
        let facts: [(String, String)] =
            [
                ("scenario", identity.scenario), ("seed", identity.seed),
                ("variant", identity.variant), ("version", identity.version),
                ("status", identity.status), ("start", UTCTime(identity.start).text + " UTC"),
                ("end", UTCTime(identity.end).text + " UTC"),
            ]
            + identity.facts.map {
                ($0.name.split(separator: "_").joined(separator: " "), $0.value)
            }
        var body = block(
            "Identity", "The same scenario, seed and version give the same digests on any machine.",
            DataTable(
                columns: [.text("Name"), .text("Value")],
                rows: facts.filter { !$0.1.isEmpty }.map {
                    [.text($0.0), .init("<span class=\"long\">\($0.1)</span>")]
                }, name: "identity"))
        body += """
            <div class="block"><h3>To repeat it</h3><pre class="command">\(identity.command)
            perplab replay DIR
            perplab export DIR --table liquidations --format csv</pre></div>

            """
        if !model.figures.isEmpty { body += figures }
        if !omitted.isEmpty {
            let list = omitted.map { "<li><b>\($0.title)</b>: \($0.reason).</li>" as HTML }.joined()
            body += "<div class=\"block\"><h3>Left out</h3><ul class=\"omitted\">\(list)</ul></div>"
        }
        return .init(id: "record", title: "The run\u{2019}s record", body: body, short: "Record")
    }

    private var figures: HTML {
        block(
            "All figures", "",
            DataTable(
                columns: [.text("Figure"), .number("Value"), .text("Unit")],
                rows: model.figures.map {
                    [.text($0.name), Self.decimal($0.value), .text($0.unit)]
                }, name: "figures", source: "figures"))
    }
}
