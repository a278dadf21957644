/// What the headline of one point depends on: its rules, switched one at a time, the one with the
/// greatest effect first.
///
/// The effect is the mean of the paired differences: a rule that matters on few seeds has one, while
/// the median of its differences is zero. Equal effects stand in the order of the plan, rules
/// whose effect is unknown at the end.
public struct AblationRanking: Hashable, Sendable, Codable {
    /// The point's name.
    public let point: String
    /// The figure that is looked at.
    public let headline: String
    /// The rules, greatest effect first.
    public let rows: [Row]

    /// The effect of one rule.
    public struct Row: Hashable, Sendable, Codable {
        /// The rule's name.
        public let rule: String
        /// Switched less unswitched, on common seeds; nil if the headline is in neither.
        public let effect: PairedDifference?
        /// Whether the interval of the mean leaves out zero.
        public let isClear: Bool
        /// The figure that counts how often the rule decided something.
        public let counter: String?
        /// The mean of that figure with the rule unswitched, runs without it counting as zero; nil if
        /// nothing counts it.
        public let bound: Double?
    }

    /// The rankings of all points that have switches.
    static func all(
        of plan: StudyPlan, variants: [StudySummary.VariantSummary], headline: String
    ) -> [AblationRanking] {
        plan.variants.indices.compactMap { place in
            guard plan.variants[place].role == .point else { return nil }
            let rows = plan.variants.indices.compactMap { other -> Row? in
                guard plan.variants[other].reference == place,
                    case .ablation(let rule) = plan.variants[other].role
                else { return nil }
                let effect = variants[other][headline]?.difference
                return Row(
                    rule: rule.name, effect: effect, isClear: effect?.isClear ?? false,
                    counter: rule.counter,
                    bound: rule.counter.flatMap { variants[place].meanCount(of: $0) })
            }
            if rows.isEmpty { return nil }
            return AblationRanking(
                point: variants[place].name, headline: headline, rows: ranked(rows))
        }
    }

    private static func ranked(_ rows: [Row]) -> [Row] {
        func size(_ row: Row) -> Double { row.effect?.mean.map(\.magnitude) ?? -1 }
        return rows.enumerated()
            .sorted { (-size($0.element), $0.offset) < (-size($1.element), $1.offset) }
            .map(\.element)
    }
}

extension StudySummary.VariantSummary {
    /// The mean of a counter over all runs; those in which it never counted have no such figure.
    fileprivate func meanCount(of counter: String) -> Double? {
        guard runs > 0 else { return nil }
        guard let statistics = self[counter]?.statistics, let mean = statistics.mean else {
            return 0
        }
        return mean * Double(statistics.count) / Double(runs)
    }
}
