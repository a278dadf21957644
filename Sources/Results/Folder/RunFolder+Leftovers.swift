import Foundation

extension RunFolder {
    /// How the names of work folders begin.
    static func partialPrefix(_ name: String) -> String { ".\(name).partial-" }

    /// How the names of folders begin that were moved aside.
    static func asidePrefix(_ name: String) -> String { ".\(name).replaced-" }

    /// Refuses a path where no run's folder can be put.
    static func check(_ path: String, isReplacing: Bool) throws {
        guard let kind = try FileSystem.kind(of: path) else { return }
        guard kind == S_IFDIR else { throw ResultsError.notAFolder(path: path) }
        guard isReplacing else { throw ResultsError.exists(path: path) }
        let names = try FileSystem.names(in: path)
        guard names.isEmpty || names.contains(manifestName) else {
            throw ResultsError.notARun(path: path)
        }
    }

    /// Makes a work folder of this process and locks it.
    static func makeWorkFolder(
        name: String, in parent: String
    ) throws -> (path: String, lock: FolderLock?) {
        let stem = "\(parent)/\(partialPrefix(name))\(getpid())"
        var number = 1
        while true {
            let path = number == 1 ? stem : "\(stem)-\(number)"
            if mkdir(path, 0o777) == 0 { return (path, FolderLock(path)) }
            guard errno == EEXIST, number < 1_000 else {
                throw ResultsError.system(path: path, action: "made", code: errno)
            }
            number += 1
        }
    }

    /// Removes what dead processes left of runs of a name, and puts back a folder that one of them
    /// had moved aside. What cannot be removed stays; it is in nobody's way.
    ///
    /// A work folder that has its manifest is a whole run that could not take its name; it stays.
    static func clear(name: String, in parent: String) {
        let final = "\(parent)/\(name)"
        for entry in (try? FileSystem.names(in: parent)) ?? [] {
            let path = "\(parent)/\(entry)"
            let isPartial = isLeftover(entry, after: partialPrefix(name))
            guard isPartial || isLeftover(entry, after: asidePrefix(name)),
                let lock = FolderLock(path)
            else { continue }
            withExtendedLifetime(lock) {
                if isPartial {
                    let manifest = try? FileSystem.kind(of: "\(path)/\(manifestName)")
                    if manifest == nil { FileSystem.removeTree(path) }
                } else if rename(path, final) != 0 {
                    FileSystem.removeTree(path)
                }
            }
        }
    }

    private static func isLeftover(_ entry: String, after prefix: String) -> Bool {
        guard entry.hasPrefix(prefix) else { return false }
        let rest = entry.dropFirst(prefix.count)
        return !rest.isEmpty && rest.allSatisfy { $0.isASCII && ($0.isNumber || $0 == "-") }
    }
}

/// The sign that a process works in a folder; it ends with the process, however that ends.
final class FolderLock {
    private let descriptor: Int32

    /// Locks a folder; nil when somebody else works there or the file system has no locks.
    init?(_ path: String) {
        descriptor = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard descriptor >= 0, flock(descriptor, LOCK_EX | LOCK_NB) == 0 else { return nil }
    }

    deinit { if descriptor >= 0 { close(descriptor) } }
}
