import Conformance
import Foundation

/// The vector files of a file or folder that was named.
struct VectorFolder {
    /// The files in the order of their paths.
    private(set) var files: [String] = []
    /// Subfolders that could not be listed.
    private(set) var unreadable: [VectorsSummary.Unreadable] = []

    /// The folders on the way from the root, with all links resolved; a link back ends there.
    private var ancestors: [String] = []

    /// The file itself, or the `.json` files below a folder; hidden files and folders are passed over.
    init(at path: String) throws {
        var isFolder: ObjCBool = false
        guard FileManager.default.fileExists(atPath: path, isDirectory: &isFolder) else {
            throw CommandFailure(.invalidInput, "\(path.printable): no such file or folder")
        }
        guard isFolder.boolValue else {
            files = [path]
            return
        }
        do {
            try search(path)
        } catch {
            throw CommandFailure(
                .invalidInput, "\(path.printable): the folder cannot be listed: \(error.reason)")
        }
        if files.isEmpty && unreadable.isEmpty {
            throw CommandFailure(.invalidInput, "\(path.printable): no .json file in this folder")
        }
        files.sort()
    }

    private mutating func search(_ folder: String) throws {
        let real = URL(fileURLWithPath: folder).resolvingSymlinksInPath().path
        if ancestors.contains(real) { return }
        ancestors.append(real)
        defer { ancestors.removeLast() }
        for name in try FileManager.default.contentsOfDirectory(atPath: real).sorted()
        where !name.hasPrefix(".") {
            let path = folder.hasSuffix("/") ? folder + name : "\(folder)/\(name)"
            var isFolder: ObjCBool = false
            let isThere = FileManager.default.fileExists(atPath: path, isDirectory: &isFolder)
            if isThere && isFolder.boolValue {
                do {
                    try search(path)
                } catch {
                    let reason = "the folder cannot be listed: \(error.reason)"
                    unreadable.append(.init(path: path, reason: reason))
                }
            } else if name.lowercased().hasSuffix(".json") {
                files.append(path)
            }
        }
    }

    /// The files that cases name, from the nearest folder above theirs that holds them.
    static func dataFiles(near file: String) -> DataFiles {
        DataFiles { name in
            // A name that leads out of those folders is not looked for.
            guard !name.hasPrefix("/"), !name.split(separator: "/").contains("..") else {
                return nil
            }
            var folder = URL(fileURLWithPath: file).resolvingSymlinksInPath()
            while folder.pathComponents.count > 1 {
                folder.deleteLastPathComponent()
                let path = folder.appendingPathComponent(name).path
                if FileManager.default.fileExists(atPath: path) { return [UInt8](try read(path)) }
            }
            return nil
        }
    }

    /// The bytes of a file.
    /// - Throws: `VectorFileError` for what cannot be read or is no regular file.
    static func read(_ file: String) throws -> Data {
        let url = URL(fileURLWithPath: file).resolvingSymlinksInPath()
        do {
            let attributes = try FileManager.default.attributesOfItem(atPath: url.path)
            switch attributes[.type] as? FileAttributeType {
            case .typeRegular: return try Data(contentsOf: url)
            case .typeSymbolicLink:
                throw VectorFileError(reason: "a link to a file that is not there")
            // Devices and pipes may have no end.
            default: throw VectorFileError(reason: "not a regular file")
            }
        } catch let error as VectorFileError {
            throw error
        } catch {
            throw VectorFileError(reason: "cannot be read: \(error.reason)")
        }
    }
}

extension Error {
    /// Why the system refused, in its words.
    var reason: String {
        let error = self as NSError
        guard let cause = error.userInfo[NSUnderlyingErrorKey] as? NSError else {
            return error.localizedDescription
        }
        return cause.localizedDescription
    }
}
