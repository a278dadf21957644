import ArgumentParser
import Chain
import Foundation
import Results
import Simulation

struct ExportCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "export",
        abstract: "Write a table of results as CSV or JSON lines.",
        discussion: """
            Amounts are exact decimals in whole units, or with --raw the integers that contracts keep.
            docs/results-schema.md tells what each column means. Without --table, lists the tables with
            their numbers of rows. Exit status: 2 for a table that there is not, 3 for a folder that is
            no finished run.

            Example: perplab export runs/calm-market-1-0a1b2c3d --table trades --format csv
            """
    )

    @Argument(help: "The run's folder.", completion: .directory)
    var folder: String

    @Option(help: "The table; without it, all tables are listed.")
    var table: String?

    @Option(help: "csv or jsonl.")
    var format = TableExport.Format.csv

    @Option(name: .customLong("run"), help: "The run's number; without it, all runs are written.")
    var number: Int?

    @Flag(help: "Write amounts as integers of their smallest unit.")
    var raw = false

    func run() throws {
        let chosen = try table.map { try RunTable.named($0) }
        do {
            let reader = try ResultsReader(folder: folder)
            let known = try reader.runs().map(\.run)
            if let number, !known.contains(number) {
                throw ResultsError.unknownRun(path: reader.path, run: number, known: known)
            }
            guard let chosen else { return try list(reader) }
            try TableExport(chosen, format: format, isRaw: raw)
                .write(number.map { [$0] } ?? known, of: reader) {
                    try StandardOutput.write(piece: $0)
                }
        } catch let error as ResultsError {
            throw CommandFailure(.invalidInput, error.description.printable)
        }
    }

    private func list(_ reader: ResultsReader) throws {
        let width = RunTable.allCases.map(\.rawValue.count).max() ?? 0
        for table in RunTable.allCases {
            let blanks = String(repeating: " ", count: width - table.rawValue.count)
            let count = try reader.count(of: table, run: number)
            try StandardOutput.write("\(table.rawValue)\(blanks)  \(count)")
        }
    }
}

extension TableExport.Format: ExpressibleByArgument {}

extension RunTable {
    /// The table of a name, or a failure that tells the nearest.
    fileprivate static func named(_ name: String) throws(CommandFailure) -> RunTable {
        if let table = RunTable(rawValue: name) { return table }
        let known = allCases.map(\.rawValue)
        throw CommandFailure(
            .usage,
            "--table \(name.printable): no such table; did you mean \(name.nearest(of: known))? "
                + "There are \(known.joined(separator: ", "))")
    }
}
