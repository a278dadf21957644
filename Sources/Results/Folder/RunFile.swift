import EthereumPrimitives
import Foundation

/// The name of a file and the digest of its bytes.
public struct FileDigest: Hashable, Sendable {
    /// The name within the folder.
    public let name: String
    /// How many bytes it has.
    public let bytes: Int
    /// Their Keccak-256.
    public let digest: Hash256

    /// A digest from its parts.
    init(name: String, bytes: Int, digest: Hash256) {
        self.name = name
        self.bytes = bytes
        self.digest = digest
    }

    /// The digest of a file that is there.
    init(of name: String, in folder: String) throws {
        var hasher = Keccak256()
        var count = 0
        try FileSystem.read("\(folder)/\(name)") { piece in
            hasher.update(piece)
            count += piece.count
        }
        self.init(name: name, bytes: count, digest: hasher.finalize())
    }
}

/// A file of a run's folder that is written in pieces from its beginning to its end.
public final class RunFile {
    /// How the name of a file ends that is to replace another one.
    static let partialSuffix = ".partial"
    private static let chunk = 65_536

    private let name: String
    private let path: String
    private var descriptor: Int32
    private var gathered: [UInt8] = []
    private var hasher = Keccak256()
    private var count = 0

    init(name: String, in folder: String) throws {
        self.name = name
        path = "\(folder)/\(name)"
        descriptor = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o666)
        guard descriptor >= 0 else {
            throw ResultsError.system(path: path, action: "made", code: errno)
        }
    }

    deinit { if descriptor >= 0 { close(descriptor) } }

    /// Appends bytes.
    public func append(_ bytes: [UInt8]) throws {
        gathered += bytes
        if gathered.count >= RunFile.chunk { try flush() }
    }

    /// Appends text as UTF-8.
    public func append(_ text: String) throws {
        gathered.append(contentsOf: text.utf8)
        if gathered.count >= RunFile.chunk { try flush() }
    }

    /// Writes what is left, has the device keep it, and closes the file.
    /// - Precondition: the file is not finished yet.
    public func finish() throws -> FileDigest {
        precondition(descriptor >= 0, "\(name) is finished twice")
        try flush()
        guard fsync(descriptor) == 0 else {
            throw ResultsError.system(path: path, action: "flushed to its device", code: errno)
        }
        let code = close(descriptor) == 0 ? 0 : errno
        descriptor = -1
        guard code == 0 else { throw ResultsError.system(path: path, action: "closed", code: code) }
        return FileDigest(name: name, bytes: count, digest: hasher.finalize())
    }

    /// Puts a whole file in the place of an earlier one: a reader sees that one or the new one.
    ///
    /// - Throws: `ResultsError`, also where something other than a file stands; nothing is changed
    ///   then.
    public static func replace(_ path: String, with text: String) throws {
        if let kind = try FileSystem.kind(of: path), kind != S_IFREG, kind != S_IFLNK {
            throw ResultsError.system(
                path: path, action: "replaced", code: kind == S_IFDIR ? EISDIR : ENOTSUP)
        }
        let folder = FileSystem.parent(of: path)
        let name = path.lastIndex(of: "/").map { String(path[path.index(after: $0)...]) } ?? path
        let partial = "\(name).\(getpid())\(partialSuffix)"
        unlink("\(folder)/\(partial)")
        do {
            let file = try RunFile(name: partial, in: folder)
            try file.append(text)
            _ = try file.finish()
            guard rename("\(folder)/\(partial)", path) == 0 else {
                throw ResultsError.system(path: path, action: "made", code: errno)
            }
        } catch {
            unlink("\(folder)/\(partial)")
            throw error
        }
    }

    private func flush() throws {
        var done = 0
        while done < gathered.count {
            let written = gathered.withUnsafeBytes {
                write(descriptor, $0.baseAddress.map { $0 + done }, $0.count - done)
            }
            if written < 0 && errno == EINTR { continue }
            guard written >= 0 else {
                throw ResultsError.system(path: path, action: "written", code: errno)
            }
            done += written
        }
        hasher.update(gathered)
        count += gathered.count
        gathered.removeAll(keepingCapacity: true)
    }
}
