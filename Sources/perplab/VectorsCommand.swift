import ArgumentParser
import Conformance
import Foundation

struct VectorsCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "vectors",
        abstract: "Run conformance vectors of any family in a file or folder.",
        discussion: """
            Prints a line for each file, the first failures in full, and last `N passed, M failed`.
            A case that this version cannot run counts as failed; one whose data file is found in
            no folder above its own is skipped by name. Exit status: 0 when all passed,
            1 when a case failed, 2 when there is nothing of the kind, 3 when a file or folder
            cannot be read; a closed pipe ends the command by SIGPIPE.

            Example: perplab vectors vectors/ethereum --kind rlp
            """
    )

    @Argument(help: "A vector file, or a folder that is searched for .json files.")
    var path: String

    @Option(help: "Only files of this kind, area, set or design, or cases of this operation.")
    var kind: String?

    @Flag(help: "Print one JSON document instead of text.")
    var json = false

    @Flag(
        help: ArgumentHelp(
            "Print the gas of every operation of traces as CSV.", visibility: .hidden))
    var gasRows = false

    @Option(help: "How many failures of each file are shown in full.")
    var failures: Int = 3

    func validate() throws {
        if failures < 0 { throw ValidationError("--failures is \(failures); it is 0 or more") }
    }

    func run() throws {
        let folder = try VectorFolder(at: path)
        if gasRows { return try printGasRows(folder.files) }
        var summary = VectorsSummary(unreadable: folder.unreadable)
        for problem in folder.unreadable { tell(problem) }
        var otherKinds: Set<String> = []
        for file in folder.files {
            do {
                let vectors = try VectorFile(path: file, data: VectorFolder.read(file))
                if let report = try vectors.run(
                    kind: kind, data: VectorFolder.dataFiles(near: file))
                {
                    summary.reports.append(report)
                    if !json { try printText(report) }
                } else {
                    otherKinds.formUnion(vectors.kinds)
                }
            } catch let error as VectorFileError {
                let problem = VectorsSummary.Unreadable(path: file, reason: error.description)
                summary.unreadable.append(problem)
                tell(problem)
            }
        }
        try finish(summary, otherKinds: otherKinds)
    }

    /// One table for each file: their rows have different numbers of counted steps.
    private func printGasRows(_ files: [String]) throws {
        for file in files {
            let vectors = try VectorFile(path: file, data: VectorFolder.read(file))
            for row in try vectors.gasRows() { try StandardOutput.write(row) }
        }
    }

    private func finish(_ summary: VectorsSummary, otherKinds: Set<String>) throws {
        if let kind, summary.reports.isEmpty, !otherKinds.isEmpty {
            let known = otherKinds.sorted().joined(separator: ", ")
            throw CommandFailure(
                .usage, "--kind \(kind): nothing of this kind in \(path); there are \(known)")
        }
        if json {
            try summary.document.writeAsJSON()
        } else {
            if summary.skipped > 0 {
                try StandardOutput.write("\(summary.skipped) skipped, as named above")
            }
            try StandardOutput.write(summary.closingLine)
        }
        if !summary.unreadable.isEmpty { throw CommandFailure(.invalidInput) }
        if summary.failed > 0 { throw CommandFailure(.checkFailed) }
    }

    private func tell(_ problem: VectorsSummary.Unreadable) {
        StandardError.write("error: \(problem.path.printable): \(problem.reason.printable)")
    }

    private func printText(_ report: VectorFileReport) throws {
        try StandardOutput.write(report.line)
        for erratum in report.errata { try note("corrected \(erratum.id): \(erratum.reason)") }
        for skip in report.skips { try note("skipped \(skip.id): \(skip.reason)") }
        for failure in report.failures.prefix(failures) {
            try note("failed \(failure.id)")
            for mismatch in failure.mismatches {
                try note("  \(mismatch.what)")
                try note("    expected \(mismatch.expected)")
                try note("    got      \(mismatch.got)")
            }
        }
        let hidden = report.failures.count - failures
        if hidden > 0 && failures > 0 { try note("and \(hidden) more failures") }
    }

    private func note(_ text: String) throws {
        try StandardOutput.write("  " + text.printable)
    }
}
