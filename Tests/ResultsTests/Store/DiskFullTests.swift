import Foundation
import Simulation
import TestSupport
import Testing

@testable import Results

/// A file system of 2 MB in memory; mounting one takes the rights of root.
private final class SmallDisk {
    let folder: TemporaryFolder
    var path: String { folder.url.path }

    init?() {
        guard let folder = try? TemporaryFolder(),
            mount("tmpfs", folder.url.path, "tmpfs", 0, "size=2m") == 0
        else { return nil }
        self.folder = folder
    }

    deinit { umount(folder.url.path) }
}

@Suite struct DiskFullTests {
    private static let canMount = SmallDisk() != nil

    @Test(
        "a full disk is an error that says so, and the older run stays",
        .enabled(if: canMount, "mounting a small disk takes the rights of root"))
    func rows() throws {
        let disk = try #require(SmallDisk())
        let path = "\(disk.path)/run"
        try sampleRun(at: path)
        do {
            let folder = try RunFolder(at: path, isReplacing: true)
            let store = try RunStore(
                path: "\(folder.workPath)/run.sqlite", durability: .whenClosed, version: "0.1.0")
            let writer = try store.begin(.sample())
            var sample = SampleRows(seed: 1)
            for _ in 0..<100 {
                for record in sample.everyTable(rows: 100) { try writer.append(record) }
            }
            try writer.finish(.sample)
            try store.close()
            Issue.record("100,000 rows fit into 2 MB")
        } catch let error as ResultsError {
            #expect(error.isDiskFull, "\(error)")
            #expect(error.description.contains("\(disk.path)/.run.partial-"))
            #expect(error.description.contains("full"))
        }
        #expect(try FileSystem.names(in: disk.path) == ["run"])
        try RunManifest(folder: path).verify(folder: path)
    }

    @Test(
        "a file that does not fit is an error that says so",
        .enabled(if: canMount, "mounting a small disk takes the rights of root"))
    func files() throws {
        let disk = try #require(SmallDisk())
        let folder = try RunFolder(at: "\(disk.path)/run", isReplacing: false)
        do {
            _ = try folder.write(String(repeating: "x", count: 3 << 20), as: "report.html")
            Issue.record("3 MB fit into 2 MB")
        } catch let error as ResultsError {
            #expect(error.isDiskFull)
            #expect(
                error.description.hasSuffix(
                    "report.html: cannot be written: No space left on device"))
        }
        folder.discard()
        #expect(try FileSystem.names(in: disk.path) == [])
    }
}
