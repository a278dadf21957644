import Simulation
import WideIntegers

/// A rule that fails a command: all expectations, or a comparison of a figure.
struct FailureRule {
    private enum Kind {
        case expectations
        case comparison(figure: String, Comparison, Int256)
    }

    private enum Comparison: String, CaseIterable {
        // The longer ones first, as they begin with the shorter ones.
        case atMost = "<=", atLeast = ">=", equal = "==", unequal = "!=", below = "<", above = ">"

        func holds(_ left: Int256, _ right: Int256) -> Bool {
            switch self {
            case .atMost: left <= right
            case .atLeast: left >= right
            case .equal: left == right
            case .unequal: left != right
            case .below: left < right
            case .above: left > right
            }
        }
    }

    /// The rule as it was given.
    let text: String
    private let kind: Kind

    /// Reads a rule.
    init(_ text: String) throws(FailureRuleError) {
        self.text = text
        if text == "expectation" {
            kind = .expectations
            return
        }
        for comparison in Comparison.allCases {
            let parts = text.split(separator: comparison.rawValue, omittingEmptySubsequences: false)
            guard parts.count == 2 else { continue }
            let figure = parts[0].filter { $0 != " " }
            let number = parts[1].filter { $0 != " " && $0 != "_" }
            guard !figure.isEmpty else { throw .noFigure }
            guard let value = FailureRule.wad(of: String(number)) else {
                throw .noNumber(String(number))
            }
            kind = .comparison(figure: String(figure), comparison, value)
            return
        }
        throw .noComparison
    }

    /// Why the rule is broken; nil when it holds.
    func complaint(_ outcome: RunOutcome) -> String? {
        complaint(outcome.figures, outcome.expectations)
    }

    /// Why the rule is broken by a run's figures and expectations; nil when it holds.
    func complaint(_ figures: RunFigures, _ expectations: [ExpectationOutcome]) -> String? {
        switch kind {
        case .expectations:
            let broken = expectations.filter { !$0.holds }.map(\.complaint)
            return broken.isEmpty ? nil : broken.joined(separator: "; ")
        case .comparison(let name, let comparison, let value):
            guard let figure = figures[name],
                let measured = FailureRule.wad(of: figure.value)
            else { return "\(text): there is no figure \(name)" }
            return comparison.holds(measured, value)
                ? nil : "\(text): it is \(figure.value)"
        }
    }

    private static func wad(of text: String) -> Int256? { Int256(wadText: text) }
}

extension ExpectationOutcome {
    /// What does not hold.
    var complaint: String {
        let band =
            "\(expectation.lowWad?.decimalText(decimals: 18) ?? "any") to "
            + "\(expectation.highWad?.decimalText(decimals: 18) ?? "any")"
        guard let figure else { return "there is no figure \(expectation.figure)" }
        return "\(expectation.figure) is \(figure.text), expected \(band)"
    }
}

/// Why a rule cannot be read.
enum FailureRuleError: Error, CustomStringConvertible {
    case noComparison
    case noFigure
    case noNumber(String)

    var description: String {
        switch self {
        case .noComparison: "it is 'expectation', or a figure, one of <= >= == != < > and a number"
        case .noFigure: "there is no figure before the comparison"
        case .noNumber(let text): "'\(text)' is no number"
        }
    }
}
