import Simulation
import WideIntegers

extension KeeperRule {
    /// Whether a card holds it.
    public func check(_ card: Scorecard) -> RuleOutcome {
        let value = card[metric]
        let isPassed =
            switch value {
            case nil: metric.holdsWhenUndefined
            case .count(let count)?: comparison.holds(Int256(wholeUnits: count), valueWad)
            case .amount(let amount)?: comparison.holds(amount, valueWad)
            case .real(let real)?: comparison.holds(real, Double(valueWad.wadText) ?? .nan)
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
