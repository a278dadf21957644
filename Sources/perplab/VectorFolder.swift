import Conformance
import Foundation

/// Finds and opens vector files.
enum VectorFolder {
    /// The file itself, or the `.json` files below a folder in the order of their paths.
    static func files(at path: String) throws -> [String] {
        var isFolder: ObjCBool = false
        guard FileManager.default.fileExists(atPath: path, isDirectory: &isFolder) else {
            throw CommandFailure(.invalidInput, "\(path): no such file or folder")
        }
        guard isFolder.boolValue else { return [path] }
        guard let names = FileManager.default.enumerator(atPath: path) else {
            throw CommandFailure(.invalidInput, "\(path): the folder cannot be listed")
        }
        let files = names.compactMap { $0 as? String }
            .filter { $0.hasSuffix(".json") && !$0.hasPrefix(".") }
            .sorted()
            .map { path.hasSuffix("/") ? path + $0 : "\(path)/\($0)" }
        if files.isEmpty {
            throw CommandFailure(.invalidInput, "\(path): no .json file in this folder")
        }
        return files
    }

    static func read(_ file: String) throws -> Data {
        do {
            return try Data(contentsOf: URL(fileURLWithPath: file))
        } catch {
            throw CommandFailure(
                .invalidInput, "\(file): cannot be read: \(error.localizedDescription)")
        }
    }

    static func kinds(_ file: String) throws -> [String] {
        try VectorFile(path: file, data: read(file)).kinds()
    }
}
