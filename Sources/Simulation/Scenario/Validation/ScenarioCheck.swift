import Chain

/// What checking of a scenario as a whole has found.
struct ScenarioCheck {
    /// The problems in the order in which they were found.
    private(set) var problems: [ScenarioProblem] = []

    /// Things that other parts of a scenario name.
    enum Thing: String {
        case path, venue, pair, feed, fund, market
        case population = "population of agents"
        case book = "market in an order book"
    }

    private let names: [Thing: [String]]

    init(_ scenario: Scenario) {
        names = [
            .path: scenario.paths.map(\.name),
            .venue: scenario.venues.map(\.name),
            .pair: scenario.venues.filter { if case .pair = $0.model { true } else { false } }
                .map(\.name),
            .feed: scenario.feeds.map(\.name),
            .fund: scenario.funds.map(\.name),
            .market: scenario.markets.map(\.name),
            .population: scenario.agents.map(\.name),
            .book: scenario.markets.filter { !$0.isOnChain }.map(\.name),
        ]
    }

    /// Notes a problem where a condition does not hold.
    mutating func require(
        _ holds: Bool, _ path: String, _ value: @autoclosure () -> String,
        _ allowed: @autoclosure () -> String
    ) {
        if !holds { problems.append(ScenarioProblem(path, value(), allowed())) }
    }

    /// Whether a name is that of a market in an order book.
    func isBook(_ name: String) -> Bool { names[.book]?.contains(name) == true }

    /// Whether a name is that of a thing of a kind.
    mutating func require(_ thing: Thing, _ name: String, _ path: String) {
        let known = names[thing] ?? []
        if known.contains(name) { return }
        let hint =
            known.isEmpty
            ? "the scenario has none"
            : "did you mean \(name.nearest(of: known))?"
        problems.append(
            ScenarioProblem(path, "'\(name.shortened)'", "no such \(thing.rawValue); \(hint)"))
    }

    /// The same for a list.
    mutating func require(_ thing: Thing, all names: [String], _ path: String) {
        for (index, name) in names.enumerated() { require(thing, name, "\(path)[\(index)]") }
    }

    /// A market by its name, or the first one where the name is empty.
    mutating func requireMarket(_ name: String, _ path: String) {
        if !name.isEmpty { return require(.market, name, path) }
        require(
            names[.market]?.isEmpty == false, path, "nothing", "the first market, but there is none"
        )
    }

    /// A moment that is not after the end.
    mutating func require(_ micros: UInt64, within durationMicros: UInt64, _ path: String) {
        require(
            micros <= durationMicros, path, DurationText.text(micros),
            "at most the scenario's duration, \(DurationText.text(durationMicros))")
    }

    /// Names of a list that stand in it once.
    mutating func requireUnique(_ names: [String], _ list: String) {
        var seen: [String: Int] = [:]
        for (index, name) in names.enumerated() {
            guard let first = seen.updateValue(index, forKey: name) else { continue }
            problems.append(
                ScenarioProblem(
                    "\(list)[\(index)].name", "'\(name.shortened)'",
                    "\(list)[\(first)] has this name as well"))
        }
    }
}
