import Simulation

/// Whether rules hold over several seeds of a scenario: each in nine of ten, or in all.
public struct SeedsVerdict: Hashable, Sendable {
    /// A rule over the seeds.
    public struct Row: Hashable, Sendable {
        /// The rule.
        public let rule: KeeperRule
        /// Seeds in which it holds, of how many.
        public let passed: Int, of: Int
        /// Whether that is enough.
        public let isPassed: Bool
    }

    /// The rules in the order of the first card.
    public let rows: [Row]
    /// Whether all seeds came to their end.
    public let isComplete: Bool
    private let worstEnding: Scorecard.Ending

    /// The verdict on cards of one scenario.
    /// - Parameter isStrict: whether each rule must hold in all seeds.
    public init(_ cards: [Scorecard], isStrict: Bool = false) {
        var rules: [KeeperRule] = []
        for outcome in cards.flatMap(\.requirements) where !rules.contains(outcome.rule) {
            rules.append(outcome.rule)
        }
        rows = rules.map { rule in
            let outcomes = cards.flatMap(\.requirements).filter { $0.rule == rule }
            let passed = outcomes.count(where: \.isPassed)
            let isPassed =
                isStrict ? passed == outcomes.count : passed * 10 >= outcomes.count * 9
            return Row(rule: rule, passed: passed, of: outcomes.count, isPassed: isPassed)
        }
        isComplete = cards.allSatisfy { $0.ending == .complete }
        // The gravest first.
        let order: [Scorecard.Ending] = [
            .internalError, .invariantBroken, .botFailed, .interrupted,
        ]
        worstEnding = order.first { one in cards.contains { $0.ending == one } } ?? .complete
    }

    /// Whether all rules hold, and all seeds came to their end.
    public var isPassed: Bool { isComplete && rows.allSatisfy(\.isPassed) }

    /// The status that a command ends with, by the table of all commands.
    public var exitStatus: Int32 {
        var card = Scorecard()
        card.ending = worstEnding
        return worstEnding == .complete ? (isPassed ? 0 : 1) : card.exitStatus
    }
}
