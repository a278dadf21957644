import Foundation
import TestSupport
import Testing

@Suite struct KilledSlippageTests {
    private func start(
        _ folder: TemporaryFolder, seeds: Int = 12, _ more: [String] = []
    ) throws -> StartedProgram {
        let file = try folder.write(SlippageCommandTests.tiny, as: "tiny.yaml")
        return try StartedProgram(
            [
                "slippage", file, "--quiet", "--seeds", "\(seeds)", "--threads", "2", "--out",
                folder.url.appendingPathComponent("out").path,
            ] + more)
    }

    @Test("a study that is killed leaves no folder or a whole one, and the next one clears up")
    func killed() throws {
        let whole = try TemporaryFolder()
        let run = try start(whole)
        let looks = run.watch { _ in false }
        #expect(try run.outcome().status == 0)
        let content = try FolderContent(of: whole.url.appendingPathComponent("out"))
        let folder = try TemporaryFolder()
        var killed = 0
        for number in 1..<6 {
            let run = try start(folder, ["--force"])
            let moment = looks * number / 6
            run.watch { $0 >= moment }
            run.send(SIGKILL)
            killed += try run.outcome().signal == SIGKILL ? 1 : 0
            let place = folder.url.appendingPathComponent("out")
            let names = FolderContent.names(in: place)
            if names.isEmpty { continue }
            #expect(names == content.files.keys.sorted())
            let found = try FolderContent(of: place)
            #expect(found.files["summary.json"] == content.files["summary.json"])
        }
        #expect(killed > 0)
        #expect(try start(folder, ["--force"]).outcome().status == 0)
        #expect(FolderContent.names(in: folder.url) == ["out", "tiny.yaml"])
        // The command stands in the page, with the folder of its file.
        let again = try FolderContent(of: folder.url.appendingPathComponent("out"))
        #expect(again.files["summary.json"] == content.files["summary.json"])
        #expect(again.files["study.yaml"] == content.files["study.yaml"])
    }

    @Test("a study that is interrupted keeps nothing, and says so")
    func interrupted() throws {
        let folder = try TemporaryFolder()
        let run = try start(folder, seeds: 2_000)
        run.watch { _ in
            FolderContent.names(in: folder.url).contains { $0.hasPrefix(".out.partial-") }
        }
        run.send(SIGINT)
        let outcome = try run.outcome()
        #expect(outcome.status == 130 && outcome.signal == nil, "\(outcome)")
        #expect(outcome.errors == "error: interrupted; nothing was kept\n")
        #expect(FolderContent.names(in: folder.url) == ["tiny.yaml"])
    }
}
