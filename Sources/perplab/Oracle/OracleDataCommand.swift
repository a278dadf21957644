import ArgumentParser
import Foundation
import PriceOracles
import SimulationKernel
import WideIntegers

struct OracleDataCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "data",
        abstract: "Read a file of market data and say what is in it.",
        discussion: """
            Bars, trades, prints, books and funding rates are told by their header; Binance's
            klines also without one. Other columns are named by --time, --open and so on, by name
            or by place from zero. What is wrong is refused with file, line, column and value,
            unless a rule is named for it. Reads in pieces: memory does not grow with the file.
            Exit status: 3 for a file that is refused.

            Example: perplab oracle data klines.csv --gaps hold:60 --duplicates keep-first
            """
    )

    @Argument(help: "The file.")
    var file: String

    @OptionGroup(title: "Columns") var columns: DataColumnOptions
    @OptionGroup(title: "Rules of repair") var rules: DataRuleOptions

    @Option(help: "Seconds from one bar to the next; told by the first two when left out.")
    var step: UInt64?

    @Flag(help: "Print one JSON document instead of text.")
    var json = false

    func validate() throws {
        _ = try columns.format()
        if let step, step == 0 || step > 31_536_000 {
            throw ValidationError("--step is \(step); it is from 1 to 31536000")
        }
    }

    func run() throws {
        var summary = DataSummary()
        var reader: MarketDataReader
        do {
            reader = try MarketDataReader(
                file: file, format: try columns.format(), repair: rules.repair,
                stepMicros: step.map { $0 * 1_000_000 })
        } catch let error as PathError {
            throw CommandFailure(.usage, "\(error)".printable)
        }
        do {
            try FileChunks.read(file) { chunk in
                try reader.append(chunk) { summary.take($0) }
            }
            try reader.finish { summary.take($0) }
        } catch let error as DataError {
            throw CommandFailure(.invalidInput, "\(error)".printable)
        }
        let text = DataReportText(reader.report, summary)
        if json {
            try text.document.writeAsJSON()
        } else {
            for line in text.lines { try StandardOutput.write(line.printable) }
        }
    }
}

/// A file in pieces.
enum FileChunks {
    private static let chunkBytes = 1 << 20

    /// Hands over the bytes of a regular file, piece by piece.
    static func read(_ path: String, _ body: ([UInt8]) throws -> Void) throws {
        var isFolder: ObjCBool = false
        let exists = FileManager.default.fileExists(atPath: path, isDirectory: &isFolder)
        guard exists, !isFolder.boolValue, let handle = FileHandle(forReadingAtPath: path) else {
            let reason = isFolder.boolValue ? "is a folder" : "cannot be opened"
            throw CommandFailure(.invalidInput, "\(path.printable): \(reason)")
        }
        defer { try? handle.close() }
        while true {
            let chunk: Data?
            do {
                chunk = try handle.read(upToCount: chunkBytes)
            } catch {
                throw CommandFailure(
                    .invalidInput, "\(path.printable): \(error.localizedDescription)")
            }
            guard let chunk, !chunk.isEmpty else { return }
            try body([UInt8](chunk))
        }
    }
}
