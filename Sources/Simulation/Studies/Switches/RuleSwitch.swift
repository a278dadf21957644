/// A rule that can be switched as a whole: a guard, a limit, or a policy of yes or no.
struct RuleSwitch<Settings> {
    /// Its name in tables.
    let name: String
    /// The key that switches it, below the market.
    let key: String
    /// The key's value without the rule.
    let off: String
    /// A usual value with the rule; nil where there is none that fits all markets.
    let on: String?
    /// The figure that counts how often the rule decided something, without `rule.`.
    let counter: String?
    /// Whether it is on.
    let isOn: (Settings) -> Bool

    /// A rule.
    init(
        _ name: String, key: String? = nil, off: String, on: String? = nil,
        counter: String? = nil, isOn: @escaping (Settings) -> Bool
    ) {
        self.name = name
        self.key = key ?? name
        self.off = off
        self.on = on
        self.counter = counter
        self.isOn = isOn
    }

    /// Switches the rule off where it is on; nil where it is off.
    func switchedOff(_ settings: Settings, under path: String, named prefix: String) -> StudySwitch?
    {
        guard isOn(settings) else { return nil }
        return StudySwitch(
            prefix + name, [ScenarioOverride(path + key, off)],
            counter: counter.map { "rule.\($0)" })
    }

    /// Switches the rule on where it is off; nil where it is on, or has no usual value.
    func switchedOn(_ settings: Settings, under path: String, named prefix: String) -> StudySwitch?
    {
        guard let on, !isOn(settings) else { return nil }
        return StudySwitch(
            "\(prefix)\(name)=\(on)", [ScenarioOverride(path + key, on)],
            counter: counter.map { "rule.\($0)" })
    }
}
