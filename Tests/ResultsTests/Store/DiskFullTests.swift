import Foundation
import Simulation
import TestSupport
import Testing

@testable import Results

@Suite struct DiskFullTests {
    @Test(
        "a full disk is an error that says so, and the older run stays",
        .enabled(if: SmallDisk.canMount, "mounting a small disk takes the rights of root"))
    func rows() throws {
        let disk = try #require(SmallDisk(size: "2m"))
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
        .enabled(if: SmallDisk.canMount, "mounting a small disk takes the rights of root"))
    func files() throws {
        let disk = try #require(SmallDisk(size: "2m"))
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
