import TestSupport
import Testing

@Suite struct ExportCommandTests {
    @Test("export refuses a folder that is no finished run, with the file that is missing")
    func noRun() throws {
        let folder = try TemporaryFolder()
        let run = try Program.run(["export", folder.url.path])
        #expect(run.status == 3)
        #expect(run.output == "")
        #expect(
            run.errors
                == "error: \(folder.url.path)/manifest.json: cannot be opened: "
                + "No such file or directory\n")
    }

    @Test("export names the nearest table to one that there is not")
    func unknownTable() throws {
        let run = try Program.run(["export", "/nowhere", "--table", "trade"])
        #expect(run.status == 2)
        #expect(run.errors.hasPrefix("error: --table trade: no such table; did you mean trades?"))
    }

    @Test("export refuses a form of text that it does not know")
    func unknownFormat() throws {
        let run = try Program.run(["export", "/nowhere", "--format", "xml"])
        #expect(run.status == 2)
        #expect(run.errors.contains("csv"))
    }
}
