/// The first screen: what happened, in a sentence and in numbers.
extension RunReport {
    var opening: HTML {
        let identity = model.identity
        let name = identity.scenario.isEmpty ? "Run" : identity.scenario
        let summary: HTML =
            identity.summary.isEmpty ? "" : "<p class=\"verdict\">\(identity.summary)</p>"
        return """
            <h1>\(name)</h1>\(summary)<p class="verdict">\(verdict)</p>\(facts)\(alarm)
            <div class="cards">\(badDebtCard)\(fundCard)\(attackCard)\(liquidationCard)</div>

            """
    }

    /// The verdict in words, made of exact figures.
    private var verdict: HTML {
        let headline = model.headline
        var sentences: [HTML] = []
        if headline.badDebtBooked.isZero {
            sentences.append("No bad debt was booked.")
        } else {
            let paid: HTML =
                headline.uncovered.isZero
                ? "all of it covered"
                : "of which nobody has paid \(whole(headline.uncovered)) so far"
            sentences.append(
                "<b>\(whole(headline.badDebtBooked)) \(quote)</b> of bad debt was booked, \(paid).")
        }
        if let start = headline.fundStart, let end = headline.fundEnd, start != end {
            let word: HTML = (end - start).isNegative ? "fell" : "rose"
            sentences.append(
                "The insurance fund \(word) from \(whole(start)) to \(whole(end)).")
        }
        if let profit = headline.attackProfit {
            let word: HTML = profit.isNegative ? "lost" : "gained"
            sentences.append("The attacker \(word) <b>\(whole(magnitude(profit))) \(quote)</b>.")
        }
        if headline.liquidations > 0 {
            let wrong = headline.liquidationsFalse
            sentences.append(
                """
                \(ReportNumber.count(headline.liquidations)) liquidations were made, \
                \(wrong == 0 ? "none" : ReportNumber.count(wrong)) of them of positions that were \
                healthy at the true price.
                """)
        }
        if let twin = model.twin {
            sentences.append(
                """
                In the same run \(twinName(twin)), bad debt is \
                \(whole(twin.headline.badDebtBooked)) \(quote).
                """)
        }
        return sentences.joined(" ")
    }

    private var facts: HTML {
        let identity = model.identity
        let blocks = model.chain.times.count
        let parts: [(String, String)] = [
            ("Seed", identity.seed), ("Version", identity.version),
            ("Variant", identity.variant),
            ("From", UTCTime(identity.start).text + " UTC"),
            ("Lasting", UTCTime.span(micros: identity.end - identity.start)),
            ("Blocks", blocks > 0 ? ReportNumber.count(blocks) : ""),
            ("Transactions", blocks > 0 ? ReportNumber.count(model.chain.transactions) : ""),
        ]
        let list = parts.filter { !$0.1.isEmpty }.map { "<li>\($0.0) <b>\($0.1)</b></li>" as HTML }
        return "<ul class=\"facts\">\(list.joined())</ul>"
    }

    private var alarm: HTML {
        switch model.identity.status {
        case "", "complete": ""
        case "interrupted":
            "<p class=\"alarm\">The run was interrupted; what follows holds up to its last block.</p>"
        default:
            "<p class=\"alarm\">The run ended with the status <b>\(model.identity.status)</b>: its figures cannot be relied on.</p>"
        }
    }

    private var badDebtCard: HTML {
        let headline = model.headline
        let twin = model.twin?.headline
        return card(
            "Bad debt booked", headline.badDebtBooked,
            under: "Losses beyond margin that closing positions made real",
            tone: headline.badDebtBooked.isZero ? nil : .loss,
            rows: [
                ("Latent at the true price", amount(headline.latentTrue)),
                ("Latent at the curve", amount(headline.latentCurve)),
                ("Nobody has paid", amount(headline.uncovered)),
                twin.map { (twinLabel, amount($0.badDebtBooked)) },
            ])
    }

    private var fundCard: HTML {
        let headline = model.headline
        let path = model.markets.first?.fund ?? []
        let spark: HTML =
            path.contains { $0 != nil }
            ? Sparkline(values: path, tone: .mark, label: "Insurance fund over the run").html : ""
        return card(
            "Insurance fund at the end", headline.fundEnd, under: spark,
            rows: [
                ("Start", amount(headline.fundStart)), ("Least", amount(headline.fundLeast)),
                headline.fundStart.flatMap { start in
                    headline.fundEnd.map { ("Change", amount($0 - start, signed: true)) }
                },
                model.twin.map { (twinLabel, amount($0.headline.fundEnd)) },
            ])
    }

