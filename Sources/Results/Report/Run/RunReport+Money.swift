import Simulation

/// Accounts by cause: attackers, keepers, populations, and who paid whom.
extension RunReport {
    func money(_ omitted: inout [Omission]) -> ReportPage.Section {
        var body = HTML.empty
        let attackers = model.agents.filter(\.isAttacker)
        if attackers.isEmpty {
            omitted.append(.init(title: "Attack account", reason: "no agent of this run attacks"))
        } else {
            body += attackAccount(attackers)
        }
        if model.payments.isEmpty {
            omitted.append(.init(title: "Who paid whom", reason: "no payments were recorded"))
        } else {
            body += matrix
        }
        if model.agents.isEmpty {
            omitted.append(.init(title: "Populations", reason: "no agents were recorded"))
        } else {
            body += populations
        }
        let keepers = model.agents.filter(\.isKeeper)
        if keepers.isEmpty {
            omitted.append(.init(title: "Keepers", reason: "no agent of this run liquidates"))
        } else {
            body += keeperTable(keepers)
        }
        return .init(
            id: "money", title: "Who gained, who paid",
            lead:
                "Worth is taken at the true price; causes add up to the change of worth, and what they leave is the residual.",
            body: body, short: "Accounts")
    }

    private func attackAccount(_ attackers: [AgentAccount]) -> HTML {
        var ground = 0.0
        var rows: [BarChart.Row] = []
        for (index, label) in AgentAccount.labels.enumerated() {
            let gain = attackers.map { $0.gains[index] }.sum(.quote)
            guard !gain.isZero else { continue }
            let start = ground
            ground += gain.real
            rows.append(
                .init(
                    label: label,
                    spans: [
                        .init(from: start, to: ground, tone: gain.isNegative ? .mark : .oracle)
                    ],
                    value: gain.text(places: 0, signed: true), exact: gain.exact))
        }
        let residual = attackers.map(\.residual).sum(.quote)
        if !residual.isZero {
            rows.append(
                .init(
                    label: "Residual", value: residual.text(places: 2, signed: true),
                    exact: residual.exact))
        }
        let profit = attackers.map(\.profit).sum(.quote)
        rows.append(
            .init(
                label: "Profit", spans: [.init(from: 0, to: profit.real, tone: .quiet)],
                value: profit.text(places: 0, signed: true), exact: profit.exact, isTotal: true))
        let names = attackers.count == 1 ? attackers[0].name : "\(attackers.count) attackers"
        return BarChart(
            frame: ChartFrame(
                id: "attack", title: "The attack\u{2019}s account",
                note: "\(quote) by cause, \(names). Each bar begins where the one above ends.",
                summary: "The attacker's gains and costs by cause.", table: "agents"),
            rows: rows, valueTitle: quote
        ).html
    }

    private var populations: HTML {
        var groups: [(name: String, kind: String, members: [AgentAccount])] = []
        for agent in model.agents {
            if let place = groups.firstIndex(where: { $0.name == agent.population }) {
                groups[place].members.append(agent)
            } else {
                groups.append((agent.population, agent.kind, [agent]))
            }
        }
        func cells(_ members: [AgentAccount]) -> [DataTable.Cell] {
            [.amount(members.map(\.profit).sum(.quote), places: 0, signed: true, toned: true)]
                + AgentAccount.causes.indices.map { cause in
                    .amount(members.map { $0.gains[cause] }.sum(.quote), places: 0, signed: true)
                } + [.amount(members.map(\.residual).sum(.quote), places: 2, signed: true)]
        }
        let table = DataTable(
            columns: [
                .text("Population"), .text("Kind"), .number("Members"), .number("Gain", quote),
            ]
                + AgentAccount.labels.map { .number($0) } + [.number("Residual")],
            rows: groups.map { group in
                [.text(group.name), .text(group.kind), .count(group.members.count)]
                    + cells(group.members)
            },
            footer: [.text("All"), .text(""), .count(model.agents.count)] + cells(model.agents),
            name: "populations", source: "agents")
        return block(
            "Gains by population and cause", "\(quote), signed; protocol accounts among them.",
            table)
    }

