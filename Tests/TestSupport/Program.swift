import Foundation

/// Runs the built `perplab`, which stands beside the test program.
public struct Program {
    /// What a run left behind.
    public struct Outcome: Sendable {
        /// The exit status.
        public let status: Int32
        /// Everything on standard output.
        public let output: String
        /// Everything on standard error.
        public let errors: String
    }

    private static let executable = URL(fileURLWithPath: "/proc/self/exe")
        .resolvingSymlinksInPath().deletingLastPathComponent().appendingPathComponent("perplab")

    /// Runs with arguments and waits for the end.
    public static func run(_ arguments: [String]) throws -> Outcome {
        let folder = try TemporaryFolder()
        let outputFile = folder.url.appendingPathComponent("output")
        let errorFile = folder.url.appendingPathComponent("errors")
        // Files instead of pipes, so that no amount of output can block the program.
        try Data().write(to: outputFile)
        try Data().write(to: errorFile)
        let process = Process()
        process.executableURL = executable
        process.arguments = arguments
        process.standardOutput = try FileHandle(forWritingTo: outputFile)
        process.standardError = try FileHandle(forWritingTo: errorFile)
        try process.run()
        process.waitUntilExit()
        return Outcome(
            status: process.terminationStatus,
            output: String(decoding: try Data(contentsOf: outputFile), as: UTF8.self),
            errors: String(decoding: try Data(contentsOf: errorFile), as: UTF8.self))
    }
}

/// A new folder that is removed with its contents when the value goes.
public final class TemporaryFolder {
    /// Where the folder is.
    public let url: URL

    /// Makes the folder.
    public init() throws {
        url = FileManager.default.temporaryDirectory
            .appendingPathComponent("perplab-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
    }

    /// Writes a file and gives its path.
    public func write(_ text: String, as name: String) throws -> String {
        let file = url.appendingPathComponent(name)
        try Data(text.utf8).write(to: file)
        return file.path
    }

    deinit { try? FileManager.default.removeItem(at: url) }
}
