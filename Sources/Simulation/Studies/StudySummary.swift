/// What a study came to: per variant and figure the statistics over its seeds, and what each variant
/// changes against the one it is compared with.
public struct StudySummary: Hashable, Sendable, Codable {
    /// The scenario's name.
    public let scenario: String
    /// The version of the program.
    public let version: String
    /// A digest of scenario and version.
    public let subjectDigest: String
    /// A digest of all outcomes.
    public let resultsDigest: String
    /// The first seed.
    public let firstSeed: UInt64
    /// How many seeds there are; they follow each other.
    public let seedCount: Int
    /// Samples drawn for each interval.
    public let resamples: Int
    /// The level of all intervals.
    public let level: Double
    /// The figure by which rules are ranked.
    public let headline: String
    /// The variants in the order of the plan.
    public let variants: [VariantSummary]
    /// What the headline depends on: for each point of the grid with switches, a ranking.
    public let ablations: [AblationRanking]
    /// Runs that ended with an error, in the order of the plan.
    public let failures: [Failure]
    /// Runs that have not come about.
    public let missing: Int

    /// A variant over all seeds.
    public struct VariantSummary: Hashable, Sendable, Codable {
        /// Its name.
        public let name: String
        /// What is set otherwise.
        public let overrides: [ScenarioOverride]
        /// Populations that are left out.
        public let leftOut: [String]
        /// The name of the variant that it is compared with; nil for the base.
        public let reference: String?
        /// Runs that ended well.
        public let runs: Int
        /// Its figures, in the order in which runs give them.
        public let figures: [FigureSummary]

        /// The figure of a name.
        public subscript(name: String) -> FigureSummary? {
            figures.first { $0.name == name }
        }
    }

    /// A run that ended with an error.
    public struct Failure: Hashable, Sendable, Codable {
        /// The variant's name.
        public let variant: String
        /// The seed.
        public let seed: UInt64
        /// The error in words.
        public let reason: String
        /// The flags that repeat the run.
        public let arguments: String

        /// The failure of a cell.
        public init(_ cell: StudyCell, reason: String) {
            variant = cell.name
            seed = cell.seed
            self.reason = reason
            arguments = cell.arguments
        }
    }

    /// Summarises what there is; a study that was interrupted has fewer runs in its samples.
    /// - Parameter headline: The figure by which rules are ranked.
    public init(of results: StudyResults, headline: String, bootstrap: Bootstrap = Bootstrap()) {
        let plan = results.plan
        scenario = plan.subject.scenario
        version = plan.subject.version
        subjectDigest = plan.subject.digest
        resultsDigest = results.digest
        firstSeed = plan.seeds.first ?? 0
        seedCount = plan.seeds.count
        resamples = bootstrap.resamples
        level = bootstrap.level
        self.headline = headline
        let runs = plan.variants.indices.map(results.figures(ofVariant:))
        variants = plan.variants.indices.map { place in
            Self.summary(ofVariant: place, in: plan, runs: runs, bootstrap: bootstrap)
        }
        ablations = AblationRanking.all(of: plan, variants: variants, headline: headline)
        failures = results.failures.map { Failure($0.cell, reason: $0.reason) }
        missing = results.outcomes.count { $0 == nil }
    }

    /// The variant of a name.
    public subscript(variant: String) -> VariantSummary? {
        variants.first { $0.name == variant }
    }

    private static func summary(
        ofVariant place: Int, in plan: StudyPlan, runs: [[RunFigures?]], bootstrap: Bootstrap
    ) -> VariantSummary {
        let variant = plan.variants[place]
        let columns = FigureColumns(runs[place])
        let others = variant.reference.map { FigureColumns(runs[$0]) }
        let samples = columns.names.map { name in
            FigureSample(
                name: name, figures: columns[name], reference: others.map { $0[name] })
        }
        // All samples in one go, since they share the draws.
        let intervals = bootstrap.intervals(
            of: samples.map(\.values) + samples.map(\.differences))
        let figures = samples.enumerated().map { index, sample in
            FigureSummary(
                name: sample.name, unit: sample.unit,
                statistics: SampleStatistics(sample.values),
                meanInterval: intervals[index].mean, medianInterval: intervals[index].median,
                least: sample.extreme(seeds: plan.seeds, greatest: false),
                greatest: sample.extreme(seeds: plan.seeds, greatest: true),
                difference: others.map { _ in
                    PairedDifference(
                        sample.differences, intervals: intervals[samples.count + index])
                })
        }
        return VariantSummary(
            name: variant.name, overrides: variant.overrides, leftOut: variant.leftOut,
            reference: variant.reference.map { plan.variants[$0].name },
            runs: runs[place].count { $0 != nil }, figures: figures)
    }
}

/// The figures of a variant by name, a place for each seed.
private struct FigureColumns {
    /// In the order in which they first come up, seed by seed.
    private(set) var names: [String] = []
    private var columns: [String: [RunFigure?]] = [:]
    private let seedCount: Int

    init(_ runs: [RunFigures?]) {
        seedCount = runs.count
        for (seed, run) in runs.enumerated() {
            for figure in run?.figures ?? [] {
                if columns[figure.name] == nil {
                    names.append(figure.name)
                    columns[figure.name] = Array(repeating: nil, count: seedCount)
                }
                columns[figure.name]?[seed] = figure
            }
        }
    }

    subscript(name: String) -> [RunFigure?] {
        columns[name] ?? Array(repeating: nil, count: seedCount)
    }
}
