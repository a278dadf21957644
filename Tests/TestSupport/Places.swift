import Foundation

/// Where tests find files: in the repository, and in the folder of shared vectors if there is one.
public enum Places {
    /// The root of the repository.
    public static let repository = URL(fileURLWithPath: #filePath)
        .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()

    /// Vector files that belong to the repository.
    public static let fixtures = repository.appendingPathComponent("Tests/Fixtures")

    /// The folder that `PERPLAB_SHARED` names; nil where it is not set or empty.
    public static let namedShared: URL? = {
        guard let path = ProcessInfo.processInfo.environment["PERPLAB_SHARED"], !path.isEmpty else {
            return nil
        }
        return URL(fileURLWithPath: path)
    }()

    /// The folder that `PERPLAB_SHARED` names, or `../shared` beside the repository.
    public static let shared =
        namedShared
        ?? repository.deletingLastPathComponent().appendingPathComponent("shared")

    /// Whether a folder of shared vectors is there; tests that need it are skipped by name if not.
    public static func hasShared(_ folder: String) -> Bool {
        FileManager.default.fileExists(atPath: shared.appendingPathComponent(folder).path)
    }

    /// The vector files of a shared folder by name, or none where it is missing.
    public static func sharedVectors(_ folder: String) -> [String] {
        jsonFiles(in: shared.appendingPathComponent(folder))
    }

    /// The paths of the JSON files of a folder, in the order of their names.
    public static func jsonFiles(in folder: URL) -> [String] {
        let names = (try? FileManager.default.contentsOfDirectory(atPath: folder.path)) ?? []
        return names.filter { $0.hasSuffix(".json") }.sorted()
            .map { folder.appendingPathComponent($0).path }
    }
}
