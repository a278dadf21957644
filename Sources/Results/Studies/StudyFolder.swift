import Foundation

/// The folder of a study, which grows while the study runs.
///
/// Its database keeps each run as soon as it ends; the other files are functions of it and appear
/// whole, each under its final name at once. Whatever ends the process, the same command goes on
/// from there. The folder is locked while its process lives.
public final class StudyFolder {
    /// The folder's path.
    public let path: String
    private let lock: FolderLock?
    private static let names: Set<String> = [
        StudyStore.fileName, summaryName, attackName, reportName, scenarioName, bestName,
    ]

    /// The statistics of a study.
    public static let summaryName = "study.json"
    /// What a search for the best attack found.
    public static let attackName = "attack.json"
    /// The page.
    public static let reportName = "report.html"
    /// The resolved scenario.
    public static let scenarioName = "scenario.yaml"
    /// The run of the best attack, a folder of its own.
    public static let bestName = "best"

    /// The path of the database.
    public var storePath: String { "\(path)/\(StudyStore.fileName)" }

    /// The usual path of a study's folder: `runs/<scenario>-<kind>-<digest>`, the first 8 digits.
    public static func usualPath(scenario: String, kind: String, digest: String) -> String {
        let name = String(
            scenario.map { $0.isASCII && ($0.isLetter || $0.isNumber || $0 == "_") ? $0 : "-" })
        return "runs/\(name)-\(kind)-\(digest.prefix(8))"
    }

    /// Makes the folder, or takes up the study that it holds.
    /// - Parameter isAnew: Whether a study that is there is removed first.
    /// - Throws: `ResultsError` for a folder of something else, `StudyStoreError.inUse`.
    public init(at path: String, isAnew: Bool) throws {
        var path = path
        while path.count > 1 && path.hasSuffix("/") { path.removeLast() }
        guard !path.isEmpty, !path.utf8.contains(0) else {
            throw ResultsError.unusableName(path: path)
        }
        self.path = path
        if let kind = try FileSystem.kind(of: path), kind != S_IFDIR, kind != S_IFLNK {
            throw ResultsError.notAFolder(path: path)
        }
        try FileSystem.makeFolders(path)
        let names = try FileSystem.names(in: path)
        guard names.contains(StudyStore.fileName) || names.allSatisfy(Self.isOwn) else {
            throw ResultsError.notAStudy(path: path)
        }
        errno = 0
        lock = FolderLock(path)
        // A file system without locks gives none; the database has one of its own then.
        if lock == nil, errno == EWOULDBLOCK { throw StudyStoreError.inUse(path: path) }
        // What a killed process left half-written.
        for name in names where name.hasSuffix(RunFile.partialSuffix) {
            FileSystem.removeTree("\(path)/\(name)")
        }
        guard isAnew else { return }
        // The database goes first, so that nothing is taken for outcomes of what follows.
        for name in [StudyStore.fileName] + names where Self.isOwn(name) {
            FileSystem.removeTree("\(path)/\(name)")
        }
    }

    /// Whether a name is one that studies give; nothing else is ever removed.
    private static func isOwn(_ name: String) -> Bool {
        names.contains(name) || name.hasSuffix(RunFile.partialSuffix)
            || name.hasPrefix(".\(bestName).") || name.hasPrefix("\(StudyStore.fileName)-")
    }

    /// Writes a whole file, in place of an earlier one.
    /// - Throws: `ResultsError`; an earlier one stays then.
    public func write(_ text: String, as name: String) throws {
        try RunFile.replace("\(path)/\(name)", with: text)
    }
}
