import Foundation
import TestSupport
import Testing

@Suite struct InterruptionTests {
    /// A run beside which there is time to interfere.
    private static let calm = ["calm-market", "--set", "duration=8m"]

    @Test(
        "a signal keeps the run so far, as one that can be replayed, also where it was blocked",
        arguments: [SIGINT, SIGTERM], [false, true])
    func early(signal: Int32, isBlocking: Bool) throws {
        let place = try RunPlace(Self.calm)
        // The program listens before its folder is there, so that this is none too early.
        let run = try place.start(isBlocking: isBlocking)
        run.watch { _ in place.isBegun(by: run) }
        run.send(signal)
        let outcome = try run.outcome()
        #expect(outcome.status == 130 && outcome.signal == nil, "\(outcome)")
        #expect(outcome.errors == "error: interrupted; \(place.path) holds the run so far\n")
        try expectInterrupted(place)
    }

    @Test("a run is interrupted between two blocks, and its report holds what there is")
    func late() throws {
        let place = try RunPlace(["calm-market", "--signatures", "elided"])
        let run = try place.start()
        // Blocks are written in pieces of 256 KiB, of which the run has several.
        run.watch { _ in place.workBytes("blocks.rlp", of: run) > 0 }
        run.send(SIGINT)
        let outcome = try run.outcome()
        #expect(outcome.status == 130 && outcome.signal == nil, "\(outcome)")
        let blocks = try expectInterrupted(place)
        #expect(blocks > 10)
        let page = try Data(contentsOf: place.url.appendingPathComponent("report.html"))
        let again = place.folder.url.appendingPathComponent("again.html").path
        #expect(try Program.run(["report", place.path, "--output", again]).status == 0)
        #expect(try Data(contentsOf: URL(fileURLWithPath: again)) == page)
        #expect(String(decoding: page, as: UTF8.self).contains("interrupted"))
    }

    @Test("signal upon signal ends the program at once, with a whole folder or none")
    func insisted() throws {
        let place = try RunPlace(["calm-market"])
        let run = try place.start()
        run.watch { _ in place.isBegun(by: run) }
        run.watch { _ in
            run.send(SIGINT)
            return false
        }
        let outcome = try run.outcome()
        #expect(outcome.status == 130 && outcome.signal == nil, "\(outcome)")
        if !FolderContent.names(in: place.url).isEmpty { try expectInterrupted(place) }
    }

    @Test(
        "a run stays whole when the one without attackers is interrupted, and that one is left out")
    func twin() throws {
        let arguments = [
            "oracle-pump-liquidations", "--set", "duration=2110s", "--signatures", "elided",
        ]
        let place = try RunPlace(arguments)
        let looks = try place.wholeRun()
        let whole = try place.content()
        #expect(try Program.run(["export", place.path, "--run", "2"]).status == 0)
        let alone = try RunPlace(arguments + ["--no-twin"])
        _ = try alone.wholeRun()
        let report = try alone.content().files["report.html"]
        #expect(report != nil && report != whole.files["report.html"])
        // The second run is looked for by halving, between a moment before it and one after it.
        var (before, after, found) = (0, looks, false)
        for attempt in 0..<30 where !found {
            // A moment is not the same in each process: now and then the ends are set back.
            if attempt % 8 == 7 { (before, after) = (before / 2, after + looks / 4) }
            let middle = (before + after) / 2
            let run = try place.start(["--force"])
            run.watch { _ in place.isBegun(by: run) }
            run.watch { $0 >= middle }
            run.send(SIGINT)
            let outcome = try run.outcome()
            let status = try place.manifest()["status"] as? String
            if outcome.status == 0 {
                #expect(try place.content() == whole)
                after = middle
            } else if status == "interrupted" {
                #expect(outcome.status == 130)
                before = middle
            } else {
                found = true
                #expect(outcome.status == 130 && status == "complete")
                #expect(
                    outcome.errors.hasSuffix(
                        "holds the whole run, but not the one without attackers\n"))
                let content = try place.content()
                for name in ["blocks.rlp", "summary.json", "scenario.yaml"] {
                    #expect(content.files[name] == whole.files[name], "\(name)")
                }
                #expect(content.files["report.html"] == report)
                let export = try Program.run(["export", place.path, "--run", "2"])
                #expect(export.errors.hasSuffix("there is no run 2; there is 1\n"), "\(export)")
            }
        }
        #expect(found, "no signal fell into the run without attackers")
    }

    /// Holds a place to have an interrupted run that agrees with itself; gives its number of blocks.
    @discardableResult
    private func expectInterrupted(_ place: RunPlace) throws -> Int {
        #expect(FolderContent.names(in: place.folder.url) == ["run"])
        #expect(FolderContent.names(in: place.url).count == 6)
        #expect(try place.manifest()["status"] as? String == "interrupted")
        let replay = try Program.run(["replay", place.path, "--json"])
        #expect(replay.status == 0, "\(replay.errors)")
        let document = try #require(
            try JSONSerialization.jsonObject(with: Data(replay.output.utf8)) as? [String: Any])
        #expect(document["headHash"] as? String == (try place.manifest()["head_hash"] as? String))
        return try #require(document["blocks"] as? Int)
    }
}

/// Where runs of one command are made one after the other, in a folder of their own.
final class RunPlace {
    let folder: TemporaryFolder
    let arguments: [String]

    var url: URL { folder.url.appendingPathComponent("run") }
    var path: String { url.path }

    init(_ arguments: [String]) throws {
        folder = try TemporaryFolder()
        self.arguments = arguments
    }

    /// Starts the command.
    func start(_ more: [String] = [], isBlocking: Bool = false) throws -> StartedProgram {
        try StartedProgram(
            ["run"] + arguments + ["--quiet", "--out", path] + more, isBlocking: isBlocking)
    }

    /// The folder in which a program works before its run has a name.
    func workFolder(of run: StartedProgram) -> URL {
        folder.url.appendingPathComponent(".run.partial-\(run.identifier)")
    }

    /// Whether a program has begun its folder.
    func isBegun(by run: StartedProgram) -> Bool { hasWork("", of: run) }

    /// Whether a program has begun a file.
    func hasWork(_ name: String, of run: StartedProgram) -> Bool {
        FileManager.default.fileExists(
            atPath: workFolder(of: run).appendingPathComponent(name).path)
    }

    /// How much a program has written into a file.
    func workBytes(_ name: String, of run: StartedProgram) -> Int {
        var info = stat()
        return stat(workFolder(of: run).appendingPathComponent(name).path, &info) == 0
            ? Int(info.st_size) : 0
    }

    /// Runs undisturbed.
    /// - Returns: How often `StartedProgram.watch` looks at it from its folder's beginning to the end.
    func wholeRun(_ more: [String] = []) throws -> Int {
        let run = try start(more)
        run.watch { _ in isBegun(by: run) }
        let looks = run.watch { _ in false }
        let outcome = try run.outcome()
        try #require(outcome.status == 0, "\(outcome.errors)")
        return looks
    }

    /// What the run's folder holds.
    func content() throws -> FolderContent { try FolderContent(of: url) }

    /// The manifest.
    func manifest() throws -> [String: Any] {
        let data = try Data(contentsOf: url.appendingPathComponent("manifest.json"))
        return try #require(try JSONSerialization.jsonObject(with: data) as? [String: Any])
    }
}
