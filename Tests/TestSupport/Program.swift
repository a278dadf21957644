import Foundation

/// Runs the built `perplab`, which stands beside the test program.
public struct Program {
    /// What a run left behind.
    public struct Outcome: Sendable {
        /// The exit status; as shells have it, 128 and the signal's number where one ended it.
        public let status: Int32
        /// The signal that ended it; nil where it exited by itself.
        public let signal: Int32?
        /// Everything on standard output.
        public let output: String
        /// Everything on standard error.
        public let errors: String
    }

    fileprivate static let executable = URL(fileURLWithPath: "/proc/self/exe")
        .resolvingSymlinksInPath().deletingLastPathComponent().appendingPathComponent("perplab")

    /// Runs with arguments and waits for the end.
    ///
    /// - Parameters:
    ///   - redirection: What a shell does to the streams, such as `>/dev/full`.
    ///   - preparation: What a shell does first, such as `ulimit -f 100`.
    public static func run(
        _ arguments: [String], redirection: String = "", preparation: String = ""
    ) throws -> Outcome {
        try StartedProgram(arguments, redirection: redirection, preparation: preparation).outcome()
    }
}

/// A `perplab` that is running, for tests that interfere with it.
public final class StartedProgram {
    private let process = Process()
    private let folder: TemporaryFolder
    private let outputFile: URL
    private let errorFile: URL

    /// Starts the program; the other parameters are those of `Program.run`.
    ///
    /// - Parameter isBlocking: Whether it inherits all signals blocked, as from a thread of a pool;
    ///   from a shell it inherits none.
    public init(
        _ arguments: [String], redirection: String = "", preparation: String = "",
        isBlocking: Bool = false
    ) throws {
        folder = try TemporaryFolder()
        outputFile = folder.url.appendingPathComponent("output")
        errorFile = folder.url.appendingPathComponent("errors")
        // Files instead of pipes, so that no amount of output can block the program.
        try Data().write(to: outputFile)
        try Data().write(to: errorFile)
        if redirection.isEmpty && preparation.isEmpty {
            process.executableURL = Program.executable
            process.arguments = arguments
        } else {
            process.executableURL = URL(fileURLWithPath: "/bin/sh")
            process.arguments =
                ["-c", "\(preparation)\nexec \"$0\" \"$@\" \(redirection)"]
                + [Program.executable.path] + arguments
        }
        process.standardOutput = try FileHandle(forWritingTo: outputFile)
        process.standardError = try FileHandle(forWritingTo: errorFile)
        // What this thread blocks is what the process inherits.
        var (all, before) = (sigset_t(), sigset_t())
        sigfillset(&all)
        pthread_sigmask(isBlocking ? SIG_BLOCK : SIG_UNBLOCK, &all, &before)
        defer { pthread_sigmask(SIG_SETMASK, &before, nil) }
        try process.run()
    }

    /// The process's number.
    public var identifier: Int32 { process.processIdentifier }

    /// Whether it has not ended yet.
    public var isRunning: Bool { process.isRunning }

    /// Sends it a signal, unless it has ended.
    public func send(_ signal: Int32) {
        if process.isRunning { kill(process.processIdentifier, signal) }
    }

    /// Looks once a millisecond until something is so, or the program has ended.
    ///
    /// Nothing tells a test how far another process is. How many looks there were may only decide
    /// where in a run an interference falls, never what is expected of it.
    /// - Returns: How often it looked in vain.
    @discardableResult
    public func watch(until isReached: (Int) throws -> Bool) rethrows -> Int {
        var looks = 0
        while process.isRunning, try !isReached(looks) {
            poll(nil, 0, 1)
            looks += 1
        }
        return looks
    }

    /// Waits for the end.
    public func outcome() throws -> Program.Outcome {
        process.waitUntilExit()
        let signal = process.terminationReason == .uncaughtSignal ? process.terminationStatus : nil
        return Program.Outcome(
            status: signal.map { 128 + $0 } ?? process.terminationStatus, signal: signal,
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
