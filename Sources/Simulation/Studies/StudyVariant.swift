/// One setting of a scenario that is set otherwise, as `--set KEY=VALUE` does.
public struct ScenarioOverride: Hashable, Sendable, Codable {
    /// The key's path in the scenario.
    public let key: String
    /// The value as a scenario file would write it.
    public let value: String

    /// Sets a key to a value.
    public init(_ key: String, _ value: String) {
        self.key = key
        self.value = value
    }
}

/// A guard, a limit or a policy that can be switched off (or on) as a whole.
public struct StudySwitch: Hashable, Sendable, Codable {
    /// Its name in tables.
    public let name: String
    /// What switches it.
    public let overrides: [ScenarioOverride]
    /// The figure that counts how often the rule decided something; nil if nothing counts it.
    public let counter: String?

    /// A switch.
    public init(_ name: String, _ overrides: [ScenarioOverride], counter: String? = nil) {
        self.name = name
        self.overrides = overrides
        self.counter = counter
    }
}

/// A form of the scenario that a study runs on all its seeds.
public struct StudyVariant: Hashable, Sendable, Codable {
    /// Why a variant is in the study.
    public enum Role: Hashable, Sendable, Codable {
        /// The scenario itself, or a point of the grid.
        case point
        /// A point with populations left out: its control.
        case control
        /// A point with one rule switched.
        case ablation(StudySwitch)
    }

    /// Its name in tables; unique in the study.
    public let name: String
    /// Why it is there.
    public let role: Role
    /// What is set otherwise, in order; a later one of a key holds.
    public let overrides: [ScenarioOverride]
    /// Populations of agents that are left out.
    public let leftOut: [String]
    /// The variant that it is compared with, by its place in the study; nil for the base.
    public let reference: Int?
}
