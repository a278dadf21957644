import Foundation
import TestSupport
import Testing

@Suite struct RunCommandTests {
    /// The names in the first table of docs/running.md.
    private static func documentedNames() throws -> [String] {
        let page = Places.repository.appendingPathComponent("docs/running.md")
        let lines = try String(contentsOf: page, encoding: .utf8).components(separatedBy: "\n")
        let rows = lines.drop { !$0.hasPrefix("| `") }.prefix { $0.hasPrefix("| `") }
        return rows.map { String($0.dropFirst(3).prefix { $0 != "`" }) }.sorted()
    }

    @Test("two processes leave the same bytes, and the files that are documented, no others")
    func repeated() throws {
        let (one, two) = (try RunFixture(RunFixture.cascade), try RunFixture(RunFixture.cascade))
        let documented = try Self.documentedNames()
        #expect(documented.count == 6)
        #expect(one.names == documented)
        // The manifest carries the digests of all rows; SQLite's own bytes are not promised.
        for name in documented where name != "run.sqlite" {
            #expect(try one.bytes(name) == two.bytes(name), "\(name)")
        }
        #expect(FolderContent.names(in: one.folder.url) == ["run", "small.yaml"])
        let lines = one.outcome.output.split(separator: "\n")
        #expect(lines.dropLast() == two.outcome.output.split(separator: "\n").dropLast())
        #expect(lines.last.map(String.init) == "report \(one.path)/report.html")
        #expect(one.outcome.errors.isEmpty)
    }

    @Test("another seed is another run")
    func seeds() throws {
        let one = try RunFixture(["small.yaml"], more: ["--seed", "1"])
        let two = try RunFixture(["small.yaml"], more: ["--seed", "\(UInt64.max)"])
        #expect(
            try one.summary()["rows_digest"] as? String != two.summary()["rows_digest"] as? String)
        #expect(try two.text("manifest.json").contains("\"seed\": \(UInt64.max),"))
    }

    @Test("elided signatures change hashes, and neither state, rows nor figures")
    func signatures() throws {
        let kinds = ["verified", "elided"]
        let runs = try kinds.map { kind in
            try RunFixture(["small.yaml"], more: ["--signatures", kind]).summary()
        }
        #expect(runs.map { $0["signatures"] as? String } == kinds)
        for key in ["state_digest", "rows_digest"] {
            #expect(runs[0][key] as? String == runs[1][key] as? String, "\(key)")
        }
        #expect(runs[0]["head_hash"] as? String != runs[1]["head_hash"] as? String)
        let figures = runs.map { $0["figures"] as? [NSDictionary] }
        #expect(figures[0]?.isEmpty == false)
        #expect(figures[0] == figures[1])
    }

    @Test("--json prints the summary as it is kept")
    func json() throws {
        let run = try RunFixture(["small.yaml"], more: ["--json"])
        #expect(run.outcome.output == (try run.text("summary.json")))
    }

    @Test("an existing folder is refused untouched, and --force replaces it whole")
    func existing() throws {
        let run = try RunFixture()
        let before = try FolderContent(of: run.url)
        let arguments = [
            "run", run.folder.url.appendingPathComponent("small.yaml").path, "--quiet", "--seed",
            "2", "--out", run.path,
        ]
        let refused = try Program.run(arguments)
        #expect(refused.status == 2)
        #expect(refused.output.isEmpty)
        #expect(
            refused.errors
                == "error: \(run.path): exists already; --force replaces it, "
                + "--out names another folder\n")
        #expect(try FolderContent(of: run.url) == before)
        let forced = try Program.run(arguments + ["--force"])
        #expect(forced.status == 0, "\(forced.errors)")
        #expect(try run.summary()["seed"] as? Int == 2)
        #expect(run.names == before.files.keys.sorted())
        #expect(FolderContent.names(in: run.folder.url) == ["run", "small.yaml"])
        // What is no run's folder is not replaced by force either.
        _ = try run.folder.write("mine", as: "notes/text")
        let other = try Program.run(
            arguments.dropLast() + [
                run.folder.url.appendingPathComponent("notes").path, "--force",
            ])
        #expect(other.status == 2)
        #expect(other.errors.contains("notes: holds files but no manifest.json"))
        #expect(FolderContent.names(in: run.folder.url.appendingPathComponent("notes")) == ["text"])
    }

    @Test(
        "a place where no folder can be is told, and nothing is left",
        arguments: [
            ("small.yaml/below", Int32(2), "small.yaml: is not a folder"),
            ("small.yaml", 2, "small.yaml: is not a folder"),
            ("..", 2, "does not name a new folder"),
            (String(repeating: "n", count: 256), 75, "File name too long"),
            // No file can be made there, not even by root.
            ("/proc/self/run", 75, "cannot be made: No such file or directory"),
        ])
    func nowhere(place: String, status: Int32, text: String) throws {
        let folder = try TemporaryFolder()
        let small = try folder.write(StudyCommandTests.small, as: "small.yaml")
        let path = place.hasPrefix("/") ? place : "\(folder.url.path)/\(place)"
        for more in [[], ["--force"]] {
            let run = try Program.run(["run", small, "--quiet", "--out", path] + more)
            #expect(run.status == status, "\(run.errors)")
            #expect(run.errors.hasPrefix("error: "))
            #expect(run.errors.contains(text), "\(run.errors)")
            #expect(FolderContent.names(in: folder.url) == ["small.yaml"])
        }
    }

    @Test("rules are held against the run, whose folder stays")
    func rules() throws {
        let run = try RunFixture(["small.yaml"], more: ["--fail-on", "expectation"])
        let small = run.folder.url.appendingPathComponent("small.yaml").path
        let fees = try #require(
            (try run.summary()["figures"] as? [[String: Any]])?
                .first { $0["name"] as? String == "fees" }?["value"] as? NSNumber)
        let broken = try Program.run([
            "run", small, "--quiet", "--out", run.path, "--force", "--fail-on", "fees < 0",
            "--fail-on", "fess < 0", "--fail-on", "fees >= 0",
        ])
        #expect(broken.status == 1)
        let lines = broken.errors.split(separator: "\n")
        #expect(lines.count == 2, "\(broken.errors)")
        #expect(
            lines.first?.hasPrefix("failed: fees < 0: it is \(fees.stringValue.prefix(8))") == true)
        #expect(lines.last == "failed: fess < 0: there is no figure fess")
        #expect(broken.output == run.outcome.output)
        #expect(run.names.contains("manifest.json"))
    }
}
