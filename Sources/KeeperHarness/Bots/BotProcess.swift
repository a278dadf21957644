import Foundation
import Synchronization

/// A bot as a process of its own, with all that it starts.
///
/// The command is run by the shell in a process group, so that nothing of it outlives the trial. What
/// it writes goes to a file, or is dropped. Any thread may call.
public final class BotProcess: Sendable {
    /// How a process has ended.
    public enum Ending: Hashable, Sendable, CustomStringConvertible {
        /// By itself, with a status.
        case exited(Int32)
        /// By a signal that was not ours.
        case signalled(Int32)

        /// For messages.
        public var description: String {
            switch self {
            case .exited(let status): "ended by itself with status \(status)"
            case .signalled(let signal): "was ended by signal \(signal)"
            }
        }
    }

    /// What is run.
    public let command: String
    private let environment: [String: String]
    private let output: String?
    private let life = Mutex(Life())

    private struct Life {
        var process: pid_t?
        var ending: Ending?
    }

    /// How long a bot has to end by itself when it is told to, microseconds.
    private static let graceMicros: UInt32 = 2_000_000
    private static let lookMicros: UInt32 = 10_000

    /// A bot that does not run yet.
    /// - Parameters:
    ///   - environment: variables beside those of this process.
    ///   - output: the file that takes what it writes; nothing is kept without one.
    public init(_ command: String, environment: [String: String], output: String?) {
        self.command = command
        self.environment = environment
        self.output = output
    }

    deinit { kill() }

    /// Starts it; what it wrote before stays in the file.
    /// - Throws: `BotProcessError`.
    public func start() throws(BotProcessError) {
        kill()
        let started = try spawn()
        life.withLock { $0 = Life(process: started) }
    }

    private func spawn() throws(BotProcessError) -> pid_t {
        var actions = posix_spawn_file_actions_t()
        var attributes = posix_spawnattr_t()
        posix_spawn_file_actions_init(&actions)
        posix_spawnattr_init(&attributes)
        defer {
            posix_spawn_file_actions_destroy(&actions)
            posix_spawnattr_destroy(&attributes)
        }
        posix_spawn_file_actions_addopen(&actions, STDIN_FILENO, "/dev/null", O_RDONLY, 0)
        posix_spawn_file_actions_addopen(
            &actions, STDOUT_FILENO, output ?? "/dev/null", O_WRONLY | O_CREAT | O_APPEND, 0o644)
        posix_spawn_file_actions_adddup2(&actions, STDOUT_FILENO, STDERR_FILENO)
        // Signals that this process ignores or blocks are none of the bot's business.
        var none = sigset_t()
        var all = sigset_t()
        sigemptyset(&none)
        sigfillset(&all)
        posix_spawnattr_setsigmask(&attributes, &none)
        posix_spawnattr_setsigdefault(&attributes, &all)
        posix_spawnattr_setpgroup(&attributes, 0)
        posix_spawnattr_setflags(
            &attributes,
            Int16(POSIX_SPAWN_SETPGROUP | POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF))
        let variables = ProcessInfo.processInfo.environment
            .merging(environment) { _, own in own }
            .sorted { $0.key < $1.key }.map { "\($0.key)=\($0.value)" }
        var arguments: [UnsafeMutablePointer<CChar>?] =
            ["/bin/sh", "-c", command].map { (text: String) in strdup(text) } + [nil]
        var settings: [UnsafeMutablePointer<CChar>?] =
            variables.map { (text: String) in strdup(text) } + [nil]
        defer {
            for text in arguments { free(text) }
            for text in settings { free(text) }
        }
        var started = pid_t()
        let status = posix_spawn(&started, "/bin/sh", &actions, &attributes, &arguments, &settings)
        guard status == 0 else {
            throw BotProcessError(
                command: command, reason: String(cString: strerror(status)))
        }
        return started
    }

    /// How it has ended by itself; nil while it runs, and when we have ended it.
    public func look() -> Ending? {
        life.withLock { life in
            guard let process = life.process else { return life.ending }
            var status: Int32 = 0
            guard waitpid(process, &status, WNOHANG) == process else { return nil }
            // What it has started may still be there.
            _ = Glibc.kill(-process, SIGKILL)
            let ending: Ending =
                status & 0x7f == 0
                ? .exited(status >> 8 & 0xff) : .signalled(status & 0x7f)
            life = Life(ending: ending)
            return ending
        }
    }

    /// Ends it at once, as a crash does.
    public func kill() {
        life.withLock { life in
            guard let process = life.process else { return }
            life = Life()
            _ = Glibc.kill(-process, SIGKILL)
            var status: Int32 = 0
            waitpid(process, &status, 0)
        }
    }

    /// Asks it to end, and ends it where it does not.
    public func stop() {
        guard let process = life.withLock({ $0.process }) else { return }
        _ = Glibc.kill(-process, SIGTERM)
        var waited: UInt32 = 0
        while waited < Self.graceMicros, look() == nil {
            usleep(Self.lookMicros)
            waited += Self.lookMicros
        }
        kill()
        life.withLock { $0 = Life() }
    }
}

/// A bot that could not be started.
public struct BotProcessError: Error, Hashable, Sendable, CustomStringConvertible {
    /// What was to be run.
    public let command: String
    /// Why it was not.
    public let reason: String

    /// Command and reason.
    public var description: String { "the bot '\(command)' cannot be started: \(reason)" }
}