    private func keeperTable(_ keepers: [AgentAccount]) -> HTML {
        let order = keepers.enumerated().sorted {
            ($1.element.liquidations, $1.element.profit.value, $0.offset)
                < ($0.element.liquidations, $0.element.profit.value, $1.offset)
        }.map(\.element)
        let native = model.units.native
        let table = DataTable(
            columns: [
                .text("Keeper"), .text("Kind"), .number("Liquidations"),
                .number("Rewards", quote), .number("Gain", quote), .number("Sent"),
                .number("Included"), .number("Failed"), .number("Gas", native),
                .number("Wasted", native), .number("Wasted", "share of gas"),
            ],
            rows: order.prefix(Self.rowsMax).map { keeper in
                let gas = keeper.gasNative.real
                return [
                    .text(keeper.name), .text(keeper.kind), .count(keeper.liquidations),
                    .amount(keeper.feesWon), .amount(keeper.profit, signed: true, toned: true),
                    .count(keeper.sent), .count(keeper.included), .count(keeper.reverted),
                    .amount(keeper.gasNative, places: 4),
                    .amount(keeper.gasWastedNative, places: 4),
                    .percent(gas > 0 ? keeper.gasWastedNative.real / gas : nil, places: 1),
                ]
            },
            footer: [
                .text("All"), .text(""), .count(keepers.map(\.liquidations).reduce(0, +)),
                .amount(keepers.map(\.feesWon).sum(.quote)),
                .amount(keepers.map(\.profit).sum(.quote), signed: true),
                .count(keepers.map(\.sent).reduce(0, +)),
                .count(keepers.map(\.included).reduce(0, +)),
                .count(keepers.map(\.reverted).reduce(0, +)),
                .amount(keepers.map(\.gasNative).sum(.native), places: 4),
                .amount(keepers.map(\.gasWastedNative).sum(.native), places: 4), .text(""),
            ], name: "keepers", source: "agents")
        return block("Keepers", "Who liquidated, what it earned and what it cost.", table)
    }

    /// Rows pay, columns receive; the last column is what each group is left with.
    private var matrix: HTML {
        var groups: [String] = []
        for payment in model.payments {
            for name in [payment.payer, payment.payee] where !groups.contains(name) {
                groups.append(name)
            }
        }
        var cells = [[ReportAmount]](
            repeating: [ReportAmount](repeating: .zero(.quote), count: groups.count),
            count: groups.count)
        for payment in model.payments {
            guard let from = groups.firstIndex(of: payment.payer),
                let to = groups.firstIndex(of: payment.payee)
            else { continue }
            cells[from][to] = cells[from][to] + payment.amount
        }
        let paid = cells.map { $0.sum(.quote) }
        let received = groups.indices.map { column in cells.map { $0[column] }.sum(.quote) }
        let net = groups.indices.map { received[$0] - paid[$0] }
        let residual = net.sum(.quote)
        let greatest = cells.joined().map(\.real).max() ?? 0
        let table = DataTable(
            columns: [.text("Payer")] + groups.map { .number($0) }
                + [.number("Pays in all"), .number("Net")],
            rows: groups.indices.map { row in
                [.text(groups[row])]
                    + groups.indices.map { column in
                        shaded(cells[row][column], greatest)
                    } + [
                        .amount(paid[row], places: 0),
                        .amount(net[row], places: 0, signed: true, toned: true),
                    ]
            },
            footer: [.text("Receives in all")] + received.map { .amount($0, places: 0) }
                + [
                    .amount(paid.sum(.quote), places: 0),
                    .init(HTML(residual.text(places: 2)), exact: residual.exact),
                ],
            name: "payments", source: "payments")
        let verdict: HTML =
            residual.isZero
            ? "The net column sums to zero exactly."
            : "The net column leaves a residual of \(residual.exact) \(quote)."
        return """
            <div class="block"><h3>Who paid whom</h3><p>\(quote.capitalizedFirst); a row pays, a column receives. \(verdict)</p>\
            \(table.html)</div>

            """
    }

    private func shaded(_ amount: ReportAmount, _ greatest: Double) -> DataTable.Cell {
        guard !amount.isZero else { return .none }
        let strength =
            greatest > 0 ? Int((28 * (amount.real / greatest).squareRoot()).rounded()) : 0
        return DataTable.Cell(
            "<span class=\"m\" style=\"--s:\(strength)%\">\(amount.text(places: 0))</span>",
            exact: amount.exact)
    }
}
