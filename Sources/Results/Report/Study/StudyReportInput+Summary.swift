import Simulation

/// What the report of a study shows, from its statistics.
extension StudyReportInput {
    /// The input for a study's report.
    /// - Parameters:
    ///   - summary: The statistics.
    ///   - results: The runs that they are of.
    ///   - leading: Figures that stand first, in their order.
    ///   - command: The command that gives the same study again.
    ///   - runCommand: What stands before the flags that repeat a single run.
    public init(
        _ summary: StudySummary, of results: StudyResults, leading: [String] = [],
        command: String, runCommand: String
    ) {
        self.init(
            scenario: summary.scenario, version: summary.version, command: command,
            seedCount: summary.seedCount, firstSeed: summary.firstSeed,
            headline: summary.headline, level: summary.level, resamples: summary.resamples)
        facts = [
            Fact(name: "results digest", value: summary.resultsDigest),
            Fact(name: "subject digest", value: summary.subjectDigest),
        ]
        if summary.missing > 0 {
            facts.append(Fact(name: "runs that are missing", value: String(summary.missing)))
        }
        variants = summary.variants.enumerated().map { place, variant in
            let runs = results.figures(ofVariant: place)
            return Variant(
                name: variant.name, reference: variant.reference, runs: variant.runs,
                figures: Self.ordered(variant.figures, leading).compactMap {
                    Distribution($0, runs: runs)
                })
        }
        ablations = summary.ablations.map { ranking in
            Ablation(
                point: ranking.point,
                rules: ranking.rows.map { row in
                    Ablation.Rule(
                        name: row.rule, effect: row.effect.flatMap(Difference.init),
                        bound: row.bound)
                })
        }
        failures = summary.failures.map { failure in
            Failure(
                variant: failure.variant, seed: failure.seed, reason: failure.reason,
                command: "\(runCommand) \(failure.arguments)")
        }
    }

    private static func ordered(_ figures: [FigureSummary], _ leading: [String]) -> [FigureSummary]
    {
        leading.compactMap { name in figures.first { $0.name == name } }
            + figures.filter { !leading.contains($0.name) }
    }
}

extension StudyReportInput.Distribution {
    /// A figure's distribution; nil where no run has a value.
    fileprivate init?(_ figure: FigureSummary, runs: [RunFigures?]) {
        let sample = figure.statistics
        guard let mean = sample.mean, let median = sample.median, let low = sample.quantile05,
            let lower = sample.quantile25, let upper = sample.quantile75,
            let high = sample.quantile95, let least = sample.minimum,
            let greatest = sample.maximum
        else { return nil }
        self.init(
            figure: figure.name, unit: figure.unit,
            values: runs.compactMap { $0?[figure.name]?.real }, mean: mean, median: median,
            low: low, lowerQuartile: lower, upperQuartile: upper, high: high, least: least,
            greatest: greatest,
            medianInterval: figure.medianInterval.map(StudyReportInput.Interval.init),
            difference: figure.difference.flatMap(StudyReportInput.Difference.init))
    }
}

extension StudyReportInput.Difference {
    /// A paired difference; nil where no seed has both values.
    fileprivate init?(_ difference: PairedDifference) {
        guard let mean = difference.mean, let median = difference.median,
            let share = difference.shareHigher
        else { return nil }
        self.init(
            mean: mean, meanInterval: difference.meanInterval.map(StudyReportInput.Interval.init),
            median: median, positiveShare: share)
    }
}

extension StudyReportInput.Interval {
    fileprivate init(_ interval: ConfidenceInterval) {
        self.init(low: interval.low, high: interval.high)
    }
}
