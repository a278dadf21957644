import Foundation
import TestSupport
import Testing

@Suite struct RunRefusalTests {
    @Test(
        "a flag that cannot be used is named with its value and what is allowed",
        arguments: [
            (["--seed", "x"], Int32(2), "'x' is invalid for '--seed <N>'"),
            (["--seed", "x"], 2, "0 to 2^64 - 1"),
            (["--seed=-1"], 2, "'-1' is invalid for '--seed <N>'"),
            (["--seed", "18446744073709551616"], 2, "'18446744073709551616' is invalid"),
            (["--signatures", "maybe"], 2, "--signatures maybe: verified or elided"),
            (["--threads", "0"], 2, "--threads 0: 1 to 256"),
            (["--set", "duration"], 2, "--set duration: it is KEY=VALUE, as duration=2h"),
            (
                ["--set", "duraton=1h"], 3,
                "--set duraton=1h: duraton: there is no such key; did you mean duration?"
            ),
            (
                ["--set", "duration=0s"], 3,
                "--set duration=0s: duration: '0s' is out of range; it must be a duration from 1s"
            ),
            (["--set", "agents[nobody].count=1"], 3, "nobody"),
            (["--fail-on", "fees"], 2, "--fail-on fees: it is 'expectation', or a figure"),
            (["--fail-on", "fees < much"], 2, "--fail-on fees < much: 'much' is no number"),
            (["--fail-on", "< 1"], 2, "--fail-on < 1: there is no figure"),
            (["--quite"], 2, "Unknown option '--quite'. Did you mean '--quiet'?"),
        ])
    func flags(arguments: [String], status: Int32, text: String) throws {
        let folder = try TemporaryFolder()
        let small = try folder.write(StudyCommandTests.small, as: "small.yaml")
        let run = try Program.run(
            ["run", small, "--out", folder.url.appendingPathComponent("run").path] + arguments)
        #expect(run.status == status, "\(run.errors)")
        #expect(run.errors.contains(text), "\(run.errors)")
        #expect(run.output.isEmpty)
        #expect(FolderContent.names(in: folder.url) == ["small.yaml"])
    }

    @Test("a scenario that there is not is told with the nearest, or as the file that it is")
    func scenario() throws {
        let folder = try TemporaryFolder()
        let cases = [
            (
                "calm-markt",
                "calm-markt: there is no such built-in scenario; did you mean calm-market?"
            ),
            (
                "\(folder.url.path)/none.yaml",
                "\(folder.url.path)/none.yaml: the file cannot be read: "
            ),
            (folder.url.path, "\(folder.url.path): this is not a regular file"),
            ("/dev/null", "/dev/null: this is not a regular file"),
        ]
        for (name, text) in cases {
            let run = try Program.run(
                ["run", name, "--out", folder.url.appendingPathComponent("run").path])
            #expect(run.status == 3, "\(name)")
            #expect(run.errors.hasPrefix(text), "\(run.errors)")
        }
        #expect(FolderContent.names(in: folder.url) == [])
    }

    @Test("a broken file is told by line, every problem of it")
    func broken() throws {
        let folder = try TemporaryFolder()
        let lines = StudyCommandTests.small.components(separatedBy: "\n")
        let place = try #require(lines.firstIndex { $0.contains("name: fund, balance") })
        func run(_ lines: [String]) throws -> Program.Outcome {
            let file = try folder.write(lines.joined(separator: "\n"), as: "broken.yaml")
            return try Program.run(
                ["run", file, "--out", folder.url.appendingPathComponent("run").path])
        }
        var changed = lines
        changed[1] = "nam: small"
        changed[place] = "  - {name: fund, balance: much}"
        let wrong = try run(changed)
        let file = folder.url.appendingPathComponent("broken.yaml").path
        #expect(wrong.status == 3)
        let told = wrong.errors.split(separator: "\n")
        #expect(
            told.contains {
                $0.hasPrefix("\(file):2: nam: there is no such key; did you mean name?")
            })
        #expect(told.contains { $0.hasPrefix("\(file):\(place + 1): funds[0].balance: 'much'") })
        changed = lines
        changed[place] = "  - {name: fund, balance: 1"
        let open = try run(changed)
        #expect(open.status == 3)
        #expect(open.errors.hasPrefix("\(file):"), "\(open.errors)")
        let line = try #require(Int(open.errors.dropFirst(file.count + 1).prefix { $0.isNumber }))
        // A flow that is not closed may be noticed on the line after it.
        #expect((place + 1...place + 2).contains(line), "\(open.errors)")
        #expect(FolderContent.names(in: folder.url) == ["broken.yaml"])
    }
}
