import Foundation
import TestSupport
import Testing

/// The folder of a run that the program has made, for tests of what reads it.
final class RunFixture {
    /// A cascade of liquidations: rows in most tables, a few thousand transactions.
    static let cascade = ["cascade", "--set", "duration=16m", "--signatures", "elided"]

    /// The folder that it lies in.
    let folder: TemporaryFolder
    /// What the program printed.
    let outcome: Program.Outcome

    var url: URL { folder.url.appendingPathComponent("run") }
    var path: String { url.path }

    /// Runs, and holds that to have gone well.
    ///
    /// - Parameter arguments: What stands behind `perplab run`; `small.yaml` is put into the folder.
    init(_ arguments: [String] = ["small.yaml"], more: [String] = []) throws {
        folder = try TemporaryFolder()
        let small = try folder.write(StudyCommandTests.small, as: "small.yaml")
        let place = folder.url.appendingPathComponent("run").path
        outcome = try Program.run(
            ["run"] + arguments.map { $0 == "small.yaml" ? small : $0 } + more
                + ["--quiet", "--out", place])
        try #require(outcome.status == 0, "\(outcome.errors)")
    }

    /// The names of the files.
    var names: [String] { FolderContent.names(in: url) }

    /// A file's bytes.
    func bytes(_ name: String) throws -> [UInt8] {
        [UInt8](try Data(contentsOf: url.appendingPathComponent(name)))
    }

    /// A file's text.
    func text(_ name: String) throws -> String { String(decoding: try bytes(name), as: UTF8.self) }

    /// Puts other bytes in a file's place.
    func write(_ bytes: [UInt8], as name: String) throws {
        try Data(bytes).write(to: url.appendingPathComponent(name))
    }

    /// Puts another text in a file's place.
    func write(_ text: String, as name: String) throws { try write(Array(text.utf8), as: name) }

    /// Replaces the one place of a file where a text stands.
    func replace(_ old: String, with new: String, in name: String) throws {
        let parts = try text(name).components(separatedBy: old)
        try #require(parts.count >= 2, "\(name) has no \(old)")
        try write(
            parts[0] + new + parts.dropFirst().joined(separator: old), as: name)
    }

    /// The summary.
    func summary() throws -> [String: Any] {
        try #require(
            try JSONSerialization.jsonObject(with: Data(bytes("summary.json"))) as? [String: Any])
    }
}

/// What stands in a folder, to be compared before and after.
struct FolderContent: Equatable {
    /// The bytes of each file.
    let files: [String: Data]

    init(of folder: URL) throws {
        files = try Dictionary(
            uniqueKeysWithValues: FolderContent.names(in: folder).map {
                ($0, try Data(contentsOf: folder.appendingPathComponent($0)))
            })
    }

    /// All names, also the hidden ones, sorted; none where there is no folder.
    static func names(in folder: URL) -> [String] {
        ((try? FileManager.default.contentsOfDirectory(atPath: folder.path)) ?? []).sorted()
    }
}
