import ArgumentParser
import ScenarioFiles
import Simulation

struct ScenariosCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "scenarios",
        abstract: "List the built-in scenarios, show one, check files.",
        discussion: """
            Exit status: 3 for a file that cannot be used; each problem is one line on standard
            error, with file, line, key, value and what is allowed.

            Example: perplab scenarios show calm-market --resolved
            """,
        subcommands: [
            ScenarioListCommand.self, ScenarioShowCommand.self, ScenarioValidateCommand.self,
            ScenarioSchemaCommand.self, ScenarioReferenceCommand.self,
        ],
        defaultSubcommand: ScenarioListCommand.self
    )
}

struct ScenarioListCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "list",
        abstract: "List the built-in scenarios.",
        discussion: "Example: perplab scenarios list --json"
    )

    @Flag(help: "List those that test keepers instead.")
    var keeper = false

    @Flag(help: "Print one JSON document instead of text.")
    var json = false

    func run() throws {
        let scenarios = keeper ? BuiltInScenario.keeperTests : BuiltInScenario.all
        let rows = try scenarios.map { scenario in
            Row(name: scenario.name, title: try scenario.title())
        }
        if json { return try Document(scenarios: rows).writeAsJSON() }
        let width = rows.map(\.name.count).max() ?? 0
        for row in rows {
            let blanks = String(repeating: " ", count: width - row.name.count)
            try StandardOutput.write("\(row.name)\(blanks)  \(row.title)")
        }
    }

    private struct Document: Encodable {
        let scenarios: [Row]
    }

    private struct Row: Encodable {
        let name: String
        let title: String
    }
}

struct ScenarioShowCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "show",
        abstract: "Print a scenario, as it is written or with every default.",
        discussion: """
            Keys are set anew by their path: agents[keeper].count=5, chain.overrides.chain-id=7.

            Example: perplab scenarios show calm-market --resolved --set duration=2h
            """
    )

    @Argument(help: "A built-in scenario's name, or a file.")
    var name: String

    @Flag(help: "Print every key with its value, also those that the file leaves out.")
    var resolved = false

    @Flag(help: "With --resolved: print the meaning of each key above it.")
    var comments = false

    @Option(
        name: .customLong("set"), parsing: .singleValue,
        help: ArgumentHelp(
            "With --resolved: set a key anew; may be repeated.", valueName: "key=value"))
    var overrides: [String] = []

    @Flag(help: "Print one JSON document instead of YAML; implies --resolved.")
    var json = false

    func validate() throws {
        for text in overrides where text.keyAndValue == nil {
            throw ValidationError("--set \(text.printable): it is KEY=VALUE, as duration=2h")
        }
        if !resolved && !json && !overrides.isEmpty {
            throw ValidationError("--set: only with --resolved or --json")
        }
        if comments && !resolved { throw ValidationError("--comments: only with --resolved") }
    }

    func run() throws {
        do {
            if !resolved && !json {
                var text = try ScenarioFile.text(named: name).text
                // Writing ends the last line.
                if text.last == "\n" { text.removeLast() }
                return try StandardOutput.write(text)
            }
            let file = try ScenarioFile(
                named: name, overrides: overrides.compactMap(\.keyAndValue))
            var text = json ? file.scenario.source.json : file.resolvedText(withComments: comments)
            if text.last == "\n" { text.removeLast() }
            try StandardOutput.write(text)
        } catch let error as ScenarioFileError {
            throw error.failure
        }
    }
}

struct ScenarioValidateCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "validate",
        abstract: "Check scenario files and show everything that is wrong with them.",
        discussion: """
            Data files that a scenario names are not opened.

            Example: perplab scenarios validate my-market.yaml
            """
    )

    @Argument(help: "Files, or names of built-in scenarios.")
    var files: [String]

    func run() throws {
        var isGood = true
        for name in files {
            do {
                let file = try ScenarioFile(named: name)
                try StandardOutput.write("\(name.printable): \(file.scenario.name) is valid")
            } catch let error as ScenarioFileError {
                isGood = false
                for line in error.lines { StandardError.write(line.printable) }
            }
        }
        if !isGood { throw CommandFailure(.invalidInput) }
    }
}

struct ScenarioSchemaCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "schema",
        abstract: "Print the JSON Schema of scenario files, for editors.",
        discussion: "Example: perplab scenarios schema > scenario.schema.json"
    )

    func run() throws {
        try StandardOutput.write(ScenarioDocuments.schema)
    }
}

struct ScenarioReferenceCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "reference",
        abstract: "Print the reference of scenario files as Markdown.",
        discussion: "Example: perplab scenarios reference > docs/scenario-reference.md"
    )

    func run() throws {
        try StandardOutput.write(ScenarioDocuments.reference)
    }
}

extension ScenarioFileError {
    /// The end of a command that cannot use a scenario; standard error has been told why.
    var failure: CommandFailure {
        for line in lines { StandardError.write(line.printable) }
        return CommandFailure(.invalidInput)
    }
}

extension String {
    /// What stands before and after the first equals sign; nil without one or without a key.
    var keyAndValue: (key: String, value: String)? {
        guard let sign = firstIndex(of: "="), sign > startIndex else { return nil }
        return (String(self[..<sign]), String(self[index(after: sign)...]))
    }
}