    private var attackCard: HTML {
        let attackers = model.agents.filter(\.isAttacker)
        guard let profit = model.headline.attackProfit else {
            return card(
                "Attacker", nil, under: "No agent of this run attacks.", rows: topRules(count: 4))
        }
        var rows: [(String, HTML)?] = []
        for (index, label) in AgentAccount.labels.enumerated() {
            let gain = attackers.map { $0.gains[index] }.sum(.quote)
            if !gain.isZero { rows.append((label, amount(gain, signed: true))) }
        }
        return card(
            "Attacker\u{2019}s profit", profit,
            under: "Worth at the true price, after less before, and its bill by cause",
            tone: profit.isNegative ? .gain : profit.isZero ? nil : .loss, signed: true, rows: rows)
    }

    private var liquidationCard: HTML {
        let headline = model.headline
        let rows: [(String, HTML)?] = [
            ("Notional", amount(headline.liquidatedNotional)),
            ("False (healthy at the true price)", count(headline.liquidationsFalse)),
            headline.liquidationsMissed.map { ("Missed (due at the true price)", count($0)) },
            model.twin.map { (twinLabel, count($0.headline.liquidations)) },
        ]
        return card(
            "Liquidations", text: HTML(ReportNumber.count(headline.liquidations)),
            unit: "", under: rulesLine, tone: nil, rows: rows)
    }

    /// The rules that decided most often, next to the headline, since one of them can decide a study.
    private var rulesLine: HTML {
        let rules = model.rules.filter { $0.count > 0 }.prefix(3)
        guard !rules.isEmpty else { return "No rule of the market bound." }
        return "Rules that bound: "
            + rules.map { "\($0.rule) \(ReportNumber.count($0.count))\u{00d7}" as HTML }.joined(
                ", ")
    }

    private func topRules(count limit: Int) -> [(String, HTML)?] {
        model.rules.filter { $0.count > 0 }.prefix(limit).map {
            ("Rule: \($0.rule)", count($0.count))
        }
    }

    private func card(
        _ title: String, _ value: ReportAmount?, under: HTML, tone: Tone? = nil,
        signed: Bool = false, rows: [(String, HTML)?]
    ) -> HTML {
        let text: HTML =
            value.map { "<span title=\"\($0.exact)\">\($0.short(signed: signed))</span>" }
            ?? "\u{2013}"
        return card(
            title, text: text, unit: value == nil ? "" : quote, under: under, tone: tone, rows: rows
        )
    }

    private func card(
        _ title: String, text: HTML, unit: String, under: HTML, tone: Tone?,
        rows: [(String, HTML)?]
    ) -> HTML {
        let list = rows.compactMap(\.self).map { "<dt>\($0.0)</dt><dd>\($0.1)</dd>" as HTML }
        let style: HTML = tone.map { " c-\($0.rawValue)" } ?? ""
        return """
            <div class="card"><h2>\(title)</h2><p class="big\(style)">\(text)<small>\(unit)</small></p>\
            <div class="under">\(under)</div><dl>\(list.joined())</dl></div>

            """
    }

    private var twinLabel: String { model.twin.map { twinName($0).capitalizedFirst } ?? "" }

    private func twinName(_ twin: TwinRun) -> String {
        twin.variant.hasPrefix("without") ? twin.variant : "with \(twin.variant)"
    }

    private func magnitude(_ amount: ReportAmount) -> ReportAmount {
        amount.isNegative ? .zero(amount.unit) - amount : amount
    }

    private func whole(_ amount: ReportAmount) -> HTML {
        "<span title=\"\(amount.exact)\">\(amount.text(places: 0))</span>"
    }

    private func amount(_ amount: ReportAmount?, signed: Bool = false) -> HTML {
        guard let amount else { return "<span class=\"none\">not recorded</span>" }
        if amount.isZero { return "<span class=\"none\">0</span>" }
        return "<span title=\"\(amount.exact)\">\(amount.text(places: 0, signed: signed))</span>"
    }

    private func count(_ count: Int) -> HTML {
        count == 0 ? "<span class=\"none\">0</span>" : HTML(ReportNumber.count(count))
    }
}

extension ReportAmount {
    /// Whole units where that is short, a suffix where it is not.
    func short(signed: Bool) -> String {
        abs(real) < 9_999_999
            ? text(places: abs(real) < 100 ? 2 : 0, signed: signed)
            : ReportNumber.compact(real, signed: signed)
    }
}

extension AgentAccount {
    /// The causes as headings.
    static let labels = causes.map(\.capitalizedFirst)
}

extension String {
    /// With the first letter in capitals.
    var capitalizedFirst: String { prefix(1).uppercased() + dropFirst() }
}
