import ArgumentParser
import Foundation
import Results

struct ReportCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "report",
        abstract: "Rebuild a run's report from its store.",
        discussion: """
            The report is one HTML file that needs no network. It is a function of the store alone: \
            the same store gives the same bytes.

            Example: perplab report runs/oracle-pump-liquidations-7-3f1c6b0f
            """
    )

    @Argument(help: "The run's folder.")
    var folder: String

    @Option(
        name: .customLong("run"),
        help: ArgumentHelp("Which run of a store of several; the first without.", valueName: "N"))
    var number: Int64?

    @Option(
        help: ArgumentHelp("Write here instead of report.html in the folder.", valueName: "FILE"))
    var output: String?

    func run() throws {
        let store = URL(fileURLWithPath: folder).appendingPathComponent("run.sqlite").path
        guard FileManager.default.fileExists(atPath: store) else {
            let study = URL(fileURLWithPath: folder).appendingPathComponent(StudyStore.fileName)
            guard !FileManager.default.fileExists(atPath: study.path) else {
                throw CommandFailure(
                    .invalidInput,
                    "\(folder.printable) is a study's folder: the command that made it, asked "
                        + "again, writes its report anew")
            }
            throw CommandFailure(
                .invalidInput, "\(folder.printable) is no run's folder: it has no run.sqlite")
        }
        let page: String
        do {
            page = RunReport(try ReportQueries.model(path: store, run: number)).html
        } catch {
            throw CommandFailure(
                .invalidInput, "\(store.printable): \(String(describing: error).printable)")
        }
        let file = output ?? URL(fileURLWithPath: folder).appendingPathComponent("report.html").path
        do {
            try RunFile.replace(file, with: page)
        } catch {
            throw CommandFailure(.temporary, "\(error)".printable)
        }
        try StandardOutput.write(file)
    }
}
