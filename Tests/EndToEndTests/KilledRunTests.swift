import Foundation
import TestSupport
import Testing

@Suite struct KilledRunTests {
    private static let kills = 25
    private static let calm = ["calm-market", "--set", "duration=8m"]
    /// Files as they come to stand near the end.
    private static let lastFiles = [
        "scenario.yaml", "summary.json", "report.html", "manifest.json",
    ]

    @Test("a run that is killed at any moment leaves no folder, or a whole one")
    func fresh() throws {
        let place = try RunPlace(Self.calm)
        let looks = try place.wholeRun()
        let whole = try place.content()
        try FileManager.default.removeItem(at: place.url)
        var killed = 0
        for number in 0..<Self.kills {
            killed += try kill(number, of: place, looks, []) ? 1 : 0
            let names = FolderContent.names(in: place.folder.url)
            // What the one before has left is cleared away by the next.
            #expect(leftovers(names, in: place).count <= 1, "\(names)")
            guard names.contains("run") else { continue }
            #expect(try place.content() == whole, "kill \(number)")
            try FileManager.default.removeItem(at: place.url)
        }
        #expect(killed > Self.kills / 2)
        _ = try place.wholeRun()
        #expect(try place.content() == whole)
        #expect(leftovers(FolderContent.names(in: place.folder.url), in: place) == [])
    }

    @Test("killed while it replaces a run, it leaves the old one or the new one")
    func replacing() throws {
        let place = try RunPlace(Self.calm)
        _ = try place.wholeRun(["--seed", "2"])
        let old = try place.content()
        let looks = try place.wholeRun(["--force"])
        let new = try place.content()
        #expect(old != new)
        var killed = 0
        for number in 0..<Self.kills {
            killed += try kill(number, of: place, looks, ["--force"]) ? 1 : 0
            let names = FolderContent.names(in: place.folder.url)
            if names.contains("run") {
                #expect(try place.content() == new, "kill \(number)")
            } else {
                // Killed between two renamings: the old one stands beside it, for the next to put back.
                let aside = try #require(names.first { $0.hasPrefix(".run.replaced-") })
                let folder = place.folder.url.appendingPathComponent(aside)
                #expect(try FolderContent(of: folder) == new)
            }
        }
        #expect(killed > Self.kills / 2)
        _ = try place.wholeRun(["--force", "--seed", "2"])
        #expect(try place.content() == old)
        #expect(leftovers(FolderContent.names(in: place.folder.url), in: place) == [])
    }

    @Test("a folder that was moved aside is put back, and what dead processes left is cleared away")
    func leftBehind() throws {
        let place = try RunPlace(Self.calm)
        let folder = place.folder
        try folder.shell("mkdir .run.partial-1 .run.partial-2-3 .run.partial-x .other.partial-1")
        try folder.shell("mkdir .run.replaced-1; touch .run.partial-1/run.sqlite")
        _ = try folder.write("{}", as: ".run.replaced-1/manifest.json")
        let refused = try place.start().outcome()
        #expect(refused.status == 2)
        #expect(refused.errors.contains("exists already"))
        #expect(
            FolderContent.names(in: folder.url) == [".other.partial-1", ".run.partial-x", "run"])
        #expect(FolderContent.names(in: place.url) == ["manifest.json"])
    }

    /// Starts the command, and kills it.
    ///
    /// Of ten kills six are spread over the whole run, and four fall where a file near its end has
    /// just begun.
    /// - Returns: Whether the program ended by that.
    private func kill(
        _ number: Int, of place: RunPlace, _ looks: Int, _ arguments: [String]
    ) throws -> Bool {
        let run = try place.start(arguments)
        run.watch { _ in place.isBegun(by: run) }
        if number % 10 < 6 {
            let moment = looks * number / Self.kills
            run.watch { $0 >= moment }
        } else {
            let name = Self.lastFiles[number % 10 - 6]
            // As close behind it as can be: there are fractions of a millisecond between them.
            while run.isRunning, !place.hasWork(name, of: run) { sched_yield() }
        }
        run.send(SIGKILL)
        let outcome = try run.outcome()
        #expect(outcome.signal == SIGKILL || outcome.status == 0, "\(outcome)")
        return outcome.signal == SIGKILL
    }

    /// The hidden folders that have no manifest; those that have one are whole runs without a name.
    private func leftovers(_ names: [String], in place: RunPlace) -> [String] {
        names.filter { name in
            name.hasPrefix(".")
                && !FolderContent.names(in: place.folder.url.appendingPathComponent(name))
                    .contains("manifest.json")
        }
    }
}
