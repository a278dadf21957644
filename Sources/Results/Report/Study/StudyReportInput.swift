/// Everything that the report of a study shows, as plain values; the statistics are made elsewhere.
public struct StudyReportInput: Sendable, Equatable {
    /// The scenario's name.
    public var scenario: String
    /// The program's version.
    public var version: String
    /// The command that gives the same study again.
    public var command: String
    /// How many seeds there are; they follow each other.
    public var seedCount: Int
    /// The first seed.
    public var firstSeed: UInt64
    /// The figure by which variants are ranked.
    public var headline: String
    /// Level of all intervals, as 0.95.
    public var level: Double
    /// Samples drawn for each interval.
    public var resamples: Int
    /// Digests and the like, by name.
    public var facts: [Fact] = []
    /// Variants in the order of the plan, the base first.
    public var variants: [Variant] = []
    /// What the headline depends on, a ranking for each point of the grid with switches.
    public var ablations: [Ablation] = []
    /// What an attack was searched for; nil for other studies.
    public var attack: Attack?
    /// Runs that ended with an error.
    public var failures: [Failure] = []

    /// A study's head; its parts are set afterwards.
    public init(
        scenario: String, version: String, command: String, seedCount: Int, firstSeed: UInt64,
        headline: String, level: Double = 0.95, resamples: Int = 2_000
    ) {
        self.scenario = scenario
        self.version = version
        self.command = command
        self.seedCount = seedCount
        self.firstSeed = firstSeed
        self.headline = headline
        self.level = level
        self.resamples = resamples
    }

    /// A named text, as a digest or a parameter.
    public struct Fact: Sendable, Equatable {
        /// What it is.
        public var name: String
        /// Its text.
        public var value: String
        /// A named text.
        public init(name: String, value: String) {
            self.name = name
            self.value = value
        }
    }

    /// An interval.
    public struct Interval: Sendable, Equatable {
        /// Lower end.
        public var low: Double
        /// Upper end.
        public var high: Double
        /// From low to high.
        public init(low: Double, high: Double) {
            self.low = low
            self.high = high
        }
    }

    /// The distribution of one figure over the seeds.
    public struct Distribution: Sendable, Equatable {
        /// The figure's name.
        public var figure: String
        /// Its unit as in the table of figures.
        public var unit: String
        /// A value for each run that has one.
        public var values: [Double]
        /// The mean.
        public var mean: Double
        /// The median.
        public var median: Double
        /// 5 % quantile.
        public var low: Double
        /// 25 % quantile.
        public var lowerQuartile: Double
        /// 75 % quantile.
        public var upperQuartile: Double
        /// 95 % quantile.
        public var high: Double
        /// The least value.
        public var least: Double
        /// The greatest value.
        public var greatest: Double
        /// Bootstrap interval of the median; nil for too few runs.
        public var medianInterval: Interval?
        /// This variant less the one it is compared with, on common seeds; nil for the base.
        public var difference: Difference?

        /// A distribution from its statistics.
        public init(
            figure: String, unit: String, values: [Double], mean: Double, median: Double,
            low: Double, lowerQuartile: Double, upperQuartile: Double, high: Double, least: Double,
            greatest: Double, medianInterval: Interval?, difference: Difference? = nil
        ) {
            self.figure = figure
            self.unit = unit
            self.values = values
            self.mean = mean
            self.median = median
            self.low = low
            self.lowerQuartile = lowerQuartile
            self.upperQuartile = upperQuartile
            self.high = high
            self.least = least
            self.greatest = greatest
            self.medianInterval = medianInterval
            self.difference = difference
        }
    }

    /// A paired difference over common seeds.
    public struct Difference: Sendable, Equatable {
        /// The mean.
        public var mean: Double
        /// Bootstrap interval of the mean; nil for too few seeds.
        public var meanInterval: Interval?
        /// The median.
        public var median: Double
        /// Share of the seeds in which it is above zero.
        public var positiveShare: Double
        /// A difference from its statistics.
        public init(
            mean: Double, meanInterval: Interval?, median: Double, positiveShare: Double
        ) {
            self.mean = mean
            self.meanInterval = meanInterval
            self.median = median
            self.positiveShare = positiveShare
        }
    }

