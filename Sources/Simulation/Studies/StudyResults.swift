/// What became of one run of a study.
public enum CellOutcome: Hashable, Sendable {
    /// The run's figures.
    case finished(RunFigures)
    /// The run ended with an error, in words.
    case failed(String)
}

/// A study with the outcomes of its runs.
public struct StudyResults: Hashable, Sendable {
    /// The runs and their order.
    public let plan: StudyPlan
    /// The outcome of each run in its place; nil for one that did not come about.
    public let outcomes: [CellOutcome?]

    /// Results in the order of the plan.
    /// - Precondition: there is a place for each run.
    public init(plan: StudyPlan, outcomes: [CellOutcome?]) {
        precondition(
            outcomes.count == plan.cellCount,
            "\(outcomes.count) outcomes for \(plan.cellCount) runs")
        self.plan = plan
        self.outcomes = outcomes
    }

    /// Runs that ended well.
    public var finishedCount: Int {
        outcomes.count { if case .finished = $0 { true } else { false } }
    }

    /// Runs that ended with an error, with the reason.
    public var failures: [(cell: StudyCell, reason: String)] {
        outcomes.enumerated().compactMap { index, outcome in
            guard case .failed(let reason) = outcome else { return nil }
            return (plan.cell(index), reason)
        }
    }

    /// The figures of a variant, a place for each seed; nil where the run has none.
    public func figures(ofVariant variant: Int) -> [RunFigures?] {
        let count = plan.seeds.count
        return outcomes[variant * count..<(variant + 1) * count].map { outcome in
            guard case .finished(let figures) = outcome else { return nil }
            return figures
        }
    }

    /// A digest of all outcomes in the order of the plan, whatever order they came about in.
    public var digest: String {
        var texts = [plan.subject.digest]
        for (index, outcome) in outcomes.enumerated() {
            texts.append(plan.cell(index).identifier)
            switch outcome {
            case .finished(let figures):
                texts.append("finished \(figures.figures.count)")
                for figure in figures.figures {
                    let bits = figure.real.map { String($0.bitPattern) } ?? "-"
                    texts += [figure.name, figure.value, bits, figure.unit]
                }
            case .failed(let reason): texts += ["failed", reason]
            case nil: texts.append("missing")
            }
        }
        return StudyDigest.hex(texts)
    }
}
