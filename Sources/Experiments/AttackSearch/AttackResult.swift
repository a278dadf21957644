import Simulation

/// One choice of settings that a search tried.
public struct AttackEvaluation: Hashable, Sendable, Codable {
    /// The settings as overrides of the scenario, in the order of the keys.
    public let settings: [ScenarioOverride]
    /// The same in whole units, seconds for durations.
    public let values: [Double]
    /// The attacker's profit on each seed; nil where a run failed or has none.
    public let profits: [Double?]
    /// Their mean; nil where one of them is missing.
    public let profit: Double?
}

/// What a search for the best attack found.
public struct AttackResult: Hashable, Sendable, Codable {
    /// The keys and their ranges.
    public let keys: [Key]
    /// All that was tried: the grid, the refinement, then what the surface needed.
    public let evaluations: [AttackEvaluation]
    /// How many of them the search itself took.
    public let searched: Int
    /// The settings that earn most, or lose least; nil if nothing could be evaluated.
    public let best: AttackEvaluation?
    /// Profit over the first one or two keys, the others at their best.
    public let surface: AttackSurface
    /// Profit at the best settings with each rule switched.
    ///
    /// The attacker's choice stays: a search of its own under a rule says what one who knows it earns.
    public let guards: [Guarded]

    /// Whether an attack earns anything.
    public var pays: Bool { (best?.profit ?? 0) > 0 }

    /// A key that was searched.
    public struct Key: Hashable, Sendable, Codable {
        /// Its path in the scenario.
        public let key: String
        /// The lower bound as a scenario writes it.
        public let low: String
        /// The upper bound as a scenario writes it.
        public let high: String
        /// How the range was searched.
        public let scale: AttackAxis.Scale
        /// Whether the best value is a bound, so that a wider range may hold a better one.
        public let isAtBound: Bool
    }

    /// The best attack under one more rule.
    public struct Guarded: Hashable, Sendable, Codable {
        /// The rule's name.
        public let name: String
        /// What switches it.
        public let overrides: [ScenarioOverride]
        /// The profit on each seed; nil where a run failed or has none.
        public let profits: [Double?]
        /// Their mean; nil where one of them is missing.
        public let profit: Double?
    }

    init(
        axes: [AttackAxis], evaluations: [AttackEvaluation], searched: Int,
        best: AttackEvaluation?, surface: AttackSurface, guards: [Guarded]
    ) {
        keys = axes.enumerated().map { place, axis in
            let (low, high) = (axis.text(of: axis.low), axis.text(of: axis.high))
            return Key(
                key: axis.key, low: low, high: high, scale: axis.scale,
                isAtBound: best.map { [low, high].contains($0.settings[place].value) } ?? false)
        }
        self.evaluations = evaluations
        self.searched = searched
        self.best = best
        self.surface = surface
        self.guards = guards
    }
}
