import Chain
import WideIntegers

/// What a scorecard must hold: a figure, a comparison and a number, as `ttl_p95 <= 5`.
public struct KeeperRule: Hashable, Sendable, CustomStringConvertible {
    /// How a figure is compared.
    public enum Comparison: String, CaseIterable, Hashable, Sendable {
        case atLeast = ">="
        case atMost = "<="
        case equal = "=="
        case different = "!="
        case above = ">"
        case below = "<"

        func holds<Value: Comparable>(_ left: Value, _ right: Value) -> Bool {
            switch self {
            case .atLeast: left >= right
            case .atMost: left <= right
            case .equal: left == right
            case .different: left != right
            case .above: left > right
            case .below: left < right
            }
        }
    }

    /// The figure.
    public let metric: ScorecardMetric
    /// The comparison.
    public let comparison: Comparison
    /// What it is compared with, in whole units, wad.
    public let boundWad: Int256

    /// A rule from its parts.
    public init(_ metric: ScorecardMetric, _ comparison: Comparison, _ boundWad: Int256) {
        self.metric = metric
        self.comparison = comparison
        self.boundWad = boundWad
    }

    /// Reads `metric op value`, blanks between them as one likes; the value is a decimal of up to 18
    /// places, or a percentage.
    /// - Throws: what is wrong with the text.
    public init(_ text: String) throws(KeeperRuleError) {
        var found: (comparison: Comparison, name: Substring, value: Substring)?
        for comparison in Comparison.allCases where found == nil {
            guard let place = text.range(of: comparison.rawValue) else { continue }
            found = (comparison, text[..<place.lowerBound], text[place.upperBound...])
        }
        guard let found else { throw KeeperRuleError(rule: text, problem: .noComparison) }
        let name = String(found.name).trimmed
        let value = String(found.value).trimmed
        guard let metric = ScorecardMetric(rawValue: name) else {
            throw KeeperRuleError(rule: text, problem: .unknownMetric(name))
        }
        guard let bound = Int256(wholeUnits: value) else {
            throw KeeperRuleError(rule: text, problem: .notANumber(value))
        }
        self.init(metric, found.comparison, bound)
    }

    /// `metric op value`.
    public var description: String {
        "\(metric.rawValue) \(comparison.rawValue) \(boundWad.wadText)"
    }

    /// Whether a card holds it.
    public func check(_ card: Scorecard) -> RuleOutcome {
        let value = card[metric]
        let isPassed =
            switch value {
            case nil: metric.holdsWhenUndefined
            case .count(let count)?: comparison.holds(Int256(wholeUnits: count), boundWad)
            case .amount(let amount)?: comparison.holds(amount, boundWad)
            case .real(let real)?: comparison.holds(real, Double(boundWad.wadText) ?? .nan)
            }
        return RuleOutcome(rule: self, value: value, isPassed: isPassed)
    }

    /// Rules of which later ones take the place of earlier ones on the same figure and side.
    public static func merged(_ rules: [KeeperRule], requiring others: [KeeperRule]) -> [KeeperRule]
    {
        rules.filter { rule in
            !others.contains { $0.metric == rule.metric && $0.side == rule.side }
        } + others
    }

    /// Which way it bounds its figure: up, down or at a value.
    private var side: Int {
        switch comparison {
        case .atLeast, .above: 1
        case .atMost, .below: -1
        case .equal, .different: 0
        }
    }
}

/// What came of a rule.
public struct RuleOutcome: Hashable, Sendable {
    /// The rule.
    public let rule: KeeperRule
    /// The figure; nil where there was nothing to measure.
    public let value: MetricValue?
    /// Whether it holds.
    public let isPassed: Bool

    /// An outcome from its parts.
    public init(rule: KeeperRule, value: MetricValue?, isPassed: Bool) {
        self.rule = rule
        self.value = value
        self.isPassed = isPassed
    }
}

/// A rule that cannot be read.
public struct KeeperRuleError: Error, Hashable, Sendable, CustomStringConvertible {
    /// What is wrong.
    public enum Problem: Hashable, Sendable {
        case noComparison
        case unknownMetric(String)
        case notANumber(String)
    }

    /// The rule as it was written.
    public let rule: String
    /// What is wrong.
    public let problem: Problem

    /// The rule, the reason, and what is allowed.
    public var description: String {
        switch problem {
        case .noComparison:
            return "rule '\(rule)' has no comparison; it is written 'metric op value' with one of "
                + KeeperRule.Comparison.allCases.map(\.rawValue).joined(separator: " ")
        case .unknownMetric(let name):
            let known = ScorecardMetric.allCases.map(\.rawValue)
            return "rule '\(rule)': there is no metric '\(name)'; did you mean "
                + "\(name.nearest(of: known))? Known are " + known.joined(separator: ", ")
        case .notANumber(let value):
            return
                "rule '\(rule)': '\(value)' is no number; allowed are decimals of up to 18 places "
                + "and percentages, as 0.45 or 45%"
        }
    }
}

extension String {
    /// Without blanks at its ends.
    fileprivate var trimmed: String {
        let isBlank: (Character) -> Bool = { $0 == " " || $0 == "\t" }
        return String(drop(while: isBlank).reversed().drop(while: isBlank).reversed())
    }

    /// The first place of a text.
    fileprivate func range(of text: String) -> Range<Index>? {
        var start = startIndex
        while start < endIndex {
            if self[start...].hasPrefix(text) {
                return start..<index(start, offsetBy: text.count)
            }
            start = index(after: start)
        }
        return nil
    }
}
