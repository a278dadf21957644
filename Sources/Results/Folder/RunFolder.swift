import EthereumPrimitives
import Foundation
import JSONText

/// A folder of results that comes into being at once, or not at all.
///
/// Work happens in a folder beside it, `.NAME.partial-PID`, which takes the final name when its
/// manifest is written. Whatever ends the process, a folder of the final name is a whole run: the
/// new one, or the one that stood there before. The work folder is locked while its process lives;
/// a later run of the same name removes what dead ones left.
public final class RunFolder {
    /// A moment at which tests end the work.
    enum Step: Hashable, Sendable, CaseIterable {
        case begun, fileWritten, manifestWritten, setAside, published, cleared
    }

    /// The name of the file that is written last.
    public static let manifestName = "manifest.json"

    /// The final path.
    public let path: String
    /// Where files are written until then.
    public let workPath: String

    let parent: String
    let name: String
    let isReplacing: Bool
    private let step: (Step) throws -> Void
    private var lock: FolderLock?
    private var oldLock: FolderLock?
    private var isOver = false

    /// The usual path of a run's folder: `runs/<scenario>-<seed>-<digest>`, the first 8 digits of a
    /// digest of all that decides the run.
    public static func usualPath(scenario: String, seed: UInt64, digest: Hash256) -> String {
        let name = String(
            scenario.map { $0.isASCII && ($0.isLetter || $0.isNumber || $0 == "_") ? $0 : "-" })
        return "runs/\(name)-\(seed)-\(digest.description.dropFirst(2).prefix(8))"
    }

    /// Begins a folder, with the folders above it where they are missing.
    ///
    /// - Parameters:
    ///   - path: Where it is to stand.
    ///   - isReplacing: Whether a run's folder of that name is replaced, when the new one stands.
    /// - Throws: `ResultsError`; nothing is changed then.
    public convenience init(at path: String, isReplacing: Bool) throws {
        try self.init(at: path, isReplacing: isReplacing, step: { _ in })
    }

    init(at path: String, isReplacing: Bool, step: @escaping (Step) throws -> Void) throws {
        var path = path
        while path.count > 1 && path.hasSuffix("/") { path.removeLast() }
        name = path.lastIndex(of: "/").map { String(path[path.index(after: $0)...]) } ?? path
        guard !name.isEmpty, name != ".", name != "..", !path.utf8.contains(0) else {
            throw ResultsError.unusableName(path: path)
        }
        self.path = path
        self.isReplacing = isReplacing
        self.step = step
        parent = FileSystem.parent(of: path)
        try RunFolder.check(path, isReplacing: isReplacing)
        try FileSystem.makeFolders(parent)
        RunFolder.clear(name: name, in: parent)
        // A folder moved aside by a dead process may stand again now.
        try RunFolder.check(path, isReplacing: isReplacing)
        (workPath, lock) = try RunFolder.makeWorkFolder(name: name, in: parent)
        try perform(.begun)
    }

    deinit { discard() }

    /// Begins a file of the folder.
    /// - Parameter name: Its name, without folders.
    public func file(_ name: String) throws -> RunFile {
        try RunFile(name: name, in: workPath)
    }

    /// Writes a whole file of the folder.
    public func write(_ text: String, as name: String) throws -> FileDigest {
        let file = try file(name)
        try file.append(text)
        let digest = try file.finish()
        try perform(.fileWritten)
        return digest
    }

    /// Writes the manifest and gives the folder its name. No file may be written afterwards.
    ///
    /// - Throws: `ResultsError`; when only the last step failed, the whole run is in `workPath` and
    ///   stays there.
    public func publish(_ manifest: RunManifest) throws { try publish(manifest.json) }

    /// The same with a manifest of another kind of results.
    func publish(_ manifest: JSONValue) throws {
        precondition(!isOver, "\(path) is published or discarded already")
        // Under another name at first, so that a manifest is always a whole one.
        let unfinished = "\(RunFolder.manifestName).partial"
        _ = try write(manifest.text, as: unfinished)
        try move(
            "\(workPath)/\(unfinished)", "\(workPath)/\(RunFolder.manifestName)")
        try FileSystem.synchronize(workPath)
        isOver = true
        try perform(.manifestWritten)
        let old: String?
        do {
            old = try takeName()
        } catch let error as ResultsError {
            throw ResultsError.notPublished(work: workPath, reason: error.description)
        }
        try perform(.published)
        try FileSystem.synchronize(parent)
        if let old { remove(old) }
        (lock, oldLock) = (nil, nil)
        try perform(.cleared)
    }

    /// Removes what was written, unless it is published.
    public func discard() {
        guard !isOver else { return }
        isOver = true
        FileSystem.removeTree(workPath)
        lock = nil
    }

    /// Lets the work lie where it is, as the end of the process would.
    private func perform(_ reached: Step) throws {
        do {
            try step(reached)
        } catch {
            isOver = true
            (lock, oldLock) = (nil, nil)
            throw error
        }
    }

    /// Gives the work folder its final name, and moves the old one aside for that.
    ///
    /// Should the process end in between, the next run of this name puts the old one back.
    /// - Returns: Where the old folder is now; nil where there was none.
    private func takeName() throws -> String? {
        guard isReplacing, try FileSystem.kind(of: path) != nil else {
            try move(workPath, path)
            return nil
        }
        try RunFolder.check(path, isReplacing: true)
        let aside = "\(parent)/\(RunFolder.asidePrefix(name))\(getpid())"
        oldLock = FolderLock(path)
        try move(path, aside)
        try perform(.setAside)
        do {
            try move(workPath, path)
        } catch {
            try? move(aside, path)
            throw error
        }
        return aside
    }

    /// Renames; a folder that holds something is never replaced by that.
    private func move(_ source: String, _ target: String) throws {
        if rename(source, target) == 0 { return }
        if errno == EEXIST || errno == ENOTEMPTY { throw ResultsError.exists(path: target) }
        throw ResultsError.system(path: target, action: "made from \(source)", code: errno)
    }

    /// Removes a replaced run, its manifest first, so that no half of it passes for a run.
    private func remove(_ folder: String) {
        unlink("\(folder)/\(RunFolder.manifestName)")
        FileSystem.removeTree(folder)
    }
}
