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
    ///
    /// - Parameter redirection: What a shell does to the streams, such as `>/dev/full`.
    public static func run(_ arguments: [String], redirection: String = "") throws -> Outcome {
        let folder = try TemporaryFolder()
        let outputFile = folder.url.appendingPathComponent("output")
        let errorFile = folder.url.appendingPathComponent("errors")
        // Files instead of pipes, so that no amount of output can block the program.
        try Data().write(to: outputFile)
        try Data().write(to: errorFile)
        let process = Process()
        if redirection.isEmpty {
            process.executableURL = executable
            process.arguments = arguments
        } else {
            process.executableURL = URL(fileURLWithPath: "/bin/sh")
            process.arguments =
                ["-c", "exec \"$0\" \"$@\" \(redirection)", executable.path] + arguments
        }
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

    /// Writes a file, with the folders on its way, and gives its path.
    public func write(_ text: String, as name: String) throws -> String {
        let file = url.appendingPathComponent(name)
        try FileManager.default.createDirectory(
            at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
        try Data(text.utf8).write(to: file)
        return file.path
    }

    /// Makes a symbolic link.
    public func link(_ name: String, to target: String) throws {
        try FileManager.default.createSymbolicLink(
            atPath: url.appendingPathComponent(name).path, withDestinationPath: target)
    }

    /// Runs a command of the shell in the folder.
    public func shell(_ command: String) throws {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/bin/sh")
        process.arguments = ["-ec", command]
        process.currentDirectoryURL = url
        try process.run()
        process.waitUntilExit()
        precondition(process.terminationStatus == 0, command)
    }

    deinit { try? FileManager.default.removeItem(at: url) }
}
