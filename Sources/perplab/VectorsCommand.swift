import ArgumentParser
import Conformance
import Foundation

struct VectorsCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "vectors",
        abstract: "Run conformance vectors of any family in a file or folder.",
        discussion: """
            Prints a line for each file, the first failures in full, and last `N passed, M failed`.
            A case that this version cannot run counts as failed. Exit status: 0 when all passed,
            1 when a case failed, 3 when a file cannot be read.

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
        var summary = VectorsSummary()
        let files = try VectorFolder.files(at: path)
        if gasRows { return try printGasRows(files) }
        for file in files {
            do {
                let vectors = try VectorFile(path: file, data: VectorFolder.read(file))
                if let report = try vectors.run(kind: kind) {
                    summary.reports.append(report)
                    if !json { printText(report) }
                }
            } catch let error as VectorFileError {
                summary.unreadable.append(.init(path: file, reason: error.description))
                StandardError.write("error: \(file): \(error)")
            }
        }
        try finish(summary, files: files)
    }

    /// One table of all files: their rows have different numbers of counted steps.
    private func printGasRows(_ files: [String]) throws {
        for file in files {
            let vectors = try VectorFile(path: file, data: VectorFolder.read(file))
            for row in try vectors.gasRows() { print(row) }
        }
    }

    private func finish(_ summary: VectorsSummary, files: [String]) throws {
        if summary.reports.isEmpty && summary.unreadable.isEmpty {
            let known = Set(try files.flatMap { try VectorFolder.kinds($0) }).sorted()
            throw CommandFailure(
                .usage,
                "--kind \(kind ?? ""): nothing of this kind in \(path); there are \(known)")
        }
        if json {
            try summary.document.printAsJSON()
        } else {
            print(summary.closingLine)
        }
        if !summary.unreadable.isEmpty { throw CommandFailure(.invalidInput) }
        if summary.failed > 0 { throw CommandFailure(.checkFailed) }
    }

    private func printText(_ report: VectorFileReport) {
        print(
            "\(report.path): \(report.passed) passed, \(report.failures.count) failed, "
                + "\(report.skips.count) skipped")
        for erratum in report.errata { print("  corrected \(erratum.id): \(erratum.reason)") }
        for skip in report.skips { print("  skipped \(skip.id): \(skip.reason)") }
        for failure in report.failures.prefix(failures) {
            print("  failed \(failure.id)")
            for mismatch in failure.mismatches {
                print("    \(mismatch.what)")
                print("      expected \(mismatch.expected)")
                print("      got      \(mismatch.got)")
            }
        }
        let hidden = report.failures.count - failures
        if hidden > 0 && failures > 0 { print("  and \(hidden) more failures") }
    }
}
