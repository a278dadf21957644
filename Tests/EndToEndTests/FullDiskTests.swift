import Foundation
import TestSupport
import Testing

@Suite struct FullDiskTests {
    private static let calm = ["calm-market", "--set", "duration=8m", "--quiet"]

    @Test(
        "a limit on the size of files ends a run with its reason, and leaves nothing",
        // In units of 512 bytes or, in some shells, of 1024: the tables, then the blocks.
        arguments: [1, 20, 60, 150])
    func limited(blocks: Int) throws {
        let folder = try TemporaryFolder()
        let place = folder.url.appendingPathComponent("run")
        let run = try Program.run(
            ["run"] + Self.calm + ["--out", place.path], preparation: "ulimit -f \(blocks)")
        #expect(run.status == 75 && run.signal == nil, "\(run)")
        #expect(run.errors.hasPrefix("error: \(folder.url.path)/.run.partial-"), "\(run.errors)")
        #expect(run.errors.split(separator: "\n").count == 1)
        #expect(run.output.isEmpty)
        #expect(FolderContent.names(in: folder.url) == [])
    }

    @Test("a run that does not fit leaves the one that it should replace")
    func replacing() throws {
        let run = try RunFixture()
        let before = try FolderContent(of: run.url)
        let failed = try Program.run(
            ["run"] + Self.calm + ["--out", run.path, "--force"], preparation: "ulimit -f 20")
        #expect(failed.status == 75, "\(failed)")
        #expect(try FolderContent(of: run.url) == before)
        #expect(FolderContent.names(in: run.folder.url) == ["run", "small.yaml"])
    }

    @Test("a study for which there is no room says so, and goes on where there is")
    func study() throws {
        let folder = try TemporaryFolder()
        let small = try folder.write(StudyCommandTests.small, as: "small.yaml")
        func arguments(_ name: String) -> [String] {
            [
                "run", small, "--seeds", "3", "--quiet", "--json", "--out",
                folder.url.appendingPathComponent(name).path,
            ]
        }
        for blocks in [1, 30] {
            let failed = try Program.run(arguments("one"), preparation: "ulimit -f \(blocks)")
            #expect(failed.status == 75 && failed.signal == nil, "\(failed)")
            #expect(failed.errors.hasPrefix("error: \(folder.url.path)/one/"), "\(failed.errors)")
        }
        let (one, two) = (try Program.run(arguments("one")), try Program.run(arguments("two")))
        #expect(one.status == 0, "\(one.errors)")
        #expect(one.output == two.output)
        let places = ["one", "two"].map { folder.url.appendingPathComponent($0) }
        #expect(FolderContent.names(in: places[0]) == FolderContent.names(in: places[1]))
    }

    @Test(
        "a full disk is told as such",
        .enabled(if: SmallDisk.canMount, "mounting a small disk takes the rights of root"),
        arguments: ["64k", "320k", "512k"])
    func disk(size: String) throws {
        let disk = try #require(SmallDisk(size: size))
        let run = try Program.run(["run"] + Self.calm + ["--out", "\(disk.path)/run"])
        #expect(run.status == 75, "\(run)")
        #expect(
            run.errors.contains("No space left on device") || run.errors.contains("is full"),
            "\(run.errors)")
        #expect(FolderContent.names(in: URL(fileURLWithPath: disk.path)) == [])
    }

    @Test("a table or a report that cannot be written ends with its reason")
    func results() throws {
        let run = try RunFixture(RunFixture.cascade)
        let export = ["export", run.path, "--table", "blocks"]
        let full = try Program.run(export, redirection: ">/dev/full")
        #expect(full.status == 70)
        #expect(
            full.errors
                == "error: standard output cannot be written: No space left on device\n")
        let limited = try Program.run(export, preparation: "ulimit -f 10")
        #expect(limited.status == 70 && limited.signal == nil)
        #expect(limited.errors == "error: standard output cannot be written: File too large\n")
        let before = try FolderContent(of: run.url)
        let report = try Program.run(["report", run.path], preparation: "ulimit -f 20")
        #expect(report.status == 75 && report.signal == nil)
        #expect(report.errors.hasPrefix("error: \(run.path)/report.html."), "\(report.errors)")
        #expect(report.errors.hasSuffix(": cannot be written: File too large\n"))
        #expect(try FolderContent(of: run.url) == before)
        // The run itself is kept when only the page for the terminal is lost.
        let place = run.folder.url.appendingPathComponent("other")
        let lost = try Program.run(
            ["run"] + RunFixture.cascade + ["--quiet", "--out", place.path],
            redirection: ">/dev/full")
        #expect(lost.status == 70)
        #expect(FolderContent.names(in: place) == run.names)
    }
}
