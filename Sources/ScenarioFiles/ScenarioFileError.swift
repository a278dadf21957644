import Simulation

/// Why a scenario's file cannot be used.
public struct ScenarioFileError: Error, Hashable, Sendable, CustomStringConvertible {
    /// How messages call the file.
    public let file: String
    /// The problems, in the order of the lines.
    public let problems: [SettingProblem]

    /// Problems of a file.
    public init(file: String, problems: [SettingProblem]) {
        self.file = file
        self.problems = problems
    }

    /// A file that cannot be read at all.
    init(file: String, reason: String) {
        self.init(
            file: file, problems: [SettingProblem(place: .none, path: "", found: reason)])
    }

    /// One line for each problem: `file:line: key: what is wrong; it must be what is allowed`.
    public var lines: [String] {
        problems.map { problem in
            switch problem.place {
            case .none: "\(file): \(problem)"
            case .text(let line, _): "\(file):\(line): \(problem)"
            case .override(let text): "--set \(text): \(problem)"
            }
        }
    }

    /// The lines.
    public var description: String { lines.joined(separator: "\n") }
}
