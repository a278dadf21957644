import Results
import Simulation
import WideIntegers

/// What a run came to, as text for a terminal: the verdict first.
struct RunPage {
    let outcome: RunOutcome
    let identity: RunIdentity
    let folder: String

    /// The figures that a verdict is made of, line by line.
    private static let verdict: [(title: String, figures: [String])] = [
        ("bad debt", ["bad_debt", "bad_debt_latent_true", "bad_debt_latent_curve"]),
        ("insurance fund", ["fund_start", "fund_end", "fund_min"]),
        (
            "liquidations",
            ["liquidations", "liquidations_false", "liquidations_missed", "liquidated_notional"]
        ),
        ("mark", ["mark_min", "mark_max", "mark_end"]),
        ("oracle", ["oracle_error_max", "oracle_off"]),
        ("attack", ["attack_profit", "attack_spot", "attack_gas"]),
    ]

    /// The same in one list.
    static var figureNames: [String] { verdict.flatMap(\.figures) }

    /// The lines.
    var lines: [String] {
        var lines = [
            "\(identity.scenario)  seed \(identity.seed)  \(identity.chain)  "
                + "signatures \(identity.signatures)  \(outcome.headNumber) blocks  "
                + "\(outcome.transactionCount) transactions"
        ]
        for (title, names) in Self.verdict { lines += row(title, names) }
        lines += rules
        lines += outcome.expectations.map { expected in
            "\(expected.holds ? "holds " : "BROKEN")  \(expected.expectation.figure) "
                + "\(expected.figure?.text ?? "unknown")  "
                + "in \(bound(expected.expectation.lowWad)) .. "
                + "\(bound(expected.expectation.highWad))  (\(expected.expectation.tag.rawValue))"
        }
        lines.append("state \(outcome.stateDigest)")
        lines.append("report \(folder)/report.html")
        return lines
    }

    private func bound(_ value: Int256?) -> String { value?.decimalText(decimals: 18) ?? "any" }

    private func row(_ title: String, _ names: [String]) -> [String] {
        let parts = names.compactMap { name in
            outcome.figures[name].map { "\(name) \(Self.short($0))" }
        }
        return parts.isEmpty ? [] : [title.padded(to: 16) + parts.joined(separator: "   ")]
    }

    /// Rules that have bound, beside the headline.
    private var rules: [String] {
        let bound = outcome.figures.figures.filter { $0.name.hasPrefix("rule.") }
        guard !bound.isEmpty else { return [] }
        let parts = bound.map { "\($0.name.dropFirst(5)) \($0.value)" }
        return ["rules bound".padded(to: 16) + parts.joined(separator: "   ")]
    }

    /// A figure with at most two digits behind the point of money, six of others.
    static func short(_ figure: RunFigure) -> String {
        guard let point = figure.value.firstIndex(of: ".") else { return figure.value }
        let digits = figure.unit == "ratio" ? 5 : 2
        return String(figure.value[..<point])
            + String(figure.value[point...].prefix(digits + 1))
    }
}
