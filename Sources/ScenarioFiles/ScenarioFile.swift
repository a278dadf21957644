import Simulation

/// A scenario with the file that it was read from.
public struct ScenarioFile: Sendable {
    /// The scenario, checked.
    public let scenario: Scenario
    /// How messages call the file.
    public let file: String
    /// The values of the file, with what was set beside it.
    package let source: SourceValue

    /// Reads a scenario.
    ///
    /// - Parameters:
    ///   - text: YAML.
    ///   - file: How messages call it; relative paths of data files start at its folder.
    ///   - overrides: Paths of keys with values that are set anew, in order; a value is YAML.
    ///   - leftOut: Names of populations that are taken away.
    /// - Throws: everything that is wrong, with lines.
    public init(
        text: String, file: String, overrides: [(key: String, value: String)] = [],
        without leftOut: [String] = []
    ) throws(ScenarioFileError) {
        self.file = file
        do throws(SettingProblems) {
            var source = try Self.joined(try YAMLReader.read(text), file: file)
            try Self.apply(overrides, to: &source)
            try Self.remove(leftOut, from: &source)
            let scenario = try Self.scenario(of: source)
            try Self.check(scenario.ablations, in: source)
            self.source = source
            self.scenario = scenario
        } catch {
            throw ScenarioFileError(file: file, problems: error.all)
        }
    }

    /// The same file with more keys set anew, and populations taken away.
    public func setting(
        _ overrides: [(key: String, value: String)], without leftOut: [String] = []
    ) throws(ScenarioFileError) -> ScenarioFile {
        do throws(SettingProblems) {
            var source = source
            try Self.apply(overrides, to: &source)
            try Self.remove(leftOut, from: &source)
            let scenario = try Self.scenario(of: source)
            return ScenarioFile(scenario: scenario, file: file, source: source)
        } catch {
            throw ScenarioFileError(file: file, problems: error.all)
        }
    }

    /// The same file with its scenario changed by a program, checked.
    public func changing(
        _ change: (inout Scenario) -> Void
    ) throws(ScenarioFileError) -> ScenarioFile {
        var changed = scenario
        change(&changed)
        let problems = changed.problems().map { source.locate($0) }
        guard problems.isEmpty else { throw ScenarioFileError(file: file, problems: problems) }
        return ScenarioFile(scenario: changed, file: file, source: source)
    }

    /// The scenario that values stand for, with what its `venue` makes of it, checked.
    private static func scenario(of source: SourceValue) throws(SettingProblems) -> Scenario {
        let read: Scenario = try SettingReader.read(source)
        let scenario = read.resolvingVenue()
        let problems = scenario.problems().map { source.locate($0) }
        guard problems.isEmpty else { throw SettingProblems(problems) }
        return scenario
    }

    private init(scenario: Scenario, file: String, source: SourceValue) {
        self.scenario = scenario
        self.file = file
        self.source = source
    }

    /// The scenario with every default, as YAML.
    ///
    /// - Parameter withComments: Whether the meaning of each key stands above it.
    public func resolvedText(withComments: Bool = false) -> String {
        YAMLWriter.text(of: scenario.source, withComments: withComments)
    }

    /// A problem that was found later, with the line of its key.
    public func locate(_ problem: ScenarioProblem) -> ScenarioFileError {
        ScenarioFileError(file: file, problems: [source.locate(problem)])
    }

    /// The path of a file that the scenario names; relative ones start at the scenario's folder.
    public func path(of named: String) -> String {
        guard !named.hasPrefix("/"), let slash = file.lastIndex(of: "/") else { return named }
        return file[...slash] + named
    }
}

// MARK: - Overrides

extension ScenarioFile {
    /// Sets keys anew, each by its path.
    static func apply(
        _ overrides: [(key: String, value: String)], to source: inout SourceValue
    ) throws(SettingProblems) {
        var problems: [SettingProblem] = []
        for (key, value) in overrides {
            let given = "\(key)=\(value)"
            do throws(SettingProblems) {
                let value = try YAMLReader.readValue(value)
                do throws(SettingProblem) {
                    try source.set(key, to: value, given: given)
                } catch {
                    problems.append(error)
                }
            } catch {
                problems += error.all.map { problem in
                    var problem = problem
                    problem.place = .override(given)
                    problem.path = key
                    return problem
                }
            }
        }
        if !problems.isEmpty { throw SettingProblems(problems) }
    }

    private static func remove(
        _ names: [String], from source: inout SourceValue
    ) throws(SettingProblems) {
        for name in names {
            do throws(SettingProblem) {
                try source.remove("agents[\(name)]")
            } catch {
                throw SettingProblems([error])
            }
        }
    }

    /// Holds what each ablation sets against the grammar.
    private static func check(
        _ ablations: [AblationSettings], in source: SourceValue
    ) throws(SettingProblems) {
        var problems: [SettingProblem] = []
        for (index, ablation) in ablations.enumerated() {
            let path = "ablations[\(index)].set"
            do throws(SettingProblems) {
                var changed = source
                try apply(ablation.set.map { ($0.key, $0.value) }, to: &changed)
                let scenario: Scenario = try SettingReader.read(changed)
                let found = scenario.problems().map { changed.locate($0) }
                if !found.isEmpty { throw SettingProblems(found) }
            } catch {
                problems += error.all.map { problem in
                    SettingProblem(
                        place: source.place(at: path), path: path,
                        found: "it leads to \(problem)")
                }
            }
        }
        if !problems.isEmpty { throw SettingProblems(problems) }
    }
}

extension SourceValue {
    /// The problem with the place of its key.
    fileprivate func locate(_ problem: ScenarioProblem) -> SettingProblem {
        SettingProblem(
            place: place(at: problem.keyPath), path: problem.keyPath,
            found: "\(problem.value): \(problem.allowed)")
    }
}
