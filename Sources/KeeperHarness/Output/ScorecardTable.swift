import Simulation

/// Cards as CSV: a row for each scenario and seed, for trends over time.
public enum ScorecardTable {
    /// Names of the columns.
    public static var columns: [String] {
        ["scenario", "seed", "preset", "clock", "build", "bot", "driver", "blocks", "determinism"]
            + KeeperMetric.allCases.map(\.rawValue)
            + ["bad_debt_ideal", "bad_debt_none", "rules", "rules_passed", "exit_status"]
    }

    /// The table, with its head; an empty cell is what there was nothing to measure of.
    public static func csv(_ cards: [Scorecard]) -> String {
        ([columns] + cards.map(row)).map { row in
            row.map(quoted).joined(separator: ",") + "\r\n"
        }.joined()
    }

    private static func row(_ card: Scorecard) -> [String] {
        let determinism =
            switch card.run.determinism {
            case .exact: "exact"
            case .statistical(let runs): "statistical(\(runs))"
            }
        var cells = [
            card.run.scenario, "\(card.run.seed)", card.run.preset, card.run.clock, card.run.build,
            card.run.bot, card.run.driver, "\(card.run.blocks)", determinism,
        ]
        cells += KeeperMetric.allCases.map { cell(card[$0]) }
        cells.append(card.bounds.map { cell(.amount($0.idealWad)) } ?? "")
        cells.append(card.bounds.map { cell(.amount($0.noneWad)) } ?? "")
        cells.append("\(card.requirements.count)")
        cells.append("\(card.requirements.count(where: \.isPassed))")
        cells.append("\(card.exitStatus)")
        return cells
    }

    private static func cell(_ value: MetricValue?) -> String {
        switch value {
        case nil: ""
        case .count(let count)?: "\(count)"
        case .amount(let amount)?: amount.text18
        case .real(let real)?: "\(real)"
        }
    }

    /// A cell as RFC 4180 has it.
    private static func quoted(_ text: String) -> String {
        let isPlain = text.allSatisfy { $0 != "," && $0 != "\"" && !$0.isNewline }
        return isPlain
            ? text
            : "\""
                + text.split(separator: "\"", omittingEmptySubsequences: false)
                .joined(separator: "\"\"") + "\""
    }
}
