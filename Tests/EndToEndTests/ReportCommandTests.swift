import Foundation
import TestSupport
import Testing

@Suite struct ReportCommandTests {
    @Test("report names a folder that is no run's")
    func noRun() throws {
        let run = try Program.run(["report", "/nowhere"])
        #expect(run.status == 3)
        #expect(run.errors.contains("/nowhere is no run's folder: it has no run.sqlite"))
        #expect(run.output.isEmpty)
    }

    @Test("report wants a folder")
    func noArgument() throws {
        #expect(try Program.run(["report"]).status == 2)
    }

    @Test("report says that a store is no database, and writes nothing")
    func damaged() throws {
        let folder = FileManager.default.temporaryDirectory
            .appendingPathComponent("perplab-report-\(UUID().uuidString)")
        defer { try? FileManager.default.removeItem(at: folder) }
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        try Data("not a database, but long enough to be looked at".utf8)
            .write(to: folder.appendingPathComponent("run.sqlite"))
        let run = try Program.run(["report", folder.path])
        #expect(run.status == 3)
        #expect(run.errors.contains("run.sqlite"))
        let left = try FileManager.default.contentsOfDirectory(atPath: folder.path)
        #expect(left == ["run.sqlite"])
    }
}
