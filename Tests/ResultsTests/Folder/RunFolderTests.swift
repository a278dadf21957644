import EthereumPrimitives
import Foundation
import Simulation
import TestSupport
import Testing

@testable import Results

/// Writes a small whole run, as a command does; ends wherever `step` throws.
func sampleRun(
    at path: String, isReplacing: Bool = false, seed: UInt64 = 7,
    step: @escaping (RunFolder.Step) throws -> Void = { _ in }
) throws {
    let folder = try RunFolder(at: path, isReplacing: isReplacing, step: step)
    let store = try RunStore(
        path: "\(folder.workPath)/run.sqlite", durability: .whenClosed, version: "0.1.0")
    let writer = try store.begin(.sample(seed: seed))
    var sample = SampleRows(seed: seed)
    for record in sample.everyTable(rows: 5) { try writer.append(record) }
    try writer.finish(.sample)
    try store.close()
    let scenario = try folder.write("seed: \(seed)\n", as: "scenario.yaml")
    let summary = RunSummary(
        identity: .sample(seed: seed), outcome: .sample,
        rowsDigest: writer.digest.total(includingHashes: false), figures: [], expectations: [])
    let figures = try folder.write(summary.json.text, as: RunSummary.fileName)
    try folder.publish(
        RunManifest(
            identity: .sample(seed: seed), outcome: .sample, files: [scenario, figures],
            tables: writer.digest.byTable()))
}

@Suite struct RunFolderTests {
    private struct Killed: Error {}

    private let folder: TemporaryFolder
    private var path: String { folder.url.appendingPathComponent("run").path }
    private var names: [String] { get throws { try FileSystem.names(in: folder.url.path) } }

    init() throws {
        folder = try TemporaryFolder()
    }

    /// The seed of the whole run that stands at a path.
    private func seed(at path: String) throws -> UInt64 {
        let manifest = try RunManifest(folder: path)
        try manifest.verify(folder: path)
        return manifest.identity.seed
    }