    /// One setting of the scenario over all seeds.
    public struct Variant: Sendable, Equatable {
        /// Its name, as `fee=0.002` or `without attacker`.
        public var name: String
        /// The name of the variant that it is compared with; nil for the base.
        public var reference: String?
        /// Runs that ended well.
        public var runs: Int
        /// Its figures, in the order in which runs give them.
        public var figures: [Distribution]
        /// A variant from its figures.
        public init(name: String, reference: String? = nil, runs: Int, figures: [Distribution]) {
            self.name = name
            self.reference = reference
            self.runs = runs
            self.figures = figures
        }
    }

    /// What the headline depends on at one point of the grid.
    public struct Ablation: Sendable, Equatable {
        /// The point's name.
        public var point: String
        /// Rules, greatest effect first.
        public var rules: [Rule]
        /// A ranking.
        public init(point: String, rules: [Rule]) {
            self.point = point
            self.rules = rules
        }

        /// The effect of switching one rule.
        public struct Rule: Sendable, Equatable {
            /// Its name.
            public var name: String
            /// Switched less unswitched; nil where it is not known.
            public var effect: Difference?
            /// How often it bound with the rule unswitched, on average; nil if nothing counts it.
            public var bound: Double?
            /// A rule's effect.
            public init(name: String, effect: Difference?, bound: Double?) {
                self.name = name
                self.effect = effect
                self.bound = bound
            }
        }
    }

    /// The search for an attack that pays.
    public struct Attack: Sendable, Equatable {
        /// Axes of the surface: one or two.
        public var axes: [Axis]
        /// Profits in quote, by row of the second axis, then of the first; nil for a failed run.
        public var profits: [[Double?]]
        /// Lines of zero profit as points of the two axes.
        public var zeroLines: [[Point]]
        /// The best parameters by name, all axes of the search, with their exact texts.
        public var best: [Fact]
        /// The best point of the axes shown.
        public var bestPoint: Point?
        /// The best profit, quote.
        public var bestProfit: Double
        /// The best attack's gains and costs by cause, summing to its profit.
        public var bill: [Entry]
        /// The best profit with each guard switched on.
        public var guards: [Entry]
        /// How many runs it took.
        public var evaluations: Int
        /// A search's outcome.
        public init(
            axes: [Axis], profits: [[Double?]], zeroLines: [[Point]], best: [Fact],
            bestPoint: Point?, bestProfit: Double, bill: [Entry], guards: [Entry], evaluations: Int
        ) {
            self.axes = axes
            self.profits = profits
            self.zeroLines = zeroLines
            self.best = best
            self.bestPoint = bestPoint
            self.bestProfit = bestProfit
            self.bill = bill
            self.guards = guards
            self.evaluations = evaluations
        }

        /// A parameter and its values, rising.
        public struct Axis: Sendable, Equatable {
            /// Its name.
            public var name: String
            /// Its values, rising.
            public var values: [Double]
            /// An axis.
            public init(name: String, values: [Double]) {
                self.name = name
                self.values = values
            }
        }
        /// A point of the two axes.
        public struct Point: Sendable, Equatable {
            /// Place on the first axis.
            public var x: Double
            /// Place on the second axis.
            public var y: Double
            /// A point.
            public init(x: Double, y: Double) {
                self.x = x
                self.y = y
            }
        }
        /// A named amount of quote.
        public struct Entry: Sendable, Equatable {
            /// Its name.
            public var name: String
            /// How much, negative for a cost.
            public var amount: Double
            /// An entry.
            public init(name: String, amount: Double) {
                self.name = name
                self.amount = amount
            }
        }
    }

    /// A run that ended with an error.
    public struct Failure: Sendable, Equatable {
        /// The variant's name.
        public var variant: String
        /// The seed.
        public var seed: UInt64
        /// The error in words.
        public var reason: String
        /// The command that repeats it.
        public var command: String
        /// A failure.
        public init(variant: String, seed: UInt64, reason: String, command: String) {
            self.variant = variant
            self.seed = seed
            self.reason = reason
            self.command = command
        }
    }
}
