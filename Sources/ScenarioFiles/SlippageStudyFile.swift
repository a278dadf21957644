import Chain
import Experiments
import Simulation

/// A study of slippage with the file that it was read from.
public struct SlippageStudyFile: Sendable {
    /// The study, checked.
    public let study: SlippageStudy
    /// How messages call the file.
    public let file: String
    /// The values of the file, with what was set beside it.
    package let source: SourceValue

    /// Reads a study.
    ///
    /// - Parameters:
    ///   - text: YAML.
    ///   - file: How messages call it.
    ///   - overrides: Paths of keys with values that are set anew, in order; a value is YAML.
    /// - Throws: everything that is wrong, with lines.
    public init(
        text: String, file: String, overrides: [(key: String, value: String)] = []
    ) throws(ScenarioFileError) {
        self.file = file
        do throws(SettingProblems) {
            var source = try YAMLReader.read(text)
            try ScenarioFile.apply(overrides, to: &source)
            let study: SlippageStudy = try SettingReader.read(source)
            let problems = study.problems().map { source.locate($0) }
            guard problems.isEmpty else { throw SettingProblems(problems) }
            self.source = source
            self.study = study
        } catch {
            throw ScenarioFileError(file: file, problems: error.all)
        }
    }

    /// Reads a built-in study by its name, or a file by its path.
    ///
    /// What has a slash or ends in `.yaml` or `.yml` is a path.
    /// - Throws: everything that is wrong, or why there is nothing to read.
    public init(
        named name: String, overrides: [(key: String, value: String)] = []
    ) throws(ScenarioFileError) {
        let (text, file) = try Self.text(named: name)
        try self.init(text: text, file: file, overrides: overrides)
    }

    /// The text of a built-in study or of a file, and how messages call it.
    public static func text(named name: String) throws(ScenarioFileError) -> (
        text: String, file: String
    ) {
        let isPath = name.contains("/") || name.hasSuffix(".yaml") || name.hasSuffix(".yml")
        if isPath { return (try ScenarioFile.read(name), name) }
        if let builtIn = BuiltInStudy.all.first(where: { $0.name == name }) {
            return (builtIn.text, "\(name).yaml")
        }
        throw ScenarioFileError(
            file: name,
            reason: "there is no such built-in study; did you mean "
                + "\(name.nearest(of: BuiltInStudy.all.map(\.name)))? (a file's path has a slash or "
                + "ends in .yaml)")
    }

    /// The study with every default, as YAML.
    ///
    /// - Parameter withComments: Whether the meaning of each key stands above it.
    public func resolvedText(withComments: Bool = false) -> String {
        YAMLWriter.text(of: study.source, withComments: withComments)
    }

    /// A problem that was found later, with the line of its key.
    public func locate(_ problem: SlippageStudyProblem) -> ScenarioFileError {
        ScenarioFileError(file: file, problems: [source.locate(problem)])
    }

    /// The path of a data file that the study names.
    ///
    /// - Parameter folder: Where relative paths start; nil for the study's own folder.
    public func path(of named: String, in folder: String? = nil) -> String {
        if named.hasPrefix("/") { return named }
        if let folder { return folder.hasSuffix("/") ? folder + named : "\(folder)/\(named)" }
        guard let slash = file.lastIndex(of: "/") else { return named }
        return file[...slash] + named
    }
}

extension SourceValue {
    /// The problem with the place of its key.
    fileprivate func locate(_ problem: SlippageStudyProblem) -> SettingProblem {
        SettingProblem(
            place: place(at: problem.keyPath), path: problem.keyPath,
            found: "\(problem.value): \(problem.allowed)")
    }
}