    @Test("a run takes its name when it is whole, with the folders above it")
    func published() throws {
        let deep = folder.url.appendingPathComponent("a/b/run").path
        try sampleRun(at: deep + "/")
        #expect(try seed(at: deep) == 7)
        #expect(
            try FileSystem.names(in: deep)
                == ["manifest.json", "run.sqlite", "scenario.yaml", "summary.json"])
        #expect(try FileSystem.names(in: folder.url.appendingPathComponent("a/b").path) == ["run"])
    }

    @Test("a run that is given up leaves nothing")
    func discarded() throws {
        do {
            let work = try RunFolder(at: path, isReplacing: false)
            _ = try work.write("x", as: "scenario.yaml")
            #expect(try names.count == 1)
        }
        #expect(try names == [])
    }

    @Test(
        "wherever the process ends, the name has no folder or a whole run",
        arguments: RunFolder.Step.allCases)
    func killed(step: RunFolder.Step) throws {
        // Every occurrence of the step, since files are written several times.
        for occurrence in 1...3 {
            let target = folder.url.appendingPathComponent("\(step)-\(occurrence)").path
            var seen = 0
            func kill(_ reached: RunFolder.Step) throws {
                if reached == step { seen += 1 }
                if reached == step && seen == occurrence { throw Killed() }
            }
            do { try sampleRun(at: target, step: kill) } catch is Killed {}
            if FileManager.default.fileExists(atPath: target) {
                #expect(try seed(at: target) == 7)
            }
            // The next run stands, and what the dead one left is gone, but for a whole run.
            if !FileManager.default.fileExists(atPath: target) {
                try sampleRun(at: target, seed: 8)
            }
            let left = try names.filter { $0.hasPrefix(".\(step)-\(occurrence).") }
            #expect(left.count == (step == .manifestWritten && occurrence == 1 ? 1 : 0))
        }
    }

    @Test(
        "wherever a replacing process ends, the old or the new run stands or comes back",
        arguments: RunFolder.Step.allCases)
    func killedWhileReplacing(step: RunFolder.Step) throws {
        try sampleRun(at: path, seed: 1)
        do {
            try sampleRun(at: path, isReplacing: true, seed: 2) { reached in
                if reached == step { throw Killed() }
            }
            Issue.record("\(step) was not reached")
        } catch is Killed {}
        let stands = FileManager.default.fileExists(atPath: path)
        #expect(stands == (step != .setAside))
        if stands {
            let isNew = step == .published || step == .cleared
            #expect(try seed(at: path) == (isNew ? 2 : 1))
        } else {
            // Whoever comes next finds the old run in its place again.
            #expect(throws: ResultsError.exists(path: path)) {
                try RunFolder(at: path, isReplacing: false)
            }
            #expect(try seed(at: path) == 1)
        }
        try sampleRun(at: path, isReplacing: true, seed: 3)
        #expect(try seed(at: path) == 3)
        #expect(try names.filter { $0.contains("replaced") } == [])
    }

    @Test("where the new run cannot take the name, the old one has it again")
    func putBack() throws {
        try sampleRun(at: path, seed: 1)
        #expect(throws: ResultsError.self) {
            try sampleRun(at: path, isReplacing: true, seed: 2) { reached in
                guard reached == .setAside else { return }
                for name in try names where name.contains("partial") {
                    try FileManager.default.removeItem(
                        at: folder.url.appendingPathComponent(name))
                }
            }
        }
        #expect(try seed(at: path) == 1)
        #expect(try names == ["run"])
    }

    @Test("what a living process works on is left alone")
    func living() throws {
        let first = try RunFolder(at: path, isReplacing: false)
        _ = try first.write("x", as: "scenario.yaml")
        let second = try RunFolder(at: path, isReplacing: false)
        #expect(first.workPath != second.workPath)
        #expect(try FileSystem.names(in: first.workPath) == ["scenario.yaml"])
        try sampleRun(at: path)
        // The slower one loses the name, and keeps its work.
        let manifest = try RunManifest(folder: path)
        let error = #expect(throws: ResultsError.self) { try first.publish(manifest) }
        #expect(
            error?.description
                == "\(ResultsError.exists(path: path)); the whole run is in \(first.workPath)")
        #expect(try RunManifest(folder: first.workPath) == manifest)
        second.discard()
    }

    @Test("folders of other names are never taken for leftovers")
    func strangers() throws {
        let kept = [".run.partial-", ".run.partial-1x", ".runs.partial-1", ".run.partial-1.bak"]
        for name in kept {
            try FileManager.default.createDirectory(
                at: folder.url.appendingPathComponent(name), withIntermediateDirectories: false)
        }
        try FileManager.default.createDirectory(
            at: folder.url.appendingPathComponent(".run.partial-1-2"),
            withIntermediateDirectories: false)
        try sampleRun(at: path)
        #expect(try names == (kept + ["run"]).sorted())
    }

    @Test("a folder or file that stands there is refused and left alone")
    func occupied() throws {
        try sampleRun(at: path)
        #expect(throws: ResultsError.exists(path: path)) { try sampleRun(at: path, seed: 8) }
        #expect(try seed(at: path) == 7)
        let file = try folder.write("mine", as: "file")
        for isReplacing in [false, true] {
            #expect(throws: ResultsError.notAFolder(path: file)) {
                try RunFolder(at: file, isReplacing: isReplacing)
            }
            #expect(throws: ResultsError.notAFolder(path: file)) {
                try RunFolder(at: "\(file)/run", isReplacing: isReplacing)
            }
        }
        _ = try folder.write("mine", as: "thesis/chapter.tex")
        let thesis = folder.url.appendingPathComponent("thesis").path
        #expect(throws: ResultsError.notARun(path: thesis)) {
            try RunFolder(at: thesis, isReplacing: true)
        }
        try folder.link("link", to: path)
        let link = folder.url.appendingPathComponent("link").path
        #expect(throws: ResultsError.notAFolder(path: link)) {
            try RunFolder(at: link, isReplacing: true)
        }
        #expect(try names == ["file", "link", "run", "thesis"])
    }

    @Test(
        "a path that can name no folder is refused", arguments: ["", ".", "..", "/", "a/..", "a/."])
    func unusable(path: String) {
        #expect(throws: ResultsError.unusableName(path: path)) {
            try RunFolder(at: path, isReplacing: true)
        }
    }

    @Test("a parent that cannot be written is an error with its path and reason")
    func readOnly() throws {
        // Not even root makes files here.
        let path = "/proc/self/perplab/run"
        #expect(
            throws: ResultsError.system(path: "/proc/self/perplab", action: "made", code: ENOENT)
        ) { try RunFolder(at: path, isReplacing: false) }
        let long = String(repeating: "x", count: 300)
        #expect(
            throws: ResultsError.system(
                path: "/tmp/\(long)", action: "looked at", code: ENAMETOOLONG)
        ) {
            try RunFolder(at: "/tmp/\(long)", isReplacing: false)
        }
        if geteuid() != 0 {
            let closed = folder.url.appendingPathComponent("closed").path
            #expect(mkdir(closed, 0o500) == 0)
            let error = #expect(throws: ResultsError.self) {
                try RunFolder(at: "\(closed)/run", isReplacing: false)
            }
            #expect(error?.description.hasSuffix("cannot be made: Permission denied") == true)
        }
    }

    @Test("the usual path is made of scenario, seed and digest")
    func usualPath() {
        let digest = Keccak256.hash([])
        #expect(
            RunFolder.usualPath(scenario: "oracle-pump", seed: 3, digest: digest)
                == "runs/oracle-pump-3-c5d24601")
        #expect(
            RunFolder.usualPath(scenario: "../etc/ä b", seed: .max, digest: digest)
                == "runs/---etc---b-18446744073709551615-c5d24601")
    }
}
