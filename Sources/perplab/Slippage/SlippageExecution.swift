import Experiments
import Foundation
import PriceOracles
import Results
import ScenarioFiles

/// A study of slippage, with its folder.
struct SlippageExecution {
    let file: SlippageStudyFile
    /// The command that gives the study again.
    let command: String
    /// Where records are looked for; nil for the study's own folder.
    let data: String?
    let isWhole: Bool
    let threads: Int?
    let output: OutputOptions

    /// Runs, keeps and prints.
    func run() throws {
        do {
            try execute()
        } catch let error as ScenarioFileError {
            throw error.failure
        } catch let failure as CommandFailure {
            throw failure
        } catch let error as DataError {
            throw CommandFailure(.invalidInput, "\(error)".printable)
        } catch let error as RecordedMarketError {
            throw CommandFailure(.invalidInput, "\(error)".printable)
        } catch {
            throw CommandFailure(storing: error)
        }
    }

    private func execute() throws {
        let text = file.resolvedText()
        let lab = SlippageLab(file.study, record: try file.openRecording(in: data))
        let digest = SlippageRecord.subjectDigest(
            version: PerplabVersion.current, resolvedText: text)
        Interrupts.listen()
        let folder = try RunFolder(
            at: output.out
                ?? StudyFolder.usualPath(
                    scenario: file.study.name, kind: "slippage", digest: digest),
            isReplacing: output.force)
        let results = run(lab, in: folder)
        let record = SlippageRecord(results, version: PerplabVersion.current, resolvedText: text)
        let report = SlippageReport(record, command: command)
        try record.keep(in: folder, report: report.html)
        if output.json {
            try StandardOutput.write(piece: record.summary)
        } else {
            try print(results, folder)
        }
        for check in record.failedChecks {
            StandardError.write("failed: \(check.name): \(check.text)".printable)
        }
        if !record.failedChecks.isEmpty { throw CommandFailure(.checkFailed) }
    }

    private func run(_ lab: SlippageLab, in folder: RunFolder) -> SlippageResults {
        let study = lab.study
        let progress = StageProgressLine(isShown: !output.quiet)
        if !output.quiet {
            StandardError.write(
                "\(study.name): \(study.seeds) seeds, \(study.modes.count) modes, "
                    + "\(study.curves.count) \(study.curves.count == 1 ? "curve" : "curves"), in \(folder.path)"
            )
            let left = file.study.orders.sizes.count - study.orders.sizes.count
            if left > 0 {
                StandardError.write(
                    "note: \(left) sizes are left out, which the record cannot fill")
            }
        }
        let (threads, work) = (threads, folder.workPath)
        let loop = LabLoop { count, body in
            // The work throws nothing.
            try? WorkQueue(threads: threads, stop: Interrupts.stop).run(count) { item in
                body(item)
                progress.count(of: count)
            }
            // Results of a stage that was left have holes; nothing of the study is kept then.
            if Interrupts.stop.isRaised { Self.leave(work, progress) }
        }
        let results = lab.run(loop, progress: { progress.begin($0) })
        progress.end()
        return results
    }

    /// Ends the program after an interrupt.
    private static func leave(_ workPath: String, _ progress: StageProgressLine) -> Never {
        progress.end()
        try? FileManager.default.removeItem(atPath: workPath)
        StandardError.write("error: interrupted; nothing was kept")
        exit(ExitStatus.interrupted.rawValue)
    }

    private func print(_ results: SlippageResults, _ folder: RunFolder) throws {
        let study = results.study
        try StandardOutput.write(
            "\(study.name)  \(study.seeds) seeds from \(study.firstSeed)  "
                + "\(study.curves.count) \(study.curves.count == 1 ? "curve" : "curves")\(study.title.isEmpty ? "" : "\n\(study.title)")\n"
        )
        for line in SlippageText(results, isWhole: isWhole).lines {
            try StandardOutput.write(line)
        }
        try StandardOutput.write("\nreport \(folder.path)/\(StudyFolder.reportName)")
    }
}
