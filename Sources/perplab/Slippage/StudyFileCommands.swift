import ArgumentParser
import Experiments
import ScenarioFiles
import Simulation

struct StudyListCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "list",
        abstract: "List the built-in studies.",
        discussion: "Example: perplab slippage list --json"
    )

    @Flag(help: "Print one JSON document instead of text.")
    var json = false

    func run() throws {
        let rows = try BuiltInStudy.all.map { study in
            Row(name: study.name, title: try study.title())
        }
        if json { return try Document(studies: rows).writeAsJSON() }
        let width = rows.map(\.name.count).max() ?? 0
        for row in rows {
            let blanks = String(repeating: " ", count: width - row.name.count)
            try StandardOutput.write("\(row.name)\(blanks)  \(row.title)")
        }
    }

    private struct Document: Encodable {
        let studies: [Row]
    }

    private struct Row: Encodable {
        let name: String
        let title: String
    }
}

struct StudyShowCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "show",
        abstract: "Print a study, as it is written or with every default.",
        discussion: """
            Keys are set anew by their path: seeds=20, curves[pegged].fee_bps=5.

            Example: perplab slippage show zero-profit --resolved --comments
            """
    )

    @Argument(help: "A built-in study's name, or a file.")
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
            throw ValidationError("--set \(text.printable): it is KEY=VALUE, as seeds=20")
        }
        if !resolved && !json && !overrides.isEmpty {
            throw ValidationError("--set: only with --resolved or --json")
        }
        if comments && !resolved { throw ValidationError("--comments: only with --resolved") }
    }

    func run() throws {
        do {
            var text: String
            if resolved || json {
                let file = try SlippageStudyFile(
                    named: name, overrides: overrides.compactMap(\.keyAndValue))
                text = json ? file.study.source.json : file.resolvedText(withComments: comments)
            } else {
                text = try SlippageStudyFile.text(named: name).text
            }
            // Writing ends the last line.
            if text.last == "\n" { text.removeLast() }
            try StandardOutput.write(text)
        } catch let error as ScenarioFileError {
            throw error.failure
        }
    }
}

struct StudyValidateCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "validate",
        abstract: "Check study files and show everything that is wrong with them.",
        discussion: """
            Records that a study names are not opened.

            Example: perplab slippage validate my-study.yaml
            """
    )

    @Argument(help: "Files, or names of built-in studies.")
    var files: [String]

    func run() throws {
        var isGood = true
        for name in files {
            do {
                let file = try SlippageStudyFile(named: name)
                try StandardOutput.write("\(name.printable): \(file.study.name) is valid")
            } catch let error as ScenarioFileError {
                isGood = false
                for line in error.lines { StandardError.write(line.printable) }
            }
        }
        if !isGood { throw CommandFailure(.invalidInput) }
    }
}

struct StudySchemaCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "schema",
        abstract: "Print the JSON Schema of study files, for editors.",
        discussion: "Example: perplab slippage schema > study.schema.json"
    )

    func run() throws {
        try StandardOutput.write(SlippageDocuments.schema)
    }
}

struct StudyReferenceCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "reference",
        abstract: "Print the reference of study files as Markdown.",
        discussion: "Example: perplab slippage reference > docs/slippage-reference.md"
    )

    func run() throws {
        try StandardOutput.write(SlippageDocuments.reference)
    }
}
