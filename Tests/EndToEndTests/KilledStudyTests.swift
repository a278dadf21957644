import Foundation
import TestSupport
import Testing

@Suite struct KilledStudyTests {
    private static let arguments = [
        "run", "calm-market", "--set", "duration=5m", "--seeds", "6", "--threads", "2", "--quiet",
    ]

    private func start(_ folder: TemporaryFolder, _ more: [String] = []) throws -> StartedProgram {
        try StartedProgram(
            Self.arguments + ["--out", folder.url.appendingPathComponent("study").path] + more)
    }

    /// Lets a study reach its first run, so that it is killed in the midst of its runs.
    private func watchBeginning(_ run: StartedProgram, _ folder: TemporaryFolder) {
        let store = folder.url.appendingPathComponent("study/study.sqlite").path
        run.watch { _ in FileManager.default.fileExists(atPath: store) }
    }

    /// The study without anything between.
    private func undisturbed() throws -> (content: FolderContent, output: String, looks: Int) {
        let folder = try TemporaryFolder()
        let run = try start(folder, ["--json"])
        watchBeginning(run, folder)
        let looks = run.watch { _ in false }
        let outcome = try run.outcome()
        try #require(outcome.status == 0, "\(outcome.errors)")
        let place = folder.url.appendingPathComponent("study")
        return (try FolderContent(of: place), outcome.output, looks)
    }

    /// Holds the folder of a study to have come to the same as another one.
    private func expect(_ folder: TemporaryFolder, _ whole: FolderContent) throws {
        let content = try FolderContent(of: folder.url.appendingPathComponent("study"))
        #expect(content.files.keys.sorted() == whole.files.keys.sorted())
        // The order in which threads have ended runs shows in the database alone.
        for (name, bytes) in whole.files where name != "study.sqlite" {
            #expect(content.files[name] == bytes, "\(name)")
        }
    }

    @Test("a study that is killed again and again comes to the results of one that is not")
    func killed() throws {
        let whole = try undisturbed()
        let folder = try TemporaryFolder()
        var killed = 0
        for number in 0..<5 {
            let run = try start(folder)
            watchBeginning(run, folder)
            let moment = whole.looks * number / 6
            run.watch { $0 >= moment }
            run.send(SIGKILL)
            killed += try run.outcome().signal == SIGKILL ? 1 : 0
        }
        #expect(killed > 0)
        let outcome = try start(folder, ["--json"]).outcome()
        #expect(outcome.status == 0, "\(outcome.errors)")
        #expect(outcome.output == whole.output)
        try expect(folder, whole.content)
    }

    @Test("a study that is interrupted says what it holds, and goes on from there")
    func interrupted() throws {
        let whole = try undisturbed()
        let folder = try TemporaryFolder()
        let run = try start(folder)
        watchBeginning(run, folder)
        run.send(SIGINT)
        let stopped = try run.outcome()
        #expect(stopped.status == 130 && stopped.signal == nil, "\(stopped)")
        #expect(stopped.errors.hasPrefix("error: interrupted; \(folder.url.path)/study holds "))
        #expect(stopped.errors.hasSuffix(" of 6 runs, the same command goes on\n"))
        let outcome = try start(folder, ["--json"]).outcome()
        #expect(outcome.status == 0, "\(outcome.errors)")
        #expect(outcome.output == whole.output)
        try expect(folder, whole.content)
    }
}
