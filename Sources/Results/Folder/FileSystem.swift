import Foundation

/// The few calls of the operating system that results need, with errors that name the path.
enum FileSystem {
    /// What a path leads to, without following a link at its end; nil for nothing.
    static func kind(of path: String) throws -> mode_t? {
        var info = stat()
        if lstat(path, &info) == 0 { return info.st_mode & S_IFMT }
        // A file where a folder should be above it: whoever makes the folders tells of that.
        if errno == ENOENT || errno == ENOTDIR { return nil }
        throw ResultsError.system(path: path, action: "looked at", code: errno)
    }

    /// The names in a folder, sorted.
    static func names(in path: String) throws -> [String] {
        guard let folder = opendir(path) else {
            throw ResultsError.system(path: path, action: "read", code: errno)
        }
        defer { closedir(folder) }
        var names: [String] = []
        while let entry = readdir(folder) {
            let name = withUnsafePointer(to: &entry.pointee.d_name) {
                $0.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
            }
            if name != "." && name != ".." { names.append(name) }
        }
        return names.sorted()
    }

    /// Makes a folder.
    static func makeFolder(_ path: String) throws {
        guard mkdir(path, 0o777) == 0 else {
            throw ResultsError.system(path: path, action: "made", code: errno)
        }
    }

    /// Makes a folder and those above it, as far as they are missing.
    static func makeFolders(_ path: String) throws {
        var info = stat()
        if stat(path, &info) == 0 {
            guard info.st_mode & S_IFMT == S_IFDIR else {
                throw ResultsError.notAFolder(path: path)
            }
            return
        }
        let above = parent(of: path)
        if above != path { try makeFolders(above) }
        // Another process may have made it in the meantime.
        guard mkdir(path, 0o777) == 0 || errno == EEXIST else {
            throw ResultsError.system(path: path, action: "made", code: errno)
        }
    }

    /// The folder that a path is in.
    static func parent(of path: String) -> String {
        guard let slash = path.lastIndex(of: "/") else { return "." }
        let above = path[..<slash]
        return above.isEmpty ? "/" : String(above)
    }

    /// Has the device keep a file's content, or a folder's names.
    static func synchronize(_ path: String) throws {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else {
            throw ResultsError.system(path: path, action: "opened", code: errno)
        }
        defer { close(descriptor) }
        // A file system that has no such call for folders says EINVAL.
        guard fsync(descriptor) == 0 || errno == EINVAL else {
            throw ResultsError.system(path: path, action: "flushed to its device", code: errno)
        }
    }

    /// Reads a file in pieces of at most 64 KiB.
    static func read(_ path: String, each: ([UInt8]) throws -> Void) throws {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else {
            throw ResultsError.system(path: path, action: "opened", code: errno)
        }
        defer { close(descriptor) }
        while true {
            var code: Int32 = 0
            let piece = [UInt8](unsafeUninitializedCapacity: 65_536) { buffer, count in
                let got = Foundation.read(descriptor, buffer.baseAddress, buffer.count)
                count = max(got, 0)
                if got < 0 { code = errno }
            }
            if code == EINTR { continue }
            if code != 0 { throw ResultsError.system(path: path, action: "read", code: code) }
            if piece.isEmpty { return }
            try each(piece)
        }
    }

    /// Reads a whole file of at most a number of bytes.
    static func contents(_ path: String, bytesMax: Int) throws -> [UInt8] {
        var bytes: [UInt8] = []
        try read(path) { piece in
            bytes += piece
            if bytes.count > bytesMax {
                throw ResultsError.malformed(
                    path: path, place: "1", reason: "it has more than \(bytesMax) bytes")
            }
        }
        return bytes
    }

    /// Removes a folder and all in it, as far as that is allowed.
    static func removeTree(_ path: String) {
        try? FileManager.default.removeItem(atPath: path)
    }
}
