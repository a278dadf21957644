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

    @Test("report rebuilds the same bytes from the store alone")
    func rebuilt() throws {
        let run = try RunFixture(RunFixture.cascade)
        let page = try run.bytes("report.html")
        // Nothing but the store is needed.
        for name in run.names where name != "run.sqlite" {
            try FileManager.default.removeItem(at: run.url.appendingPathComponent(name))
        }
        let report = try Program.run(["report", run.path])
        #expect(report.status == 0, "\(report.errors)")
        #expect(report.output == "\(run.path)/report.html\n")
        #expect(try run.bytes("report.html") == page)
        #expect(run.names == ["report.html", "run.sqlite"])
        // A store of one run has no other.
        let other = try Program.run(["report", run.path, "--run", "2"])
        #expect(other.status == 3)
        #expect(try run.bytes("report.html") == page)
    }

    @Test("report takes the place of a file, and of nothing else")
    func places() throws {
        let run = try RunFixture()
        try run.folder.shell("mkfifo pipe; mkdir folder; echo old > file; ln -s file link")
        func report(to name: String) throws -> Program.Outcome {
            try Program.run([
                "report", run.path, "--output", run.folder.url.appendingPathComponent(name).path,
            ])
        }
        let before = FolderContent.names(in: run.folder.url)
        for (name, reason) in [
            ("pipe", "pipe: cannot be replaced: Operation not supported"),
            ("folder", "folder: cannot be replaced: Is a directory"),
            ("none/page.html", "cannot be made: No such file or directory"),
        ] {
            let refused = try report(to: name)
            #expect(refused.status == 75, "\(refused)")
            #expect(refused.errors.contains(reason), "\(refused.errors)")
        }
        let kind = try FileManager.default.attributesOfItem(
            atPath: run.folder.url.appendingPathComponent("pipe").path)[.type]
        // A pipe is of no kind that Foundation has a name for.
        #expect(kind as? FileAttributeType == .typeUnknown)
        #expect(FolderContent.names(in: run.folder.url) == before)
        for name in ["file", "link", "new"] {
            #expect(try report(to: name).status == 0)
            let page = try Data(contentsOf: run.folder.url.appendingPathComponent(name))
            #expect([UInt8](page) == (try run.bytes("report.html")), "\(name)")
        }
    }
}
