import GRDB
import Simulation

extension ReportQueries {
    /// Agents and accounts of the protocol, in the store's order.
    func agents(_ run: Int64) throws -> [AgentAccount] {
        let table = RunTable.agents
        return try rows(table, "*", run: run).map { row in
            AgentAccount(
                name: row.text("agent") ?? "", population: row.text("population") ?? "",
                kind: row.text("kind") ?? "", worthBefore: try row.money(table, "worth_before"),
                worthAfter: try row.money(table, "worth_after"),
                gains: try AgentAccount.causes.map { try row.money(table, $0) },
                residual: try row.money(table, "residual"), sent: row.count("sent"),
                included: row.count("included"), reverted: row.count("reverted"),
                gasNative: try row.money(table, "gas_native", .native),
                gasWastedNative: try row.money(table, "gas_wasted_native", .native),
                liquidations: row.count("liquidations"), feesWon: try row.money(table, "fees_won"))
        }
    }

    /// Who paid whom.
    func payments(_ run: Int64) throws -> [GroupPayment] {
        try rows(.payments, "payer, payee, cause, amount", run: run).map {
            GroupPayment(
                payer: $0.text("payer") ?? "", payee: $0.text("payee") ?? "",
                cause: $0.text("cause") ?? "", amount: try $0.money(.payments, "amount"))
        }
    }

    /// Named figures.
    func figures(_ run: Int64) throws -> [NamedFigure] {
        try rows(.figures, "name, value, value_real, unit", run: run).map {
            NamedFigure(
                name: $0.text("name") ?? "", value: $0.text("value") ?? "",
                real: $0.real("value_real"), unit: $0.text("unit") ?? "")
        }
    }

    /// Expected figures.
    func expectations(_ run: Int64) throws -> [ExpectedFigure] {
        try rows(.expectations, "*", run: run).map {
            ExpectedFigure(
                figure: $0.text("figure") ?? "", low: $0.text("low"), high: $0.text("high"),
                value: $0.text("value") ?? "", holds: $0.count("holds") == 1,
                tag: $0.text("tag") ?? "", note: $0.text("note") ?? "")
        }
    }

    /// What the scenario or an attacker brought about.
    func events(_ run: Int64) throws -> [TimedEvent] {
        try rows(.events, "*", run: run).map {
            TimedEvent(
                time: $0.time(), kind: $0.text("kind") ?? "", subject: $0.text("subject") ?? "",
                detail: $0.text("detail") ?? "", until: $0.text("until_us").flatMap { Int64($0) })
        }
    }
}
